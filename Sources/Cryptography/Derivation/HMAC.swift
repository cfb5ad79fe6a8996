internal import COpenSSL

/// HMAC (RFC 2104, FIPS 198-1) with SHA-256 or SHA-512, on OpenSSL.
///
/// The functions ending in `Secret` are for derivations, where the code itself is a secret.
public enum HMAC {
    /// The 32-byte code of `message`.
    public static func sha256(key: borrowing SecretBytes, _ message: [UInt8]...) -> [UInt8] {
        HMACContext(.sha256, key: key).code(message).revealed()
    }

    /// The 64-byte code of `message`.
    public static func sha512(key: borrowing SecretBytes, _ message: [UInt8]...) -> [UInt8] {
        HMACContext(.sha512, key: key).code(message).revealed()
    }

    /// The 32-byte code of `message` under a key that is public or wiped by the caller.
    public static func sha256(key: [UInt8], _ message: [UInt8]...) -> [UInt8] {
        HMACContext(.sha256, key: key).code(message).revealed()
    }

    /// The 64-byte code of `message` under a key that is public or wiped by the caller.
    public static func sha512(key: [UInt8], _ message: [UInt8]...) -> [UInt8] {
        HMACContext(.sha512, key: key).code(message).revealed()
    }

    /// The 32-byte code of `message`, itself a secret.
    public static func sha256Secret(key: borrowing SecretBytes, _ message: [UInt8]...) -> SecretBytes {
        HMACContext(.sha256, key: key).code(message)
    }

    /// The 64-byte code of `message`, itself a secret.
    public static func sha512Secret(key: borrowing SecretBytes, _ message: [UInt8]...) -> SecretBytes {
        HMACContext(.sha512, key: key).code(message)
    }
}

/// The hash functions under HMAC and HKDF.
enum HMACHash: Sendable {
    case sha256
    case sha512

    var byteCount: Int { self == .sha256 ? SHA256.byteCount : SHA512.byteCount }

    fileprivate var name: StaticString { self == .sha256 ? "SHA256" : "SHA512" }
}

/// An owned `EVP_MAC_CTX` of HMAC under one key, for any number of messages one after the other.
@safe struct HMACContext: ~Copyable {
    /// Looked up once: the look-up costs more than a short message's code. libcrypto counts references atomically.
    nonisolated(unsafe) private static let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil)

    private let context: OpaquePointer
    private let hash: HMACHash

    init(_ hash: HMACHash, key: borrowing SecretBytes) {
        self.hash = hash
        unsafe context = key.withUnsafeBytes { unsafe Self.start(hash, $0) }
    }

    init(_ hash: HMACHash, key: [UInt8]) {
        self.hash = hash
        unsafe context = key.withUnsafeBytes { unsafe Self.start(hash, $0) }
    }

    private static func start(_ hash: HMACHash, _ key: UnsafeRawBufferPointer) -> OpaquePointer {
        guard let context = unsafe EVP_MAC_CTX_new(algorithm) else {
            preconditionFailure("libcrypto cannot make a MAC context")
        }
        // A null key would mean "keep the former key" to libcrypto, so an empty key needs an address, too.
        var empty: UInt8 = 0
        let done = unsafe withUnsafePointer(to: &empty) { empty in
            var parameters = unsafe [
                OSSL_PARAM_construct_utf8_string(
                    OSSL_MAC_PARAM_DIGEST,
                    UnsafeMutablePointer(mutating: UnsafeRawPointer(hash.name.utf8Start).assumingMemoryBound(to: CChar.self)),
                    0),
                OSSL_PARAM_construct_end(),
            ]
            let start = unsafe key.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty
            return unsafe EVP_MAC_init(context, start, key.count, &parameters)
        }
        precondition(done == 1, "libcrypto cannot start HMAC")
        return unsafe context
    }

    deinit { unsafe EVP_MAC_CTX_free(context) }

    /// The code of the concatenation of `parts`; afterwards the context is ready for the next message.
    borrowing func code(_ parts: [[UInt8]]) -> SecretBytes {
        for part in parts { unsafe part.withUnsafeBytes { unsafe update($0) } }
        return finish()
    }

    borrowing func update(_ bytes: UnsafeRawBufferPointer) {
        let done = unsafe EVP_MAC_update(context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        precondition(done == 1, "libcrypto cannot authenticate")
    }

    borrowing func finish() -> SecretBytes {
        unsafe SecretBytes(count: hash.byteCount) { output in
            var length = 0
            var done = unsafe EVP_MAC_final(
                context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), &length, output.count)
            done &= unsafe EVP_MAC_init(context, nil, 0, nil)
            precondition(done == 1, "libcrypto cannot authenticate")
        }
    }
}
