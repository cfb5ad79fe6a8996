import AccessPolicy
import HospitalFixture
import Identity
import RecordStore
import SQLiteDatabase
import SealedRecord
import Cryptography
import SQLiteRecords
import TestSupport
import Testing

@Suite struct RecordStoreTests {
    let fixture: StoreFixture
    let name: RecordName
    var id: RecordID { name.id }

    init() throws {
        fixture = try StoreFixture()
        name = fixture.name()
    }

    @Test func aRecordIsCreatedReadAndUpdatedAndItsOldVersionStays() throws {
        let first = try fixture.seal(name)
        let created = try fixture.put(first, to: id, .absent)
        #expect(created.action == .create && created.state.contentVersion == 1 && created.state.length == UInt64(first.count))
        #expect(try created.state.digest == Hospital.header(of: first).stateHash && created.state.owner == fixture.ownerCertificate.userID)
        #expect(try fixture.get(id) == first)
        let second = try fixture.next(first)
        let updated = try fixture.put(second, to: id, try StoreFixture.unchanged(first))
        #expect(updated.action == .update && updated.state.contentVersion == 2)
        #expect(try fixture.get(id) == second && fixture.get(id, version: 1) == first && fixture.get(id, version: 2) == second)
        #expect(throws: RecordStoreError.notFound) { try fixture.get(id, version: 3) }
        #expect(throws: RecordStoreError.notFound) { try fixture.get(fixture.name().id) }
        #expect(try fixture.hospital.open(fixture.get(id), with: fixture.hospital.key(["role:doctor"])) == [4, 5])
    }

    @Test func creatingTwiceOrKnowingAnotherStateIsRefused() throws {
        let first = try fixture.seal(name)
        #expect(throws: RecordStoreError.notFound) { try fixture.put(first, to: id, try StoreFixture.unchanged(first)) }
        try fixture.put(first, to: id, .absent)
        #expect(throws: RecordStoreError.exists) { try fixture.put(first, to: id, .absent) }
        let second = try fixture.next(first)
        #expect(throws: RecordStoreError.stale) { try fixture.put(second, to: id, try StoreFixture.unchanged(second)) }
        try fixture.put(second, to: id, try StoreFixture.unchanged(first))
        #expect(throws: RecordStoreError.stale) { try fixture.put(second, to: id, try StoreFixture.unchanged(first)) }
    }

    @Test func whatDoesNotContinueTheChainIsRolledBack() throws {
        let first = try fixture.seal(name)
        let second = try fixture.next(first)
        let third = try fixture.next(second)
        #expect(throws: RecordStoreError.rolledBack) { try fixture.put(second, to: id, .absent) }
        try fixture.put(first, to: id, .absent)
        let before = try StoreFixture.unchanged(first)
        // The same, a gap, another version 1, and the right number on another predecessor.
        for object in [first, third, try fixture.seal(name, [9]), try fixture.next(fixture.seal(name, [8]))] {
            #expect(throws: RecordStoreError.rolledBack) { try fixture.put(object, to: id, before) }
        }
        try fixture.put(second, to: id, before)
        for object in [first, second, try fixture.next(first, [7])] {
            #expect(throws: RecordStoreError.rolledBack) { try fixture.put(object, to: id, try StoreFixture.unchanged(second)) }
        }
        #expect(try fixture.get(id) == second)
    }

