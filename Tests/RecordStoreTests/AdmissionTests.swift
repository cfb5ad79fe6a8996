import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import Synchronization
import TestSupport
import Testing

/// What is of the present, and who may come in. Everything happens at ``Hospital/now`` in epoch 10.
@Suite struct AdmissionTests {
    private let fixture: StoreFixture
    private let name: RecordName
    private static let now = Hospital.now

    init() throws {
        fixture = try StoreFixture()
        name = fixture.name()
    }

    private func state(users: Set<UserID> = [], serials: Set<UInt64> = []) throws -> AuthorityState {
        AuthorityState(
            description: fixture.hospital.description, epoch: try fixture.hospital.epochStatement(10),
            revocations: try fixture.hospital.revocationList(users: users, serials: serials))
    }

    private func header(
        epoch: UInt32 = 10, created: UInt64 = now, _ certificate: Certificate? = nil
    ) throws -> SealedRecordHeader {
        let plan = fixture.plan(name, certificate, epoch: epoch, created: created)
        return try Hospital.header(of: fixture.hospital.seal([1], policy: StoreFixture.policy, plan: plan, by: fixture.owner))
    }

    private func refusal(_ admission: Admission, _ header: SealedRecordHeader, _ action: AccessEntry.Action = .create) -> RecordStoreError? {
        do throws(RecordStoreError) { try admission.check(header, action) } catch { return error }
        return nil
    }

    @Test func whatIsOfThePresentIsTaken() throws {
        let admission = Admission(at: Self.now, try state())
        #expect(admission.time == Self.now)
        for action in [AccessEntry.Action.create, .update, .rewrap] { #expect(try refusal(admission, header(), action) == nil) }
        #expect(try refusal(admission, header(created: 1)) == nil)
    }

    @Test func anEpochIsOverOrHasNotBegun() throws {
        let admission = Admission(at: Self.now, try state())
        #expect(try refusal(admission, header(epoch: 9)) == .oldEpoch(current: 10))
        #expect(try refusal(admission, header(epoch: 11)) == .futureEpoch(current: 10))
    }

    /// The authority is asked anew only about an epoch that the store has not heard of.
    @Test func aSealerMayHaveHeardOfAnEpochBeforeTheStore() throws {
        let asked = Mutex<[UInt32]>([])
        let admission = Admission(at: Self.now, try state()) { epoch in
            asked.withLock { $0.append(epoch) }
            return 11
        }
        #expect(try refusal(admission, header(epoch: 10)) == nil && refusal(admission, header(epoch: 9)) == .oldEpoch(current: 10))
        #expect(asked.withLock { $0 } == [])
        #expect(try refusal(admission, header(epoch: 11)) == nil && refusal(admission, header(epoch: 12)) == .futureEpoch(current: 11))
        #expect(asked.withLock { $0 } == [11, 12])
    }

    @Test func clocksMayDifferALittle() throws {
        let admission = Admission(at: Self.now, try state())
        #expect(try refusal(admission, header(created: Self.now + permittedClockDifference)) == nil)
        #expect(try refusal(admission, header(created: Self.now + permittedClockDifference + 1)) == .notYetValid)
    }

    @Test func whoIsRevokedWritesNothing() throws {
        let owner = fixture.ownerCertificate
        for state in [try state(users: [owner.userID]), try state(serials: [owner.serial])] {
            let admission = Admission(at: Self.now, state)
            for action in [AccessEntry.Action.create, .update, .rewrap] { #expect(try refusal(admission, header(), action) == .revoked) }
        }
        #expect(try refusal(Admission(at: Self.now, state(users: [fixture.strangerCertificate.userID])), header()) == nil)
    }

    /// A new envelope may stand around what a revoked author once wrote; a new content may not.
    @Test func aNewEnvelopeMayStandAroundARevokedAuthorsContent() throws {
        let officer = try fixture.hospital.certify(fixture.stranger, name: "Officer", [.author, .rewrap])
        let first = try fixture.seal(name)
        let header = try Hospital.header(of: fixture.rewrapped(first, by: fixture.stranger, officer))
        let admission = Admission(at: Self.now, try state(users: [fixture.ownerCertificate.userID]))
        #expect(refusal(admission, header, .rewrap) == nil && refusal(admission, header, .update) == .revoked)
    }

    @Test func certificatesMustBeValidNow() throws {
        let late = Admission(at: fixture.ownerCertificate.notAfter + 1, try state())
        #expect(try refusal(late, header()) == .invalidRecord(.untrustedAuthor("it has expired")))
    }

    @Test func callersShowACertificateThatCounts() throws {
        let certificate = fixture.ownerCertificate
        let present = try state()
        #expect(try present.certificate(certificate.bytes, at: Self.now) == certificate)
        #expect(throws: CallerRefusal.untrusted(.expired)) { try present.certificate(certificate.bytes, at: certificate.notAfter + 1) }
        for count in [0, 1, certificate.bytes.count - 1] {
            #expect(throws: CallerRefusal.self) { try present.certificate(Array(certificate.bytes.prefix(count)), at: Self.now) }
        }
        let revoked = try state(serials: [certificate.serial])
        #expect(throws: CallerRefusal.revoked) { try revoked.certificate(certificate.bytes, at: Self.now) }
        let other = try Hospital()
        let foreign = AuthorityState(
            description: other.description, epoch: try other.epochStatement(), revocations: try other.revocationList())
        #expect(throws: CallerRefusal.self) { try foreign.certificate(certificate.bytes, at: Self.now) }
    }
}
