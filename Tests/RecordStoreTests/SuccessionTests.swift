import Cryptography
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import SearchIndex
import TestSupport
import Testing

/// Who holds a record after its owner handed it over, or the authority said so; and what counts as such a word.
@Suite final class SuccessionTests {
    let fixture: StoreFixture
    let name: RecordName
    let first: [UInt8]
    let third = UserIdentity()
    let thirdCertificate: Certificate
    var id: RecordID { name.id }
    var owner: UserID { fixture.ownerCertificate.userID }
    /// The stranger is the successor here.
    var successor: UserID { fixture.strangerCertificate.userID }

    init() throws {
        fixture = try StoreFixture()
        name = fixture.name()
        first = try fixture.seal(name)
        thirdCertificate = try fixture.hospital.certify(third, name: "Third")
        try fixture.put(first, to: id, .absent)
    }

    private func keep(_ statement: SuccessionStatement, by user: UserID? = nil, at now: UInt64 = StoreFixture.now, _ state: AuthorityState? = nil)
        throws
    {
        try fixture.store.keep(succession: statement.bytes, by: user ?? owner, at: now, state ?? fixture.hospital.state())
    }

    /// The successor's version after `object`.
    private func succeeding(_ object: [UInt8], by statement: SuccessionStatement? = nil) throws -> [UInt8] {
        try fixture.next(object, by: fixture.stranger, fixture.strangerCertificate, further: statement.map { [$0] } ?? [])
    }

    private func put(_ object: [UInt8], after before: [UInt8], by user: UserID, _ admission: Admission? = nil) throws {
        try fixture.put(object, to: id, StoreFixture.unchanged(before), by: user, admission)
    }

    private func terms(_ object: [UInt8], under index: RecordID, by user: UserID) throws -> [RecordID] {
        let token = try #require(SearchToken(bytes: [UInt8](repeating: 5, count: 16)))
        let entry = try RecordTerms(record: id.bytes, digest: StoreFixture.digest(object), tokens: [token])
        return try fixture.store.setTerms(TermsBatch(index: index.bytes, indexVersion: 1, entries: [entry]), by: user)
    }

    @Test func aSuccessorsFirstVersionMakesThemTheHolder() throws {
        let second = try succeeding(first, by: fixture.succession(to: successor))
        try put(second, after: first, by: successor)
        let state = try fixture.store.state(of: id)
        #expect(state.owner == successor && state.contentVersion == 2)
        #expect(try fixture.store.versions(of: id).map(\.owner) == [successor, successor])
        #expect(try fixture.store.records(owner: owner, limit: 9).elements.isEmpty)
        #expect(try fixture.store.records(owner: successor, limit: 9).elements.map(\.state) == [state])
        // Terms.
        let (mine, theirs) = (RecordName.random(owner: successor), fixture.name())
        let index = try fixture.hospital.seal(
            [1], policy: StoreFixture.policy, plan: fixture.plan(mine, fixture.strangerCertificate), by: fixture.stranger)
        try fixture.put(index, to: mine.id, .absent, by: successor)
        try fixture.put(fixture.seal(theirs), to: theirs.id, .absent)
        #expect(try terms(second, under: mine.id, by: successor).isEmpty)
        #expect(try terms(second, under: theirs.id, by: owner) == [id])
        // The log, which goes back to the beginning.
        #expect(try fixture.store.accessLog(of: id, for: successor).elements.map(\.action) == [.create, .update])
        #expect(throws: RecordStoreError.notOwner) { try fixture.store.accessLog(of: id, for: owner) }
        // Readers, the next version, and the end.
        let rewrapped = try fixture.rewrapped(second, by: fixture.stranger, fixture.strangerCertificate)
        try fixture.rewrap(second, to: rewrapped, by: successor)
        let third = try succeeding(rewrapped)
        try put(third, after: rewrapped, by: successor)
        #expect(try fixture.get(id) == third)
        let statement = try fixture.deletion(third, by: fixture.stranger, fixture.strangerCertificate)
        try fixture.delete(third, statement.bytes, by: successor)
        #expect(try fixture.store.deletion(of: id) == statement.bytes)
    }

