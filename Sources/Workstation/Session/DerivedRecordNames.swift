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
