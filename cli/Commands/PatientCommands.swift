import AccessPolicy
import Framing
import Glibc
import HealthRecord
import HTTPTransport
import Identity
import SealedRecord
import Symmetric

/// `medseal record import|export`: patients' records as FHIR R4 bundles.
enum PatientCommands {
    static let all = [importBundles, exportBundle]

    /// Longest bundle, in bytes.
    private static let greatestLength = 64 << 20

    static let importBundles = Command(
        ["record", "import"], "Put patients' FHIR bundles into the store, a record each",
        operands: [.required("PATH", "a bundle in JSON, or a folder with bundles (*.json)")],
        options: [
            SealingCommands.policyOption,
            .value("parts", "FILE", "a template: which resources are sealed as parts under policies of their own"),
        ] + RecordCommands.common,
        discussion: """
            A bundle is imported once: its record's identifier follows from its content and your identity, so after an \
            interruption the same command goes on where it stopped, and a bundle that is in the store is left out. What is \
            no bundle of one patient is reported, and the others are imported (exit code 3). A part of the template becomes \
            a record beside the patient's; record export joins what your key opens.
            """,
        examples: [#"medseal record import patient.json --policy "role:doctor and hospital:NSTU""#]
    ) { invocation in
        let policies = try SealingCommands.policies(invocation)
        let template = try template(invocation)
        let partPolicies = try template.parts.map { try PolicyCommands.parse($0.policy) }
        let path = invocation.operand(0) ?? ""
        let files = try bundles(at: path)
        let session = try UserSession(invocation)
        let client = try RecordCommands.client(session, invocation)
        let present = Set(try RecordCommands.ownRecords(client, session))
        // Remembered like any record that was added, but written once: the file holds all of them.
        var seen = try SeenRecords(session.home)
        let names = ImportedRecordNames(session.identity)
        var counts = (imported: 0, present: 0, failed: 0)
        let isShown = isatty(STDERR_FILENO) == 1 && files.count > 1
        for (index, file) in files.enumerated() {
            do {
                let bytes = try InputFile.contents(of: file, limit: greatestLength)
                let id = names.identifier(of: bytes, part: "")
                if present.contains(id) {
                    counts.present += 1
                } else {
                    let divided = try PatientBundle(json: bytes).divided(by: template)
                    // The parts first: a patient's record never refers to one that is not there.
                    var partIDs: [RecordID] = []
                    for special in divided.special {
                        let partID = names.identifier(of: bytes, part: special.part.name)
                        partIDs.append(partID)
                        guard !present.contains(partID),
                            let place = template.parts.firstIndex(where: { $0.name == special.part.name })
                        else { continue }
                        try seen.check(put(special.bundle.bytes, partID, [partPolicies[place]], client, session))
                    }
                    let general = try divided.general.referring(to: partIDs.map(\.description))
                    try seen.check(put(general.json, id, policies, client, session))
                    counts.imported += 1
                }
                if files.count == 1 || invocation.wantsJSON { try report(id, file, present.contains(id), invocation) }
            } catch {
                let failure = FailureTranslation.failure(for: error)
                // What is wrong with one bundle is not wrong with the next; a store that is away is.
                guard failure.code != .remote, files.count > 1 else {
                    try seen.save()
                    throw error
                }
                counts.failed += 1
                StandardStreams.note("\(file): \(failure.message)")
            }
            if isShown {
                try? StandardStreams.write(Array("\r\u{1b}[Kimporting \(index + 1) of \(files.count)".utf8), to: STDERR_FILENO)
            }
        }
        if isShown { try? StandardStreams.write(Array("\r\u{1b}[K".utf8), to: STDERR_FILENO) }
        try seen.save()
        if files.count > 1 && !invocation.wantsJSON {
            try StandardStreams.result("imported \(counts.imported), already there \(counts.present), refused \(counts.failed)")
        }
        if counts.failed > 0 { throw CommandFailure(.partial, "\(counts.failed) of \(files.count) bundles were not imported") }
    }

    static let exportBundle = Command(
        ["record", "export"], "Write a patient's record as one FHIR bundle",
        operands: [RecordCommands.idOperand],
        options: [SealingCommands.outputOption, SealingCommands.forceOption] + RecordCommands.common,
        discussion: "Parts that your key does not open are left out, and how many is said.",
        examples: [#"medseal record export "$RECORD" --output exported.json"#]
    ) { invocation in
        let id = try RecordCommands.recordID(invocation)
        let session = try UserSession(invocation)
        let client = try RecordCommands.client(session, invocation)
        let record = try opened(id, client, session)
        let general = try PatientBundle(json: record.content)
        var parts: [JSONNode] = []
        var closed = 0
        for text in general.partReferences {
            guard let partID = RecordID(text: text) else {
                throw CommandFailure(.integrity, "the record refers to a part that cannot be")
            }
            do {
                let part = try opened(partID, client, session)
                // Whoever wrote the patient's record answers for its parts: another's record is none.
                guard part.author == record.author else {
                    throw CommandFailure(.integrity, "the record refers to a part that another author wrote")
                }
                do throws(JSONError) { parts.append(try JSONReader.value(of: part.content)) } catch { throw HealthRecordError.notJSON(error) }
            } catch SealedRecordError.policyNotSatisfied {
                closed += 1
            }
        }
        let joined = try general.withoutPartReferences().joined(with: parts)
        let output = try OutputFile(invocation.value("output") ?? "-", replacing: invocation.has("force"))
        try output.write(joined.json + [UInt8(ascii: "\n")])
        try output.commit()
        if closed > 0 { StandardStreams.note("\(closed) of \(closed + parts.count) parts are not open to your key and left out") }
    }

    // MARK: - Parts

    private static func template(_ invocation: Invocation) throws -> PartTemplate {
        guard let path = invocation.value("parts") else { return .none }
        return try PartTemplate(json: InputFile.contents(of: path, limit: 1 << 20))
    }

    private static func bundles(at path: String) throws -> [String] {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
        let names = Folder.names(in: path).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
        guard !names.isEmpty else { throw CommandFailure(.notFound, "there are no bundles (*.json) in \(path)") }
        return names.map { path + "/" + $0 }
    }

    private static func put(
        _ content: [UInt8], _ id: RecordID, _ policies: [Policy], _ client: StoreClient, _ session: borrowing UserSession
    ) throws -> SealedRecordHeader {
        let base = try session.plan()
        let plan = SealingPlan(
            recordID: id, created: base.created, epoch: base.epoch, revocationSequence: base.revocationSequence, author: base.author)
        let sealed = try TemporaryFile(session.home)
        let output = try OutputFile(sealed.path)
        let recordKey = RecordKey.random()
        let stanzas = try SealingCommands.stanzas(policies, session.ring, wrapping: recordKey, for: plan.target)
        var rest = content[...]
        let header = try SealedFile.seal(
            to: output, plan, recordKey: recordKey, stanzas: stanzas, signedBy: session.identity
        ) {
            defer { rest = rest.dropFirst(1 << 18) }
            return Array(rest.prefix(1 << 18))
        }
        try output.commit()
        _ = try client.put(id, file: sealed.path, .absent)
        return header
    }

    private static func opened(
        _ id: RecordID, _ client: StoreClient, _ session: borrowing UserSession
    ) throws -> (content: [UInt8], author: UserID) {
        let sealed = try RecordCommands.fetch(id, version: nil, client, session)
        let author = try SealedFile.header(of: try InputFile(sealed.path), session.ring.authority).content.author.userID
        var bytes: [UInt8] = []
        try SealedFile.open(
            try InputFile(sealed.path), session.ring.authority, recordKey: { try session.recordKey(of: $0) }
        ) { piece in
            guard bytes.count + piece.count <= greatestLength else {
                throw CommandFailure(.general, "the record is no FHIR bundle of at most \(greatestLength) bytes", hint: "medseal record get fetches it")
            }
            bytes += piece
        }
        return (bytes, author)
    }

    private static func report(_ id: RecordID, _ file: String, _ wasPresent: Bool, _ invocation: Invocation) throws {
        try StandardStreams.result(
            invocation.wantsJSON
                ? HTTPTransport.JSONValue.object([
                    .init("file", .string(file)), .init("record", .string("\(id)")), .init("imported", .bool(!wasPresent)),
                ]).text : "\(id)")
    }
}

/// The identifiers of imported records: pseudorandom to everybody else, the same again for the same user and content.
private struct ImportedRecordNames: ~Copyable {
    private let key: SecretBytes

    init(_ identity: borrowing UserIdentity) { key = KeyDerivation.derive(identity.encoded(), "import", []) }

    /// - Parameter part: the part of the template; empty for the general one.
    func identifier(of content: [UInt8], part: String) -> RecordID {
        let bytes = KeyDerivation.derive(key, "record", [SHA256.hash(content), Array(utf8: part)], count: RecordID.byteCount).revealed()
        guard let id = RecordID(bytes: bytes) else { preconditionFailure("of a record's identifier's length") }
        return id
    }
}
