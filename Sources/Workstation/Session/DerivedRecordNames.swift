import Framing
package import Identity
package import SealedRecord
import Cryptography

/// The names of records that a user's program makes from what it is given: pseudorandom to everybody else, the same again for the
/// same user and content, so that what was interrupted can be repeated.
package struct DerivedRecordNames: ~Copyable {
    private let owner: UserID
    private let key: SecretBytes

    /// - Parameter purpose: one for each kind of name, so that no two kinds share a name.
    package init(_ identity: borrowing UserIdentity, _ purpose: String) {
        owner = identity.id
        key = identity.derivedSecret(purpose)
    }

    package func name(of parts: [UInt8]...) -> RecordName {
        let nonce = KeyDerivation.derive(key, "record", parts, count: RecordName.nonceByteCount).revealed()
        guard let name = RecordName(owner: owner, nonce: nonce) else { preconditionFailure("of a nonce's length") }
        return name
    }
}