    /// The owner's own, another hand-over, and the same with what the successor wrote for a beginning.
    @Test func aFormerOwnerWritesNothingOnceTheSuccessorWrote() throws {
        let second = try succeeding(first, by: fixture.succession(to: successor))
        try put(second, after: first, by: successor)
        let toThird = try fixture.succession(to: thirdCertificate.userID)
        for (object, user) in [
            (try fixture.next(first, [9]), owner), (try fixture.next(fixture.next(first, [9])), owner), (first, owner),
            (try fixture.next(first, by: third, thirdCertificate, further: [toThird]), third.id),
        ] {
            #expect(throws: RecordStoreError.notOwner) { try put(object, after: second, by: user) }
        }
        // A version that is built on the successor's and drops the succession, by the owner and by whoever they hand over to instead.
        for (identity, further) in [(0, [] as [SuccessionStatement]), (1, [toThird])] {
            var plan = SealingPlan(
                after: try Hospital.header(of: second), created: StoreFixture.now, epoch: 10, revocationSequence: 1,
                author: identity == 0 ? fixture.ownerCertificate : thirdCertificate)
            plan.successions = Successions(statements: further)
            let object =
                identity == 0
                ? try fixture.hospital.seal([9], policy: StoreFixture.policy, plan: plan, by: fixture.owner)
                : try fixture.hospital.seal([9], policy: StoreFixture.policy, plan: plan, by: third)
            try Hospital.header(of: object).verify(fixture.hospital.description)
            #expect(throws: RecordStoreError.notOwner) { try put(object, after: second, by: plan.author.userID) }
        }
        // An envelope, and a deletion.
        #expect(throws: SealedRecordError.self) { try fixture.rewrapping(second, by: fixture.owner, fixture.ownerCertificate) }
        let content = try Hospital.header(of: second).content
        let deletion = try DeletionStatement(
            of: name, lastContentHash: content.hash, .requested, successions: .none, by: fixture.ownerCertificate, time: StoreFixture.now,
            fixture.hospital.description, signedBy: fixture.owner)
        #expect(throws: RecordStoreError.notOwner) { try fixture.delete(second, deletion.bytes) }
        #expect(try fixture.get(id) == second && fixture.store.state(of: id).owner == successor)
    }

    @Test func oneWhoHandedOnIsAFormerHolderToo() throws {
        let second = try succeeding(first, by: fixture.succession(to: successor))
        try put(second, after: first, by: successor)
        let onward = try SuccessionStatement(
            handing: id, to: thirdCertificate.userID, from: fixture.strangerCertificate, time: StoreFixture.now, signedBy: fixture.stranger)
        let last = try fixture.next(second, by: third, thirdCertificate, further: [onward])
        try put(last, after: second, by: third.id)
        #expect(try fixture.store.state(of: id).owner == thirdCertificate.userID)
        // Drops the last succession.
        var plan = SealingPlan(
            after: try Hospital.header(of: last), created: StoreFixture.now, epoch: 10, revocationSequence: 1, author: fixture.strangerCertificate)
        plan.successions = try Hospital.header(of: second).content.successions
        let dropping = try fixture.hospital.seal([9], policy: StoreFixture.policy, plan: plan, by: fixture.stranger)
        try Hospital.header(of: dropping).verify(fixture.hospital.description)
        #expect(throws: RecordStoreError.notOwner) { try put(dropping, after: last, by: successor) }
        #expect(try fixture.get(id) == last)
    }

    @Test func ofTwoByOneKeyTheSecondIsRefused() throws {
        let statement = try fixture.succession(to: successor, of: id)
        try keep(statement)
        try keep(statement)
        let elsewhere = try fixture.succession(to: thirdCertificate.userID, of: fixture.name().id)
        try keep(elsewhere)
        for other in [
            try fixture.succession(to: thirdCertificate.userID, of: id), try fixture.succession(to: thirdCertificate.userID),
            try fixture.succession(to: successor), try fixture.succession(to: successor, of: id, time: StoreFixture.now - 1),
        ] {
            #expect(throws: RecordStoreError.otherSuccession) { try keep(other) }
        }
        // The authority's beats it, whoever hands it in.
        let decision = try fixture.decision(from: owner, to: thirdCertificate.userID, of: id)
        try keep(decision, by: successor)
        #expect(try fixture.store.successions(from: owner) == [statement, elsewhere, decision])
        #expect(try fixture.store.successions(from: successor).isEmpty)
    }

