internal import COpenSSL

/// An owned `EVP_PKEY` of one of the two curves of RFC 7748 and RFC 8032, made from 32 raw bytes.
@safe struct EVPKey: ~Copyable, @unchecked Sendable {
    // Sendable: libcrypto only reads a key once it is made, and guards what it keeps beside it with locks of its own.
    enum Curve: Sendable {
        case ed25519
        case x25519

        fileprivate var identifier: Int32 { self == .ed25519 ? EVP_PKEY_ED25519 : EVP_PKEY_X25519 }
    }

    static let byteCount = 32

    let handle: OpaquePointer

    /// - Precondition: `secret` has 32 bytes.
    init(_ curve: Curve, secret: borrowing SecretBytes) {
        precondition(secret.count == Self.byteCount, "a private key of another length")
        let key = unsafe secret.withUnsafeBytes {
            unsafe EVP_PKEY_new_raw_private_key(
                curve.identifier, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        }
        guard let key = unsafe key else { preconditionFailure("libcrypto cannot make a private key") }
        unsafe handle = key
    }

    /// - Precondition: `publicKey` has 32 bytes.
    init(_ curve: Curve, publicKey: [UInt8]) {
        precondition(publicKey.count == Self.byteCount, "a public key of another length")
        guard let key = unsafe EVP_PKEY_new_raw_public_key(curve.identifier, nil, publicKey, publicKey.count) else {
            preconditionFailure("libcrypto cannot make a public key")
        }
        unsafe handle = key
    }

    deinit { unsafe EVP_PKEY_free(handle) }

    /// The 32 bytes of the public key.
    borrowing func publicBytes() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var length = bytes.count
        let done = unsafe EVP_PKEY_get_raw_public_key(handle, &bytes, &length)
        precondition(done == 1 && length == Self.byteCount, "libcrypto cannot write a public key")
        return bytes
    }
}

/// Bytes that are no public key: of another length than 32, not the one encoding of a point, or a point of small order,
/// with which anything or nothing can be signed or agreed.
public struct InvalidPublicKey: Error, Equatable, Sendable, CustomStringConvertible {
    /// Without a cause: the types' initialisers list what is refused.
    public init() {}

    public var description: String { "not a usable public key" }
}

/// Bytes that are no private key: their number is not 32.
public struct InvalidPrivateKey: Error, Equatable, Sendable, CustomStringConvertible {
    /// Without a cause: there is only one.
    public init() {}

    public var description: String { "a private key has 32 bytes" }
}
