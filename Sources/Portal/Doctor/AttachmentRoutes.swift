import Framing
import HealthRecord
import HTTPTransport
import PortalPages
import SealedRecord
import Workstation

/// Images and documents beside a patient's record: what they say of themselves, and their bytes, as far as they are wanted.
extension DoctorPortal {
    /// What a browser may show in a page of the portal; everything else it saves.
    static let imageTypes: Set<String> = [MediaType.jpeg.rawValue, MediaType.png.rawValue]

    var attachmentRoutes: [Route] {
        [
            Route(.get, "/records/{id}/attachments/{attachment}") { request in
                try self.visit(request) { visit in
                    let (patient, reference) = try Self.attachment(visit)
                    let dicom = try? visit.user.documents.dicomSummary(of: reference.id)
                    let view = AttachmentView(
                        record: "\(patient.record.header.content.recordID)", patient: PatientForm(patient.general).name,
                        attachment: Self.row(reference, dicom), elements: dicom.map(Self.elements) ?? [],
                        isImage: Self.imageTypes.contains(reference.attachment.contentType))
                    return PageResponse.page(Pages.attachment(view, visit.context))
                }
            },
            Route(.get, "/records/{id}/attachments/{attachment}/content") { request in
                try self.visit(request, isPage: false) { visit in
                    let (_, reference) = try Self.attachment(visit)
                    let (content, tag) = try visit.user.records.taggedContent(of: reference.id)
                    let isImage = Self.imageTypes.contains(reference.attachment.contentType)
                    var response = Response(
                        status: 200,
                        headers: HeaderFields([
                            // What is no image is saved under its name, and never run as a page of the portal's.
                            ("content-type", isImage ? reference.attachment.contentType : "application/octet-stream"),
                            (
                                "content-disposition",
                                (isImage ? "inline" : "attachment") + "; filename*=UTF-8''" + Self.encoded(reference.attachment.title)
                            ),
                            ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"), ("etag", tag),
                        ]), body: .stream(ContentSource(visit.session, content), length: content.length))
                    PageResponse.protect(&response)
                    return response
                }
            },
        ]
    }

    /// The attachment that a request names, if the record does, too: an identifier alone opens nothing here.
    private static func attachment(_ visit: Visit) throws -> (patient: OpenedPatient, reference: DocumentReference) {
        let patient = try visit.user.patients.open(try recordID(visit.request))
        let wanted = visit.request.parameters["attachment"] ?? ""
        guard let reference = Documents.references(of: patient.whole).first(where: { "\($0.id)" == wanted }) else { throw notThere }
        return (patient, reference)
    }

    /// Images of which a record's page says more than their names: each is a request to the store, and a record may name as
    /// many as it likes.
    private static let greatestSummaryCount = 20

    static func attachments(_ patient: OpenedPatient, _ user: UserSession) -> [AttachmentRow] {
        var summaries = 0
        return Documents.references(of: patient.whole).map { reference in
            guard reference.attachment.contentType == MediaType.dicom.rawValue, summaries < greatestSummaryCount else { return row(reference, nil) }
            summaries += 1
            return row(reference, try? user.documents.dicomSummary(of: reference.id))
        }
    }

    private static func row(_ reference: DocumentReference, _ dicom: DICOMSummary?) -> AttachmentRow {
        let facts = [dicom?.patientName?.readable, dicom?.modality, dicom?.studyDescription ?? dicom?.seriesDescription, dicom?.studyDate]
        return AttachmentRow(
            id: "\(reference.id)", title: reference.attachment.title, contentType: reference.attachment.contentType,
            length: reference.attachment.length, dicomSummary: dicom.map { _ in facts.compactMap { $0 }.joined(separator: " · ") })
    }

    private static func elements(_ dicom: DICOMSummary) -> [AttachmentView.Element] {
        let all: [(String, String, String?)] = [
            ("(0010,0010)", "Patient's Name", dicom.patientName?.readable), ("(0010,0020)", "Patient ID", dicom.patientID),
            ("(0010,0030)", "Patient's Birth Date", dicom.birthDate), ("(0010,0040)", "Patient's Sex", dicom.sex),
            ("(0008,0060)", "Modality", dicom.modality), ("(0008,0020)", "Study Date", dicom.studyDate),
            ("(0008,0030)", "Study Time", dicom.studyTime), ("(0008,1030)", "Study Description", dicom.studyDescription),
            ("(0008,103E)", "Series Description", dicom.seriesDescription), ("(0008,0080)", "Institution Name", dicom.institution),
            ("(0018,0015)", "Body Part Examined", dicom.bodyPart), ("(0008,0016)", "SOP Class", dicom.sopClassName ?? dicom.sopClass),
            ("(0028,0010)", "Rows", dicom.rows.map(String.init)), ("(0028,0011)", "Columns", dicom.columns.map(String.init)),
            ("(0028,0008)", "Number of Frames", dicom.frames.map(String.init)),
            ("(0002,0010)", "Transfer Syntax", dicom.transferSyntaxName ?? dicom.transferSyntax),
        ]
        return all.compactMap { tag, name, value in value.map { AttachmentView.Element(tag: tag, name: name, value: $0) } }
    }

    /// A file's name for Content-Disposition (RFC 8187 §3.2): whole characters, with its ending also if it is cut, and without
    /// what would make it look like another.
    static func encoded(_ name: String) -> String {
        let plain = String(String.UnicodeScalarView(name.unicodeScalars.map { isPlain(String($0)) ? $0 : "_" }))
        guard plain.utf8.count > greatestNameLength else { return PercentEncoding.encode(plain.isEmpty ? "document" : plain) }
        let ending = plain.unicodeScalars.lastIndex(of: ".").map { String(plain[$0...]) } ?? ""
        let isEnding = ending.utf8.count <= 12
        var short = String.UnicodeScalarView()
        var length = isEnding ? ending.utf8.count : 0
        for scalar in plain.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= greatestNameLength else { break }
            short.append(scalar)
        }
        return PercentEncoding.encode(String(short) + (isEnding ? ending : ""))
    }

    private static let greatestNameLength = 200
}

/// The bytes of a document, fetched and opened as a browser takes them. It ends with the session.
private final class ContentSource: BodySource {
    private static let pieceLength: UInt64 = 1 << 20

    private let session: DoctorSession
    private let content: RandomAccessContent
    private var piece: [UInt8] = []
    private var pieceStart: UInt64 = 0

    init(_ session: DoctorSession, _ content: RandomAccessContent) {
        self.session = session
        self.content = content
    }

    func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8] {
        if offset < pieceStart || offset >= pieceStart + UInt64(piece.count) {
            let end = min(content.length, offset + Self.pieceLength)
            var next: [UInt8] = []
            try session.with(waiting: DoctorSession.greatestPieceCount) { _, _ in try content.read(offset..<end) { next += $0 } }
            piece = next
            pieceStart = offset
        }
        let start = Int(offset - pieceStart)
        return Array(piece[start..<min(piece.count, start + limit)])
    }

    func close() { piece = [] }
}
