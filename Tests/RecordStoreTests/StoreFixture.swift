import AttributeEncryption
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import Cryptography
import TestSupport

/// A store in a folder of its own, an authority, and users.
final class StoreFixture {
    static let now = Hospital.now
    static let policy = "role:doctor"

    let folder = TemporaryFolder()
    var hospital: Hospital
    let owner = UserIdentity()
    let stranger = UserIdentity()
    let ownerCertificate: Certificate
    let strangerCertificate: Certificate
    let storage: any RecordStorage
    let store: RecordStore

    init(_ engine: StorageEngine = .sqlite, quota: UInt64? = nil) throws {
        var hospital = try Hospital()
        ownerCertificate = try hospital.certify(owner, name: "Owner")
        strangerCertificate = try hospital.certify(stranger, name: "Stranger")
        storage = try engine.open(folder.path)
        store = RecordStore(storage, authority: hospital.description, quota: quota)
        self.hospital = hospital
    }

    /// A new record's name, the owner's.
    func name() -> RecordName { .random(owner: ownerCertificate.userID) }

    func plan(
        _ name: RecordName, _ certificate: Certificate? = nil, kind: EnvelopeSection.Kind = .record, epoch: UInt32 = 10, created: UInt64 = now
    ) -> SealingPlan {
        SealingPlan(kind: kind, name: name, created: created, epoch: epoch, revocationSequence: 1, author: certificate ?? ownerCertificate)
    }

    /// A first version by the owner.
    func seal(_ name: RecordName, _ content: [UInt8] = [1, 2, 3]) throws -> [UInt8] {
        try hospital.seal(content, policy: Self.policy, plan: plan(name), by: owner)
    }

    /// The version after `object`, by the owner.
    func next(_ object: [UInt8], _ content: [UInt8] = [4, 5]) throws -> [UInt8] {
        try next(object, content, by: owner, ownerCertificate)
    }

    /// The version after `object`, by whoever has `certificate` and says that `further` led on to them.
    func next(
        _ object: [UInt8], _ content: [UInt8] = [4, 5], by identity: borrowing UserIdentity, _ certificate: Certificate,
        further: [SuccessionStatement] = []
    ) throws -> [UInt8] {
        let plan = SealingPlan(
            after: try Hospital.header(of: object), further: further, created: Self.now, epoch: 10, revocationSequence: 1, author: certificate)
        return try hospital.seal(content, policy: Self.policy, plan: plan, by: identity)
    }

    /// The header of `object` with its next envelope, by whoever has `certificate`.
    func rewrapping(
        _ object: [UInt8], by identity: borrowing UserIdentity, _ certificate: Certificate, epoch: UInt32 = 10, created: UInt64 = now,
        policy: String = "role:doctor and ward:7"
    ) throws -> SealedRecordHeader {
        let header = try Hospital.header(of: object)
        let key = try header.recordKey(with: hospital.key(["role:doctor", "ward:7"], epoch: 20), hospital.realm)
        let rewrapping = Rewrapping(created: created, epoch: epoch, revocationSequence: 1, signer: certificate)
        let stanza = try Stanza.attribute(.init(parsing: policy), hospital.realm, wrapping: key, for: rewrapping.target(header), at: 0)
        return try rewrapping.apply(to: header, stanzas: [stanza], signedBy: identity)
    }

    /// `object` with its next envelope, by whoever has `certificate`.
    func rewrapped(
        _ object: [UInt8], by identity: borrowing UserIdentity, _ certificate: Certificate, epoch: UInt32 = 10
    ) throws -> [UInt8] {
        try rewrapping(object, by: identity, certificate, epoch: epoch).bytes + object[Hospital.header(of: object).bytes.count...]
    }

    /// Puts the envelope of `next` around what stands there, which is `object`.
    @discardableResult
    func rewrap(_ object: [UInt8], to next: [UInt8], by user: UserID? = nil) throws -> RecordState {
        try rewrap(object, envelope: Hospital.header(of: next).envelope.bytes, by: user)
    }

    /// Puts an envelope around what stands there, which is `object`.
    @discardableResult
    func rewrap(_ object: [UInt8], envelope: [UInt8], by user: UserID? = nil) throws -> RecordState {
        try store.rewrap(
            Hospital.header(of: object).content.recordID, envelope: envelope, by: user ?? ownerCertificate.userID, digest: Self.digest(object),
            hospital.admission())
    }

