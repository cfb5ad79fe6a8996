import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

/// A user's signing key was replaced: they stay who they are, and the old key, which somebody may have stolen, is worth nothing.
@Suite struct KeyReplacementTests {
    private static let now = Hospital.now

    /// A, whose key was replaced by another, and B.
    private struct World: ~Copyable {
        var hospital: Hospital
        let old: UserIdentity
        let new: UserIdentity
        let other: UserIdentity
        let oldCertificate: Certificate
        let newCertificate: Certificate
        let otherCertificate: Certificate
        let name: RecordName

        static func make() throws -> World {
            var hospital = try Hospital()
            let old = UserIdentity()
            let new = UserIdentity()
            let other = UserIdentity()
            let oldCertificate = try hospital.certify(old, name: "A")
            let newCertificate = try hospital.certify(new, name: "A", firstSigningKey: old.signingKey.publicKey)
            let otherCertificate = try hospital.certify(other, name: "B")
            return World(
                hospital: hospital, old: old, new: new, other: other, oldCertificate: oldCertificate, newCertificate: newCertificate,
                otherCertificate: otherCertificate, name: .random(owner: oldCertificate.userID))
        }

        /// From A to A, by the authority or by the old key.
        func replacement(byAuthority: Bool) throws -> SuccessionStatement {
            if byAuthority {
                return try SuccessionStatement(
                    from: oldCertificate.userID, to: oldCertificate.userID, signingKey: newCertificate.signingKey, record: nil,
                    reason: .keyReplaced, time: KeyReplacementTests.now, by: hospital.description, signedBy: hospital.signingKey)
            }
            var statement = CraftedSuccession(hospital.description.fingerprint, from: oldCertificate.userID, to: oldCertificate.userID)
            (statement.key, statement.reason) = (newCertificate.signingKey.bytes, 2)
            return try SuccessionStatement(bytes: statement.signed(by: old.signingKey, oldCertificate))
        }

