public import AccessPolicy
import AttributeEncryption
import Identity
import Cryptography

/// L: one encapsulation under a policy that wraps the keys of many records, so that sealing them costs one pairing
/// computation and then symmetric speed.
///
/// Whoever once opened L opens everything under it, so it lives within one epoch and one revocation list, and only in
/// memory. L = KDF(K, "shared policy key", epoch, revocation sequence), K the encapsulated key.
public struct SharedPolicyKey: ~Copyable, Sendable {
    /// With the epoch's condition.
    public let policy: Policy
    /// The epoch of the key and of every record under it: below `EpochStatement.epochLimit`.
    public let epoch: UInt32
    /// Number of the revocation list that the key was made under; a newer list needs a new key.
    public let revocationSequence: UInt64
    let realm: AuthorityFingerprint
    let ciphertext: [UInt8]
    let secret: SecretBytes

    /// - Throws: `.invalidRequest` if the policy is too large once it has the epoch's condition.
    public init(
        _ policy: Policy, _ realm: Realm, epoch: UInt32, revocationSequence: UInt64
    ) throws(SealedRecordError) {
        var system = SystemRandomNumberGenerator()
        try self.init(policy, realm, epoch: epoch, revocationSequence: revocationSequence, using: &system)
    }

    /// The same with the encapsulation's coins from `source`.
    ///
    /// - Throws: `.invalidRequest` if the policy is too large once it has the epoch's condition.
    public init(
        _ policy: Policy, _ realm: Realm, epoch: UInt32, revocationSequence: UInt64,
        using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) {
        let dated = try Self.dated(policy, epoch)
        let encapsulation = KeyEncapsulation.encapsulate(to: dated, realm.parameters, using: &source)
        self.policy = dated
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.realm = realm.fingerprint
        ciphertext = encapsulation.ciphertext
        secret = Self.derive(encapsulation.key, epoch, revocationSequence)
    }

    static func derive(_ encapsulated: borrowing SecretBytes, _ epoch: UInt32, _ revocationSequence: UInt64) -> SecretBytes {
        KeyDerivation.derive(
            encapsulated, "shared policy key", [epoch.bigEndianBytes, revocationSequence.bigEndianBytes])
    }

    /// The policy with the condition `epoch >= epoch`.
    static func dated(_ policy: Policy, _ epoch: UInt32) throws(SealedRecordError) -> Policy {
        do { return try policy.requiringEpoch(atLeast: epoch) } catch { throw .invalidRequest("\(error)") }
    }
}
