import Framing
import Identity
import Cryptography
import TestSupport
import Testing

@Suite struct StatementTests {
    @Test func authorityIsNamedByItsFingerprint() throws {
        let fixture = try Fixture()
        let authority = fixture.authority
        let text = authority.fingerprint.description
        #expect(text.count == 79 && text.split(separator: " ").count == 16)
        #expect(AuthorityFingerprint(text) == authority.fingerprint)
        #expect(AuthorityFingerprint(text.uppercased().filter { $0 != " " }) == authority.fingerprint)
        #expect(AuthorityFingerprint(String(text.dropLast(2))) == nil)
        #expect(try AuthorityDescription(bytes: authority.bytes) == authority)
        func outcome(_ name: String, _ parameters: [UInt8]) -> StatementError? {
            do throws(StatementError) {
                _ = try AuthorityDescription(name: name, publicParameters: parameters, signedBy: fixture.authorityKey)
                return nil
            } catch {
                return error
            }
        }
        #expect(outcome("", [1]).isMalformed)
        #expect(outcome("a\u{7}", [1]).isMalformed)
        #expect(outcome("a", []).isMalformed)
        #expect(outcome("a", [UInt8](repeating: 1, count: 4097)).isMalformed)
        #expect(outcome("a", [UInt8](repeating: 1, count: 4096)) == nil)
    }

    @Test func certificateIsValidInItsTimeOnly() throws {
        let fixture = try Fixture()
        let certificate = try fixture.certificate()
        let authority = fixture.authority
        let id = fixture.user.id
        #expect(certificate.serial == 42 && certificate.userID == id && certificate.epoch == 7)
        #expect(certificate.capabilities == [.author, .rewrap] && certificate.displayName == "Dr. 陳美玲")
        #expect(try Certificate(bytes: certificate.bytes) == certificate)
        try certificate.verify(by: authority, at: Fixture.now)
        try certificate.verify(by: authority, at: Fixture.now + 999)
        #expect(throws: StatementError.notYetValid) { try certificate.verify(by: authority, at: Fixture.now - 1) }
        #expect(throws: StatementError.expired) { try certificate.verify(by: authority, at: Fixture.now + 1000) }
        #expect(certificate.bytes.count <= Certificate.greatestByteCount)
    }

    @Test func certificateRefusesFieldsOutOfBounds() throws {
        let fixture = try Fixture()
        let other = try Fixture(seed: 2)
        func outcome(
            capabilities: Capabilities = .author, notAfter: UInt64 = 11, epoch: UInt32 = 1, name: String = "a",
            key: borrowing Ed25519.PrivateKey
        ) -> StatementError? {
            do throws(StatementError) {
                _ = try Certificate.issue(
                    serial: 1, displayName: name, signingKey: fixture.user.signingKey.publicKey,
                    agreementKey: fixture.user.agreementKey.publicKey, capabilities: capabilities, notBefore: 10,
                    notAfter: notAfter, epoch: epoch, by: fixture.authority, signedBy: key)
                return nil
            } catch {
                return error
            }
        }
        let name256 = String(repeating: "a", count: 256)
        let results = [
            outcome(key: fixture.authorityKey), outcome(name: name256, key: fixture.authorityKey),
            outcome(epoch: 65_534, key: fixture.authorityKey), outcome(capabilities: [], key: fixture.authorityKey),
        ]
        #expect(results.allSatisfy { $0 == nil })
        let refusals = [
            outcome(capabilities: Capabilities(rawValue: 4), key: fixture.authorityKey),
            outcome(notAfter: 10, key: fixture.authorityKey), outcome(epoch: 65_535, key: fixture.authorityKey),
            outcome(name: name256 + "a", key: fixture.authorityKey), outcome(name: "", key: fixture.authorityKey),
        ]
        #expect(refusals.allSatisfy { $0.isMalformed })
        #expect(evaluated(outcome(key: other.authorityKey)) == .wrongAuthority)
    }

    /// The identifier inside a certificate must be that of its keys, even if the authority signs otherwise.
    @Test func certificateForOtherKeysIsMalformed() throws {
        let fixture = try Fixture()
        var body = Array(try fixture.certificate().bytes.dropLast(64))
        body[41 + 8] ^= 1
        let signed = body + fixture.authorityKey.sign(frame([UInt8](utf8: Certificate.signatureDomain), body))
        #expect(error { _ = try Certificate(bytes: signed) }.isMalformed)
    }

    @Test func epochNeverGoesBack() throws {
        let fixture = try Fixture()
        let authority = fixture.authority
        let pinned = try fixture.epochStatement()
        #expect(pinned.bytes.count == EpochStatement.byteCount)
        try pinned.verify(by: authority, at: Fixture.now - 300)
        #expect(throws: StatementError.notYetValid) { try pinned.verify(by: authority, at: Fixture.now - 301) }
        try pinned.checkNotRolledBack(from: pinned)
        try fixture.epochStatement(sequence: 4).checkNotRolledBack(from: pinned)
        try fixture.epochStatement(epoch: 8, issued: Fixture.now + 1, sequence: 4).checkNotRolledBack(from: pinned)
        for (epoch, issued, sequence) in [(7, 0, 2), (8, 1, 3), (6, 1, 4), (7, -1, 4)] as [(UInt32, Int, UInt64)] {
            let statement = try fixture.epochStatement(
                epoch: epoch, issued: UInt64(Int(Fixture.now) + issued), sequence: sequence)
            #expect(throws: StatementError.rolledBack) { try statement.checkNotRolledBack(from: pinned) }
        }
        #expect(error { _ = try fixture.epochStatement(epoch: 65_535) }.isMalformed)
    }