    /// The statement by which the owner, or whoever has `certificate`, deletes the record that `object` is the last version of.
    func deletion(
        _ object: [UInt8], by identity: borrowing UserIdentity, _ certificate: Certificate, further: [SuccessionStatement] = [],
        time: UInt64 = now
    ) throws -> DeletionStatement {
        let content = try Hospital.header(of: object).content
        return try DeletionStatement(
            of: content.name, lastContentHash: content.hash, .requested,
            successions: Successions(statements: content.successions.statements + further), by: certificate, time: time, hospital.description,
            signedBy: identity)
    }

    /// Deletes the record that `object` is the last version of, as its owner.
    func delete(_ object: [UInt8], at now: UInt64 = now) throws {
        try delete(object, deletion(object, by: owner, ownerCertificate).bytes, at: now)
    }

    /// Hands a statement in by which what stands there, `object`, is deleted.
    func delete(
        _ object: [UInt8], _ statement: [UInt8], of id: RecordID? = nil, by user: UserID? = nil, digest: [UInt8]? = nil, at now: UInt64 = now,
        _ state: AuthorityState? = nil
    ) throws {
        try store.delete(
            id ?? Hospital.header(of: object).content.recordID, statement: statement, by: user ?? ownerCertificate.userID,
            digest: digest ?? Self.digest(object), at: now, state ?? hospital.state())
    }

    /// The owner's word that `user` takes over a record, or all.
    func succession(to user: UserID, of record: RecordID? = nil, time: UInt64 = now) throws -> SuccessionStatement {
        try SuccessionStatement(handing: record, to: user, from: ownerCertificate, time: time, signedBy: owner)
    }

    /// The authority's word that one user takes over another's record, or all.
    func decision(from: UserID, to: UserID, of record: RecordID? = nil) throws -> SuccessionStatement {
        try SuccessionStatement(
            from: from, to: to, signingKey: nil, record: record, reason: .left, time: Self.now, by: hospital.description,
            signedBy: hospital.signingKey)
    }

    /// Sends an object in pieces.
    @discardableResult
    func put(
        _ object: [UInt8], to id: RecordID, _ condition: RecordStore.Precondition, by user: UserID? = nil, digest: [UInt8]? = nil,
        pieces: Int = 7000, _ admission: Admission? = nil
    ) throws -> (state: RecordState, action: AccessEntry.Action) {
        let upload = try store.upload(to: id, by: user ?? ownerCertificate.userID, condition, try admission ?? hospital.admission())
        do {
            var start = 0
            while start < object.count {
                let end = min(object.count, start + pieces)
                try upload.receive(Array(object[start..<end]))
                start = end
            }
            return try upload.finish(digest: digest ?? SHA256.hash(object))
        } catch {
            upload.abort()
            throw error
        }
    }

    func get(_ id: RecordID, version: UInt64? = nil) throws -> [UInt8] {
        let record = try store.open(id, version: version)
        var bytes: [UInt8] = []
        while UInt64(bytes.count) < record.state.length { bytes += try record.read(at: UInt64(bytes.count), atMost: 300_000) }
        return bytes
    }

    /// What the store calls the state in which the record is `object`.
    static func digest(_ object: [UInt8]) throws -> [UInt8] { try Hospital.header(of: object).stateHash }

    static func unchanged(_ object: [UInt8]) throws -> RecordStore.Precondition { .unchanged(digest: try digest(object)) }
}

extension Hospital {
    /// The present of every test that is not about it: any epoch has just begun.
    func admission(at time: UInt64 = now, revoked users: Set<UserID> = [], serials: Set<UInt64> = []) throws -> Admission {
        Admission(at: time, try state(revoked: users, serials: serials)) { $0 }
    }

    func state(revoked users: Set<UserID> = [], serials: Set<UInt64> = []) throws -> AuthorityState {
        AuthorityState(description: description, epoch: try epochStatement(1), revocations: try revocationList(users: users, serials: serials))
    }
}

/// What a storage engine says when it cannot do something; `nil` if it can, or refuses for another reason.
func storageFailure(_ body: () throws -> Void) -> StorageFailure? {
    do { try body() } catch RecordStoreError.storage(let failure) { return failure } catch {}
    return nil
}

/// A number as formats have it.
func bigEndian(_ number: Int, bits: Int) -> [UInt8] {
    stride(from: bits - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
}
