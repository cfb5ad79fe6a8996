import AccessPolicy
import Framing
import Glibc
import HealthRecord
import HTTPTransport
import Identity
import JSON
import SealedRecord
import Cryptography
import LocalFiles
import Workstation

/// `medseal record import|export`: patients' records as FHIR R4 bundles.
enum PatientCommands {
    static let all = [importBundles, exportBundle] + AttachmentCommands.all + [ReadingsCommands.ingest]

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
        let session = try UserFolder.session(invocation)
        // Bars for single records would flicker.
        session.progress = noProgress
        let patients = try PatientImport(session, policies: policies, template: template, partPolicies: partPolicies)
        var counts = (imported: 0, present: 0, failed: 0)
        let isShown = isatty(STDERR_FILENO) == 1 && files.count > 1
        for (index, file) in files.enumerated() {
            do {
                let outcome = try patients.add(InputFile.contents(of: file, limit: PatientBundle.greatestLength))
                if case .imported = outcome { counts.imported += 1 } else { counts.present += 1 }
                if files.count == 1 || invocation.wantsJSON { try report(outcome, file, invocation) }
            } catch {
                let failure = FailureTranslation.failure(for: error)
                // What is wrong with one bundle is not wrong with the next; a store that is away is.
                guard failure.kind != .remote, files.count > 1 else {
                    try? patients.finish()
                    throw error
                }
                counts.failed += 1
                StandardStreams.note("\(file): \(failure.message)")
            }
            if isShown {
                try? StandardStreams.write(Array("\r\u{1b}[Kimporting \(index + 1) of \(files.count)".utf8), to: STDERR_FILENO)
            }
        }
        try patients.finish()
        if isShown { try? StandardStreams.write(Array("\r\u{1b}[K".utf8), to: STDERR_FILENO) }
        if files.count > 1 && !invocation.wantsJSON {
            try StandardStreams.result("imported \(counts.imported), already there \(counts.present), refused \(counts.failed)")
        }
        if counts.failed > 0 { throw CommandFailure(.partial, "\(counts.failed) of \(files.count) bundles were not imported") }
    }

    static let exportBundle = Command(
        ["record", "export"], "Write a patient's record as one FHIR bundle",
        operands: [RecordCommands.idOperand],
        options: [
            SealingCommands.outputOption, SealingCommands.forceOption,
            .flag("readings", "also what medseal record ingest has sealed for the patient"),
        ] + RecordCommands.common,
        discussion: "Parts that your key does not open are left out, and how many is said.",
        examples: [#"medseal record export "$RECORD" --output exported.json"#]
    ) { invocation in
        let id = try RecordCommands.recordID(invocation)
        let session = try UserFolder.session(invocation)
        let patient = try session.patients.open(id)
        let readings = invocation.has("readings") ? try session.readings.open(of: id, limit: .max).opened.map(\.content) : []
        let whole = try patient.whole.joined(with: readings)
        let output = try OutputFile(invocation.value("output") ?? "-", replacing: invocation.has("force"))
        try output.write(whole.json + [UInt8(ascii: "\n")])
        try output.commit()
        if patient.withheldParts > 0 {
            StandardStreams.note("the store withholds \(patient.withheldParts) parts of this record: what is in them is not known here")
        }
        if patient.closedParts > 0 {
            StandardStreams.note(
                "\(patient.closedParts) of \(patient.closedParts + patient.parts.count) parts are not open to your key and left out")
        }
    }

    // MARK: - Parts

    private static func template(_ invocation: Invocation) throws -> PartTemplate {
        guard let path = invocation.value("parts") else { return .none }
        return try PartTemplate(json: InputFile.contents(of: path, limit: 1 << 20))
    }

    private static func bundles(at path: String) throws -> [String] {
        guard let names = try Folder.files(in: path, endingIn: ".json") else { return [path] }
        guard !names.isEmpty else { throw CommandFailure(.notFound, "there are no bundles (*.json) in \(path)") }
        return names
    }

    private static func report(_ outcome: PatientImport.Outcome, _ file: String, _ invocation: Invocation) throws {
        let (id, isNew) =
            switch outcome {
            case .imported(let id): (id, true)
            case .present(let id): (id, false)
            }
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("file", .string(file)), .init("record", .string("\(id)")), .init("imported", .bool(isNew)),
                ]).text : "\(id)")
    }
}
