import Cryptography
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import TestSupport
import Testing

/// Somebody whom the authority certified, with the store's whole interface and nobody else's keys: nothing of theirs comes to stand
/// under another's identifier.
@Suite struct ForeignWriteTests {
    let fixture: StoreFixture
    let name: RecordName
    let first: [UInt8]
    var id: RecordID { name.id }
    var mallory: Certificate { fixture.strangerCertificate }

    init() throws {
        fixture = try StoreFixture()
        name = fixture.name()
        first = try fixture.seal(name)
    }

    /// Whether each is refused where nothing stands, and then on top of the owner's record.
    private func areRefused(_ objects: [(what: String, bytes: [UInt8])], _ isRight: (RecordStoreError) -> Bool) throws {
        func refusal(_ object: [UInt8], _ condition: RecordStore.Precondition) -> RecordStoreError? {
            do { try fixture.put(object, to: id, condition, by: mallory.userID) } catch { return error as? RecordStoreError }
            return nil
        }
        for object in objects { #expect(refusal(object.bytes, .absent).map(isRight) == true, "\(object.what), where nothing stands") }
        #expect(throws: RecordStoreError.notFound) { try fixture.store.state(of: id) }
        try fixture.put(first, to: id, .absent)
        for object in objects {
            #expect(refusal(object.bytes, .absent) == .exists, "\(object.what)")
            #expect(try refusal(object.bytes, StoreFixture.unchanged(first)).map(isRight) == true, "\(object.what), on top")
        }
        #expect(try fixture.get(id) == first && fixture.store.versions(of: id).count == 1)
    }

    private func seal(_ plan: SealingPlan) throws -> [UInt8] {
        try fixture.hospital.seal([6, 6, 6], policy: StoreFixture.policy, plan: plan, by: fixture.stranger)
    }

    @Test func recordsOfTheirOwnBelongUnderNamesOfTheirOwn() throws {
        let own = RecordName.random(owner: mallory.userID)
        // The same nonce makes another name.
        let twin = try #require(RecordName(owner: mallory.userID, nonce: name.nonce))
        #expect(twin.id != id)
        let objects = try [("own record", seal(fixture.plan(own, mallory))), ("of the same nonce", seal(fixture.plan(twin, mallory)))]
        try areRefused(objects) { $0 == .wrongIdentifier }
    }

    @Test func versionsOfTheirOwnWithTheVictimAsOwnerAreRefused() throws {
        let beginning = try seal(fixture.plan(name, mallory))
        let next = try fixture.next(first, by: fixture.stranger, mallory)
        let later = try fixture.next(next, by: fixture.stranger, mallory)
        #expect(try Hospital.header(of: beginning).content.owner == fixture.owner.id)
        try areRefused([("version 1 with a foreign owner field", beginning), ("the next version", next), ("the one after it", later)]) {
            $0 == .invalidRecord(.invalidSuccession("it leads to somebody else"))
        }
    }

    /// What the stranger can make of a genuine statement of their own, and of one of the owner's to somebody else.
    private func forgedSuccessions() throws -> [(String, SuccessionStatement)] {
        let third = UserIdentity()
        let own = try SuccessionStatement(handing: nil, to: third.id, from: mallory, time: StoreFixture.now, signedBy: fixture.stranger)
        let genuine = try fixture.succession(to: third.id)
        func signed(_ statement: [UInt8]) -> [UInt8] {
            statement + UserSignature(of: statement, domain: "MEDSEAL-V1-SUCCESSION", by: fixture.stranger.signingKey).bytes
        }
        func replacing(_ range: Range<Int>, of bytes: [UInt8], by part: [UInt8]) -> [UInt8] {
            Array(bytes[..<range.lowerBound]) + part + bytes[range.upperBound...]
        }
        let (from, to) = (41..<73, 73..<105)
        let (ownBody, genuineBody) = (Array(own.bytes.dropLast(65)), Array(genuine.bytes.dropLast(65)))
        let fromVictim = replacing(to, of: replacing(from, of: ownBody, by: fixture.owner.id.bytes), by: mallory.userID.bytes)
        let toMallory = replacing(to, of: genuineBody, by: mallory.userID.bytes)
        // The signer's byte stands in front of the certificate: 2 says that the authority signed.
        let certificate = mallory.bytes.count + 5
        let byAuthority = Array(fromVictim.dropLast(certificate)) + [2]
        let elsewhere = try Hospital()
        let foreign = try SuccessionStatement(
            from: fixture.owner.id, to: mallory.userID, signingKey: nil, record: nil, reason: .left, time: StoreFixture.now,
            by: elsewhere.description, signedBy: elsewhere.signingKey)
        let byOneUser = UserSignature(of: byAuthority, domain: "MEDSEAL-V1-SUCCESSION", by: fixture.stranger.signingKey).bytes.dropFirst()
        return try [
            ("from the victim, signed by another key", signed(fromVictim)),
            ("the victim's certificate, signed by another key", signed(toMallory)),
            ("the victim's signature under another successor", toMallory + genuine.bytes.suffix(65)),
            ("the authority's, signed by a user", byAuthority + byOneUser),
            ("another authority's", foreign.bytes),
        ].map { ($0.0, try SuccessionStatement(bytes: $0.1)) }
    }

    @Test func forgedSuccessionsLeadNowhereAndAreNotKept() throws {
        var objects: [(String, [UInt8])] = []
        for (what, statement) in try forgedSuccessions() {
            #expect(statement.from == fixture.owner.id && statement.to == mallory.userID, "\(what)")
            var plan = fixture.plan(name, mallory)
            plan.successions = Successions(statements: [statement])
            objects.append((what + ", version 1", try seal(plan)))
            objects.append((what, try fixture.next(first, by: fixture.stranger, mallory, further: [statement])))
            let state = try fixture.hospital.state()
            for user in [mallory.userID, fixture.owner.id] {
                #expect(isInvalidSuccession { try fixture.store.keep(succession: statement.bytes, by: user, at: StoreFixture.now, state) }, "\(what)")
            }
        }
        try areRefused(objects) { if case .invalidRecord(.invalidSuccession) = $0 { true } else { false } }
        #expect(try fixture.store.successions(from: fixture.owner.id).isEmpty)
    }

    @Test func aRightToOneRecordIsNoneToAnother() throws {
        let other = fixture.name()
        let statement = try fixture.succession(to: mallory.userID, of: other.id)
        try fixture.put(first, to: id, .absent)
        let object = try fixture.next(first, by: fixture.stranger, mallory, further: [statement])
        #expect(isInvalidSuccession { try fixture.put(object, to: id, StoreFixture.unchanged(first), by: mallory.userID) })
        #expect(try fixture.get(id) == first)
    }

    @Test func aSuccessorDoesNotBeginARecordThatTheOwnerNeverWrote() throws {
        var plan = fixture.plan(name, mallory)
        plan.successions = Successions(statements: [try fixture.succession(to: mallory.userID)])
        let object = try seal(plan)
        #expect(isInvalidSuccession { try fixture.put(object, to: id, .absent, by: mallory.userID) })
        #expect(throws: RecordStoreError.notFound) { try fixture.store.state(of: id) }
    }

    @Test func whatTheVictimSignedIsNotTheirsToSend() throws {
        #expect(throws: RecordStoreError.notOwner) { try fixture.put(first, to: id, .absent, by: mallory.userID) }
        try fixture.put(first, to: id, .absent)
        #expect(throws: RecordStoreError.notOwner) {
            try fixture.put(fixture.next(first), to: id, StoreFixture.unchanged(first), by: mallory.userID)
        }
        #expect(try fixture.get(id) == first)
    }

    private func isInvalidSuccession(_ body: () throws -> Void) -> Bool {
        do { try body() } catch RecordStoreError.invalidRecord(.invalidSuccession) { return true } catch {}
        return false
    }
}
