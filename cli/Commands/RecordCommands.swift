import AccessPolicy
import HTTPTransport
import Identity
import SealedRecord

/// `medseal record …`: records in a store.
enum RecordCommands {
    static let all = [add, get, update, delete, list, rewrap] + PatientCommands.all

    static let store = Command.Option.value("store", "URL", "the store (default: the one given at enrolment)")
    static let idOperand = Command.Operand.required("RECORD", "identifier of the record, 32 hexadecimal digits")
    static let common: [Command.Option] = [store, UserHome.option, PassphrasePrompt.option]

    static let add = Command(
        ["record", "add"], "Seal a file and put it into the store",
        operands: [.required("FILE", "the file, or - for standard input")],
        options: [SealingCommands.policyOption] + common,
        discussion: "Prints the identifier of the new record. The file is sealed on this machine; the store sees ciphertext only.",
        examples: [#"medseal record add patient.json --policy "role:doctor and hospital:NSTU""#]
    ) { invocation in
        let policies = try SealingCommands.policies(invocation)
        let session = try UserSession(invocation)
        let plan = try session.plan()
        try put(
            InputFile(invocation.operand(0) ?? "-"), plan, policies, .absent, try client(session, invocation), session, invocation)
    }

    static let update = Command(
        ["record", "update"], "Replace a record's content by a new version",
        operands: [idOperand, .required("FILE", "the new content, or - for standard input")],
        options: [SealingCommands.policyOption] + common,
        discussion: """
            Without --policy the readers stay the same. If somebody else changed the record meanwhile, nothing is \
            written and the exit code is 11.
            """,
        examples: [#"medseal record update "$RECORD" patient.json"#]
    ) { invocation in
        let id = try recordID(invocation)
        let session = try UserSession(invocation)
        let client = try client(session, invocation)
        var seen = try SeenRecords(session.home)
        let (header, state) = try current(id, client, session, &seen)
        let base = try session.plan()
        let plan = SealingPlan(
            after: header, created: base.created, epoch: base.epoch, revocationSequence: base.revocationSequence,
            author: base.author)
        let policies = try invocation.all("policy").isEmpty
            ? header.envelope.stanzas.compactMap { $0.policy?.withoutEpoch } : SealingCommands.policies(invocation)
        try put(
            InputFile(invocation.operand(1) ?? "-"), plan, policies, .unchanged(state.entityTag), client, session, invocation)
    }

    static let get = Command(
        ["record", "get"], "Fetch a record, verify it and open it",
        operands: [idOperand],
        options: [
            SealingCommands.outputOption, SealingCommands.forceOption,
            .value("version", "NUMBER", "an older content version"),
            .flag("sealed", "keep it sealed: write the ciphertext"),
        ] + common,
        discussion: """
            Nothing is given out before all of it was verified. Exit code 13 if your key does not satisfy the policy, 14 if \
            the record was altered or is older than what you have seen.
            """,
        examples: [#"medseal record get "$RECORD" --output fetched.json"#]
    ) { invocation in
        let id = try recordID(invocation)
        let version: UInt64? = try invocation.integer("version", 1...UInt64.max)
        let session = try UserSession(invocation)
        let client = try client(session, invocation)
        let sealed = try fetch(id, version: version, client, session)
        let output = try OutputFile(invocation.value("output") ?? "-", replacing: invocation.has("force"))
        if invocation.has("sealed") {
            let input = try InputFile(sealed.path)
            while true {
                let piece = try input.read(1 << 18)
                if piece.isEmpty { break }
                try output.write(piece)
            }
        } else {
            let authority = session.ring.authority
            try SealedFile.open(
                try InputFile(sealed.path), authority, recordKey: { try session.recordKey(of: $0) }
            ) { try output.write($0) }
        }
        try output.commit()
    }

    static let delete = Command(
        ["record", "delete"], "Delete a record from the store",
        operands: [idOperand],
        options: common,
        discussion: "All its versions go, and its identifier is never used again. Copies that readers have made stay with them.",
        examples: [#"medseal record delete "$RECORD""#]
    ) { invocation in
        let id = try recordID(invocation)
        let session = try UserSession(invocation)
        let client = try client(session, invocation)
        var seen = try SeenRecords(session.home)
        let (_, state) = try current(id, client, session, &seen)
        try client.delete(id, state.entityTag)
        seen.markDeleted(id)
        try seen.save()
        try StandardStreams.result(invocation.wantsJSON ? JSONValue.object([.init("deleted", .string("\(id)"))]).text : "deleted \(id)")
    }

    static let list = Command(
        ["record", "list"], "List the records in the store",
        options: [.flag("mine", "only those that you own")] + common,
        examples: ["medseal record list --mine"]
    ) { invocation in
        let session = try UserSession(invocation)
        let client = try client(session, invocation)
        let owner = invocation.has("mine") ? "\(session.identity.id)" : nil
        var cursor: String?
        repeat {
            let page = try client.list(after: cursor, owner: owner)
            for entry in page.records {
                guard let id = RecordID(text: entry.id), let owner = UserID(entry.owner) else {
                    throw CommandFailure(.remote, "the store's answer is not understood")
                }
                try StandardStreams.result(
                    invocation.wantsJSON
                        ? JSONValue.object([
                            .init("record", .string("\(id)")), .init("contentVersion", .unsigned(entry.contentVersion)),
                            .init("envelope", .unsigned(entry.envelopeSequence)), .init("length", .unsigned(entry.length)),
                            .init("owner", .string("\(owner)")), .init("modified", .unsigned(entry.modified)),
                        ]).text
                        : "\(id)  version \(entry.contentVersion).\(entry.envelopeSequence)  \(entry.length) bytes  \(Clock.text(entry.modified))  owner \(owner)")
            }
            cursor = page.next
        } while cursor != nil
    }

    static let rewrap = Command(
        ["record", "rewrap"], "Change who may read a record, without touching its content",
        operands: [.optional("RECORD", "identifier of the record; left out with --all")],
        options: [SealingCommands.policyOption, .flag("all", "every record that you own, each under the policies it has")] + common,
        discussion: """
            Makes a new envelope for the present epoch: without --policy for the same readers, which is what follows a \
            revocation. The old envelope is no longer served, but whoever opened the record before may have kept its key: \
            to shut them out of later changes, seal a new version with medseal record update.
            """,
        examples: [
            #"medseal record rewrap "$RECORD" --policy "role:doctor and (hospital:NSTU or hospital:DMCH)""#,
            "medseal record rewrap --all",
        ]
    ) { invocation in
        guard invocation.has("all") != (invocation.operand(0) != nil) else {
            throw Invocation.usage("give either RECORD or --all", invocation.command)
        }
        let session = try UserSession(invocation)
        let client = try client(session, invocation)
        guard invocation.has("all") else {
            return try rewrap(try recordID(invocation), client, session, invocation)
        }
        guard invocation.all("policy").isEmpty else {
            throw Invocation.usage("--all keeps each record's policies", invocation.command)
        }
        let ids = try ownRecords(client, session)
        var failures = 0
        for id in ids {
            do { try rewrap(id, client, session, invocation) } catch {
                failures += 1
                StandardStreams.note("\(id): \(FailureTranslation.failure(for: error).message)")
            }
        }
        if failures > 0 { throw CommandFailure(.partial, "\(failures) of \(ids.count) records were not rewrapped") }
    }

    // MARK: - Parts

    /// The identifiers of the records that this user owns, as the store has them.
    static func ownRecords(_ client: StoreClient, _ session: borrowing UserSession) throws -> [RecordID] {
        var ids: [RecordID] = []
        var cursor: String?
        repeat {
            let page = try client.list(after: cursor, owner: "\(session.identity.id)")
            ids += page.records.compactMap { RecordID(text: $0.id) }
            cursor = page.next
        } while cursor != nil
        return ids
    }

    /// Fetches a record and verifies all of it. The ciphertext is in the file that is given back.
    static func fetch(
        _ id: RecordID, version: UInt64?, _ client: StoreClient, _ session: borrowing UserSession
    ) throws -> TemporaryFile {
        let sealed = try TemporaryFile(session.home)
        let download = try OutputFile(sealed.path)
        _ = try client.get(id, version: version, to: download)
        try download.commit()
        let header = try SealedFile.verify(try InputFile(sealed.path), session.ring.authority)
        guard header.content.recordID == id, version == nil || header.content.contentVersion == version else {
            throw anotherRecord
        }
        if version == nil {
            var seen = try SeenRecords(session.home)
            try seen.check(header)
            try seen.save()
        }
        return sealed
    }

    private static func rewrap(
        _ id: RecordID, _ client: StoreClient, _ session: borrowing UserSession, _ invocation: Invocation
    ) throws {
        let sealed = try TemporaryFile(session.home)
        let download = try OutputFile(sealed.path)
        let state = try client.get(id, to: download)
        try download.commit()
        let input = try InputFile(sealed.path)
        _ = try SealedFile.verify(input, session.ring.authority)
        let again = try InputFile(sealed.path)
        let header = try SealedFile.header(of: again, nil)
        // A store that gave another record here would have this user sign wider access to it.
        guard header.content.recordID == id else { throw anotherRecord }
        var seen = try SeenRecords(session.home)
        try seen.check(header)
        let recordKey = try session.recordKey(of: header)
        let plan = try session.plan()
        let change = Rewrapping(
            created: plan.created, epoch: plan.epoch, revocationSequence: plan.revocationSequence, signer: plan.author)
        let policies = try invocation.all("policy").isEmpty
            ? header.envelope.stanzas.compactMap { $0.policy?.withoutEpoch } : SealingCommands.policies(invocation)
        let stanzas = try SealingCommands.stanzas(policies, session.ring, wrapping: recordKey, for: change.target(header))
        let rewrapped = try change.apply(to: header, stanzas: stanzas, signedBy: session.identity)
        let result = try TemporaryFile(session.home)
        let output = try OutputFile(result.path)
        try output.write(rewrapped.bytes)
        while true {
            let piece = try again.read(1 << 18)
            if piece.isEmpty { break }
            try output.write(piece)
        }
        try output.commit()
        _ = try client.put(id, file: result.path, .unchanged(state.entityTag))
        try seen.check(rewrapped)
        try seen.save()
        try StandardStreams.result(
            invocation.wantsJSON ? RecordSummary(rewrapped).json.text : "rewrapped \(id), envelope \(rewrapped.envelope.sequence)")
    }

    private static func put(
        _ input: InputFile, _ plan: SealingPlan, _ policies: [Policy], _ precondition: StoreClient.Precondition,
        _ client: StoreClient, _ session: borrowing UserSession, _ invocation: Invocation
    ) throws {
        let sealed = try TemporaryFile(session.home)
        let output = try OutputFile(sealed.path)
        let recordKey = RecordKey.random()
        let stanzas = try SealingCommands.stanzas(policies, session.ring, wrapping: recordKey, for: plan.target)
        let header = try SealedFile.seal(
            input, to: output, plan, recordKey: recordKey, stanzas: stanzas, signedBy: session.identity)
        try output.commit()
        _ = try client.put(plan.recordID, file: sealed.path, precondition)
        var seen = try SeenRecords(session.home)
        try seen.check(header)
        try seen.save()
        try StandardStreams.result(invocation.wantsJSON ? RecordSummary(header).json.text : "\(plan.recordID)")
    }

    static var anotherRecord: CommandFailure {
        CommandFailure(
            .integrity, "the store gave another record than the one asked for", hint: "the store lies: ask its operator")
    }

    /// The verified header of the record's present state.
    private static func current(
        _ id: RecordID, _ client: StoreClient, _ session: borrowing UserSession, _ seen: inout SeenRecords
    ) throws -> (header: SealedRecordHeader, state: StoreClient.State) {
        let (header, state) = try client.header(id)
        try header.verify(session.ring.authority)
        guard header.content.recordID == id else { throw anotherRecord }
        try seen.check(header)
        return (header, state)
    }

    static func client(_ session: borrowing UserSession, _ invocation: Invocation) throws -> StoreClient {
        guard let url = try invocation.value("store") ?? session.home.enrolment().store else {
            throw CommandFailure(.usage, "no store is known", hint: "give --store URL")
        }
        return try StoreClient(url, try session.requestSigner())
    }

    static func recordID(_ invocation: Invocation) throws -> RecordID {
        guard let id = RecordID(text: invocation.operand(0) ?? "") else {
            throw Invocation.usage("RECORD is 32 hexadecimal digits, as medseal record list shows them", invocation.command)
        }
        return id
    }
}
