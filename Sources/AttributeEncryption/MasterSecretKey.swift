public import Framing
import Pairing
public import Cryptography

/// msk of FABEO: α. Whoever has it can make a key for any attribute; only the authority opens it, and only to issue.
public struct MasterSecretKey: ~Copyable, Sendable {
    private let alpha: SecretBytes

    init(alpha: Scalar) {
        var bytes = alpha.bigEndianBytes
        self.alpha = SecretBytes(copying: bytes)
        wipe(&bytes)
    }

    /// Reads what ``exported()`` gave: 32 bytes big-endian, below r and not zero.
    public init(importing secret: borrowing SecretBytes) throws(MalformedInput) {
        var bytes = secret.revealed()
        defer { wipe(&bytes) }
        guard let alpha = try? Scalar(bigEndian: bytes), alpha != .zero else {
            throw MalformedInput(reason: "a master key is a number of 32 bytes from 1 to r − 1")
        }
        self.alpha = SecretBytes(copying: bytes)
    }

    /// α as 32 bytes big-endian, for the authority's vault.
    public borrowing func exported() -> SecretBytes { alpha.duplicate() }

    /// Opens α for the duration of `body`.
    borrowing func withAlpha<R>(_ body: (Scalar) -> R) -> R {
        var bytes = alpha.revealed()
        defer { wipe(&bytes) }
        guard let scalar = try? Scalar(bigEndian: bytes) else { preconditionFailure("checked when it was made") }
        return body(scalar)
    }
}
