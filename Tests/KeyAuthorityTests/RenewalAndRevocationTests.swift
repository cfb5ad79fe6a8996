import AccessPolicy
import AttributeEncryption
import Identity
import KeyAuthority
import SQLiteDatabase
import Cryptography
import TestSupport
import Testing

@Suite struct RenewalAndRevocationTests {
    @Test func everyIssuanceDrawsNewRandomness() throws {
        let hospital = try Hospital()
        let user = UserIdentity()
        let id = try hospital.enrol(user)
        let first = try #require(try hospital.authority.keyDelivery(id))
        try hospital.authority.renew(user.id, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        let second = try #require(try hospital.authority.keyDelivery(id))
        let one = try first.open(by: user, from: hospital.authority.description)
        let two = try second.open(by: user, from: hospital.authority.description)
        // The same attributes and epoch, so all that differs is r: sk3 = g2^r among the rest.
        #expect(evaluated(one.count == two.count && !one.constantTimeEquals(two)))
        let tail = (one.count - 144)..<one.count
        #expect(evaluated(one.slice(tail).revealed() != two.slice(tail).revealed()))
        #expect(second.certificate.serial == 2)
    }

    @Test func theNextEpochReachesThoseWhoAreRenewed() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let first = UserIdentity()
        let second = UserIdentity()
        try hospital.enrol(first)
        try hospital.enrol(second)
        let firstID = first.id
        let secondID = second.id
        #expect(try authority.epochStatement().epoch == 0)
        let later = Hospital.start + 31 * Hospital.day
        let published = try authority.publish(passphrase: Hospital.passphrase(), at: later, by: "admin")
        #expect(published.epoch.epoch == 1 && published.epoch.sequence == 2)
        #expect(try authority.epochStatement() == published.epoch)
        try published.epoch.verify(by: authority.description, at: later)
        try authority.revoke(secondID, passphrase: Hospital.passphrase(), at: later, by: "admin")
        #expect(try authority.renewAll(passphrase: Hospital.passphrase(), at: later, by: "admin") == [firstID])
        #expect(try authority.renewAll(passphrase: Hospital.passphrase(), at: later, by: "admin") == [])
        let renewed = try authority.user(firstID).certificate
        #expect(renewed.epoch == 1 && renewed.serial == 3)
        let ringEpoch = try authority.keyDelivery(to: firstID).epoch
        #expect(ringEpoch == 1)
        #expect(refusal { _ = try authority.keyDelivery(to: secondID) } == .revoked)
    }

