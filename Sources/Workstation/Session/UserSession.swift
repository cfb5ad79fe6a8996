import AccessPolicy
import AttributeEncryption
public import AttributeKeyRing
import Clocks
import HTTPTransport
public import Identity
public import LocalFiles
public import SealedRecord
package import ServerClients
public import Cryptography

/// An unlocked user: identity, key ring, and the way to the store. Everything secret in it is wiped when it goes.
///
/// For one thread at a time.
public final class UserSession {
    public let home: UserHome
    public let identity: UserIdentity
    public internal(set) var ring: KeyRing
    /// Told of long transfers.
    public var progress: ProgressStart = noProgress
    /// Told what went wrong beside what was asked for.
    public var notice: (Notice) -> Void = { _ in }
    /// Another store than the one given at enrolment.
    public var storeAddress: String?

    private var openedStore: StoreClient?
    var openedAuthority: AuthorityClient?
    private var openedSeen: SeenRecords?
    /// Asked before each step of a write whether the program ends there: for tests that end it.
    package var endsBefore: (WriteStep) -> Bool = { _ in false }
    let sharedKeys = SharedKeys()
    let indexKeys = IndexKeys()

    /// Unlocks the user of a folder.
    ///
    /// - Throws: `VaultError.wrongPassphrase`, or a ``ClientError`` if there is no user.
    public convenience init(_ home: UserHome, passphrase: borrowing SecretBytes) throws {
        try self.init(home, identity: try home.openIdentity(passphrase))
    }

    /// - Parameter identity: of the user of `home`.
    public init(_ home: UserHome, identity: consuming UserIdentity) throws {
        self.home = home
        ring = try home.openKeyRing(of: identity)
        self.identity = identity
    }

    public var userID: UserID { identity.id }

    /// Writes the key ring back.
    func saveRing() throws { try home.save(ring, of: identity) }

    /// The user's certificate, or why there is none.
    public func certificate() throws -> Certificate {
        guard let certificate = ring.certificate else {
            throw ClientError.notApproved
        }
        guard certificate.notAfter > Clock.now else {
            throw ClientError.certificateExpired(certificate.notAfter)
        }
        return certificate
    }

    /// What the first version of a new record is sealed as.
    ///
    /// - Parameter name: `nil` for a random one.
    public func plan(_ name: RecordName? = nil, kind: EnvelopeSection.Kind = .record) throws -> SealingPlan {
        let certificate = try certificate()
        return SealingPlan(
            kind: kind, name: name, created: Clock.now, epoch: presentEpoch, revocationSequence: ring.revocationSequence,
            author: certificate)
    }

    /// The version after `previous` of the same record.
    ///
    /// - Parameter further: successions that lead on from who wrote it to this user.
    func plan(after previous: SealedRecordHeader, further: [SuccessionStatement]) throws -> SealingPlan {
        let certificate = try certificate()
        return SealingPlan(
            after: previous, further: further, created: Clock.now, epoch: presentEpoch,
            revocationSequence: ring.revocationSequence, author: certificate)
    }

    /// The greatest epoch that anything proves which the authority signed: an old statement must not bring an old epoch back.
    var presentEpoch: UInt32 { max(ring.epochStatement?.epoch ?? 0, ring.certificate?.epoch ?? 0) }

    /// The authority's realm.
    public var realm: Realm { Realm(ring.authority.fingerprint, ring.parameters) }

    /// A name for a new record of this user's.
    public func newName() -> RecordName { .random(owner: userID) }

    /// The store, every request signed as this user.
    ///
    /// - Throws: a ``ClientError`` if none is known, or the user has no certificate.
    package func store() throws -> StoreClient {
        if let openedStore { return openedStore }
        guard let url = try storeAddress ?? home.enrolment().store else {
            throw ClientError.noStore
        }
        let certificate = try certificate()
        // The closure outlives this borrow, so it has its own copy of the key, wiped when the client goes.
        let key = try SigningKeyBox(identity)
        let signer = RequestSigner(keyID: "\(certificate.userID)", certificate: certificate.bytes) { key.sign($0) }
        let client = try StoreClient(url, signer, progress: progress)
        openedStore = client
        return client
    }

    /// What this user has seen of records.
    func seen() throws -> SeenRecords {
        if let openedSeen { return openedSeen }
        let seen = try SeenRecords(home, identity)
        openedSeen = seen
        return seen
    }

    /// A new certificate or store address: the next request is made with it.
    func reconnect() { openedStore = nil }

    /// The record key: of what this user wrote by their own secret, whatever the envelope; otherwise by the newest key that satisfies
    /// one of the record's policies.
    ///
    /// - Throws: `SealedRecordError.policyNotSatisfied` with the policies.
    public func recordKey(of header: SealedRecordHeader) throws -> RecordKey {
        if let key = header.recordKey(ofAuthor: identity) { return key }
        return try sharedKeys.recordKey(of: header, ring, realm)
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