    @Test func aSecondOneIsNoneInAVersionEither() throws {
        let statement = try fixture.succession(to: successor)
        let toThird = try fixture.next(first, by: third, thirdCertificate, further: [fixture.succession(to: third.id, of: id)])
        try keep(statement)
        #expect(throws: RecordStoreError.otherSuccession) { try put(toThird, after: first, by: third.id) }
        #expect(try fixture.get(id) == first)
        try put(succeeding(first, by: statement), after: first, by: successor)
        // What came in a version is known as well as what was handed in.
        let (other, another) = (fixture.name(), try fixture.succession(to: third.id))
        #expect(throws: RecordStoreError.otherSuccession) { try keep(another) }
        let record = try fixture.seal(other)
        try fixture.put(record, to: other.id, .absent)
        let again = try fixture.next(record, by: third, thirdCertificate, further: [another])
        #expect(throws: RecordStoreError.otherSuccession) { try fixture.put(again, to: other.id, StoreFixture.unchanged(record), by: third.id) }
    }

    @Test func whatCameInAVersionOnlyIsKept() throws {
        let statement = try fixture.succession(to: successor)
        try put(succeeding(first, by: statement), after: first, by: successor)
        #expect(try fixture.store.successions(from: owner) == [statement])
        #expect(throws: RecordStoreError.otherSuccession) { try keep(fixture.succession(to: third.id)) }
    }

