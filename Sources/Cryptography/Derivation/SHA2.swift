internal import COpenSSL

/// SHA-256 (FIPS 180-4) on OpenSSL, incremental.
public struct SHA256: ~Copyable {
    /// Digest length in bytes.
    public static let byteCount = 32

    private let context: MessageDigestContext

    /// A digest of nothing yet.
    public init() { context = MessageDigestContext(.sha256) }

    /// Appends to what is digested; how the bytes are divided among calls makes no difference.
    public borrowing func update(_ bytes: [UInt8]) { context.update(bytes) }

    package borrowing func update(_ bytes: UnsafeRawBufferPointer) { unsafe context.update(bytes) }

    /// The 32-byte digest of everything that was given to `update`.
    public consuming func finish() -> [UInt8] { context.finish(Self.byteCount) }

    /// The 32-byte digest of the parts in a row. Nothing separates them: what is signed or hashed is framed first.
    public static func hash(_ bytes: [UInt8]...) -> [UInt8] {
        let hash = SHA256()
        for part in bytes { hash.update(part) }
        return hash.finish()
    }
}

/// SHA-512 (FIPS 180-4) on OpenSSL, incremental.
public struct SHA512: ~Copyable {
    /// Digest length in bytes.
    public static let byteCount = 64

    private let context: MessageDigestContext

    /// A digest of nothing yet.
    public init() { context = MessageDigestContext(.sha512) }

    /// Appends to what is digested; how the bytes are divided among calls makes no difference.
    public borrowing func update(_ bytes: [UInt8]) { context.update(bytes) }

    /// The 64-byte digest of everything that was given to `update`.
    public consuming func finish() -> [UInt8] { context.finish(Self.byteCount) }

    /// The 64-byte digest of the parts in a row. Nothing separates them: what is signed or hashed is framed first.
    public static func hash(_ bytes: [UInt8]...) -> [UInt8] {
        let hash = SHA512()
        for part in bytes { hash.update(part) }
        return hash.finish()
    }
}

/// An owned `EVP_MD_CTX`.
@safe struct MessageDigestContext: ~Copyable {
    enum Algorithm { case sha256, sha512 }

    // Looked up once: the look-up costs more than hashing a short message. libcrypto counts references atomically.
    nonisolated(unsafe) private static let sha256 = unsafe EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) private static let sha512 = unsafe EVP_MD_fetch(nil, "SHA512", nil)

    private let context: OpaquePointer

    init(_ algorithm: Algorithm) {
        let fetched = unsafe algorithm == .sha256 ? Self.sha256 : Self.sha512
        // A digest of the default provider can fail only for want of memory, and then nothing else would work either.
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex2(context, fetched, nil) == 1 else {
            preconditionFailure("libcrypto cannot make a digest context")
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    borrowing func update(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe update($0) } }

    borrowing func update(_ bytes: UnsafeRawBufferPointer) {
        let done = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(done == 1, "libcrypto cannot hash")
    }

    consuming func finish(_ count: Int) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        let done = unsafe digest.withUnsafeMutableBufferPointer { unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil) }
        precondition(done == 1, "libcrypto cannot hash")
        return digest
    }
}
