import AccessPolicy
public import HealthRecord
import Identity
public import LocalFiles
public import SealedRecord
import Cryptography

/// A document as a patient's record names it.
public struct DocumentReference: Equatable, Sendable {
    public let id: RecordID
    public let attachment: PatientForm.Attachment
}

/// A document that is to be sealed beside a patient's record.
public struct NewDocument {
    let input: any ByteInput
    let title: String
    let contentType: String?

    /// - Parameters:
    ///   - input: the document, read once; its beginning tells its type if `contentType` is `nil`.
    ///   - title: as the record names it.
    public init(_ input: any ByteInput, title: String, contentType: String? = nil) {
        self.input = input
        self.title = title
        self.contentType = contentType
    }
}

/// Documents beside a patient's record: each a sealed record of its own, of any size, under the patient's policies.
public struct Documents {
    let session: UserSession

    /// Seals a document under the next free name beside a patient's record, which need not be there yet.
    ///
    /// - Parameters:
    ///   - taken: names that are taken, whatever the store says.
    ///   - number: how many names need not be looked at, because they are known to be taken; then those with this one.
    func draft(
        _ document: NewDocument, policies: [Policy], of patient: RecordID, besides taken: Set<RecordID>, after number: inout UInt32
    ) throws -> (draft: SealedDraft, reference: DocumentReference) {
        let beginning = try document.input.readFully(4096)
        let draft = try session.records.draft(
            PrefixedInput(beginning, document.input), policies: policies, name: try freeName(of: patient, besides: taken, after: &number))
        let id = draft.header.content.recordID
        let attachment = PatientForm.Attachment(
            title: document.title, contentType: document.contentType ?? MediaType.guess(beginning: beginning).rawValue,
            url: Self.url(of: id), length: draft.contentLength)
        return (draft, DocumentReference(id: id, attachment: attachment))
    }

    /// The first identifier for a document of this user's under which nothing stands or ever stood.
    private func freeName(of patient: RecordID, besides taken: Set<RecordID>, after number: inout UInt32) throws -> RecordName {
        while number < PatientRecordNames.greatestDocumentCount {
            let name = session.patientNames.document(of: patient, number)
            number += 1
            if taken.contains(name.id) { continue }
            do { _ = try session.records.present(name.id) } catch  where FailureKind.isNotFound(error) {
                if !FailureKind.isGone(error) { return name }
            } catch ClientError.record(.withheld) {
                // Something stood there, whatever the store says.
            }
        }
        throw ClientError.tooManyDocuments(limit: Int(PatientRecordNames.greatestDocumentCount))
    }

    /// The documents among these that are this user's beside a patient's record: what else a record may have named is left
    /// alone.
    func own(_ documents: some Sequence<RecordID>, of patient: RecordID) -> [RecordID] {
        let names = session.patientNames.documents(of: patient)
        return documents.filter { names.contains($0) }
    }

    /// The documents that a patient's record names and that are sealed records.
    public static func references(of patient: PatientBundle) -> [DocumentReference] {
        PatientForm(patient).attachments.compactMap { attachment in
            recordID(ofURL: attachment.url).map { DocumentReference(id: $0, attachment: attachment) }
        }
    }

    /// What stands at the head of a document that is a DICOM file, read without fetching the rest; `nil` for another kind of
    /// file.
    public func dicomSummary(of id: RecordID) throws -> DICOMSummary? {
        let content = try session.records.content(of: id)
        var beginning: [UInt8] = []
        try content.read(0..<min(content.length, UInt64(DICOMSummary.usefulLength))) { beginning += $0 }
        return try? DICOMSummary(beginning: beginning)
    }

    private static let scheme = "urn:medseal:record:"

    static func url(of id: RecordID) -> String { scheme + "\(id)" }

    static func recordID(ofURL url: String) -> RecordID? {
        url.hasPrefix(scheme) ? RecordID(text: String(url.dropFirst(scheme.count))) : nil
    }
}

extension UserSession {
    public var documents: Documents { Documents(session: self) }
}