    @Test func aRevokedKeyMakesNoSuccessor() throws {
        let statement = try fixture.succession(to: successor)
        let second = try succeeding(first, by: statement)
        for state in [
            try fixture.hospital.state(revoked: [owner]), try fixture.hospital.state(serials: [fixture.ownerCertificate.serial]),
        ] {
            #expect(throws: RecordStoreError.revoked) { try keep(statement, at: StoreFixture.now, state) }
            let deletion = try fixture.deletion(first, by: fixture.stranger, fixture.strangerCertificate, further: [statement])
            #expect(throws: RecordStoreError.revoked) { try fixture.delete(first, deletion.bytes, by: successor, state) }
        }
        #expect(throws: RecordStoreError.revoked) {
            try put(second, after: first, by: successor, fixture.hospital.admission(revoked: [owner]))
        }
        #expect(try fixture.get(id) == first && fixture.store.successions(from: owner).isEmpty)
    }

    @Test func whatWasSeenBeforeTheRevocationCounts() throws {
        let statement = try fixture.succession(to: successor)
        try keep(statement)
        let revoked = try fixture.hospital.admission(revoked: [owner])
        let second = try succeeding(first, by: statement)
        try put(second, after: first, by: successor, revoked)
        let third = try succeeding(second)
        try put(third, after: second, by: successor, revoked)
        #expect(try fixture.get(id) == third)
        let deletion = try fixture.deletion(third, by: fixture.stranger, fixture.strangerCertificate)
        try fixture.delete(third, deletion.bytes, by: successor, fixture.hospital.state(revoked: [owner]))
    }

    /// The time in a statement is its signer's word: a certificate that has run out is not brought back by an old date.
    @Test func aCertificateThatHasRunOutHandsNothingOver() throws {
        let statement = try fixture.succession(to: successor, time: StoreFixture.now - 10)
        let late = fixture.ownerCertificate.notAfter + 1
        let heir = try fixture.hospital.certify(fixture.stranger, name: "Stranger", from: StoreFixture.now, to: late + 1000)
        let plan = SealingPlan(
            after: try Hospital.header(of: first), further: [statement], created: late, epoch: 10, revocationSequence: 1, author: heir)
        let second = try fixture.hospital.seal([4], policy: StoreFixture.policy, plan: plan, by: fixture.stranger)
        try Hospital.header(of: second).verify(fixture.hospital.description)
        let expired = RecordStoreError.invalidRecord(.invalidSuccession("it has expired"))
        #expect(throws: expired) { try keep(statement, at: late) }
        #expect(throws: expired) { try put(second, after: first, by: successor, fixture.hospital.admission(at: late)) }
        let deletion = try fixture.deletion(first, by: fixture.stranger, heir, further: [statement], time: late)
        #expect(throws: expired) { try fixture.delete(first, deletion.bytes, by: successor, at: late) }
        // Said in time it counts later, too.
        try keep(statement, at: StoreFixture.now)
        try put(second, after: first, by: successor, fixture.hospital.admission(at: late))
        #expect(try fixture.store.state(of: id).owner == successor)
    }

    @Test func theAuthoritysWordBeatsTheKeys() throws {
        let second = try succeeding(first, by: fixture.succession(to: successor))
        try put(second, after: first, by: successor)
        // As long as nobody wrote by it, it is only kept.
        let decision = try fixture.decision(from: owner, to: third.id)
        try keep(decision, by: third.id)
        var plan = SealingPlan(
            after: try Hospital.header(of: second), created: StoreFixture.now, epoch: 10, revocationSequence: 1, author: thirdCertificate)
        plan.successions = Successions(statements: [decision])
        let decided = try fixture.hospital.seal([7], policy: StoreFixture.policy, plan: plan, by: third)
        try put(decided, after: second, by: third.id, fixture.hospital.admission(revoked: [owner]))
        #expect(try fixture.store.state(of: id).owner == thirdCertificate.userID)
        // A key's word does not beat it back.
        plan = SealingPlan(
            after: try Hospital.header(of: decided), created: StoreFixture.now, epoch: 10, revocationSequence: 1, author: fixture.strangerCertificate)
        plan.successions = try Hospital.header(of: second).content.successions
        let back = try fixture.hospital.seal([8], policy: StoreFixture.policy, plan: plan, by: fixture.stranger)
        #expect(throws: RecordStoreError.notOwner) { try put(back, after: decided, by: successor) }
        #expect(try fixture.get(id) == decided)
    }

    @Test func malformedForeignAndFutureStatementsAreNotKept() throws {
        let statement = try fixture.succession(to: successor)
        let state = try fixture.hospital.state()
        func refusal(_ bytes: [UInt8], by user: UserID) -> RecordStoreError? {
            do throws(RecordStoreError) { try fixture.store.keep(succession: bytes, by: user, at: StoreFixture.now, state) } catch { return error }
            return nil
        }
        for bytes in [[], [1, 2, 3], Array(statement.bytes.dropLast()), statement.bytes + [0], [UInt8](repeating: 0, count: 20_000)] {
            if case .invalidRecord(.malformed) = refusal(bytes, by: owner) {} else { Issue.record("\(bytes.count) bytes were taken") }
        }
        for position in stride(from: 9, to: statement.bytes.count, by: 7) {
            var bytes = statement.bytes
            bytes[position] ^= 1
            if case .invalidRecord = refusal(bytes, by: owner) {} else { Issue.record("byte \(position) was changed") }
        }
        #expect(refusal(statement.bytes, by: successor) == .notOwner)
        let early = try fixture.succession(to: successor, time: StoreFixture.now + permittedClockDifference + 1)
        #expect(refusal(early.bytes, by: owner) == .notYetValid)
        #expect(try fixture.store.successions(from: owner).isEmpty)
    }

    /// Old versions that come with a hand-over take room, too.
    @Test func aHandOverCountsForTheSuccessorsQuota() throws {
        let content = [UInt8](repeating: 1, count: 10_000)
        let limit = UInt64(try fixture.seal(name, content).count * 2)
        let fixture = try StoreFixture(quota: limit)
        let statement = try fixture.succession(to: fixture.stranger.id)
        var taken = 0
        for _ in 0..<2 {
            let name = fixture.name()
            let object = try fixture.seal(name, content)
            try fixture.put(object, to: name.id, .absent)
            let next = try fixture.next(object, [1], by: fixture.stranger, fixture.strangerCertificate, further: [statement])
            do {
                try fixture.put(next, to: name.id, StoreFixture.unchanged(object), by: fixture.stranger.id)
                taken += 1
            } catch RecordStoreError.quotaExceeded(limit: limit) {}
        }
        #expect(taken == 1)
        #expect(try fixture.storage.usage(of: fixture.stranger.id) <= limit)
    }
}
