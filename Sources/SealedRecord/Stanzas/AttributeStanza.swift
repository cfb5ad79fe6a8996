import AccessPolicy
import AttributeEncryption
import Framing
import Identity
import Cryptography

/// What attribute and shared-policy-key stanzas have in common: a realm and its epoch, a policy, the encapsulation's ciphertext, and
/// the record key wrapped.
///
///     32      realm: fingerprint of the authority
///     4       epoch, u32
///     1       form of the body: 0 in clear; others are reserved
///     4 + n   body, framed:
///             4 + p   policy, framed, with the condition `epoch >= e` as its last conjunct
///             4 + c   ciphertext of the encapsulation, framed
///             80      wrapped record key
struct AttributeStanza: Equatable, Sendable {
    let realm: AuthorityFingerprint
    let epoch: UInt32
    let policy: Policy
    let ciphertext: [UInt8]
    /// The record key, wrapped: 80 bytes.
    let wrapped: [UInt8]

    private static let greatestBodyByteCount = Stanza.maximumBodyLength - 64

    func write(to writer: inout ByteWriter) {
        writer.raw(realm.bytes)
        writer.u32(epoch)
        writer.u8(0)
        var body = ByteWriter(reservingCapacity: ciphertext.count + 512)
        body.framed(policy.canonicalBytes)
        body.framed(ciphertext)
        body.raw(wrapped)
        writer.framed(body.bytes)
    }

    static func read(from reader: inout ByteReader) throws(MalformedInput) -> AttributeStanza {
        guard let realm = AuthorityFingerprint(bytes: try reader.raw(AuthorityFingerprint.byteCount, "realm")) else {
            throw reader.malformed("a realm has 32 bytes")
        }
        let epoch = try reader.u32("epoch")
        guard epoch < EpochStatement.epochLimit else { throw reader.malformed("an epoch is below \(EpochStatement.epochLimit)") }
        guard try reader.u8("form of the body") == 0 else { throw reader.malformed("a stanza's body in a form that is not known here") }
        var body = ByteReader(try reader.framed(atMost: greatestBodyByteCount, "body"))
        let text = try body.framed(atMost: Policy.maximumTextLength, "policy")
        let policy: Policy
        do { policy = try Policy(canonical: text) } catch {
            throw MalformedInput(offset: reader.offset, reason: "policy: \(error)")
        }
        let ciphertext = try body.framed(atMost: KeyEncapsulation.maximumCiphertextLength, "encapsulation")
        let wrapped = try body.raw(KeyWrap.wrappedByteCount, "wrapped key")
        try body.finish()
        return AttributeStanza(realm: realm, epoch: epoch, policy: policy, ciphertext: ciphertext, wrapped: wrapped)
    }

    /// The encapsulated key; `nil` if the stanza is another realm's, or the key does not satisfy the policy.
    func decapsulate(with key: borrowing AttributeKey, _ realm: Realm) throws(SealedRecordError) -> SecretBytes? {
        guard self.realm == realm.fingerprint else { return nil }
        do {
            return try KeyEncapsulation.decapsulate(ciphertext, policy: policy.canonicalBytes, with: key, realm.parameters)
        } catch .policyNotSatisfied, .foreignKey {
            return nil
        } catch {
            throw .damagedStanza
        }
    }
}
