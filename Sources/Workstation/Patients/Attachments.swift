public import AccessPolicy
import Clocks
public import HealthRecord
import Identity
public import SealedRecord
import Cryptography

/// Documents beside a patient's record: each a sealed record of its own, of any size, under the patient's policies.
extension UserSession {
    /// A document as a record names it.
    public struct AttachmentReference: Equatable, Sendable {
        public let id: RecordID
        public let attachment: PatientForm.Attachment
    }

    /// Seals a document and puts it into the store, for ``attach(_:to:)``.
    ///
    /// - Parameters:
    ///   - input: the document; its beginning tells its type if `contentType` is `nil`.
    ///   - policies: who may read it: those of the patient's record.
    ///   - patient: the patient's record, which need not be there yet.
    public func addDocument(
        _ input: any ByteInput, title: String, contentType: String?, policies: [Policy], of patient: RecordID
    ) throws -> AttachmentReference {
        let beginning = try input.readFully(4096)
        let header = try add(PrefixedInput(beginning, input), policies: policies, id: try freeDocumentName(of: patient), findableBy: .nothing)
        let attachment = PatientForm.Attachment(
            title: title, contentType: contentType ?? MediaType.guess(beginning: beginning).rawValue, url: Self.url(of: header.content.recordID),
            length: header.content.plaintextLength)
        return AttachmentReference(id: header.content.recordID, attachment: attachment)
    }

    /// The first identifier for a document of this user's under which nothing stands or ever stood.
    private func freeDocumentName(of patient: RecordID) throws -> RecordID {
        for number in 0..<Self.greatestDocumentCount {
            let id = documentName(of: patient, number)
            do { _ = try present(id) } catch let failure as UserFailure where failure.kind == .notFound {
                if !failure.isGone { return id }
            }
        }
        throw UserFailure(.usage, "a patient's record has at most \(Self.greatestDocumentCount) documents of one author")
    }

    /// Seals a document and names it in a patient's record, as its next version.
    ///
    /// - Throws: a ``UserFailure``; the document is removed again if the record certainly was not changed.
    public func attach(_ input: any ByteInput, to id: RecordID, title: String, contentType: String?) throws -> AttachmentReference {
        let reference = try addDocument(input, title: title, contentType: contentType, policies: try present(id).header.envelope.readers, of: id)
        do {
            try changePatient(id) { form in form.attachments.append(reference.attachment) }
        } catch {
            // Where it is not known what became of the change, the record may name the document by now.
            if Self.isDefinite(error) { try? delete(reference.id) }
            throw error
        }
        return reference
    }

    /// Deletes a document that a patient's record named, if it is one of this user's beside that record: what else a record
    /// may have named is left alone.
    public func deleteDocument(_ document: RecordID, of patient: RecordID) throws {
        guard documentNames(of: patient).contains(document) else { return }
        try delete(document)
    }

    /// Whether a change that failed so certainly was not made.
    private static func isDefinite(_ error: any Error) -> Bool {
        switch error {
        case is SealedRecordError, is HealthRecordError: true
        case let failure as UserFailure: failure.isDefiniteRefusal || failure.isAboutOneRecord
        default: false
        }
    }

    /// The documents that a patient's record names and that are sealed records.
    public static func attachments(of patient: PatientBundle) -> [AttachmentReference] {
        PatientForm(patient).attachments.compactMap { attachment in
            recordID(ofURL: attachment.url).map { AttachmentReference(id: $0, attachment: attachment) }
        }
    }

    /// What stands at the head of a document that is a DICOM file, read without fetching the rest; `nil` for another kind of
    /// file.
    public func dicomSummary(of id: RecordID) throws -> DICOMSummary? {
        let content = try content(of: id)
        var beginning: [UInt8] = []
        try content.read(0..<min(content.length, UInt64(DICOMSummary.usefulLength))) { beginning += $0 }
        return try? DICOMSummary(beginning: beginning)
    }

    /// Changes a patient's record by its form; repeated if somebody else changed the record meanwhile, as the change is
    /// made on what stands there then.
    @discardableResult
    public func changePatient(_ id: RecordID, _ change: (inout PatientForm) -> Void) throws -> SealedRecordHeader {
        var attempt = 0
        while true {
            let record = try open(id, limit: PatientBundle.greatestLength)
            let bundle = try PatientBundle(json: record.content)
            var form = PatientForm(bundle)
            change(&form)
            let changed = try form.applied(to: bundle, at: Clock.dateTime(Clock.now), newID: RandomIdentifier.uuid)
            do {
                return try update(id, MemoryInput(changed.json), expecting: record.entityTag, findableBy: .patient(changed))
            } catch let failure as UserFailure where failure.kind == .conflict && attempt < 3 {
                attempt += 1
            }
        }
    }

    private static let scheme = "urn:medseal:record:"

    static func url(of id: RecordID) -> String { scheme + "\(id)" }

    static func recordID(ofURL url: String) -> RecordID? {
        url.hasPrefix(scheme) ? RecordID(text: String(url.dropFirst(scheme.count))) : nil
    }
}

/// Random identifiers.
public enum RandomIdentifier {
    /// A UUID of version 4 (RFC 9562 §5.4), in lower case.
    public static func uuid() -> String {
        var random = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }
        return groups.joined(separator: "-")
    }
}
