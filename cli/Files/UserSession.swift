import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import HTTPTransport
import Identity
import SealedRecord
import Symmetric

/// An unlocked user: identity and key ring, for one command.
struct UserSession: ~Copyable {
    let home: UserHome
    let identity: UserIdentity
    var ring: KeyRing

    init(_ invocation: Invocation) throws {
        let home = try UserHome(invocation)
        let identity = try home.openIdentity(try PassphrasePrompt.existing("your identity", invocation))
        let ring = try home.openKeyRing(of: identity)
        self.home = home
        self.identity = identity
        self.ring = ring
    }

    /// Writes the key ring back.
    borrowing func saveRing() throws { try home.save(ring, of: identity) }

    /// The user's certificate, or why there is none.
    func certificate() throws -> Certificate {
        guard let certificate = ring.certificate else {
            throw CommandFailure(
                .notFound, "the authority has not approved this user yet", hint: "medseal user status asks it")
        }
        guard certificate.notAfter > Clock.now else {
            throw CommandFailure(
                .revokedOrExpired, "the certificate expired on \(Clock.text(certificate.notAfter))",
                hint: "ask the authority to renew it, then medseal user status")
        }
        return certificate
    }

    /// What a new content version is sealed as: the epoch is the authority's latest that this user has seen.
    func plan() throws -> SealingPlan {
        let certificate = try certificate()
        return SealingPlan(
            created: Clock.now, epoch: ring.epochStatement?.epoch ?? certificate.epoch,
            revocationSequence: ring.revocationSequence, author: certificate)
    }

    /// The record key by the newest key that satisfies one of the record's policies.
    func recordKey(of header: SealedRecordHeader) throws -> RecordKey { try Self.recordKey(of: header, ring) }

    static func recordKey(of header: SealedRecordHeader, _ ring: borrowing KeyRing) throws -> RecordKey {
        let policies = header.envelope.stanzas.compactMap(\.policy)
        for policy in policies {
            let found = try ring.withKey(satisfying: policy) { (key) throws(SealedRecordError) -> RecordKey in
                try header.recordKey(with: key, ring.parameters)
            }
            if let found { return found }
        }
        throw policies.isEmpty ? SealedRecordError.noStanza : .policyNotSatisfied(policies.map(\.text))
    }

    /// Signs requests to the store as this user.
    func requestSigner() throws -> RequestSigner {
        let certificate = try certificate()
        // The closure outlives this borrow, so it has its own copy of the key, wiped when the signer goes.
        let key = try SigningKeyBox(identity)
        return RequestSigner(keyID: "\(certificate.userID)", certificate: certificate.bytes) { key.sign($0) }
    }
}

/// A signing key that a closure can hold.
private final class SigningKeyBox: Sendable {
    private let key: Ed25519.PrivateKey

    init(_ identity: borrowing UserIdentity) throws {
        key = try Ed25519.PrivateKey(seed: identity.signingKey.exportedSeed())
    }

    func sign(_ message: [UInt8]) -> [UInt8] { key.sign(message) }
}