    @Test func revocationListFindsWhatItLists() throws {
        let fixture = try Fixture()
        let list = try fixture.revocationList()
        let certificate = try fixture.certificate()
        let authority = fixture.authority
        #expect(list.serials == [2, 9, 500])
        #expect(list.revokes(certificate))
        #expect(!list.revokes(UserID(bytes: [UInt8](repeating: 8, count: 16))!))
        let bySerial = try RevocationList.issue(
            sequence: 10, issued: Fixture.now, serials: Set(0...99).subtracting([41]), users: [], by: authority,
            signedBy: fixture.authorityKey)
        #expect(bySerial.revokes(certificate))
        let others = try RevocationList.issue(
            sequence: 10, issued: Fixture.now, serials: Set(0...99).subtracting([42]), users: [], by: authority,
            signedBy: fixture.authorityKey)
        #expect(!others.revokes(certificate))
        try others.checkNotRolledBack(from: list)
        #expect(throws: StatementError.rolledBack) { try list.checkNotRolledBack(from: others) }
        #expect(throws: StatementError.rolledBack) { try bySerial.checkNotRolledBack(from: others) }
        #expect(throws: StatementError.notYetValid) { try list.verify(by: authority, at: 0) }
    }

    @Test func revocationListDemandsOrderAndBounds() throws {
        let fixture = try Fixture()
        func list(_ fields: (inout ByteWriter) -> Void) -> StatementError? {
            var writer = ByteWriter()
            writer.raw([UInt8](utf8: "MEDSEALR"))
            writer.u8(1)
            writer.raw(fixture.authority.fingerprint.bytes)
            writer.u64(1)
            writer.u64(1)
            fields(&writer)
            writer.raw([UInt8](repeating: 0, count: 64))
            return error { _ = try RevocationList(bytes: writer.bytes) }
        }
        #expect(
            list {
                $0.u32(2); $0.u64(1); $0.u64(2); $0.u32(0)
            } == nil)
        #expect(
            list {
                $0.u32(2); $0.u64(2); $0.u64(1); $0.u32(0)
            }.isMalformed)
        #expect(
            list {
                $0.u32(2); $0.u64(2); $0.u64(2); $0.u32(0)
            }.isMalformed)
        #expect(
            list {
                $0.u32(0xffff_ffff); $0.u32(0)
            }.isMalformed)
        #expect(
            list {
                $0.u32(0); $0.u32(1_000_001)
            }.isMalformed)
        #expect(
            list { writer in
                writer.u32(500_001)
                for serial in 0..<500_001 { writer.u64(UInt64(serial)) }
                writer.u32(500_000)
                writer.raw([UInt8](repeating: 0, count: 16 * 500_000))
            }.isMalformed)
    }

    @Test func deliveryOpensForItsUserOnly() throws {
        let fixture = try Fixture()
        let other = try Fixture(seed: 2)
        let delivery = try fixture.delivery()
        let expected = SecretBytes(copying: [UInt8](repeating: 0xaa, count: 200))
        let again = try KeyDelivery(bytes: delivery.bytes)
        #expect(again == delivery && again.epoch == 7)
        #expect(try evaluated(again.open(by: fixture.user, from: fixture.authority).constantTimeEquals(expected)))
        #expect(throws: StatementError.wrongRecipient) { _ = try again.open(by: other.user, from: fixture.authority) }
        #expect(throws: StatementError.wrongAuthority) { _ = try again.open(by: fixture.user, from: other.authority) }
        let empty = error {
            _ = try KeyDelivery.issue(
                SecretBytes(copying: [UInt8]()), to: fixture.certificate(), by: fixture.authority, signedBy: fixture.authorityKey)
        }
        #expect(empty.isMalformed)
    }

    /// Sealed to the right key, but moved to another epoch or another certificate: HPKE's info and associated text differ.
    @Test func deliveryIsBoundToItsEpochAndCertificate() throws {
        let fixture = try Fixture()
        let delivery = try fixture.delivery()
        let old = try fixture.certificate()
        func moved(_ certificate: Certificate) throws -> KeyDelivery {
            // The same HPKE part behind another head, signed by the authority.
            var body = Array(delivery.bytes[..<57])
            var writer = ByteWriter()
            writer.u32(certificate.epoch)
            writer.framed(certificate.bytes)
            body += writer.bytes + delivery.bytes[(57 + 4 + 4 + old.bytes.count)..<(delivery.bytes.count - 64)]
            return try KeyDelivery(bytes: body + fixture.authorityKey.sign(frame([UInt8](utf8: KeyDelivery.signatureDomain), body)))
        }
        #expect(try evaluated(moved(old).open(by: fixture.user, from: fixture.authority).count) == 200)
        let later = try moved(try fixture.certificate(epoch: 8))
        try later.verify(by: fixture.authority)
        #expect(throws: StatementError.wrongRecipient) { _ = try later.open(by: fixture.user, from: fixture.authority) }
    }
}
