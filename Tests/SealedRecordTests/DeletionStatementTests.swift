import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

@Suite struct DeletionStatementTests {
    private static let now = Hospital.now

    private func refusal(_ body: () throws -> Void) -> SealedRecordError? {
        do {
            try body()
            return nil
        } catch {
            return error as? SealedRecordError
        }
    }

    @Test func ownersAndSuccessorsDelete() throws {
        var hospital = try Hospital()
        let a = UserIdentity()
        let b = UserIdentity()
        let m = UserIdentity()
        let certificate = try hospital.certify(a, name: "Owner")
        let successorCertificate = try hospital.certify(b, name: "Successor")
        let attackerCertificate = try hospital.certify(m, name: "M", [.author, .rewrap])
        let name = RecordName.random(owner: certificate.userID)
        let hash = [UInt8](repeating: 7, count: 32)
        let authority = hospital.description
        let byOwner = try DeletionStatement(
            of: name, lastContentHash: hash, .requested, successions: .none, by: certificate, time: Self.now, authority, signedBy: a)
        let again = try DeletionStatement(bytes: byOwner.bytes)
        #expect(again == byOwner && again.recordID == name.id && again.name == name && again.lastContentHash == hash)
        #expect(again.reason == .requested && again.time == Self.now && again.certificate == certificate && again.extensions == .none)
        try again.verify(authority)
        let handing = try SuccessionStatement(
            handing: name.id, to: successorCertificate.userID, from: certificate, time: Self.now, signedBy: a)
        let bySuccessor = try DeletionStatement(
            of: name, lastContentHash: hash, .neverSaved, successions: Successions(statements: [handing]), by: successorCertificate, time: Self.now,
            authority, signedBy: b)
        try DeletionStatement(bytes: bySuccessor.bytes).verify(authority)
        #expect(bySuccessor.reason == .neverSaved && bySuccessor.successions.statements == [handing])
        // M, with the package's own types.
        for successions in [Successions.none, Successions(statements: [handing])] {
            #expect(
                refusal {
                    _ = try DeletionStatement(
                        of: name, lastContentHash: hash, .requested, successions: successions, by: attackerCertificate, time: Self.now, authority,
                        signedBy: m)
                }.isInvalidSuccession)
        }
        #expect(throws: SealedRecordError.self) {
            _ = try DeletionStatement(
                of: name, lastContentHash: hash, .requested, successions: .none, by: certificate, time: Self.now, authority, signedBy: m)
        }
        // Whoever handed over deletes no more, if the statement says so; another authority's word is nothing.
        #expect(
            refusal {
                _ = try DeletionStatement(
                    of: name, lastContentHash: hash, .requested, successions: Successions(statements: [handing]), by: certificate, time: Self.now,
                    authority, signedBy: a)
            }.isInvalidSuccession)
        let elsewhere = try Hospital(name: "Elsewhere")
        #expect(refusal { try byOwner.verify(elsewhere.description) } != nil)
    }

    /// The fields of a statement that somebody with another program signs.
    private struct Crafted {
        var authority: AuthorityFingerprint
        var owner: UserID
        var nonce: [UInt8]
        var hash = [UInt8](repeating: 7, count: 32)
        var reason: UInt8 = 1
        var time = DeletionStatementTests.now
        var successions: [[UInt8]] = []
        var extensions: [UInt8] = [0, 0]
        var certificate: [UInt8]

        var signed: [UInt8] {
            var writer = ByteWriter()
            writer.raw(Array(utf8: "MEDSEALD"))
            writer.u8(0x30)
            writer.raw(authority.bytes)
            writer.raw(owner.bytes)
            writer.raw(nonce)
            writer.raw(hash)
            writer.u8(reason)
            writer.u64(time)
            writer.u8(UInt8(successions.count))
            for succession in successions { writer.framed(succession) }
            writer.raw(extensions)
            writer.framed(certificate)
            return writer.bytes
        }

        func outcome(
            by key: borrowing Ed25519.PrivateKey, _ authority: AuthorityDescription, domain: String = "MEDSEAL-V1-DELETION"
        ) -> SealedRecordError? {
            let bytes = signed + [1] + key.sign(frame(Array(utf8: domain), signed))
            let statement: DeletionStatement
            do throws(MalformedInput) { statement = try DeletionStatement(bytes: bytes) } catch { return .malformed(error) }
            do throws(SealedRecordError) { try statement.verify(authority) } catch { return error }
            return nil
        }
    }

    @Test func craftedStatementsAreRefused() throws {
        var hospital = try Hospital()
        var elsewhere = try Hospital(name: "Elsewhere")
        let owner = UserIdentity()
        let m = UserIdentity()
        let certificate = try hospital.certify(owner, name: "Owner")
        let attacker = try hospital.certify(m, name: "M", [.author, .rewrap])
        let authority = hospital.description
        let name = RecordName.random(owner: certificate.userID)
        let good = Crafted(authority: authority.fingerprint, owner: name.owner, nonce: name.nonce, certificate: certificate.bytes)
        func changed(_ change: (inout Crafted) -> Void) -> Crafted {
            var crafted = good
            change(&crafted)
            return crafted
        }
        #expect(good.outcome(by: owner.signingKey, authority) == nil)
        // M under their own certificate, under the owner's, and with a succession of their own.
        #expect(changed { $0.certificate = attacker.bytes }.outcome(by: m.signingKey, authority).isInvalidSuccession)
        #expect(good.outcome(by: m.signingKey, authority) == .contentSignature)
        let handing = CraftedSuccession(authority.fingerprint, from: certificate.userID, to: attacker.userID)
        for succession in [
            handing.signed(by: m.signingKey, attacker), handing.signed(by: m.signingKey, certificate), handing.signedByAuthority(m.signingKey),
        ] {
            let crafted = changed {
                $0.certificate = attacker.bytes
                $0.successions = [succession]
            }
            #expect(crafted.outcome(by: m.signingKey, authority).isInvalidSuccession)
        }
        // The owner's signature of something else, of another time than the certificate's, under another authority's certificate.
        for domain in ["MEDSEAL-V1-CONTENT", "MEDSEAL-V1-ENVELOPE", "MEDSEAL-V1-SUCCESSION"] {
            #expect(good.outcome(by: owner.signingKey, authority, domain: domain) == .contentSignature)
        }
        for time in [Self.now - 1001, Self.now + 31_536_000] {
            let crafted = changed { $0.time = time }
            #expect(crafted.outcome(by: owner.signingKey, authority) != nil)
        }
        let foreign = try elsewhere.certify(owner, name: "Owner")
        #expect(changed { $0.certificate = foreign.bytes }.outcome(by: owner.signingKey, authority) != nil)
        #expect(changed { $0.authority = elsewhere.description.fingerprint }.outcome(by: owner.signingKey, authority) != nil)
        // Who may not write records may not delete them.
        let reader = try hospital.certify(owner, name: "Owner", .rewrap)
        #expect(changed { $0.certificate = reader.bytes }.outcome(by: owner.signingKey, authority) != nil)
        // In a batch.
        let batch = UserSignature.batch([(good.signed, "MEDSEAL-V1-DELETION"), ([1], "MEDSEAL-V1-DELETION")], by: owner.signingKey)
        #expect(refusal { try DeletionStatement(bytes: good.signed + batch[0].bytes).verify(authority) } == .contentSignature)
        // Fields out of their bounds.
        for reason: UInt8 in [0, 3, 255] { #expect(changed { $0.reason = reason }.outcome(by: owner.signingKey, authority).isMalformed) }
        #expect(changed { $0.extensions = [0, 1, 0x80, 1, 0, 0, 0, 0] }.outcome(by: owner.signingKey, authority).isMalformed)
        #expect(changed { $0.extensions = [0, 1, 0, 1, 0, 0, 0, 0] }.outcome(by: owner.signingKey, authority) == nil)
        #expect(changed { $0.successions = [[UInt8]](repeating: [], count: 9) }.outcome(by: owner.signingKey, authority).isMalformed)
        // Another record's name or content: the statement is about that one, and no other.
        let other = RecordName.random(owner: certificate.userID)
        let moved = changed { $0.nonce = other.nonce }
        #expect(moved.outcome(by: owner.signingKey, authority) == nil)
        let statement = try DeletionStatement(
            bytes: moved.signed + UserSignature(of: moved.signed, domain: "MEDSEAL-V1-DELETION", by: owner.signingKey).bytes)
        #expect(statement.recordID == other.id && statement.recordID != name.id)
    }

    @Test func everyChangedOrMissingByteIsRefused() throws {
        var hospital = try Hospital()
        let owner = UserIdentity()
        let successor = UserIdentity()
        let certificate = try hospital.certify(owner, name: "Owner")
        let successorCertificate = try hospital.certify(successor, name: "Successor")
        let name = RecordName.random(owner: certificate.userID)
        let handing = try SuccessionStatement(
            handing: name.id, to: successorCertificate.userID, from: certificate, time: Self.now, signedBy: owner)
        let statement = try DeletionStatement(
            of: name, lastContentHash: [UInt8](repeating: 7, count: 32), .requested, successions: Successions(statements: [handing]),
            by: successorCertificate, time: Self.now, hospital.description, signedBy: successor)
        let bytes = statement.bytes
        for position in bytes.indices {
            for change: UInt8 in [1, 0x40] {
                var changed = bytes
                changed[position] ^= change
                let outcome = refusal {
                    do { try DeletionStatement(bytes: changed).verify(hospital.description) } catch let error as MalformedInput {
                        throw SealedRecordError.malformed(error)
                    }
                }
                #expect(outcome != nil, "byte \(position)")
            }
            #expect(throws: MalformedInput.self) { _ = try DeletionStatement(bytes: Array(bytes[..<position])) }
        }
        #expect(throws: MalformedInput.self) { _ = try DeletionStatement(bytes: bytes + [0]) }
        #expect(throws: MalformedInput.self) { _ = try DeletionStatement(bytes: [UInt8](repeating: 0, count: 70_000)) }
    }
}
