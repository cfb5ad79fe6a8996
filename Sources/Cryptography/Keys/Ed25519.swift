internal import COpenSSL

/// Ed25519 signatures (RFC 8032 §5.1) on OpenSSL.
///
/// What is signed is always a `frame` that begins with the name of the statement, so that a signature of one kind never
/// passes for another.
public enum Ed25519 {
    /// Length of a signature, R ‖ S, in bytes.
    public static let signatureByteCount = 64

    /// The 32-byte seed of RFC 8032 §5.1.5, wiped when it goes.
    public struct PrivateKey: ~Copyable, Sendable {
        /// Length of the seed in bytes.
        public static let byteCount = 32

        private let seed: SecretBytes
        /// Kept, because libcrypto computes the public key anew when it takes a seed: that is half of a signature's work.
        private let key: EVPKey
        /// The public key of the seed (RFC 8032 §5.1.5).
        public let publicKey: PublicKey

        /// A fresh key.
        public init() {
            var system = SystemRandomNumberGenerator()
            self.init(using: &system)
        }

        /// A key drawn from `source`.
        public init(using source: inout some RandomNumberGenerator) {
            self.init(validSeed: SecretBytes(randomCount: Self.byteCount, using: &source))
        }

        /// - Throws: ``InvalidPrivateKey`` unless `seed` has 32 bytes.
        public init(seed: consuming SecretBytes) throws(InvalidPrivateKey) {
            guard seed.count == Self.byteCount else { throw InvalidPrivateKey() }
            self.init(validSeed: seed)
        }

        private init(validSeed: consuming SecretBytes) {
            key = EVPKey(.ed25519, secret: validSeed)
            publicKey = PublicKey(unchecked: key.publicBytes())
            seed = validSeed
        }

        /// A copy of the seed, for storing it in a ``Vault``.
        public borrowing func exportedSeed() -> SecretBytes { seed.duplicate() }

        /// The 64-byte signature of `message`; deterministic.
        public borrowing func sign(_ message: [UInt8]) -> [UInt8] {
            let context = SignatureContext()
            var signature = [UInt8](repeating: 0, count: signatureByteCount)
            var length = signature.count
            let done =
                unsafe EVP_DigestSignInit(context.handle, nil, nil, nil, key.handle) == 1
                && EVP_DigestSign(context.handle, &signature, &length, message, message.count) == 1
            precondition(done && length == signatureByteCount, "libcrypto cannot sign")
            return signature
        }
    }

    /// A 32-byte public key: the canonical encoding of a y coordinate, and none of the eight points of small order.
    public struct PublicKey: Hashable, Sendable {
        /// Length of the encoding in bytes.
        public static let byteCount = 32

        /// The encoding of RFC 8032 §5.1.2, 32 bytes.
        public let bytes: [UInt8]

        /// - Throws: ``InvalidPublicKey`` unless `bytes` is the canonical encoding of a y coordinate (32 bytes, below
        ///   p = 2^255 − 19) of a point that is not of small order. Under a point of small order one signature fits many
        ///   messages, so that its owner could deny them all. A y that no point has is found by `verify`, which then
        ///   accepts nothing.
        public init(bytes: [UInt8]) throws(InvalidPublicKey) {
            guard bytes.count == Self.byteCount, Self.isCanonical(bytes), !Self.isOfSmallOrder(bytes) else {
                throw InvalidPublicKey()
            }
            self.bytes = bytes
        }

        init(unchecked bytes: [UInt8]) { self.bytes = bytes }

        /// Whether `signature` is this key's signature of `message`: 64 bytes, with s below the group order.
        public func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            guard signature.count == signatureByteCount else { return false }
            let key = EVPKey(.ed25519, publicKey: bytes)
            let context = SignatureContext()
            return unsafe EVP_DigestVerifyInit(context.handle, nil, nil, nil, key.handle) == 1
                && EVP_DigestVerify(context.handle, signature, signature.count, message, message.count) == 1
        }

        /// Below p, the sign bit aside: p is 2^255 − 19, so its upper 31 bytes are all ones.
        private static func isCanonical(_ bytes: [UInt8]) -> Bool {
            bytes[31] & 0x7f != 0x7f || bytes[1..<31].contains { $0 != 0xff } || bytes[0] < 0xed
        }

        private static func isOfSmallOrder(_ bytes: [UInt8]) -> Bool {
            var y = bytes
            y[31] &= 0x7f
            return smallOrder.contains(y)
        }

        /// The y coordinates of the points P with 8·P = 0, little-endian: 0 (order 4), 1 (the identity), p − 1 (order 2)
        /// and the two values of order 8, the roots of d·y^4 + 2·y^2 − 1 that are coordinates of a point.
        private static let smallOrder: Set<[UInt8]> = [
            [UInt8](repeating: 0, count: 32),
            [1] + [UInt8](repeating: 0, count: 31),
            [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [
                0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
                0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
            ],
            [
                0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
                0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
            ],
        ]
    }
}

/// An owned `EVP_MD_CTX` for one signature.
@safe struct SignatureContext: ~Copyable {
    let handle: OpaquePointer

    init() {
        guard let handle = unsafe EVP_MD_CTX_new() else { preconditionFailure("libcrypto cannot make a signature context") }
        unsafe self.handle = handle
    }

    deinit { unsafe EVP_MD_CTX_free(handle) }
}
