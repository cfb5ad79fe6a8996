import Framing
import Cryptography
import TestSupport
import Testing

@Suite struct VaultTests {
    /// 1 MiB of scrypt memory, so that the tests are quick.
    static let cost = ScryptCost(insecureLogN: 10)!

    static func passphrase(_ text: String) -> SecretBytes { SecretBytes(copying: text.utf8) }

    static func outcome(_ bytes: [UInt8], kind: String = "test", _ phrase: String = "correct horse") -> VaultError? {
        do throws(VaultError) {
            _ = try Vault.open(bytes, kind: kind, passphrase: passphrase(phrase))
            return nil
        } catch {
            return error
        }
    }

    static func isMalformed(_ error: VaultError?) -> Bool {
        if case .malformed = error { true } else { false }
    }

    @Test func opensUnderItsPassphraseAndKindOnly() throws {
        let secret = SecretBytes(randomCount: 100)
        let phrase = Self.passphrase("correct horse")
        let sealed = try Vault.seal(secret, kind: "test", passphrase: phrase, cost: Self.cost)
        #expect(sealed.count == 8 + 1 + 8 + 9 + 32 + 32 + 12 + 4 + 116)
        #expect(try evaluated(Vault.open(sealed, kind: "test", passphrase: phrase).constantTimeEquals(secret)))
        #expect(Self.outcome(sealed, "correct horsf") == .wrongPassphrase)
        #expect(Self.outcome(sealed, "") == .wrongPassphrase)
        #expect(Self.isMalformed(Self.outcome(sealed, kind: "other")))
        #expect(try Vault.seal(secret, kind: "test", passphrase: phrase, cost: Self.cost) != sealed)
    }

    @Test func everyAlteredOrMissingByteIsFound() throws {
        let sealed = try Vault.seal(
            SecretBytes(copying: [1, 2, 3]), kind: "test", passphrase: Self.passphrase("correct horse"), cost: Self.cost)
        for position in sealed.indices {
            var altered = sealed
            altered[position] ^= 0x01
            #expect(Self.outcome(altered) != nil)
            #expect(Self.isMalformed(Self.outcome(Array(sealed[..<position]))))
        }
        #expect(Self.isMalformed(Self.outcome(sealed + [0])))
        // Behind the verifier, the passphrase is known to be right, and the blame falls on the bytes.
        var altered = sealed
        altered[altered.count - 1] ^= 1
        #expect(Self.isMalformed(Self.outcome(altered)))
    }

    @Test func refusesParametersOutOfBounds() throws {
        let sealed = try Vault.seal(
            SecretBytes(copying: [1]), kind: "test", passphrase: Self.passphrase("correct horse"), cost: Self.cost)
        let cost = 8 + 1 + 8
        for (offset, value) in [(cost, 9), (cost, 21), (cost, 255), (cost + 1, 1), (cost + 4, 9), (cost + 8, 2), (cost + 8, 0)] {
            var altered = sealed
            altered[offset] = UInt8(value)
            #expect(Self.isMalformed(Self.outcome(altered)))
        }
    }

    /// The format, spelt out: a vault made by another program from the documentation alone opens.
    @Test func opensAVaultMadeElsewhere() throws {
        let sealed = [UInt8](
            hex:
                "4d45445345414c5601000000076578616d706c650a0000000800000001000102030405060708090a0b0c0d0e0f1011121314"
                + "15161718191a1b1c1d1e1f4f4a53f4fecc2f055eb3aa6fcfcc184c36e4275835b80cff8f0c1d051438341e6465666768696a"
                + "6b6c6d6e6f0000001a240d150c27c375efe37af43cea617c17bf393dfb48d69a60ce5d")
        #expect(try evaluated(Vault.open(sealed, kind: "example", passphrase: Self.passphrase("pass phrase")).revealed()) == Array("the secret".utf8))
    }
}
