import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import Cryptography
import SQLiteRecords
import TestSupport
import Testing

/// The dates inside a record are what its signer says they are; the store goes by its own clock.
@Suite struct CertificateTimeTests {
    @Test func aCertificateThatHasRunOutDoesNotWriteUnderAnOldDate() throws {
        let folder = TemporaryFolder()
        var hospital = try Hospital()
        let author = UserIdentity()
        let now = Hospital.now
        let expired = try hospital.certify(author, name: "Dr A", from: now - 1000, to: now - 10)
        let valid = try hospital.certify(author, name: "Dr A")
        let storage = try SQLiteRecordStorage(folder.file("store"))
        let store = RecordStore(storage, authority: hospital.description)
        for (certificate, created, isTaken) in [(expired, now - 500, false), (valid, now - 500, true)] {
            let plan = SealingPlan(created: created, epoch: 10, revocationSequence: 0, author: certificate)
            let record = try hospital.seal([1, 2, 3], policy: "a", plan: plan, by: author)
            try Hospital.header(of: record).verify(hospital.description)
            let upload = try store.upload(to: plan.recordID, by: author.id, .absent, hospital.admission(at: now))
            if isTaken {
                try upload.receive(record)
                #expect(try upload.finish(digest: SHA256.hash(record)).action == .create)
            } else {
                #expect(throws: RecordStoreError.invalidRecord(.untrustedAuthor("it has expired"))) {
                    try upload.receive(record)
                }
                upload.abort()
            }
        }
        try storage.close()
    }

    @Test func aCapabilityThatWasTakenBackIsNotRevivedByItsOldCertificate() throws {
        let folder = TemporaryFolder()
        var hospital = try Hospital()
        let author = UserIdentity()
        let officer = UserIdentity()
        let now = Hospital.now
        let authorCertificate = try hospital.certify(author, name: "Dr A")
        let formerOfficer = try hospital.certify(officer, name: "Dr B", [.author, .rewrap], from: now - 1000, to: now - 10)
        let storage = try SQLiteRecordStorage(folder.file("store"))
        let store = RecordStore(storage, authority: hospital.description)
        let plan = SealingPlan(created: now, epoch: 10, revocationSequence: 0, author: authorCertificate)
        let record = try hospital.seal([1, 2, 3], policy: "a", plan: plan, by: author)
        let first = try store.upload(to: plan.recordID, by: author.id, .absent, hospital.admission(at: now))
        try first.receive(record)
        _ = try first.finish(digest: SHA256.hash(record))

        let header = try Hospital.header(of: record)
        let key = try hospital.key(["a"])
        let recordKey = try header.recordKey(with: key, hospital.realm)
        let change = Rewrapping(created: now - 500, epoch: 10, revocationSequence: 0, signer: formerOfficer)
        let stanza = try Stanza.attribute(
            .init(parsing: "a or b"), hospital.realm, wrapping: recordKey, for: change.target(header), at: 0)
        let rewrapped = try change.apply(to: header, stanzas: [stanza], signedBy: officer)
        #expect(throws: RecordStoreError.invalidRecord(.untrustedRewrapper("it has expired"))) {
            try store.rewrap(
                plan.recordID, envelope: rewrapped.envelope.bytes, by: officer.id, digest: header.stateHash, hospital.admission(at: now))
        }
        #expect(try store.state(of: plan.recordID).envelopeSequence == 1)
        try storage.close()
    }

    @Test func uploadsAtTheSameTimeShareOneQuota() throws {
        let folder = TemporaryFolder()
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let storage = try SQLiteRecordStorage(folder.file("store"))
        let plans = (0..<2).map { _ in
            SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 0, author: certificate)
        }
        let records = try plans.map { try hospital.seal([1, 2, 3], policy: "a", plan: $0, by: author) }
        let quota = UInt64(records[0].count) * 3 / 2
        let store = RecordStore(storage, authority: hospital.description, quota: quota)
        let uploads = try plans.map { try store.upload(to: $0.recordID, by: author.id, .absent, hospital.admission()) }
        for (upload, record) in zip(uploads, records) { try upload.receive(record) }
        _ = try uploads[0].finish(digest: SHA256.hash(records[0]))
        #expect(throws: RecordStoreError.quotaExceeded(limit: quota)) {
            try uploads[1].finish(digest: SHA256.hash(records[1]))
        }
        uploads[1].abort()
        try storage.close()
    }
}
