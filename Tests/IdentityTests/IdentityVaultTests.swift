import Framing
import Identity
import Cryptography
import TestSupport
import Testing

@Suite struct IdentityVaultTests {
    private let secret = Array("a key ring".utf8)

    @Test func opensToWhatWasSealedForTheSameIdentityAndKindOnly() throws {
        let identity = UserIdentity()
        let other = UserIdentity()
        let bytes = IdentityVault.seal(SecretBytes(copying: secret), kind: "test", by: identity)
        #expect(evaluated(try IdentityVault.open(bytes, kind: "test", by: identity).revealed()) == secret)
        #expect(throws: MalformedInput.self) { _ = try IdentityVault.open(bytes, kind: "other", by: identity) }
        #expect(throws: MalformedInput.self) { _ = try IdentityVault.open(bytes, kind: "test", by: other) }
        #expect(IdentityVault.seal(SecretBytes(copying: secret), kind: "test", by: identity) != bytes)
        #expect(!bytes.indices.contains { bytes[$0...].starts(with: secret) })
    }

    @Test func everyChangedOrMissingByteIsRefused() throws {
        let identity = UserIdentity()
        let bytes = IdentityVault.seal(SecretBytes(copying: secret), kind: "test", by: identity)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: MalformedInput.self) { _ = try IdentityVault.open(changed, kind: "test", by: identity) }
            #expect(throws: MalformedInput.self) {
                _ = try IdentityVault.open(Array(bytes[..<position]), kind: "test", by: identity)
            }
        }
        #expect(throws: MalformedInput.self) { _ = try IdentityVault.open(bytes + [0], kind: "test", by: identity) }
    }
}
