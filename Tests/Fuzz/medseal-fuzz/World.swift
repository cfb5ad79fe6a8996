import AccessPolicy
import AttributeEncryption
import Framing
import Identity
import RecordStore
import SealedRecord
import Cryptography

/// One authority, one user and one attribute key, the same in every run.
final class World: Sendable {
    static let shared = World()
    static let now: UInt64 = 1_800_000_000
    static let device = DeviceLeaf(subtree: 5, device: 1)!

    let engine: FABEO.Authority
    let authorityKey: Ed25519.PrivateKey
    let description: AuthorityDescription
    let user: UserIdentity
    let certificate: Certificate
    let key: AttributeKey

    private init() {
        var source = FixedGenerator(state: 1)
        do {
            let engine = FABEO.setup(using: &source)
            let authorityKey = Ed25519.PrivateKey(using: &source)
            let user = UserIdentity(using: &source)
            let description = try AuthorityDescription(
                name: "Fuzz", publicParameters: engine.parameters.bytes, signedBy: authorityKey)
            certificate = try Certificate.issue(
                serial: 7, name: .init(displayName: "Dr F"), hospital: "", signingKey: user.signingKey.publicKey,
                agreementKey: user.agreementKey.publicKey, deviceSubtree: Self.device.subtree, capabilities: [.author, .rewrap], notBefore: 0,
                notAfter: .max,
                epoch: 10, by: description, signedBy: authorityKey)
            let attributes = try AttributeSet(parsing: ["a", "role:doctor", "n#4 = 9", "d = 2026-11-22"]).withEpoch(10, device: Self.device)
            key = FABEO.keyGeneration(engine.masterKey, engine.parameters, attributes: attributes, using: &source)
            self.engine = engine
            self.authorityKey = authorityKey
            self.user = user
            self.description = description
        } catch {
            fatalError("the fuzzer's world cannot be made: \(error)")
        }
    }

    var parameters: PublicParameters { engine.parameters }
    var realm: Realm { Realm(description.fingerprint, engine.parameters) }

    /// A whole sealed record.
    func record(_ content: [UInt8], policies: [String], version: UInt64 = 1, kind: EnvelopeSection.Kind = .record, seed: UInt64 = 2) throws
        -> [UInt8]
    {
        var source = FixedGenerator(state: seed)
        var plan = SealingPlan(
            kind: kind, name: .random(owner: certificate.userID, using: &source), created: Self.now, epoch: 10, revocationSequence: 3,
            author: certificate, using: &source)
        if version > 1 {
            plan.contentVersion = version
            plan.previousContentHash = [UInt8](repeating: 9, count: 32)
        }
        let key = RecordKey.random(using: &source)
        var stanzas: [Stanza] = []
        for policy in policies {
            stanzas.append(
                try Stanza.attribute(try Policy(parsing: policy), realm, wrapping: key, for: plan.target, at: stanzas.count, using: &source))
        }
        if kind == .archive, let cost = ScryptCost(insecureLogN: 10) {
            stanzas.append(
                try Stanza.passphrase(
                    SecretBytes(copying: [1]), cost: cost, wrapping: key, for: plan.target, at: stanzas.count, using: &source))
        }
        let shared = try SharedPolicyKey(try Policy(parsing: "a"), realm, epoch: 10, revocationSequence: 3, using: &source)
        stanzas.append(try Stanza.shared(shared, wrapping: key, for: plan.target, at: stanzas.count))
        var sealer = try RecordSealer(plan, recordKey: key, stanzas: stanzas, by: user, using: &source)
        var payload = sealer.start() + (try sealer.update(content))
        try sealer.pad { payload += $0 }
        let ending = try sealer.finish(signedBy: user)
        return ending.header.bytes + payload + ending.tail
    }
}

extension World {
    /// What a store believes of the authority: nobody is revoked.
    func state() throws -> AuthorityState {
        AuthorityState(
            description: description,
            epoch: try EpochStatement.issue(epoch: 10, issued: Self.now, sequence: 1, by: description, signedBy: authorityKey),
            revocations: try RevocationList.issue(sequence: 1, issued: Self.now, serials: [], users: [], by: description, signedBy: authorityKey))
    }
}
