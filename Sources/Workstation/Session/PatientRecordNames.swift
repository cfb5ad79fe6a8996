import Framing
import SealedRecord

/// What belongs to a patient's record has a name that this user's program made from the record's, and that nobody else
/// could: a bundle that names other records, by mistake or by malice, has no say in what is shared or deleted with a patient.
struct PatientRecordNames {
    let session: UserSession

    /// Documents that one author can put beside one patient's record, deleted ones counted.
    static let greatestDocumentCount: UInt32 = 1024
    /// Parts under policies of their own that one record can have.
    static let greatestPartCount: UInt32 = 256

    func document(of patient: RecordID, _ number: UInt32) -> RecordName {
        DerivedRecordNames(session.identity, "document").name(of: patient.bytes, number.bigEndianBytes)
    }

    /// - Parameter number: the place of the part in its template.
    func part(of patient: RecordID, _ number: UInt32) -> RecordName {
        DerivedRecordNames(session.identity, "part").name(of: patient.bytes, number.bigEndianBytes)
    }

    /// All identifiers that documents of this user's beside a patient's record can have.
    func documents(of patient: RecordID) -> Set<RecordID> {
        let names = DerivedRecordNames(session.identity, "document")
        return Set((0..<Self.greatestDocumentCount).map { names.name(of: patient.bytes, $0.bigEndianBytes).id })
    }

    func parts(of patient: RecordID) -> Set<RecordID> {
        let names = DerivedRecordNames(session.identity, "part")
        return Set((0..<Self.greatestPartCount).map { names.name(of: patient.bytes, $0.bigEndianBytes).id })
    }
}

extension UserSession {
    var patientNames: PatientRecordNames { PatientRecordNames(session: self) }
}
