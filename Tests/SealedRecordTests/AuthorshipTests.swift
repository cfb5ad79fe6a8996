import AccessPolicy
import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

/// M, who is certified and can read, tries to put a version of their own under the victim's name.
@Suite struct AuthorshipTests {
    private struct World: ~Copyable {
        var hospital: Hospital
        let victim: UserIdentity
        let attacker: UserIdentity
        let victimCertificate: Certificate
        let attackerCertificate: Certificate
        let genuine: [UInt8]
        let header: SealedRecordHeader

        static func make() throws -> World {
            var hospital = try Hospital()
            let victim = UserIdentity()
            let attacker = UserIdentity()
            let victimCertificate = try hospital.certify(victim, name: "Victim")
            let attackerCertificate = try hospital.certify(attacker, name: "M", [.author, .rewrap])
            let plan = SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 3, author: victimCertificate)
            let genuine = try hospital.seal([1, 2, 3], policy: "a", plan: plan, by: victim)
            let header = try Hospital.header(of: genuine)
            return World(
                hospital: hospital, victim: victim, attacker: attacker, victimCertificate: victimCertificate,
                attackerCertificate: attackerCertificate,
                genuine: genuine, header: header)
        }

        /// A record that M seals, under whatever plan.
        func seal(_ plan: SealingPlan) throws -> [UInt8] { try hospital.seal([6, 6, 6], policy: "a", plan: plan, by: attacker) }
    }

    @Test func aNameIsTheHashOfOwnerAndNonce() throws {
        let world = try World.make()
        let nonce = Array(RecordBytes(world.genuine).content[..<16])
        #expect(
            world.header.content.recordID.bytes
                == SHA256.hash(
                    [0, 0, 0, 17] + Array("MEDSEAL-V1-RECORD".utf8) + [0, 0, 0, 32] + world.victimCertificate.userID.bytes + [0, 0, 0, 16] + nonce))
        #expect(world.header.content.owner == world.victimCertificate.userID)
        let id = world.header.content.recordID
        #expect(RecordID(text: id.description) == id && id.description.utf8.count == 64)
        #expect(RecordID(text: id.description.uppercased()) == nil && RecordID(text: "00" + id.description) == nil)
        #expect(RecordID(bytes: Array(id.bytes.dropLast())) == nil && RecordID(bytes: id.bytes + [0]) == nil)
        #expect(RecordName(owner: world.victimCertificate.userID, nonce: nonce)?.id == id)
        #expect(RecordName(owner: world.attackerCertificate.userID, nonce: nonce)?.id != id)
        #expect(RecordName(owner: world.victimCertificate.userID, nonce: nonce.dropLast()) == nil)
        #expect(RecordName.random(owner: world.victimCertificate.userID) != RecordName.random(owner: world.victimCertificate.userID))
    }

    @Test func thePackagesOwnTypesMakeNoVersionUnderAnothersName() throws {
        let world = try World.make()
        let authority = world.hospital.description
        #expect(verifies(world.genuine, authority) == nil)
        // The next version, and another first one.
        let next = SealingPlan(after: world.header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: world.attackerCertificate)
        #expect(verifies(try world.seal(next), authority).isInvalidSuccession)
        let first = SealingPlan(
            name: world.header.content.name, created: Hospital.now, epoch: 10, revocationSequence: 3, author: world.attackerCertificate)
        let replaced = try world.seal(first)
        #expect(try Hospital.header(of: replaced).content.recordID == world.header.content.recordID)
        #expect(verifies(replaced, authority).isInvalidSuccession)
        // With the victim's certificate, M cannot sign.
        let plan = SealingPlan(after: world.header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: world.victimCertificate)
        #expect(throws: SealedRecordError.self) { _ = try world.seal(plan) }
        // The same nonce gives M a record of another name.
        let own = try #require(RecordName(owner: world.attackerCertificate.userID, nonce: world.header.content.name.nonce))
        let ownPlan = SealingPlan(
            name: own, created: Hospital.now, epoch: 10, revocationSequence: 3, author: world.attackerCertificate)
        let ownRecord = try world.seal(ownPlan)
        #expect(verifies(ownRecord, authority) == nil)
        #expect(try Hospital.header(of: ownRecord).content.recordID != world.header.content.recordID)
        // Successions that M can make.
        let victim = world.victimCertificate.userID
        let selfMade = try SuccessionStatement(
            handing: nil, to: victim, from: world.attackerCertificate, time: Hospital.now, signedBy: world.attacker)
        #expect(throws: SealedRecordError.self) {
            _ = try SuccessionStatement(
                handing: nil, to: world.attackerCertificate.userID, from: world.victimCertificate, time: Hospital.now, signedBy: world.attacker)
        }
        #expect(throws: SealedRecordError.self) {
            _ = try SuccessionStatement(
                from: victim, to: world.attackerCertificate.userID, signingKey: nil, record: nil, reason: .left, time: Hospital.now,
                by: authority, signedBy: world.attacker.signingKey)
        }
        let withStatement = SealingPlan(
            after: world.header, further: [selfMade], created: Hospital.now, epoch: 10, revocationSequence: 3, author: world.attackerCertificate)
        #expect(verifies(try world.seal(withStatement), authority).isInvalidSuccession)
    }

    @Test func craftedBytesMakeNoVersionUnderAnothersName() throws {
        let world = try World.make()
        let authority = world.hospital.description
        let (victim, attacker) = (world.victimCertificate, world.attackerCertificate)
        let own = RecordBytes(
            try world.seal(SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 3, author: attacker)))
        let nonce = world.header.content.name.nonce
        func craft(_ successions: [[UInt8]], _ change: (inout CraftedContent) -> Void = { _ in }) throws -> SealedRecordError? {
            let bytes = try own.crafted(
                by: world.attacker.signingKey,
                content: { content in
                    content.nonce = nonce
                    content.owner = victim.userID.bytes
                    content.version = 2
                    content.previous = world.header.content.hash
                    content.successions = successions
                    change(&content)
                })
            // The bytes do name the victim's record.
            if let header = try? Hospital.header(of: bytes) { #expect(header.content.recordID == world.header.content.recordID) }
            return verifies(bytes, authority)
        }
        #expect(try craft([]).isInvalidSuccession)
        #expect(try craft([], { ($0.version, $0.previous) = (1, [UInt8](repeating: 0, count: 32)) }).isInvalidSuccession)
        let handing = CraftedSuccession(authority.fingerprint, from: victim.userID, to: attacker.userID)
        // By M's key: under M's certificate, under the victim's, under one that M made up, and as the authority.
        #expect(try craft([handing.signed(by: world.attacker.signingKey, attacker)]).isInvalidSuccession)
        #expect(try craft([handing.signed(by: world.attacker.signingKey, victim)]).isInvalidSuccession)
        #expect(try craft([handing.signedByAuthority(world.attacker.signingKey)]).isInvalidSuccession)
        var madeUp = Array(victim.bytes.dropLast(64))
        let keyPlace = try #require((0..<madeUp.count - 32).first { Array(madeUp[$0..<$0 + 32]) == victim.signingKey.bytes })
        madeUp.replaceSubrange(keyPlace..<keyPlace + 32, with: attacker.signingKey.bytes)
        madeUp.replaceSubrange(49..<53, with: [0, 0, 0, 32] + victim.signingKey.bytes)
        let selfCertified = try Certificate(
            bytes: madeUp + world.attacker.signingKey.sign(frame(Array(utf8: Certificate.signatureDomain), madeUp)))
        #expect(selfCertified.userID == victim.userID && selfCertified.signingKey == attacker.signingKey)
        #expect(try craft([handing.signed(by: world.attacker.signingKey, selfCertified)]).isInvalidSuccession)
        // A key replacement by M; and the made-up certificate as the author's.
        var replacement = CraftedSuccession(authority.fingerprint, from: victim.userID, to: victim.userID)
        (replacement.key, replacement.reason) = (attacker.signingKey.bytes, 2)
        #expect(try craft([replacement.signed(by: world.attacker.signingKey, selfCertified)]).isInvalidSuccession)
        #expect(
            try craft(
                [replacement.signedByAuthority(world.attacker.signingKey)],
                {
                    $0.owner = []
                    $0.certificate = selfCertified.bytes
                }) != nil)
        // The author is written as the owner although the name says otherwise, the owner twice, half an owner, another nonce's length.
        #expect(try craft([], { $0.owner = attacker.userID.bytes }).isMalformed)
        #expect(try craft([], { $0.owner = Array(victim.userID.bytes.dropLast()) }).isMalformed)
        #expect(try craft([], { $0.certificate = victim.bytes }).isMalformed)
        // With the owner's field empty the record is M's own, of another name.
        let asOwn = try own.crafted(by: world.attacker.signingKey, content: { $0.nonce = nonce })
        #expect(verifies(asOwn, authority) == nil)
        #expect(try Hospital.header(of: asOwn).content.recordID != world.header.content.recordID)
    }

    /// The victim's certificate in front of M's signature, single or of a batch that M signed.
    @Test func theVictimsCertificateNeedsTheVictimsSignature() throws {
        let world = try World.make()
        let genuine = RecordBytes(world.genuine)
        let asVictim = try genuine.crafted(by: world.attacker.signingKey, content: { $0.created += 1 })
        #expect(verifies(asVictim, world.hospital.description) == .contentSignature)
        let content = try CraftedContent(genuine.content)
        let domain = "MEDSEAL-V1-CONTENT"
        let batch = UserSignature.batch([(content.statement, domain), ([1], domain)], by: world.attacker.signingKey)
        let inBatch = RecordBytes(content: content.statement + batch[0].bytes, envelope: genuine.envelope, rest: genuine.rest, like: genuine)
        #expect(verifies(inBatch.bytes, world.hospital.description) == .contentSignature)
        // The victim's own batch is as good as a single signature, and names the same content.
        let good = UserSignature.batch([([1], domain), (content.statement, domain), ([2], "MEDSEAL-V1-ENVELOPE")], by: world.victim.signingKey)
        let genuineBatch = RecordBytes(content: content.statement + good[1].bytes, envelope: genuine.envelope, rest: genuine.rest, like: genuine)
        #expect(verifies(genuineBatch.bytes, world.hospital.description) == nil)
        #expect(try Hospital.header(of: genuineBatch.bytes).content.hash == world.header.content.hash)
        // An envelope in a batch, and the content's signature for the envelope.
        let envelope = try CraftedEnvelope(genuine.envelope).statement
        let both = UserSignature.batch([(content.statement, domain), (envelope, "MEDSEAL-V1-ENVELOPE")], by: world.victim.signingKey)
        let whole = RecordBytes(content: content.statement + both[0].bytes, envelope: envelope + both[1].bytes, rest: genuine.rest, like: genuine)
        #expect(verifies(whole.bytes, world.hospital.description) == nil)
        let swapped = RecordBytes(content: content.statement + both[1].bytes, envelope: envelope + both[0].bytes, rest: genuine.rest, like: genuine)
        #expect(verifies(swapped.bytes, world.hospital.description) == .contentSignature)
        let wrongDomain = UserSignature(of: envelope, domain: domain, by: world.victim.signingKey)
        let misused = RecordBytes(content: genuine.content, envelope: envelope + wrongDomain.bytes, rest: genuine.rest, like: genuine)
        #expect(verifies(misused.bytes, world.hospital.description) == .envelopeSignature)
    }

    /// Reserved for what is not built: refused, not passed over.
    @Test func whatIsReservedIsRefused() throws {
        let world = try World.make()
        let genuine = RecordBytes(world.genuine)
        let key = { (change: (inout CraftedContent) -> Void) throws in try genuine.crafted(by: world.victim.signingKey, content: change) }
        #expect(verifies(try key { _ in }, world.hospital.description) == nil)
        // An entry of a chart without what ties it to the chart.
        #expect(verifies(try key { $0.chart = [UInt8](repeating: 1, count: 32) }, world.hospital.description) == .contributionSignature)
        #expect(verifies(try key { $0.authorWrap[3] = 0 }, world.hospital.description).isMalformed)
        #expect(verifies(try key { $0.authorWrap.replaceSubrange(0..<4, with: UInt32(1025).bigEndianBytes) }, world.hospital.description).isMalformed)
        for length in 1...3 {
            var bytes = genuine.bytes
            bytes[20 - length] = 1
            #expect(verifies(bytes, world.hospital.description).isMalformed)
        }
        // A section that is longer than any can be, by one byte of the length alone.
        for (place, length) in [(8, 32_769), (12, (4 << 20) + 1)] {
            var bytes = genuine.bytes
            bytes.replaceSubrange(place..<place + 4, with: UInt32(length).bigEndianBytes)
            #expect(verifies(bytes, world.hospital.description).isMalformed)
        }
        // The author's certificate once more in the envelope: one value, one encoding.
        let repeated = try genuine.crafted(by: world.victim.signingKey, envelope: { $0.certificate = world.victimCertificate.bytes })
        #expect(verifies(repeated, world.hospital.description).isMalformed)
    }
}
