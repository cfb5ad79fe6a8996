public import Framing

/// A secret sealed under a passphrase: scrypt, then AES-256-GCM.
///
///     offset  bytes
///     0       8       magic: "MEDSEALV"
///     8       1       version: 1
///     9       4 + k   kind, framed: a UTF-8 name of at most 64 bytes of what is inside
///     …       1       log2 of scrypt's N (10…20)
///     …       4       scrypt's r, big-endian (8)
///     …       4       scrypt's p, big-endian (1)
///     …       32      salt, random
///     …       32      verifier
///     …       12      nonce, random
///     …       4 + n   framed: ciphertext ‖ 16-byte tag, the secret being n − 16 bytes (at most 64 MiB)
///
///     key (32) ‖ verifier (32) = scrypt(passphrase, salt, N, r, p, 64)
///
/// Everything in front of the ciphertext's length is the associated text, so that the kind and the parameters are
/// authenticated. The verifier tells a wrong passphrase from an altered file and commits to the key, which GCM does not;
/// it helps a guesser no more than the tag would.
public enum Vault {
    /// Longest secret in bytes: 64 MiB.
    public static let greatestSecretByteCount = 64 << 20
    /// Longest kind in bytes of UTF-8.
    public static let greatestKindByteCount = 64

    /// The sealed bytes of `secret`, under a random salt and nonce.
    ///
    /// - Parameters:
    ///   - secret: at most 64 MiB.
    ///   - kind: what is inside; at most 64 bytes of UTF-8, the same at ``open(_:kind:passphrase:)``.
    ///   - passphrase: as it will be given again, byte by byte.
    /// - Throws: ``VaultError/outOfMemory(_:)``.
    public static func seal(
        _ secret: borrowing SecretBytes, kind: String, passphrase: borrowing SecretBytes, cost: ScryptCost = .standard,
        using source: inout some RandomNumberGenerator
    ) throws(VaultError) -> [UInt8] {
        precondition(secret.count <= greatestSecretByteCount && kind.utf8.count <= greatestKindByteCount, "too long for a vault")
        let salt = SecretBytes(randomCount: 32, using: &source).revealed()
        let nonce = SecretBytes(randomCount: AES256GCM.nonceByteCount, using: &source).revealed()
        let keys = try derive(passphrase, salt, cost)
        var writer = ByteWriter()
        writer.raw(magic)
        writer.u8(version)
        writer.framed(kind)
        writer.u8(cost.logN)
        writer.u32(ScryptCost.r)
        writer.u32(ScryptCost.p)
        writer.raw(salt)
        writer.raw(keys.slice(32..<64).revealed())
        writer.raw(nonce)
        let associated = writer.bytes
        writer.framed(AES256GCM.seal(secret, key: keys.slice(0..<32), nonce: nonce, authenticating: associated))
        return writer.bytes
    }

    /// As above, with randomness from the operating system.
    public static func seal(
        _ secret: borrowing SecretBytes, kind: String, passphrase: borrowing SecretBytes, cost: ScryptCost = .standard
    ) throws(VaultError) -> [UInt8] {
        var system = SystemRandomNumberGenerator()
        return try seal(secret, kind: kind, passphrase: passphrase, cost: cost, using: &system)
    }

    /// The secret in `bytes`.
    ///
    /// - Throws: ``VaultError/wrongPassphrase``; ``VaultError/malformed(_:)`` if `bytes` are no vault of this kind or were
    ///   altered; ``VaultError/outOfMemory(_:)``.
    public static func open(
        _ bytes: [UInt8], kind: String, passphrase: borrowing SecretBytes
    ) throws(VaultError) -> SecretBytes {
        let contents: Contents
        do {
            contents = try Contents(bytes, kind: kind)
        } catch {
            throw .malformed(error)
        }
        let keys = try derive(passphrase, contents.salt, contents.cost)
        guard constantTimeEquals(keys.slice(32..<64).revealed(), contents.verifier) else { throw .wrongPassphrase }
        do {
            return try AES256GCM.openSecret(
                contents.ciphertext, key: keys.slice(0..<32), nonce: contents.nonce, authenticating: contents.associated)
        } catch {
            throw .malformed(
                MalformedInput(offset: contents.associated.count, reason: "the sealed part of the vault was altered"))
        }
    }

    fileprivate static let magic = [UInt8](utf8: "MEDSEALV")
    package static let version: UInt8 = 1

    private static func derive(
        _ passphrase: borrowing SecretBytes, _ salt: [UInt8], _ cost: ScryptCost
    ) throws(VaultError) -> SecretBytes {
        do {
            return try Scrypt.derive(passphrase: passphrase, salt: salt, cost: cost, count: 64)
        } catch {
            throw .outOfMemory(error)
        }
    }

    /// The fields of a vault, with nothing authenticated yet.
    private struct Contents {
        let cost: ScryptCost
        let salt: [UInt8]
        let verifier: [UInt8]
        let nonce: [UInt8]
        let associated: [UInt8]
        let ciphertext: [UInt8]

        init(_ bytes: [UInt8], kind: String) throws(MalformedInput) {
            var reader = ByteReader(bytes)
            try reader.expect(magic, "the magic number of a vault")
            guard try reader.u8("a version") == version else {
                throw MalformedInput(offset: 8, reason: "a vault of a version that this program does not know")
            }
            guard try reader.framed(atMost: greatestKindByteCount, "the kind of a vault") == [UInt8](utf8: kind) else {
                throw MalformedInput(offset: 9, reason: "a vault of another kind")
            }
            let costOffset = reader.offset
            guard let cost = ScryptCost(insecureLogN: try reader.u8("log N")), try reader.u32("r") == ScryptCost.r,
                try reader.u32("p") == ScryptCost.p
            else { throw MalformedInput(offset: costOffset, reason: "scrypt parameters out of bounds") }
            self.cost = cost
            salt = try reader.raw(32, "a salt")
            verifier = try reader.raw(32, "a verifier")
            nonce = try reader.raw(AES256GCM.nonceByteCount, "a nonce")
            associated = Array(bytes[..<reader.offset])
            ciphertext = try reader.framed(
                atMost: greatestSecretByteCount + AES256GCM.tagByteCount, "the sealed part of a vault")
            guard ciphertext.count >= AES256GCM.tagByteCount else { throw reader.malformed("a tag expected") }
            try reader.finish()
        }
    }
}

/// Why a vault did not open.
public enum VaultError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The verifier, the last 32 bytes that scrypt gave, is another.
    case wrongPassphrase
    /// No vault, a vault of another kind or version, or one that was altered or cut off.
    case malformed(MalformedInput)
    /// scrypt could not have the memory that the vault's cost demands.
    case outOfMemory(ScryptOutOfMemory)

    public var description: String {
        switch self {
        case .wrongPassphrase: "wrong passphrase"
        case .malformed(let reason): "not a readable vault: \(reason)"
        case .outOfMemory(let reason): "\(reason)"
        }
    }
}
