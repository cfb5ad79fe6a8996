import Framing
import Identity
import Cryptography
import TestSupport
import Testing

@Suite struct UserTests {
    @Test func identifierIsThatOfTheFirstSigningKey() throws {
        let fixture = try Fixture()
        let other = try Fixture(seed: 2)
        let signing = fixture.user.signingKey.publicKey
        let id = UserID(firstSigningKey: signing)
        #expect(id.bytes == SHA256.hash([0, 0, 0, 15] + Array("MEDSEAL-V1-USER".utf8) + [0, 0, 0, 32] + signing.bytes))
        #expect(evaluated(fixture.user.id) == id)
        #expect(id != UserID(firstSigningKey: other.user.signingKey.publicKey))
        #expect(id.description.utf8.count == 64 && UserID(id.description) == id)
        #expect(UserID(id.description.uppercased()) == nil)
        #expect(UserID(id.description + "00") == nil)
        #expect(UserID(String(id.description.dropLast(2))) == nil)
        #expect(UserID(bytes: [1]) == nil && UserID(bytes: Array(id.bytes.dropLast())) == nil && UserID(bytes: id.bytes + [0]) == nil)
        #expect(id.short == "\(id.description.prefix(4))-\(id.description.dropFirst(4).prefix(4))")
    }

    @Test func identityIsWrittenAndReadBack() throws {
        let fixture = try Fixture()
        let encoded = fixture.user.encoded()
        let id = fixture.user.id
        #expect(evaluated(encoded.count) == 109)
        let again = try UserIdentity(encoded: encoded)
        #expect(evaluated(again.id) == id)
        #expect(evaluated(again.encoded().constantTimeEquals(encoded)))
        for (position, length) in [(0, 109), (8, 109), (73, 109), (75, 109), (76, 109), (0, 108), (0, 110), (0, 77), (0, 76), (0, 73), (0, 0)] {
            var bytes = encoded.revealed()
            if length == 109 { bytes[position] ^= 1 }
            bytes = Array((bytes + [0]).prefix(length))
            #expect(throws: MalformedInput.self) { _ = try UserIdentity(encoded: SecretBytes(copying: bytes)) }
        }
        #expect(evaluated(UserIdentity().id != UserIdentity().id))
    }

    @Test func authorsSecretsAreNumberedFromOne() throws {
        let fixture = try Fixture()
        #expect(evaluated(fixture.user.newestGeneration) == 1)
        let fixed = Array(fixture.user.encoded().revealed()[..<73])
        func identity(_ count: UInt32, _ secrets: Int) throws -> UserIdentity {
            let body = (0..<secrets).flatMap { [UInt8](repeating: UInt8(truncatingIfNeeded: $0 + 1), count: 32) }
            return try UserIdentity(encoded: SecretBytes(copying: fixed + count.bigEndianBytes + body))
        }
        let user = try identity(3, 3)
        #expect(evaluated(user.newestGeneration) == 3)
        for generation: UInt32 in 1...3 {
            #expect(evaluated(user.authorSecret(generation)?.revealed()) == [UInt8](repeating: UInt8(generation), count: 32))
        }
        for generation: UInt32 in [0, 4, .max] { #expect(evaluated(user.authorSecret(generation) == nil)) }
        #expect(evaluated(try identity(1024, 1024).newestGeneration) == 1024)
        for (count, secrets) in [(0, 0), (0, 1), (2, 1), (1, 2), (1025, 1025), (.max, 1)] as [(UInt32, Int)] {
            #expect(throws: MalformedInput.self) { _ = try identity(count, secrets) }
        }
        #expect(evaluated(UserIdentity().authorSecret(1)?.revealed() != UserIdentity().authorSecret(1)?.revealed()))
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