    @Test func onlyTheOwnerUpdates() throws {
        let first = try fixture.seal(name)
        try fixture.put(first, to: id, .absent)
        let stranger = fixture.strangerCertificate
        // A stranger continues the chain, and sends what the owner signed.
        let foreign = try fixture.next(first, by: fixture.stranger, stranger)
        #expect(throws: RecordStoreError.self) { try fixture.put(foreign, to: id, try StoreFixture.unchanged(first), by: stranger.userID) }
        #expect(throws: RecordStoreError.notOwner) {
            try fixture.put(fixture.next(first), to: id, try StoreFixture.unchanged(first), by: stranger.userID)
        }
        // The capability to re-wrap is none to write.
        let helper = UserIdentity()
        let certificate = try fixture.hospital.certify(helper, name: "Re-wrapper", .rewrap)
        let own = RecordName.random(owner: certificate.userID)
        let written = try fixture.hospital.seal([1], policy: StoreFixture.policy, plan: fixture.plan(own, certificate), by: helper)
        #expect(throws: RecordStoreError.invalidRecord(.untrustedAuthor("it may not write records"))) {
            try fixture.put(written, to: own.id, .absent, by: certificate.userID)
        }
        #expect(try fixture.get(id) == first && bodies() == 1)
    }

    @Test func objectsThatDoNotVerifyAreRefusedAndLeaveNothing() throws {
        let good = try fixture.seal(name, [UInt8](repeating: 6, count: 50_000))
        let headerLength = try Hospital.header(of: good).bytes.count
        for position in [0, 7, 20, 60, headerLength - 1, headerLength + 3, headerLength + 100, good.count - 40_000, good.count - 1] {
            var bad = good
            bad[position] ^= 1
            #expect(throws: RecordStoreError.self, "byte \(position)") { try fixture.put(bad, to: id, .absent) }
        }
        for length in [0, 10, headerLength, good.count - 1] {
            #expect(throws: RecordStoreError.self) { try fixture.put(Array(good.prefix(length)), to: id, .absent) }
        }
        #expect(throws: RecordStoreError.invalidRecord(.wrongLength)) { try fixture.put(good + [0], to: id, .absent) }
        #expect(throws: RecordStoreError.wrongIdentifier) { try fixture.put(good, to: fixture.name().id, .absent) }
        #expect(throws: RecordStoreError.digestMismatch) { try fixture.put(good, to: id, .absent, digest: SHA256.hash([1])) }
        let archive = try fixture.hospital.seal([1], policy: StoreFixture.policy, plan: fixture.plan(name, kind: .archive), by: fixture.owner)
        #expect(throws: RecordStoreError.self) { try fixture.put(archive, to: id, .absent) }
        // Another authority's user, with a certificate that looks the same.
        var elsewhere = try Hospital()
        let certificate = try elsewhere.certify(fixture.owner, name: "Owner")
        let foreign = try elsewhere.seal([1], policy: StoreFixture.policy, plan: fixture.plan(name, certificate), by: fixture.owner)
        #expect(throws: RecordStoreError.self) { try fixture.put(foreign, to: id, .absent) }
        #expect(throws: RecordStoreError.notFound) { try fixture.get(id) }
        #expect(try bodies() == 0)
        try fixture.put(good, to: id, .absent)
        #expect(try bodies() == 1)
    }

    @Test func largeObjectsComeBackFromAnyOffset() throws {
        let content = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let object = try fixture.seal(name, content)
        try fixture.put(object, to: id, .absent, pieces: 65_536)
        #expect(try fixture.get(id) == object)
        let stored = try fixture.store.open(id)
        let piece = SQLiteRecordStorage.pieceByteCount
        for offset in [0, 1, piece - 1, piece, piece + 1, 2 * piece + 5, object.count - 1] {
            let bytes = try stored.read(at: UInt64(offset), atMost: 1000)
            #expect(!bytes.isEmpty && bytes == Array(object[offset..<offset + bytes.count]))
        }
    }

    @Test func quotasCountWhatIsStored() throws {
        let content = [UInt8](repeating: 1, count: 10_000)
        let limit = UInt64(try fixture.seal(name, content).count * 3 / 2)
        let fixture = try StoreFixture(quota: limit)
        let name = fixture.name()
        let first = try fixture.seal(name, content)
        try fixture.put(first, to: name.id, .absent)
        #expect(throws: RecordStoreError.quotaExceeded(limit: limit)) {
            try fixture.put(fixture.next(first, content), to: name.id, try StoreFixture.unchanged(first))
        }
        // A longer envelope counts as well: this one is by its length alone too much.
        let policy = (0..<400).map { "role:number-\($0)" }.joined(separator: " or ")
        let long = try fixture.rewrapping(first, by: fixture.owner, fixture.ownerCertificate, policy: "role:doctor or \(policy)")
        #expect(throws: RecordStoreError.quotaExceeded(limit: limit)) { try fixture.rewrap(first, envelope: long.envelope.bytes) }
        let rewrapped = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate)
        try fixture.rewrap(first, to: rewrapped)
        try fixture.delete(rewrapped)
        let other = fixture.name()
        try fixture.put(fixture.seal(other, content), to: other.id, .absent)
    }

    @Test func theOwnerSeesWhoReadWhat() throws {
        try fixture.put(fixture.seal(name), to: id, .absent)
        let (owner, stranger) = (fixture.ownerCertificate.userID, fixture.strangerCertificate.userID)
        try fixture.store.logReading(of: id, by: stranger, at: 7)
        let entries = try fixture.store.accessLog(of: id, for: owner).elements
        #expect(entries.map(\.action) == [.create, .read] && entries.map(\.user) == [owner, stranger])
        #expect(throws: RecordStoreError.notOwner) { try fixture.store.accessLog(of: id, for: stranger) }
        let page = try fixture.store.accessLog(of: id, for: owner, limit: 1)
        #expect(page.elements == [entries[0]] && page.next == entries[0].position)
        let rest = try fixture.store.accessLog(of: id, for: owner, after: AccessPosition("\(entries[0].position)"), limit: 1)
        #expect(rest.elements == [entries[1]] && rest.next == nil)
        for text in ["", "-1", "+1", "01", "1.0", "18446744073709551616"] { #expect(AccessPosition(text) == nil) }
    }

    @Test func anInterruptedUploadLeavesNothingAfterTheNextStart() throws {
        let object = try fixture.seal(name, [UInt8](repeating: 2, count: 3_000_000))
        let upload = try fixture.store.upload(to: id, by: fixture.ownerCertificate.userID, .absent, fixture.hospital.admission())
        try upload.receive(Array(object.prefix(2_500_000)))
        #expect(try bodies() == 1)
        try fixture.storage.close()
        let reopened = try SQLiteRecordStorage(fixture.folder.file("records.db"))
        #expect(try bodies() == 0 && reopened.presence(of: id) == .absent)
    }

    @Test func ofTwoUpdatesAtOnceOneWins() throws {
        let first = try fixture.seal(name)
        try fixture.put(first, to: id, .absent)
        let objects = [try fixture.next(first, [1]), try fixture.next(first, [2])]
        let owner = fixture.ownerCertificate.userID
        let uploads = try objects.map { _ in
            try fixture.store.upload(to: id, by: owner, try StoreFixture.unchanged(first), fixture.hospital.admission())
        }
        for (upload, object) in zip(uploads, objects) { try upload.receive(object) }
        _ = try uploads[1].finish(digest: SHA256.hash(objects[1]))
        #expect(throws: RecordStoreError.stale) { try uploads[0].finish(digest: SHA256.hash(objects[0])) }
        uploads[0].abort()
        #expect(try fixture.get(id) == objects[1] && bodies() == 2)
    }

    @Test func theAdmissionIsAskedAboutTheVerifiedHeaderBeforeThePayload() throws {
        let object = try fixture.seal(name, [UInt8](repeating: 2, count: 100_000))
        let state = AuthorityState(
            description: fixture.hospital.description, epoch: try fixture.hospital.epochStatement(11),
            revocations: try fixture.hospital.revocationList())
        let upload = try fixture.store.upload(
            to: id, by: fixture.ownerCertificate.userID, .absent, Admission(at: StoreFixture.now, state))
        #expect(throws: RecordStoreError.oldEpoch(current: 11)) { try upload.receive(Array(object.prefix(20_000))) }
        upload.abort()
        #expect(try bodies() == 0)
    }

    /// Objects in the database file, staged ones included.
    private func bodies() throws -> Int64 {
        let raw = try Database(fixture.folder.file("records.db"), schema: SQLiteRecordStorage.schema)
        defer { try? raw.close() }
        return try raw.read { try $0.integer("SELECT count(*) FROM object") }
    }
}
