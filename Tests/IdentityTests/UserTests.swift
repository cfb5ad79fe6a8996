import Framing
import Identity
import Cryptography
import TestSupport
import Testing

@Suite struct UserTests {
    @Test func identifierIsBoundToBothKeys() throws {
        let fixture = try Fixture()
        let other = try Fixture(seed: 2)
        let (signing, agreement) = (fixture.user.signingKey.publicKey, fixture.user.agreementKey.publicKey)
        let id = UserID(signing: signing, agreement: agreement)
        let hash = SHA256.hash(
            [0, 0, 0, 15] + Array("MEDSEAL-V1-USER".utf8) + [0, 0, 0, 32] + signing.bytes + [0, 0, 0, 32] + agreement.bytes)
        #expect(id.bytes == Array(hash[..<16]))
        #expect(id != UserID(signing: signing, agreement: other.user.agreementKey.publicKey))
        #expect(id != UserID(signing: other.user.signingKey.publicKey, agreement: agreement))
        #expect(UserID(id.description) == id)
        #expect(UserID(id.description.uppercased()) == nil)
        #expect(UserID(id.description + "00") == nil)
        #expect(UserID(bytes: [1]) == nil)
    }

    @Test func identityIsWrittenAndReadBack() throws {
        let fixture = try Fixture()
        let encoded = fixture.user.encoded()
        let id = fixture.user.id
        #expect(evaluated(encoded.count) == 73)
        let again = try UserIdentity(encoded: encoded)
        #expect(evaluated(again.id) == id)
        #expect(evaluated(again.encoded().constantTimeEquals(encoded)))
        for (position, length) in [(0, 73), (8, 73), (0, 72), (0, 74), (0, 0)] {
            var bytes = encoded.revealed()
            if length == 73 { bytes[position] ^= 1 }
            bytes = Array((bytes + [0]).prefix(length))
            #expect(throws: MalformedInput.self) { _ = try UserIdentity(encoded: SecretBytes(copying: bytes)) }
        }
        #expect(evaluated(UserIdentity().id != UserIdentity().id))
    }

    @Test func requestCarriesItsClaims() throws {
        let fixture = try Fixture()
        let request = try fixture.request()
        let id = fixture.user.id
        let again = try EnrolmentRequest(bytes: request.bytes)
        #expect(again == request)
        #expect(again.claims == Fixture.claims)
        #expect(again.userID == id)
        #expect(again.created == Fixture.now)
        #expect(again.id == request.id)
        #expect(RequestID(again.id.description) == again.id)
        try again.verify(for: fixture.authority, at: Fixture.now - 300)
        #expect(throws: StatementError.notYetValid) { try again.verify(for: again.authorityDescription(fixture), at: Fixture.now - 301) }
    }

    @Test func requestRefusesClaimsOutOfBounds() throws {
        let fixture = try Fixture()
        func outcome(_ change: (inout EnrolmentRequest.Claims) -> Void) -> StatementError? {
            var claims = Fixture.claims
            change(&claims)
            do throws(StatementError) {
                _ = try EnrolmentRequest(claims, to: fixture.authority.fingerprint, by: fixture.user, created: 1)
                return nil
            } catch {
                return error
            }
        }
        #expect(outcome { $0.displayName = "" }.isMalformed)
        #expect(outcome { $0.displayName = String(repeating: "é", count: 129) }.isMalformed)
        #expect(outcome { $0.displayName = String(repeating: "é", count: 128) } == nil)
        #expect(outcome { $0.hospital = String(repeating: "x", count: 257) }.isMalformed)
        #expect(
            outcome {
                $0.hospital = ""; $0.department = ""; $0.licenceNumber = ""
            } == nil)
        #expect(outcome { $0.department = "\u{1b}[2J" }.isMalformed)
        #expect(outcome { $0.licenceNumber = "a\u{202e}b" }.isMalformed)
        #expect(outcome { $0.attributes = ["line\nbreak"] }.isMalformed)
        #expect(outcome { $0.attributes = [""] }.isMalformed)
        #expect(outcome { $0.attributes = [String](repeating: "a", count: 64) } == nil)
        #expect(outcome { $0.attributes = [String](repeating: "a", count: 65) }.isMalformed)
        #expect(outcome { $0.attributes = [] } == nil)
    }
}

extension EnrolmentRequest {
    fileprivate func authorityDescription(_ fixture: borrowing Fixture) -> AuthorityDescription { fixture.authority }
}
