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
    let id = RecordID.random()

    init() throws { fixture = try StoreFixture() }

    @Test func aRecordIsCreatedReadAndUpdatedAndItsOldVersionStays() throws {
        let first = try fixture.seal(id)
        let created = try fixture.put(first, to: id, .absent)
        #expect(created.action == .create && created.state.contentVersion == 1 && created.state.length == UInt64(first.count))
        #expect(created.state.digest == SHA256.hash(first) && created.state.owner == fixture.ownerCertificate.userID)
        #expect(try fixture.get(id) == first)
        let second = try fixture.next(first)
        let updated = try fixture.put(second, to: id, StoreFixture.unchanged(first))
        #expect(updated.action == .update && updated.state.contentVersion == 2)
        #expect(try fixture.get(id) == second && fixture.get(id, version: 1) == first && fixture.get(id, version: 2) == second)
        #expect(throws: RecordStoreError.notFound) { try fixture.get(id, version: 3) }
        #expect(throws: RecordStoreError.notFound) { try fixture.get(RecordID.random()) }
        #expect(try fixture.hospital.open(fixture.get(id), with: fixture.hospital.key(["role:doctor"])) == [4, 5])
    }

    @Test func creatingTwiceOrKnowingAnotherStateIsRefused() throws {
        let first = try fixture.seal(id)
        #expect(throws: RecordStoreError.notFound) { try fixture.put(first, to: id, StoreFixture.unchanged(first)) }
        try fixture.put(first, to: id, .absent)
        #expect(throws: RecordStoreError.exists) { try fixture.put(first, to: id, .absent) }
        let second = try fixture.next(first)
        #expect(throws: RecordStoreError.stale) { try fixture.put(second, to: id, StoreFixture.unchanged(second)) }
        try fixture.put(second, to: id, StoreFixture.unchanged(first))
        #expect(throws: RecordStoreError.stale) { try fixture.put(second, to: id, StoreFixture.unchanged(first)) }
    }

    @Test func whatDoesNotContinueTheChainIsRolledBack() throws {
        let first = try fixture.seal(id)
        let second = try fixture.next(first)
        let third = try fixture.next(second)
        #expect(throws: RecordStoreError.rolledBack) { try fixture.put(second, to: id, .absent) }
        try fixture.put(first, to: id, .absent)
        let before = StoreFixture.unchanged(first)
        // The same, a gap, another version 1, and the right number on another predecessor.
        for object in [first, third, try fixture.seal(id, [9]), try fixture.next(fixture.seal(id, [8]))] {
            #expect(throws: RecordStoreError.rolledBack) { try fixture.put(object, to: id, before) }
        }
        try fixture.put(second, to: id, before)
        for object in [first, second, try fixture.next(first, [7])] {
            #expect(throws: RecordStoreError.rolledBack) { try fixture.put(object, to: id, StoreFixture.unchanged(second)) }
        }
        #expect(try fixture.get(id) == second)
    }

    @Test func aNewEnvelopeReplacesTheOldOne() throws {
        let first = try fixture.seal(id, [UInt8](repeating: 5, count: 40_000))
        try fixture.put(first, to: id, .absent)
        let second = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate)
        let done = try fixture.put(second, to: id, StoreFixture.unchanged(first))
        #expect(done.action == .rewrap && done.state.envelopeSequence == 2 && done.state.contentVersion == 1)
        #expect(try fixture.get(id) == second && fixture.get(id, version: 1) == second)
        for object in [first, second] {
            #expect(throws: RecordStoreError.rolledBack) { try fixture.put(object, to: id, StoreFixture.unchanged(second)) }
        }
        // The next version's envelopes begin anew.
        let third = try fixture.next(second)
        try fixture.put(third, to: id, StoreFixture.unchanged(second))
        #expect(try fixture.get(id, version: 1) == second && bodies() == 2)
    }

    @Test func onlyTheOwnerUpdatesAndDeletesAndACertifiedRewrapperRewraps() throws {
        let first = try fixture.seal(id)
        try fixture.put(first, to: id, .absent)
        let stranger = fixture.strangerCertificate
        // A stranger continues the chain, sends what the owner signed, and deletes.
        let plan = SealingPlan(
            after: try Hospital.header(of: first), created: StoreFixture.now, epoch: 10, revocationSequence: 1, author: stranger)
        let foreign = try fixture.hospital.seal([1], policy: StoreFixture.policy, plan: plan, by: fixture.stranger)
        for object in [foreign, try fixture.next(first)] {
            #expect(throws: RecordStoreError.notOwner) { try fixture.put(object, to: id, StoreFixture.unchanged(first), by: stranger.userID) }
        }
        #expect(throws: RecordStoreError.notOwner) {
            try fixture.store.delete(id, by: stranger.userID, digest: SHA256.hash(first), at: StoreFixture.now)
        }
        let helper = UserIdentity()
        let certificate = try fixture.hospital.certify(helper, name: "Re-wrapper", .rewrap)
        let rewrapped = try fixture.rewrapped(first, by: helper, certificate)
        #expect(throws: RecordStoreError.notOwner) { try fixture.put(rewrapped, to: id, StoreFixture.unchanged(first), by: stranger.userID) }
        let done = try fixture.put(rewrapped, to: id, StoreFixture.unchanged(first), by: certificate.userID)
        #expect(done.action == .rewrap && done.state.owner == fixture.ownerCertificate.userID)
        // The capability to re-wrap is none to write.
        let own = RecordID.random()
        let written = try fixture.hospital.seal([1], policy: StoreFixture.policy, plan: fixture.plan(own, certificate), by: helper)
        #expect(throws: RecordStoreError.self) { try fixture.put(written, to: own, .absent, by: certificate.userID) }
    }

    @Test func deletionIsForEver() throws {
        let first = try fixture.seal(id)
        try fixture.put(first, to: id, .absent)
        let second = try fixture.next(first)
        try fixture.put(second, to: id, StoreFixture.unchanged(first))
        let owner = fixture.ownerCertificate.userID
        #expect(throws: RecordStoreError.stale) { try fixture.store.delete(id, by: owner, digest: SHA256.hash(first), at: 5) }
        try fixture.store.delete(id, by: owner, digest: SHA256.hash(second), at: 5)
        for version in [nil, 1, 2] as [UInt64?] { #expect(throws: RecordStoreError.deleted) { try fixture.get(id, version: version) } }
        #expect(throws: RecordStoreError.deleted) { try fixture.put(first, to: id, .absent) }
        #expect(throws: RecordStoreError.deleted) { try fixture.put(second, to: id, StoreFixture.unchanged(second)) }
        #expect(throws: RecordStoreError.deleted) { try fixture.store.delete(id, by: owner, digest: SHA256.hash(second), at: 5) }
        #expect(try bodies() == 0)
    }

    @Test func objectsThatDoNotVerifyAreRefusedAndLeaveNothing() throws {
        let good = try fixture.seal(id, [UInt8](repeating: 6, count: 50_000))
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
        #expect(throws: RecordStoreError.wrongIdentifier) { try fixture.put(good, to: RecordID.random(), .absent) }
        #expect(throws: RecordStoreError.digestMismatch) { try fixture.put(good, to: id, .absent, digest: SHA256.hash([1])) }
        let archive = try fixture.hospital.seal([1], policy: StoreFixture.policy, plan: fixture.plan(id, kind: .archive), by: fixture.owner)
        #expect(throws: RecordStoreError.self) { try fixture.put(archive, to: id, .absent) }
        // Another authority's user, with a certificate that looks the same.
        var elsewhere = try Hospital()
        let certificate = try elsewhere.certify(fixture.owner, name: "Owner")
        let foreign = try elsewhere.seal([1], policy: StoreFixture.policy, plan: fixture.plan(id, certificate), by: fixture.owner)
        #expect(throws: RecordStoreError.self) { try fixture.put(foreign, to: id, .absent) }
        #expect(throws: RecordStoreError.notFound) { try fixture.get(id) }
        #expect(try bodies() == 0)
        try fixture.put(good, to: id, .absent)
        #expect(try bodies() == 1)
    }

    @Test func largeObjectsComeBackFromAnyOffset() throws {
        let content = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let object = try fixture.seal(id, content)
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
        let limit = UInt64(try fixture.seal(id, content).count * 3 / 2)
        let fixture = try StoreFixture(quota: limit)
        let first = try fixture.seal(id, content)
        try fixture.put(first, to: id, .absent)
        #expect(throws: RecordStoreError.quotaExceeded(limit: limit)) {
            try fixture.put(fixture.next(first, content), to: id, StoreFixture.unchanged(first))
        }
        try fixture.store.delete(id, by: fixture.ownerCertificate.userID, digest: SHA256.hash(first), at: 5)
        let other = RecordID.random()
        try fixture.put(fixture.seal(other, content), to: other, .absent)
    }

    @Test func theOwnerSeesWhoReadWhat() throws {
        try fixture.put(fixture.seal(id), to: id, .absent)
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
        let object = try fixture.seal(id, [UInt8](repeating: 2, count: 3_000_000))
        let upload = try fixture.store.upload(to: id, by: fixture.ownerCertificate.userID, .absent, fixture.hospital.admission())
        try upload.receive(Array(object.prefix(2_500_000)))
        #expect(try bodies() == 1)
        try fixture.storage.close()
        let reopened = try SQLiteRecordStorage(fixture.folder.file("records.db"))
        #expect(try bodies() == 0 && reopened.presence(of: id) == .absent)
    }

    @Test func ofTwoUpdatesAtOnceOneWins() throws {
        let first = try fixture.seal(id)
        try fixture.put(first, to: id, .absent)
        let objects = [try fixture.next(first, [1]), try fixture.next(first, [2])]
        let owner = fixture.ownerCertificate.userID
        let uploads = try objects.map { _ in try fixture.store.upload(to: id, by: owner, StoreFixture.unchanged(first), fixture.hospital.admission())
        }
        for (upload, object) in zip(uploads, objects) { try upload.receive(object) }
        _ = try uploads[1].finish(digest: SHA256.hash(objects[1]))
        #expect(throws: RecordStoreError.stale) { try uploads[0].finish(digest: SHA256.hash(objects[0])) }
        uploads[0].abort()
        #expect(try fixture.get(id) == objects[1] && bodies() == 2)
    }

    @Test func theAdmissionIsAskedAboutTheVerifiedHeaderBeforeThePayload() throws {
        let object = try fixture.seal(id, [UInt8](repeating: 2, count: 100_000))
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
