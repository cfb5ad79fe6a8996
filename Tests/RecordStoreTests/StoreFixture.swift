import AttributeEncryption
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import Cryptography
import SQLiteRecords
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
    let storage: SQLiteRecordStorage
    let store: RecordStore

    init(quota: UInt64? = nil) throws {
        var hospital = try Hospital()
        ownerCertificate = try hospital.certify(owner, name: "Owner")
        strangerCertificate = try hospital.certify(stranger, name: "Stranger")
        storage = try SQLiteRecordStorage(folder.file("records.db"))
        store = RecordStore(storage, authority: hospital.description, quota: quota)
        self.hospital = hospital
    }

    func plan(
        _ id: RecordID, _ certificate: Certificate? = nil, kind: EnvelopeSection.Kind = .record, epoch: UInt32 = 10, created: UInt64 = now
    ) -> SealingPlan {
        SealingPlan(
            kind: kind, recordID: id, created: created, epoch: epoch, revocationSequence: 1, author: certificate ?? ownerCertificate)
    }

    /// A first version by the owner.
    func seal(_ id: RecordID, _ content: [UInt8] = [1, 2, 3]) throws -> [UInt8] {
        try hospital.seal(content, policy: Self.policy, plan: plan(id), by: owner)
    }

    /// The version after `object`, by the owner.
    func next(_ object: [UInt8], _ content: [UInt8] = [4, 5]) throws -> [UInt8] {
        let plan = SealingPlan(
            after: try Hospital.header(of: object), created: Self.now, epoch: 10, revocationSequence: 1, author: ownerCertificate)
        return try hospital.seal(content, policy: Self.policy, plan: plan, by: owner)
    }

    /// `object` with its next envelope, by whoever has `certificate`.
    func rewrapped(
        _ object: [UInt8], by identity: borrowing UserIdentity, _ certificate: Certificate, epoch: UInt32 = 10
    ) throws -> [UInt8] {
        let header = try Hospital.header(of: object)
        let key = try header.recordKey(with: hospital.key(["role:doctor"], epoch: epoch), hospital.parameters)
        let rewrapping = Rewrapping(created: Self.now, epoch: epoch, revocationSequence: 1, signer: certificate)
        let stanza = try Stanza.attribute(
            .init(parsing: "role:doctor and ward:7"), hospital.parameters, wrapping: key, for: rewrapping.target(header))
        let next = try rewrapping.apply(to: header, stanzas: [stanza], signedBy: identity)
        return next.bytes + object[header.bytes.count...]
    }

    /// Sends an object in pieces.
    @discardableResult
    func put(
        _ object: [UInt8], to id: RecordID, _ condition: RecordStore.Precondition, by user: UserID? = nil, digest: [UInt8]? = nil,
        pieces: Int = 7000
    ) throws -> (state: RecordState, action: AccessEntry.Action) {
        let upload = try store.upload(to: id, by: user ?? ownerCertificate.userID, condition, try hospital.admission())
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

    static func unchanged(_ object: [UInt8]) -> RecordStore.Precondition { .unchanged(digest: SHA256.hash(object)) }
}

extension Hospital {
    /// The present of every test that is not about it: nobody is revoked, and any epoch has just begun.
    func admission(at time: UInt64 = now) throws -> Admission {
        let state = AuthorityState(description: description, epoch: try epochStatement(1), revocations: try revocationList())
        return Admission(at: time, state) { $0 }
    }
}

/// What a storage engine says when it cannot do something; `nil` if it can, or refuses for another reason.
func storageFailure(_ body: () throws -> Void) -> StorageFailure? {
    do { try body() } catch RecordStoreError.storage(let failure) { return failure } catch {}
    return nil
}
