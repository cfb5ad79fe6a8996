import AccessPolicy
import AttributeEncryption
import Clocks
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import LocalFiles
import Testing
import Workstation

/// The keys that records share: what is kept of them, and for whom.
@Suite struct SharedKeyTests {
    private final class World {
        let hospital: Hospital
        let identity = UserIdentity()
        let certificate: Certificate

        init() throws {
            var hospital = try Hospital()
            certificate = try hospital.certify(identity, name: "A")
            self.hospital = hospital
        }

        func plan(epoch: UInt32 = 10, list: UInt64 = 1) -> SealingPlan {
            SealingPlan(created: Hospital.now, epoch: epoch, revocationSequence: list, author: certificate)
        }

        func shared(_ policy: String = "role:doctor", epoch: UInt32 = 10, list: UInt64 = 1) throws -> SharedPolicyKey {
            try SharedPolicyKey(try Policy(parsing: policy), hospital.realm, epoch: epoch, revocationSequence: list)
        }

        /// A record under a shared key, and its header.
        func header(_ shared: borrowing SharedPolicyKey) throws -> SealedRecordHeader {
            let plan = plan(epoch: shared.epoch, list: shared.revocationSequence)
            let key = RecordKey.random()
            return try Hospital.header(
                of: try Hospital.seal([1, 2, 3], key, [try Stanza.shared(shared, wrapping: key, for: plan.target, at: 0)], plan: plan, by: identity))
        }

        func opens(_ header: SealedRecordHeader, _ attributes: [String], epoch: UInt32 = 10, _ opened: OpenedPolicyKeys?) -> Bool {
            guard let key = try? hospital.key(attributes, epoch: epoch) else { return false }
            do {
                let recordKey = try header.recordKey(with: key, hospital.realm, remembering: opened)
                _ = try PayloadOpener(header.content, recordKey)
                return true
            } catch { return false }
        }
    }

    @Test func whatWasOpenedOnceIsFoundForTheSameKeyOnly() throws {
        let world = try World()
        let shared = try world.shared()
        let headers = [try world.header(shared), try world.header(shared)]
        let opened = OpenedPolicyKeys()
        for header in headers { #expect(world.opens(header, ["role:doctor"], opened)) }
        // Another encapsulation, epoch, list or policy is another key.
        for other in [
            try world.header(try world.shared()), try world.header(try world.shared(epoch: 11)), try world.header(try world.shared(list: 2)),
            try world.header(try world.shared("role:nurse")),
        ] {
            #expect(!world.opens(other, ["role:porter"], epoch: 11, opened))
        }
        #expect(world.opens(try world.header(try world.shared(epoch: 11)), ["role:doctor"], epoch: 11, opened))
        #expect(!world.opens(try world.header(try world.shared(epoch: 11)), ["role:doctor"], epoch: 10, opened))
        // One user's cache is not another's: who does not satisfy the policy has nothing kept.
        #expect(!world.opens(headers[0], ["role:nurse"], OpenedPolicyKeys()))
        #expect(!world.opens(headers[0], ["role:nurse"], nil))
    }

    @Test func oneUsersSessionsShareNothingWithAnothers() throws {
        let ward = try Ward()
        let author = try ward.user().session()
        let ids = try (0..<3).map {
            try author.writing.add(MemoryInput([UInt8($0)]), policies: try Ward.policy(), isOneOfMany: true, findableBy: .nothing).header.content
                .recordID
        }
        let (doctor, nurse) = (try ward.user().session(), try ward.user(["role:nurse"]).session())
        for id in ids {
            #expect(try doctor.bytes(of: id).count == 1)
            #expect(failure { _ = try nurse.bytes(of: id) } == .policyNotSatisfied)
        }
    }

    @Test func moreKeysThanAreKeptAreAllOpened() throws {
        let world = try World()
        let opened = OpenedPolicyKeys()
        let headers = try (0..<OpenedPolicyKeys.capacity + 2).map { _ in try world.header(try world.shared()) }
        for header in headers + headers.prefix(2) { #expect(world.opens(header, ["role:doctor"], opened)) }
    }

    @Test func recordsInBulkShareAKeyOfOneEpochAndListAndOthersHaveTheirOwn() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        func ciphertexts(_ target: StanzaTarget, _ isOneOfMany: Bool) throws -> [UInt8] {
            let key = RecordKey.random()
            let stanza = try #require(try session.records.stanzas(try Ward.policy(), wrapping: key, for: target, isOneOfMany: isOneOfMany).first)
            return try #require(stanza.encapsulation)
        }
        func target(_ epoch: UInt32, _ list: UInt64) -> StanzaTarget {
            SealingPlan(created: Clock.now, epoch: epoch, revocationSequence: list, author: user.certificate).target
        }
        let first = try ciphertexts(target(10, 1), true)
        #expect(try ciphertexts(target(10, 1), true) == first)
        let laterEpoch = try ciphertexts(target(11, 1), true)
        let laterList = try ciphertexts(target(11, 2), true)
        // Nothing goes back to a key that was left.
        let again = try ciphertexts(target(10, 1), true)
        #expect(Set([first, laterEpoch, laterList, again]).count == 4)
        #expect(try ciphertexts(target(10, 1), false) != ciphertexts(target(10, 1), false))
        // What is re-wrapped alone gets a key of its own, and so does what was changed.
        let ids = try (0..<2).map { _ in
            try session.writing.add(MemoryInput([1]), policies: try Ward.policy(), isOneOfMany: true, findableBy: .nothing).header.content.recordID
        }
        func kept(_ id: RecordID) throws -> [UInt8] { try #require(try session.records.present(id).header.envelope.stanzas.first?.encapsulation) }
        #expect(try kept(ids[0]) == kept(ids[1]))
        try session.writing.rewrap(ids[0])
        #expect(try kept(ids[0]) != kept(ids[1]))
        try session.writing.update(ids[1], MemoryInput([2]))
        #expect(try session.records.present(ids[1]).header.envelope.stanzas.first?.summary == "attribute policy")
    }

    @Test func aTamperedStanzaAfterAGoodOneIsRefused() throws {
        let world = try World()
        let shared = try world.shared()
        let opened = OpenedPolicyKeys()
        let good = try world.header(shared)
        #expect(world.opens(good, ["role:doctor"], opened))
        // A stanza of the same shared key, but of another record.
        let other = try world.header(shared)
        let plan = world.plan()
        let moved = try Hospital.header(
            of: try Hospital.seal([1], RecordKey.random(), other.envelope.stanzas, plan: plan, by: world.identity))
        #expect(!world.opens(moved, ["role:doctor"], opened))
        #expect(world.opens(other, ["role:doctor"], opened))
    }
}
