import AccessPolicy
import AttributeEncryption
import Framing
import Cryptography

/// The part that attribute and shared-policy-key stanzas have in common: a policy, whose parameters, and the
/// encapsulation's ciphertext.
struct AttributeStanza: Equatable, Sendable {
    /// With the condition `epoch >= e` as its last conjunct.
    let policy: Policy
    /// ``PublicParameters/identifier``, 32 bytes.
    let parametersIdentifier: [UInt8]
    let ciphertext: [UInt8]
    /// The record key, wrapped: 80 bytes.
    let wrapped: [UInt8]

    /// Policy, framed; identifier of the parameters (32); ciphertext, framed.
    func write(to writer: inout ByteWriter) {
        writer.framed(policy.canonicalBytes)
        writer.raw(parametersIdentifier)
        writer.framed(ciphertext)
    }

    /// Reads the common part, then `saltLength` bytes of salt and the wrapped key.
    static func read(
        from reader: inout ByteReader, saltLength: Int
    ) throws(MalformedInput) -> (stanza: AttributeStanza, salt: [UInt8]) {
        let offset = reader.offset
        let text = try reader.framed(atMost: Policy.maximumTextLength, "policy")
        let policy: Policy
        do { policy = try Policy(canonical: text) } catch {
            throw MalformedInput(offset: offset, reason: "policy: \(error)")
        }
        let identifier = try reader.raw(32, "identifier of the parameters")
        let ciphertext = try reader.framed(atMost: KeyEncapsulation.maximumCiphertextLength, "encapsulation")
        let salt = try reader.raw(saltLength, "salt")
        let wrapped = try reader.raw(KeyWrap.wrappedByteCount, "wrapped key")
        return (
            AttributeStanza(
                policy: policy, parametersIdentifier: identifier, ciphertext: ciphertext, wrapped: wrapped), salt
        )
    }

    /// The encapsulated key; `nil` if the key belongs to other parameters or does not satisfy the policy.
    func decapsulate(
        with key: borrowing AttributeKey, _ parameters: PublicParameters
    ) throws(SealedRecordError) -> SecretBytes? {
        guard parametersIdentifier == parameters.identifier else { return nil }
        do {
            return try KeyEncapsulation.decapsulate(ciphertext, policy: policy.canonicalBytes, with: key, parameters)
        } catch .policyNotSatisfied, .foreignKey {
            return nil
        } catch {
            throw .damagedStanza
        }
    }
}
