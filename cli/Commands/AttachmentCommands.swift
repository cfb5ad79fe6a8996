import HealthRecord
import JSON
import LocalFiles
import Workstation

/// `medseal record attach|attachments`: images and documents beside a patient's record.
enum AttachmentCommands {
    static let all = [attach, list]

    static let attach = Command(
        ["record", "attach"], "Seal an image or document and name it in a patient's record",
        operands: [RecordCommands.idOperand, .required("FILE", "the document, of any size, or - for standard input")],
        options: [
            .value("title", "TEXT", "what it is called (default: the file's name)"),
            .value("type", "MIME", "its media type (default: told by its beginning)"),
        ] + RecordCommands.common,
        discussion: """
            The document becomes a sealed record of its own, under the policies of the patient's record, whose next version \
            names it. Prints the identifier of the document's record; medseal record get opens it, with --range a part of it \
            without fetching the rest.
            """,
        examples: [#"medseal record attach "$RECORD" ct.dcm --title "CT of the chest""#]
    ) { invocation in
        let id = try RecordCommands.recordID(invocation)
        let path = invocation.operand(1) ?? "-"
        let input = try InputFile(path)
        let title = invocation.value("title") ?? (path == "-" ? "" : String(path.split(separator: "/").last ?? ""))
        let document = NewDocument(input, title: title, contentType: invocation.value("type"))
        let chart = try UserFolder.session(invocation).charts.change(id, documents: [document]) { _ in }.get()
        guard let reference = chart.documents.first else { throw ClientError.record(.changedMeanwhile) }
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("record", .string("\(reference.id)")), .init("type", .string(reference.attachment.contentType)),
                    .init("length", .unsigned(reference.attachment.length ?? 0)),
                ]).text : "\(reference.id)")
    }

    static let list = Command(
        ["record", "attachments"], "List the images and documents of a patient's record",
        operands: [RecordCommands.idOperand],
        options: RecordCommands.common,
        discussion: "Of a DICOM file, patient, modality and date are shown; only its beginning is fetched for that.",
        examples: [#"medseal record attachments "$RECORD""#]
    ) { invocation in
        let session = try UserFolder.session(invocation)
        let patient = try session.patients.open(try RecordCommands.recordID(invocation))
        for reference in Documents.references(of: patient.whole) {
            let attachment = reference.attachment
            let dicom = attachment.contentType == MediaType.dicom.rawValue ? try? session.documents.dicomSummary(of: reference.id) : nil
            if invocation.wantsJSON {
                var members: [JSONNode.Member] = [
                    .init("record", .string("\(reference.id)")), .init("title", .string(attachment.title)),
                    .init("type", .string(attachment.contentType)), .init("length", attachment.length.map { .unsigned($0) } ?? .null),
                ]
                if let dicom {
                    members.append(
                        .init(
                            "dicom",
                            .object([
                                .init("patient", dicom.patientName.map { .string($0.readable) } ?? .null),
                                .init("modality", dicom.modality.map { .string($0) } ?? .null),
                                .init("date", dicom.studyDate.map { .string($0) } ?? .null),
                            ])))
                }
                try StandardStreams.result(JSONNode.object(members).text)
            } else {
                let length = attachment.length.map { "\($0) bytes" } ?? "length unknown"
                try StandardStreams.result("\(reference.id)  \(attachment.contentType)  \(length)  \(attachment.title)")
                if let dicom {
                    let facts = [
                        dicom.patientName.map { "patient \($0.readable)" }, dicom.modality.map { "modality \($0)" },
                        dicom.studyDate.map { "date \($0)" },
                    ]
                    try StandardStreams.result("    DICOM: \(facts.compactMap { $0 }.joined(separator: ", "))")
                }
            }
        }
    }
}
