import Cryptography
import HospitalFixture
import Identity
import RecordStore
import SQLiteDatabase
import SQLiteRecords
import SealedRecord
import TestSupport
import Testing

/// A record goes only by its owner's signed word, which stays.
@Suite struct DeletionTests {
    let fixture: StoreFixture
    let name: RecordName
    let first: [UInt8]
    var id: RecordID { name.id }

    init() throws {
        fixture = try StoreFixture()
        name = fixture.name()
        first = try fixture.seal(name)
        try fixture.put(first, to: id, .absent)
    }

    private func statement(_ object: [UInt8], time: UInt64 = StoreFixture.now) throws -> [UInt8] {
        try fixture.deletion(object, by: fixture.owner, fixture.ownerCertificate, time: time).bytes
    }

    private func refusal(
        _ statement: [UInt8], by user: UserID? = nil, digest: [UInt8]? = nil, at now: UInt64 = StoreFixture.now, _ state: AuthorityState? = nil
    ) throws -> RecordStoreError? {
        do {
            try fixture.delete(first, statement, of: id, by: user, digest: digest, at: now, state)
        } catch let error as RecordStoreError { return error }
        return nil
    }

    @Test func deletionIsForEver() throws {
        let second = try fixture.next(first)
        try fixture.put(second, to: id, StoreFixture.unchanged(first))
        let statement = try statement(second)
        #expect(throws: RecordStoreError.notFound) { try fixture.store.deletion(of: id) }
        try fixture.delete(second, statement)
        for version in [nil, 1, 2] as [UInt64?] { #expect(throws: RecordStoreError.deleted) { try fixture.get(id, version: version) } }
        #expect(throws: RecordStoreError.deleted) { try fixture.put(first, to: id, .absent) }
        #expect(throws: RecordStoreError.deleted) { try fixture.put(second, to: id, StoreFixture.unchanged(second)) }
        #expect(throws: RecordStoreError.deleted) { try fixture.put(fixture.next(second), to: id, StoreFixture.unchanged(second)) }
        // The same again, and another one: what was said first stays.
        #expect(throws: RecordStoreError.deleted) { try fixture.delete(second, statement) }
        #expect(throws: RecordStoreError.deleted) { try fixture.delete(second, self.statement(second, time: StoreFixture.now - 1)) }
        #expect(try fixture.store.deletion(of: id) == statement && bodies() == 0)
        #expect(throws: RecordStoreError.notFound) { try fixture.store.deletion(of: fixture.name().id) }
    }

    @Test func theStatementIsServedByteForByteAfterReopening() throws {
        let statement = try statement(first)
        try fixture.delete(first, statement)
        try fixture.storage.close()
        let reopened = try SQLiteRecordStorage(fixture.folder.file("records.db"))
        let store = RecordStore(reopened, authority: fixture.hospital.description)
        let served = try store.deletion(of: id)
        #expect(served == statement)
        let read = try DeletionStatement(bytes: served)
        try read.verify(fixture.hospital.description)
        #expect(try read.recordID == id && read.lastContentHash == Hospital.header(of: first).content.hash)
        #expect(throws: RecordStoreError.deleted) { try store.state(of: id) }
    }

    @Test func withoutAStatementNothingIsDeleted() throws {
        let good = try statement(first)
        for bytes in [[], [1], Array(good.dropLast()), good + [0], [UInt8](repeating: 0, count: DeletionStatement.greatestByteCount + 1)] {
            if case .invalidRecord(.malformed) = try refusal(bytes) {} else { Issue.record("\(bytes.count) bytes were taken") }
        }
        for position in stride(from: 0, to: good.count, by: 5) {
            var bytes = good
            bytes[position] ^= 1
            if case .invalidRecord = try refusal(bytes) {} else { Issue.record("byte \(position) was changed") }
        }
        #expect(try fixture.get(id) == first)
    }

    @Test func aStatementAboutSomethingElseDeletesNothing() throws {
        let other = fixture.name()
        let record = try fixture.seal(other)
        try fixture.put(record, to: other.id, .absent)
        #expect(try refusal(statement(record)) == .wrongIdentifier)
        let second = try fixture.next(first)
        let (old, coming) = (try statement(first), try statement(second))
        #expect(try refusal(coming) == .stale)
        try fixture.put(second, to: id, StoreFixture.unchanged(first))
        // One about the content before, with the present tag and with its own.
        #expect(try refusal(old, digest: StoreFixture.digest(second)) == .stale)
        #expect(try refusal(old) == .stale && refusal(coming) == .stale && refusal(coming, digest: SHA256.hash(second)) == .stale)
        // Another envelope is another state, but the same content.
        let rewrapped = try fixture.rewrapped(second, by: fixture.owner, fixture.ownerCertificate)
        try fixture.rewrap(second, to: rewrapped)
        #expect(try refusal(coming, digest: StoreFixture.digest(second)) == .stale)
        #expect(try fixture.get(id) == rewrapped && fixture.get(other.id) == record)
        #expect(try refusal(coming, digest: StoreFixture.digest(rewrapped)) == nil)
        #expect(throws: RecordStoreError.deleted) { try fixture.get(id) }
    }

    @Test func nobodyElseDeletes() throws {
        let (stranger, certificate) = (fixture.stranger.id, fixture.strangerCertificate)
        #expect(throws: SealedRecordError.self) { try fixture.deletion(first, by: fixture.stranger, certificate) }
        // The stranger's certificate and signature in the owner's statement; the owner's certificate under the stranger's signature.
        let body = try statement(first).dropLast(65)
        let length = bigEndian(certificate.bytes.count, bits: 32)
        let forged = Array(body.dropLast(fixture.ownerCertificate.bytes.count + 4)) + length + certificate.bytes
        for bytes in [forged, Array(body)] {
            let signed = bytes + UserSignature(of: bytes, domain: "MEDSEAL-V1-DELETION", by: fixture.stranger.signingKey).bytes
            if case .invalidRecord = try refusal(signed, by: stranger) {} else { Issue.record("a forged deletion was taken") }
            if case .invalidRecord = try refusal(signed) {} else { Issue.record("a forged deletion was taken from the owner") }
        }
        // What the owner signed, and perhaps did not send, is not others' to send.
        #expect(try refusal(statement(first), by: stranger) == .notOwner)
        // The capability to re-wrap is none to delete.
        let officer = UserIdentity()
        let rewrapper = try fixture.hospital.certify(officer, name: "Re-wrapper", [.author, .rewrap])
        #expect(throws: SealedRecordError.self) { try fixture.deletion(first, by: officer, rewrapper) }
        // Another authority's.
        var elsewhere = try Hospital()
        let foreign = try elsewhere.certify(fixture.owner, name: "Owner")
        let content = try Hospital.header(of: first).content
        let theirs = try DeletionStatement(
            of: name, lastContentHash: content.hash, .requested, successions: .none, by: foreign, time: StoreFixture.now, elsewhere.description,
            signedBy: fixture.owner)
        if case .invalidRecord = try refusal(theirs.bytes) {} else { Issue.record("another authority's user deleted") }
        #expect(try fixture.get(id) == first)
    }

    /// The certificate in the statement is judged by the store's clock and the newest list, whatever certificate signs the request.
    @Test func aStatementUnderACertificateThatCountsNoMoreDeletesNothing() throws {
        let owner = fixture.ownerCertificate
        let good = try statement(first)
        #expect(try refusal(good, fixture.hospital.state(serials: [owner.serial])) == .revoked)
        #expect(try refusal(good, fixture.hospital.state(revoked: [owner.userID])) == .revoked)
        #expect(try refusal(good, at: owner.notAfter + 1) == .invalidRecord(.untrustedAuthor("it has expired")))
        let future = try statement(first, time: StoreFixture.now + permittedClockDifference + 1)
        #expect(try refusal(future) == .notYetValid)
        #expect(try fixture.get(id) == first)
        #expect(try refusal(statement(first, time: StoreFixture.now + permittedClockDifference)) == nil)
    }

    @Test func aSuccessorWhoHasWrittenNothingYetMayDelete() throws {
        let succession = try fixture.succession(to: fixture.stranger.id)
        let deletion = try fixture.deletion(first, by: fixture.stranger, fixture.strangerCertificate, further: [succession])
        #expect(try refusal(deletion.bytes) == .notOwner)
        #expect(try refusal(deletion.bytes, by: fixture.stranger.id) == nil)
        #expect(try fixture.store.deletion(of: id) == deletion.bytes)
    }

    /// Objects in the database file, staged ones included.
    private func bodies() throws -> Int64 {
        let raw = try Database(fixture.folder.file("records.db"), schema: SQLiteRecordStorage.schema)
        defer { try? raw.close() }
        return try raw.read { try $0.integer("SELECT count(*) FROM object") }
    }
}
