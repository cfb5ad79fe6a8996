import AttributeEncryption
import Framing
import Identity
import Cryptography

/// The authority's two secrets, which exist in the open only while one call needs them.
///
/// Encoded for the ``Vault`` (kind "authority-secrets"): "MEDSEALM", version `u8` = 1, Ed25519 seed (32 bytes), FABEO's
/// master key framed (32 bytes).
struct AuthoritySecrets: ~Copyable {
    static let vaultKind = "authority-secrets"

    let signingKey: Ed25519.PrivateKey
    let masterKey: MasterSecretKey

    init(signingKey: consuming Ed25519.PrivateKey, masterKey: consuming MasterSecretKey) {
        self.signingKey = signingKey
        self.masterKey = masterKey
    }

    /// Opens the vault.
    init(vault: [UInt8], passphrase: borrowing SecretBytes) throws(AuthorityError) {
        let encoded: SecretBytes
        do throws(VaultError) {
            encoded = try Vault.open(vault, kind: Self.vaultKind, passphrase: passphrase)
        } catch {
            throw .vault(error)
        }
        do {
            var reader = SecretReader(encoded)
            try reader.expect(Self.prefix, "the authority's secrets, version 1,")
            let seed = try reader.rawSecret(Ed25519.PrivateKey.byteCount, "a signing key")
            let masterKey = try reader.framedSecret(atMost: 32, "a master key")
            try reader.finish()
            self.init(
                signingKey: try Ed25519.PrivateKey(seed: seed), masterKey: try MasterSecretKey(importing: masterKey))
        } catch {
            throw .corrupt("the vault holds no secrets of an authority")
        }
    }

    borrowing func sealed(passphrase: borrowing SecretBytes, cost: ScryptCost) throws(AuthorityError) -> [UInt8] {
        var writer = SecretWriter()
        writer.raw(Self.prefix)
        writer.raw(signingKey.exportedSeed())
        writer.framed(masterKey.exported())
        do throws(VaultError) {
            return try Vault.seal(writer.finish(), kind: Self.vaultKind, passphrase: passphrase, cost: cost)
        } catch {
            throw .vault(error)
        }
    }

    private static let prefix = [UInt8](utf8: "MEDSEALM") + [1]
}