    @Test func certificatesPastHalfTheirTimeAreRenewedToo() throws {
        let hospital = try Hospital()
        let user = UserIdentity()
        let id = user.id
        try hospital.enrol(user)
        let authority = hospital.authority
        #expect(
            try authority.renewAll(passphrase: Hospital.passphrase(), at: Hospital.start + 44 * Hospital.day, by: "a") == [])
        #expect(
            try authority.renewAll(passphrase: Hospital.passphrase(), at: Hospital.start + 46 * Hospital.day, by: "a") == [id])
    }

    @Test func epochsGoForwardOnly() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        func publish(_ epoch: UInt32?, at now: UInt64) throws -> EpochStatement {
            try authority.publish(to: epoch, passphrase: Hospital.passphrase(), at: now, by: "admin").epoch
        }
        let explicit = try publish(5, at: Hospital.start)
        #expect(explicit.epoch == 5)
        // By time it would be epoch 1.
        let byTime = try publish(nil, at: Hospital.start + 31 * Hospital.day)
        #expect(byTime.epoch == 5 && byTime.sequence == 3)
        try byTime.checkNotRolledBack(from: explicit)
        // A clock that went back does not make a statement that looks rolled back.
        let back = try publish(nil, at: Hospital.start)
        try back.checkNotRolledBack(from: byTime)
        #expect(refusal { _ = try publish(4, at: Hospital.start) } == .epoch(present: 5, asked: 4))
        #expect(refusal { _ = try publish(65_535, at: Hospital.start) } == .epoch(present: 5, asked: 65_535))
        let last = try publish(nil, at: .max)
        #expect(last.epoch == 65_534)
        #expect(
            refusal {
                _ = try authority.publish(passphrase: Hospital.passphrase("no"), at: Hospital.start, by: "admin")
            } == .vault(.wrongPassphrase))
    }

    /// Statements and keys have the same bounds, though their modules do not know each other.
    @Test func anEpochThatCanBePublishedCanBeCarried() {
        #expect(EpochStatement.epochLimit == EpochTree.limit)
    }

    /// Every user has a subtree of devices of their own, for good: revoked users keep theirs, a renewal changes nothing.
    @Test func deviceSubtreesAscendAndAreNeverGivenAgain() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        func device(_ user: borrowing UserIdentity) throws -> DeviceLeaf? {
            let delivery = try authority.keyDelivery(to: user.id)
            return try AttributeKey(encoded: delivery.open(by: user, from: authority.description)).attributes.device
        }
        let first = UserIdentity()
        let second = UserIdentity()
        let third = UserIdentity()
        try hospital.enrol(first)
        try hospital.enrol(second)
        #expect(try device(first) == DeviceLeaf(subtree: 0, device: 0))
        #expect(try device(second) == DeviceLeaf(subtree: 1, device: 0))
        try authority.renew(first.id, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        #expect(try device(first) == DeviceLeaf(subtree: 0, device: 0))
        try authority.revoke(second.id, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        try hospital.enrol(third)
        #expect(try device(third) == DeviceLeaf(subtree: 2, device: 0))
        // Also when the tree is full.
        let database = try Database(hospital.path, schema: DatabaseSchema(applicationID: 0x4d53_4130, migrations: [[], []]))
        try database.transaction { connection in
            try connection.execute("DROP TRIGGER device_subtree_update")
            try connection.execute("UPDATE device_subtree SET number = 1048575 WHERE number = 2")
        }
        try database.close()
        #expect(refusal { try hospital.enrol(UserIdentity()) } == .tooManyUsers)
    }

    @Test func revocationIsPublishedAtOnceAndForGood() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        let requestID = try hospital.enrol(user)
        let certificate = try authority.user(id).certificate
        let before = try authority.revocationList()
        #expect(!before.revokes(certificate))
        let list = try authority.revoke(id, passphrase: Hospital.passphrase(), at: Hospital.start + 5, by: "admin")
        #expect(list.revokes(certificate) && list.users == [id])
        #expect(try authority.revocationList() == list)
        try list.verify(by: authority.description, at: Hospital.start + 5)
        try list.checkNotRolledBack(from: before)
        #expect(try authority.user(id).revoked == Hospital.start + 5)
        let phrase = Hospital.passphrase()
        #expect(refusal { _ = try authority.revoke(id, passphrase: phrase, at: 1, by: "admin") } == .revoked)
        #expect(refusal { _ = try authority.renew(id, passphrase: phrase, at: 1, by: "admin") } == .revoked)
        #expect(refusal { _ = try authority.keyDelivery(requestID) } == .revoked)
        let nobody = UserID(bytes: [UInt8](repeating: 1, count: 32))!
        #expect(refusal { _ = try authority.revoke(nobody, passphrase: phrase, at: 1, by: "admin") } == .unknownUser)
        #expect(refusal { _ = try authority.renew(nobody, passphrase: phrase, at: 1, by: "admin") } == .unknownUser)
        #expect(refusal { _ = try authority.user(nobody) } == .unknownUser)
        #expect(refusal { _ = try authority.keyDelivery(to: nobody) } == .unknownUser)
        // Applying again with the same keys does not help.
        let again = try hospital.request(user, name: "Other")
        #expect(refusal { try authority.submit(again, at: Hospital.start) } == .alreadyEnrolled)
        let published = try authority.publish(passphrase: phrase, at: Hospital.start + 6, by: "admin")
        #expect(published.revocations.revokes(certificate))
    }

    @Test func changedCapabilitiesWithdrawTheFormerCertificates() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        try hospital.enrol(user)
        let former = try authority.user(id).certificate
        let present = try authority.renew(
            id, attributes: ["role:nurse"], capabilities: [], passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        let list = try authority.revocationList()
        #expect(list.serials == [former.serial] && list.revokes(former) && !list.revokes(present))
        #expect(present.capabilities == [])
        let enrolled = try authority.user(id)
        #expect(enrolled.attributes.contains("role:nurse") && !enrolled.attributes.contains("role:doctor"))
        // A plain renewal keeps what was granted, and withdraws nothing more.
        try authority.renew(id, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        #expect(try authority.revocationList() == list)
        #expect(try authority.user(id).attributes == enrolled.attributes)
    }
}
