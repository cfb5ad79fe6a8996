import Framing
import Identity
import Cryptography
import TestSupport
import Testing

/// Every decoder against truncated, lengthened, altered and arbitrary bytes: an error, never a trap, and no altered byte
/// passes both decoding and verification.
@Suite struct HostileBytesTests {
    enum Kind: CaseIterable, Sendable {
        case authority, request, certificate, epoch, revocation, delivery
    }

    static func valid(_ kind: Kind, _ fixture: borrowing Fixture) throws -> [UInt8] {
        switch kind {
        case .authority: fixture.authority.bytes
        case .request: try fixture.request().bytes
        case .certificate: try fixture.certificate().bytes
        case .epoch: try fixture.epochStatement().bytes
        case .revocation: try fixture.revocationList().bytes
        case .delivery: try fixture.delivery().bytes
        }
    }

    /// What a careful reader does with bytes from outside.
    static func accept(_ kind: Kind, _ bytes: [UInt8], _ authority: AuthorityDescription) -> StatementError? {
        do throws(StatementError) {
            switch kind {
            case .authority:
                guard try AuthorityDescription(bytes: bytes).fingerprint == authority.fingerprint else { throw .wrongAuthority }
            case .request: try EnrolmentRequest(bytes: bytes).verify(for: authority, at: Fixture.now)
            case .certificate: try Certificate(bytes: bytes).verify(by: authority, at: Fixture.now)
            case .epoch: try EpochStatement(bytes: bytes).verify(by: authority, at: Fixture.now)
            case .revocation: try RevocationList(bytes: bytes).verify(by: authority, at: Fixture.now)
            case .delivery: try KeyDelivery(bytes: bytes).verify(by: authority)
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: Kind.allCases) func onlyTheGenuineBytesPass(kind: Kind) throws {
        let fixture = try Fixture()
        let authority = fixture.authority
        let bytes = try Self.valid(kind, fixture)
        #expect(Self.accept(kind, bytes, authority) == nil)
        for position in bytes.indices {
            var altered = bytes
            altered[position] ^= 0x01
            #expect(Self.accept(kind, altered, authority) != nil, "byte \(position)")
            altered[position] = 0xff
            #expect(altered == bytes || Self.accept(kind, altered, authority) != nil, "byte \(position)")
            #expect(Self.accept(kind, Array(bytes[..<position]), authority) != nil)
        }
        #expect(Self.accept(kind, bytes + [0], authority) != nil)
        #expect(Self.accept(kind, [], authority).isMalformed)
        for other in Kind.allCases where other != kind {
            #expect(Self.accept(other, bytes, authority).isMalformed)
        }
    }

    @Test(arguments: Kind.allCases) func arbitraryBytesAreAnError(kind: Kind) throws {
        let fixture = try Fixture()
        let authority = fixture.authority
        let bytes = try Self.valid(kind, fixture)
        var generator = Fixture.Generator(state: 99)
        for _ in 0..<2000 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let position = Int.random(in: 0..<mutated.count, using: &generator)
                switch UInt8.random(in: 0..<3, using: &generator) {
                case 0: mutated[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated.removeSubrange(position..<min(position + 4, mutated.count))
                default: mutated.insert(contentsOf: [0xff, 0xff], at: position)
                }
                if mutated.isEmpty { mutated = [0] }
            }
            #expect(mutated == bytes || Self.accept(kind, mutated, authority) != nil)
        }
    }

    @Test func anotherAuthoritysStatementsAreRefused() throws {
        let fixture = try Fixture()
        let other = try Fixture(seed: 2).authority
        for kind in [Kind.request, .certificate, .epoch, .revocation, .delivery] {
            #expect(Self.accept(kind, try Self.valid(kind, fixture), other) == .wrongAuthority)
        }
    }

    /// The right fingerprint under another key: what a forger who knows the authority's description would send.
    @Test func aForgersSignatureIsRefused() throws {
        let fixture = try Fixture()
        let forger = Ed25519.PrivateKey()
        for kind in [Kind.certificate, .epoch, .revocation, .delivery] {
            let genuine = try Self.valid(kind, fixture)
            let body = Array(genuine.dropLast(64))
            for domain in ["MEDSEAL-V1-CERTIFICATE", "MEDSEAL-V1-EPOCH", "MEDSEAL-V1-REVOCATION-LIST", "MEDSEAL-V1-KEY-DELIVERY"] {
                let forged = body + forger.sign(frame([UInt8](utf8: domain), body))
                #expect(Self.accept(kind, forged, fixture.authority) == .badSignature)
            }
            // The authority's own key, but signing for another purpose.
            let misused = body + fixture.authorityKey.sign(frame([UInt8](utf8: "MEDSEAL-V1-AUTHORITY"), body))
            #expect(Self.accept(kind, misused, fixture.authority) == .badSignature)
        }
    }
}
