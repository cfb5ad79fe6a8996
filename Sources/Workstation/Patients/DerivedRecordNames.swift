import Framing
package import Identity
package import SealedRecord
import Cryptography

/// The identifiers of records that a user's program makes from what it is given: pseudorandom to everybody else, the same
/// again for the same user and content, so that what was interrupted can be repeated.
package struct DerivedRecordNames: ~Copyable {
    private let key: SecretBytes

    /// - Parameter purpose: one for each kind of name, so that no two kinds share a name.
    package init(_ identity: borrowing UserIdentity, _ purpose: String) { key = KeyDerivation.derive(identity.encoded(), purpose, []) }

    package func identifier(of parts: [UInt8]...) -> RecordID {
        let bytes = KeyDerivation.derive(key, "record", parts, count: RecordID.byteCount).revealed()
        guard let id = RecordID(bytes: bytes) else { preconditionFailure("of a record's identifier's length") }
        return id
    }
}

/// What belongs to a patient's record has an identifier that this user's program made from the record's, and that nobody else
/// could: a bundle that names other records, by mistake or by malice, has no say in what is shared or deleted with a patient.
extension UserSession {
    /// Documents that one author can put beside one patient's record, deleted ones counted.
    static let greatestDocumentCount: UInt32 = 1024
    /// Parts under policies of their own that one record can have.
    static let greatestPartCount: UInt32 = 256

    func documentName(of patient: RecordID, _ number: UInt32) -> RecordID {
        DerivedRecordNames(identity, "document").identifier(of: patient.bytes, number.bigEndianBytes)
    }

    /// - Parameter number: the place of the part in its template.
    func partName(of patient: RecordID, _ number: UInt32) -> RecordID {
        DerivedRecordNames(identity, "part").identifier(of: patient.bytes, number.bigEndianBytes)
    }

    /// All identifiers that documents of this user's beside a patient's record can have.
    func documentNames(of patient: RecordID) -> Set<RecordID> {
        let names = DerivedRecordNames(identity, "document")
        return Set((0..<Self.greatestDocumentCount).map { names.identifier(of: patient.bytes, $0.bigEndianBytes) })
    }

    func partNames(of patient: RecordID) -> Set<RecordID> {
        let names = DerivedRecordNames(identity, "part")
        return Set((0..<Self.greatestPartCount).map { names.identifier(of: patient.bytes, $0.bigEndianBytes) })
    }
}