        func leads(_ statements: [SuccessionStatement], to certificate: Certificate) -> SealedRecordError? {
            do throws(SealedRecordError) {
                try Successions(statements: statements).verify(of: name.id, from: name.owner, to: certificate, hospital.description)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test(arguments: [true, false]) func theNewKeyCountsOnlyWithTheStatement(byAuthority: Bool) throws {
        let world = try World.make()
        let replacement = try world.replacement(byAuthority: byAuthority)
        #expect(world.newCertificate.userID == world.oldCertificate.userID)
        #expect(world.leads([], to: world.oldCertificate) == nil)
        #expect(world.leads([], to: world.newCertificate).isInvalidSuccession)
        #expect(world.leads([replacement], to: world.newCertificate) == nil)
        #expect(world.leads([replacement], to: world.oldCertificate).isInvalidSuccession)
        // Another key that the authority certified for the same user, without having said so.
        let third = UserIdentity()
        let thirdCertificate = try Certificate.issue(
            serial: 99, name: .init(displayName: "A"), hospital: "", firstSigningKey: world.old.signingKey.publicKey,
            signingKey: third.signingKey.publicKey, agreementKey: third.agreementKey.publicKey, deviceSubtree: 0, capabilities: .author,
            notBefore: 0, notAfter: .max, epoch: 10, by: world.hospital.description, signedBy: world.hospital.signingKey)
        #expect(world.leads([replacement], to: thirdCertificate).isInvalidSuccession)
        // And in a whole record.
        func record(_ statements: [SuccessionStatement], _ certificate: Certificate, by identity: borrowing UserIdentity) throws -> SealedRecordError?
        {
            let plan = SealingPlan(name: world.name, created: Self.now, epoch: 10, revocationSequence: 3, author: world.oldCertificate)
            let first = try Hospital.header(of: try world.hospital.seal([1], policy: "a", plan: plan, by: world.old))
            let next = SealingPlan(
                after: first, further: statements, created: Self.now, epoch: 10, revocationSequence: 3, author: certificate)
            return verifies(try world.hospital.seal([2], policy: "a", plan: next, by: identity), world.hospital.description)
        }
        #expect(try record([replacement], world.newCertificate, by: world.new) == nil)
        #expect(try record([], world.newCertificate, by: world.new).isInvalidSuccession)
        #expect(try record([replacement], world.oldCertificate, by: world.old).isInvalidSuccession)
    }

    @Test func theReplacedKeySignsNoFurtherStatement() throws {
        let world = try World.make()
        let replacement = try world.replacement(byAuthority: true)
        let to = world.otherCertificate.userID
        let byNew = try SuccessionStatement(handing: nil, to: to, from: world.newCertificate, time: Self.now, signedBy: world.new)
        let byOld = try SuccessionStatement(handing: nil, to: to, from: world.oldCertificate, time: Self.now, signedBy: world.old)
        #expect(world.leads([replacement, byNew], to: world.otherCertificate) == nil)
        #expect(world.leads([replacement, byOld], to: world.otherCertificate).isInvalidSuccession)
        #expect(world.leads([byOld], to: world.otherCertificate) == nil)
        #expect(world.leads([byNew], to: world.otherCertificate).isInvalidSuccession, "a new key of which nothing is said")
        #expect(world.leads([byOld, replacement], to: world.otherCertificate).isInvalidSuccession)
        #expect(world.leads([byOld, replacement], to: world.newCertificate).isInvalidSuccession)
    }

    /// From A to B, whose key is replaced in between, to C.
    @Test func twoStepsWithAReplacementInBetween() throws {
        var world = try World.make()
        let renewed = world.otherCertificate
        let last = UserIdentity()
        let lastCertificate = try world.hospital.certify(last, name: "C")
        let otherNew = UserIdentity()
        let otherNewCertificate = try world.hospital.certify(otherNew, name: "B", firstSigningKey: world.other.signingKey.publicKey)
        let first = try SuccessionStatement(
            handing: world.name.id, to: renewed.userID, from: world.oldCertificate, time: Self.now, signedBy: world.old)
        let replaced = try SuccessionStatement(
            from: renewed.userID, to: renewed.userID, signingKey: otherNewCertificate.signingKey, record: nil, reason: .keyReplaced,
            time: Self.now, by: world.hospital.description, signedBy: world.hospital.signingKey)
        let second = try SuccessionStatement(
            handing: nil, to: lastCertificate.userID, from: otherNewCertificate, time: Self.now, signedBy: otherNew)
        let byOld = try SuccessionStatement(handing: nil, to: lastCertificate.userID, from: renewed, time: Self.now, signedBy: world.other)
        #expect(world.leads([first, replaced, second], to: lastCertificate) == nil)
        #expect(world.leads([first, replaced], to: otherNewCertificate) == nil)
        #expect(world.leads([first, replaced], to: renewed).isInvalidSuccession)
        #expect(world.leads([first, replaced, byOld], to: lastCertificate).isInvalidSuccession)
        #expect(world.leads([first, second], to: lastCertificate).isInvalidSuccession)
        #expect(world.leads([first, byOld], to: lastCertificate) == nil)
        #expect(world.leads([replaced, first, second], to: lastCertificate).isInvalidSuccession)
        // A second replacement, by the replaced key and by the one that replaced it.
        let third = Ed25519.PrivateKey().publicKey
        func again(by identity: borrowing UserIdentity, _ certificate: Certificate) throws -> SuccessionStatement {
            var statement = CraftedSuccession(world.hospital.description.fingerprint, from: renewed.userID, to: renewed.userID)
            (statement.key, statement.reason) = (third.bytes, 2)
            return try SuccessionStatement(bytes: statement.signed(by: identity.signingKey, certificate))
        }
        let byReplaced = try again(by: world.other, renewed)
        let byNew = try again(by: otherNew, otherNewCertificate)
        #expect(world.leads([first, replaced, byReplaced], to: otherNewCertificate).isInvalidSuccession)
        #expect(world.leads([first, replaced, byNew], to: otherNewCertificate).isInvalidSuccession, "it leads to the third key")
    }

    /// A record goes from A, whose stolen key was replaced, to B and back: the stolen key does not come back with it.
    @Test func aReplacedKeyStaysReplacedWhenTheRecordComesBack() throws {
        let world = try World.make()
        let owner = world.oldCertificate.userID
        let replacement = try world.replacement(byAuthority: true)
        let away = try SuccessionStatement(
            handing: nil, to: world.otherCertificate.userID, from: world.newCertificate, time: Self.now, signedBy: world.new)
        let back = try SuccessionStatement(handing: nil, to: owner, from: world.otherCertificate, time: Self.now, signedBy: world.other)
        #expect(world.leads([replacement, away, back], to: world.oldCertificate).isInvalidSuccession)
        #expect(world.leads([replacement, away, back], to: world.newCertificate) == nil)
        let byOld = try SuccessionStatement(
            handing: nil, to: world.otherCertificate.userID, from: world.oldCertificate, time: Self.now, signedBy: world.old)
        #expect(world.leads([replacement, away, back, byOld], to: world.otherCertificate).isInvalidSuccession)
    }

    /// Nor does it make an envelope around what the record says was written under the new one.
    @Test func aReplacedKeyMakesNoEnvelope() throws {
        let world = try World.make()
        let plan = SealingPlan(name: world.name, created: Self.now, epoch: 10, revocationSequence: 3, author: world.oldCertificate)
        let first = try Hospital.header(of: try world.hospital.seal([1], policy: "a", plan: plan, by: world.old))
        let next = SealingPlan(
            after: first, further: [try world.replacement(byAuthority: true)], created: Self.now, epoch: 10, revocationSequence: 3,
            author: world.newCertificate)
        let genuine = RecordBytes(try world.hospital.seal([2], policy: "a", plan: next, by: world.new))
        let header = try Hospital.header(of: genuine.bytes)
        #expect(header.mayRewrap(world.newCertificate) && !header.mayRewrap(world.oldCertificate))
        let byOld = try genuine.crafted(
            by: world.new.signingKey, envelopeBy: world.old.signingKey,
            envelope: {
                $0.certificate = world.oldCertificate.bytes
                $0.number = 2
            })
        #expect(verifies(byOld, world.hospital.description).isUntrustedRewrapper)
        let byNew = try genuine.crafted(by: world.new.signingKey, envelopeBy: world.new.signingKey, envelope: { $0.number = 2 })
        #expect(verifies(byNew, world.hospital.description) == nil)
    }
}
