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
            capabilities: Capabilities = .author, notAfter: UInt64 = 11, epoch: UInt32 = 1, name: String = "a", others: String = "",
            subtree: UInt32 = 0, firstKey: Ed25519.PublicKey? = nil, key: borrowing Ed25519.PrivateKey
        ) -> StatementError? {
            do throws(StatementError) {
                _ = try Certificate.issue(
                    serial: 1, name: .init(displayName: name, department: others, licenceNumber: others), hospital: others,
                    firstSigningKey: firstKey, signingKey: fixture.user.signingKey.publicKey,
                    agreementKey: fixture.user.agreementKey.publicKey, deviceSubtree: subtree, capabilities: capabilities, notBefore: 10,
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
            outcome(others: name256, key: fixture.authorityKey), outcome(subtree: (1 << 20) - 1, key: fixture.authorityKey),
            outcome(firstKey: other.user.signingKey.publicKey, key: fixture.authorityKey),
        ]
        #expect(results.allSatisfy { $0 == nil })
        let refusals = [
            outcome(capabilities: Capabilities(rawValue: 4), key: fixture.authorityKey),
            outcome(notAfter: 10, key: fixture.authorityKey), outcome(epoch: 65_535, key: fixture.authorityKey),
            outcome(name: name256 + "a", key: fixture.authorityKey), outcome(name: "", key: fixture.authorityKey),
            outcome(others: name256 + "a", key: fixture.authorityKey), outcome(others: "\u{1b}", key: fixture.authorityKey),
            outcome(subtree: 1 << 20, key: fixture.authorityKey),
            // A key that replaced itself is another encoding of one that was not replaced.
            outcome(firstKey: fixture.user.signingKey.publicKey, key: fixture.authorityKey),
        ]
        #expect(refusals.allSatisfy { $0.isMalformed })
        #expect(evaluated(outcome(key: other.authorityKey)) == .wrongAuthority)
    }

    /// A user stays who they are when their signing key is replaced; what their identifier comes from stands in the certificate.
    @Test func certificateOfAReplacedKeyKeepsTheIdentifier() throws {
        let fixture = try Fixture()
        let first = try Fixture(seed: 2).user.signingKey.publicKey
        let certificate = try fixture.certificate(firstSigningKey: first)
        #expect(certificate.firstSigningKey == first && certificate.userID == UserID(firstSigningKey: first))
        #expect(certificate.signingKey == evaluated(fixture.user.signingKey.publicKey) && certificate.userID != evaluated(fixture.user.id))
        #expect(try Certificate(bytes: certificate.bytes) == certificate)
        try certificate.verify(by: fixture.authority, at: Fixture.now)
        let plain = try fixture.certificate()
        #expect(plain.firstSigningKey == nil && plain.userID == evaluated(fixture.user.id))
        #expect(plain.name == .init(displayName: "Dr. 陳美玲", department: "Cardiology", licenceNumber: "LZ-4411"))
        #expect(plain.hospital == "NSTU" && plain.deviceSubtree == 9 && plain.extensions == .none)
    }

    /// Reserved fields that the authority signs all the same: a later version's certificate is refused, not half understood.
    @Test func certificateRefusesWhatIsReserved() throws {
        let fixture = try Fixture()
        let body = Array(try fixture.certificate().bytes.dropLast(64))
        func outcome(_ body: [UInt8]) -> StatementError? {
            let signed = body + fixture.authorityKey.sign(frame([UInt8](utf8: Certificate.signatureDomain), body))
            return error { try Certificate(bytes: signed).verify(by: fixture.authority, at: Fixture.now) }
        }
        #expect(outcome(body) == nil)
        // The form of the name stands behind serial number and the empty first key.
        let nameForm = 41 + 8 + 4
        #expect(body[nameForm] == 0)
        for form: UInt8 in [1, 2, 0xff] {
            var changed = body
            changed[nameForm] = form
            #expect(outcome(changed).isMalformed)
        }
        // A first key that is none, and one of 31 bytes.
        for key in [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xff, count: 32), [UInt8](repeating: 3, count: 31)] {
            let changed = Array(body[..<49]) + UInt32(key.count).bigEndianBytes + key + body[53...]
            #expect(outcome(changed).isMalformed)
        }
        // From the end: no extensions (2), epoch (4), times (16), capabilities (1), subtree (4), hash of another key (4).
        let hash = body.count - 2 - 4 - 16 - 1 - 4 - 4
        #expect(Array(body[hash..<hash + 4]) == [0, 0, 0, 0])
        let withHash = Array(body[..<hash]) + [0, 0, 0, 32] + [UInt8](repeating: 5, count: 32) + body[(hash + 4)...]
        #expect(outcome(withHash).isMalformed)
        // Extensions: one that is not critical is kept, a critical one is refused.
        let before = Array(body.dropLast(2))
        let known = try Certificate(bytes: before + [0, 1, 0, 5, 0, 0, 0, 1, 9] + [UInt8](repeating: 0, count: 64))
        #expect(known.extensions.elements.map(\.type) == [5] && known.extensions.elements.map(\.body) == [[9]])
        #expect(outcome(before + [0, 1, 0, 5, 0, 0, 0, 1, 9]) == nil)
        #expect(outcome(before + [0, 1, 0x80, 5, 0, 0, 0, 1, 9]).isMalformed)
        // As long as one may be, and a byte more.
        func padded(to length: Int) -> [UInt8] {
            let body = [UInt8](repeating: 0, count: length - 64 - before.count - 2 - 2 * 6 - 4000)
            return before + [0, 2, 0, 1] + UInt32(4000).bigEndianBytes + [UInt8](repeating: 0, count: 4000) + [0, 2]
                + UInt32(body.count).bigEndianBytes + body
        }
        #expect(outcome(padded(to: Certificate.greatestByteCount)) == nil)
        #expect(outcome(padded(to: Certificate.greatestByteCount + 1)).isMalformed)
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
        #expect(!list.revokes(UserID(bytes: [UInt8](repeating: 8, count: 32))!))
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
            writer.u8(FormatVersion.byte)
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
                writer.raw([UInt8](repeating: 0, count: 32 * 500_000))
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
            var body = Array(delivery.bytes[..<73])
            var writer = ByteWriter()
            writer.u32(certificate.epoch)
            writer.framed(certificate.bytes)
            body += writer.bytes + delivery.bytes[(73 + 4 + 4 + old.bytes.count)..<(delivery.bytes.count - 64)]
            return try KeyDelivery(bytes: body + fixture.authorityKey.sign(frame([UInt8](utf8: KeyDelivery.signatureDomain), body)))
        }
        #expect(try evaluated(moved(old).open(by: fixture.user, from: fixture.authority).count) == 200)
        let later = try moved(try fixture.certificate(epoch: 8))
        try later.verify(by: fixture.authority)
        #expect(throws: StatementError.wrongRecipient) { _ = try later.open(by: fixture.user, from: fixture.authority) }
    }
}
