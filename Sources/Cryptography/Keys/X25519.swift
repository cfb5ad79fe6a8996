internal import COpenSSL

/// X25519 key agreement (RFC 7748 §5 and §6.1) on OpenSSL.
public enum X25519 {
    /// A 32-byte scalar, wiped when it goes; RFC 7748 clamps it at each use.
    public struct PrivateKey: ~Copyable, Sendable {
        /// Length of the scalar in bytes.
        public static let byteCount = 32

        private let scalar: SecretBytes
        /// The scalar times the base point u = 9 (RFC 7748 §6.1).
        public let publicKey: PublicKey

        /// A fresh key.
        public init() {
            var system = SystemRandomNumberGenerator()
            self.init(using: &system)
        }

        /// A key drawn from `source`.
        public init(using source: inout some RandomNumberGenerator) {
            self.init(validScalar: SecretBytes(randomCount: Self.byteCount, using: &source))
        }

        /// - Throws: ``InvalidPrivateKey`` unless `scalar` has 32 bytes.
        public init(scalar: consuming SecretBytes) throws(InvalidPrivateKey) {
            guard scalar.count == Self.byteCount else { throw InvalidPrivateKey() }
            self.init(validScalar: scalar)
        }

        private init(validScalar: consuming SecretBytes) {
            publicKey = PublicKey(unchecked: EVPKey(.x25519, secret: validScalar).publicBytes())
            scalar = validScalar
        }

        /// A copy of the scalar, for storing it in a ``Vault``.
        public borrowing func exportedScalar() -> SecretBytes { scalar.duplicate() }

        /// The 32-byte shared secret with the owner of `publicKey`; not uniform, so it goes through a KDF.
        ///
        /// - Throws: ``InvalidPublicKey`` if it would be all zeros, as with every point of small order (RFC 7748 §6.1).
        public borrowing func sharedSecret(with publicKey: PublicKey) throws(InvalidPublicKey) -> SecretBytes {
            let own = EVPKey(.x25519, secret: scalar)
            let peer = EVPKey(.x25519, publicKey: publicKey.bytes)
            guard let context = unsafe EVP_PKEY_CTX_new(own.handle, nil) else {
                preconditionFailure("libcrypto cannot make an agreement context")
            }
            defer { unsafe EVP_PKEY_CTX_free(context) }
            var agreed = false
            let secret = unsafe SecretBytes(count: 32) { output in
                var length = output.count
                agreed =
                    unsafe EVP_PKEY_derive_init(context) == 1
                    && EVP_PKEY_derive_set_peer(context, peer.handle) == 1
                    && EVP_PKEY_derive(context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), &length) == 1
            }
            guard agreed, !secret.constantTimeEquals(unsafe SecretBytes(count: 32) { _ in }) else {
                throw InvalidPublicKey()
            }
            return secret
        }
    }

    /// A 32-byte u coordinate. Every 32 bytes are one (RFC 7748 §5); those of small order fail at the agreement.
    public struct PublicKey: Hashable, Sendable {
        /// Length of the coordinate in bytes.
        public static let byteCount = 32

        /// The u coordinate, little-endian, 32 bytes, as it was given.
        public let bytes: [UInt8]

        /// - Throws: ``InvalidPublicKey`` unless `bytes` has 32 bytes.
        public init(bytes: [UInt8]) throws(InvalidPublicKey) {
            guard bytes.count == Self.byteCount else { throw InvalidPublicKey() }
            self.bytes = bytes
        }

        init(unchecked bytes: [UInt8]) { self.bytes = bytes }
    }
}
