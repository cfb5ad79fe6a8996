import Framing

/// Hybrid public-key encryption (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, on
/// OpenSSL's X25519, HMAC and AEAD.
///
/// Base mode authenticates nobody: what matters is signed besides. `info` and the associated text are bound, not sent.
public enum HPKE {
    /// The KEM's `enc`: an ephemeral X25519 public key.
    public static let encapsulatedKeyByteCount = 32
    /// By how many bytes a ciphertext is longer than its plaintext.
    public static let tagByteCount = 16

    /// One sealed message.
    public struct Sealed: Equatable, Sendable {
        /// 32 bytes.
        public let encapsulatedKey: [UInt8]
        /// 16 bytes longer than the plaintext.
        public let ciphertext: [UInt8]

        /// Puts together what was read; ``HPKE/open(_:by:info:authenticating:)`` checks it.
        public init(encapsulatedKey: [UInt8], ciphertext: [UInt8]) {
            self.encapsulatedKey = encapsulatedKey
            self.ciphertext = ciphertext
        }
    }

    /// Seals one message (RFC 9180 §6.1).
    ///
    /// - Throws: ``InvalidPublicKey`` if `recipient` is a point of small order.
    public static func seal(
        _ plaintext: borrowing SecretBytes, to recipient: X25519.PublicKey, info: [UInt8], authenticating aad: [UInt8]
    ) throws(InvalidPublicKey) -> Sealed {
        var system = SystemRandomNumberGenerator()
        return try seal(plaintext, to: recipient, info: info, authenticating: aad, using: &system)
    }

    /// As above, with the ephemeral key drawn from `source`.
    public static func seal(
        _ plaintext: borrowing SecretBytes, to recipient: X25519.PublicKey, info: [UInt8], authenticating aad: [UInt8],
        using source: inout some RandomNumberGenerator
    ) throws(InvalidPublicKey) -> Sealed {
        var context = try Sender(
            to: recipient, info: info, aead: .aes256GCM, insecureEphemeralKey: X25519.PrivateKey(using: &source))
        return Sealed(encapsulatedKey: context.encapsulatedKey, ciphertext: context.seal(plaintext, authenticating: aad))
    }

    /// Opens one message (RFC 9180 §6.1).
    ///
    /// - Throws: ``AuthenticationFailure`` for every cause: another recipient, info, associated text, altered bytes.
    public static func open(
        _ sealed: Sealed, by recipient: borrowing X25519.PrivateKey, info: [UInt8], authenticating aad: [UInt8]
    ) throws(AuthenticationFailure) -> SecretBytes {
        var context = try Recipient(sealed.encapsulatedKey, by: recipient, info: info)
        return try context.open(sealed.ciphertext, authenticating: aad)
    }

    /// Seals a sequence of messages to one recipient; each gets the next sequence number.
    public struct Sender: ~Copyable {
        /// What the recipient needs to begin: 32 bytes.
        public let encapsulatedKey: [UInt8]
        private var schedule: KeySchedule
        private let cipher: AEADContext

        /// - Throws: ``InvalidPublicKey`` if `recipient` is a point of small order.
        public init(to recipient: X25519.PublicKey, info: [UInt8]) throws(InvalidPublicKey) {
            try self.init(to: recipient, info: info, aead: .aes256GCM, insecureEphemeralKey: X25519.PrivateKey())
        }

        /// With the ephemeral key given, which in real use must be fresh: for known-answer tests.
        package init(
            to recipient: X25519.PublicKey, info: [UInt8], aead: AEADAlgorithm,
            insecureEphemeralKey ephemeral: consuming X25519.PrivateKey
        ) throws(InvalidPublicKey) {
            encapsulatedKey = ephemeral.publicKey.bytes
            schedule = KeySchedule(
                sharedSecret: extractAndExpand(
                    try ephemeral.sharedSecret(with: recipient), ephemeral.publicKey.bytes + recipient.bytes),
                info: info, aead: aead)
            cipher = AEADContext(aead, .sealing, key: schedule.key)
        }

        /// Ciphertext ‖ 16-byte tag.
        public mutating func seal(_ plaintext: borrowing SecretBytes, authenticating aad: [UInt8]) -> [UInt8] {
            cipher.seal(plaintext, nonce: schedule.nextNonce(), authenticating: aad)
        }

        /// `count` bytes (at most 8160) that only the two ends can derive (RFC 9180 §5.3).
        public borrowing func export(context: [UInt8], count: Int) -> SecretBytes {
            schedule.export(context: context, count: count)
        }
    }

    /// Opens a sequence of messages in the order in which they were sealed.
    public struct Recipient: ~Copyable {
        private var schedule: KeySchedule
        private let cipher: AEADContext

        /// - Throws: ``AuthenticationFailure`` if `encapsulatedKey` is no 32-byte key or of small order.
        public init(
            _ encapsulatedKey: [UInt8], by recipient: borrowing X25519.PrivateKey, info: [UInt8]
        ) throws(AuthenticationFailure) {
            try self.init(encapsulatedKey, by: recipient, info: info, aead: .aes256GCM)
        }

        package init(
            _ encapsulatedKey: [UInt8], by recipient: borrowing X25519.PrivateKey, info: [UInt8], aead: AEADAlgorithm
        ) throws(AuthenticationFailure) {
            do throws(InvalidPublicKey) {
                let shared = try recipient.sharedSecret(with: try X25519.PublicKey(bytes: encapsulatedKey))
                schedule = KeySchedule(
                    sharedSecret: extractAndExpand(shared, encapsulatedKey + recipient.publicKey.bytes),
                    info: info, aead: aead)
            } catch {
                throw AuthenticationFailure()
            }
            cipher = AEADContext(aead, .opening, key: schedule.key)
        }

        /// The next message; one that fails does not count (RFC 9180 §5.2).
        ///
        /// - Throws: ``AuthenticationFailure`` for every cause.
        public mutating func open(
            _ sealed: [UInt8], authenticating aad: [UInt8]
        ) throws(AuthenticationFailure) -> SecretBytes {
            let plaintext = try cipher.openSecret(sealed, nonce: schedule.nonce, authenticating: aad)
            _ = schedule.nextNonce()
            return plaintext
        }

        /// `count` bytes (at most 8160) that only the two ends can derive (RFC 9180 §5.3).
        public borrowing func export(context: [UInt8], count: Int) -> SecretBytes {
            schedule.export(context: context, count: count)
        }
    }
}

extension HPKE {
    /// DHKEM's ExtractAndExpand (RFC 9180 §4.1); the suite is "KEM" ‖ the identifier of DHKEM(X25519, HKDF-SHA256).
    private static func extractAndExpand(_ dh: borrowing SecretBytes, _ kemContext: [UInt8]) -> SecretBytes {
        let suite = [UInt8](utf8: "KEM") + [0x00, 0x20]
        let key = labeledExtract(suite, salt: SecretBytes(copying: [UInt8]()), "eae_prk", dh)
        return labeledExpand(suite, key, "shared_secret", info: kemContext, count: 32)
    }

    fileprivate static func labeledExtract(
        _ suite: [UInt8], salt: borrowing SecretBytes, _ label: String, _ secret: borrowing SecretBytes
    ) -> SecretBytes {
        let context = HMACContext(.sha256, key: salt)
        for part in [[UInt8](utf8: "HPKE-v1"), suite, [UInt8](utf8: label)] {
            unsafe part.withUnsafeBytes { unsafe context.update($0) }
        }
        unsafe secret.withUnsafeBytes { unsafe context.update($0) }
        return context.finish()
    }

    fileprivate static func labeledExpand(
        _ suite: [UInt8], _ key: borrowing SecretBytes, _ label: String, info: [UInt8], count: Int
    ) -> SecretBytes {
        let length = [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
        return HKDF.expandSHA256(
            pseudorandomKey: key, info: length + [UInt8](utf8: "HPKE-v1") + suite + [UInt8](utf8: label) + info, count: count)
    }

    /// RFC 9180 §5.1 for base mode: no pre-shared key, so an empty one with an empty identifier.
    struct KeySchedule: ~Copyable {
        let key: SecretBytes
        let exporterSecret: SecretBytes
        private let suite: [UInt8]
        private let baseNonce: [UInt8]
        private var sequenceNumber: UInt64 = 0

        init(sharedSecret: borrowing SecretBytes, info: [UInt8], aead: AEADAlgorithm) {
            let empty = SecretBytes(copying: [UInt8]())
            suite = [UInt8](utf8: "HPKE") + [0x00, 0x20, 0x00, 0x01, 0x00, aead.identifierInHPKE]
            let identifierHash = labeledExtract(suite, salt: empty, "psk_id_hash", empty).revealed()
            let infoHash = labeledExtract(suite, salt: empty, "info_hash", SecretBytes(copying: info)).revealed()
            let context = [0x00] + identifierHash + infoHash
            let secret = labeledExtract(suite, salt: sharedSecret, "secret", empty)
            key = labeledExpand(suite, secret, "key", info: context, count: aead.keyByteCount)
            baseNonce = labeledExpand(suite, secret, "base_nonce", info: context, count: AEADContext.nonceByteCount).revealed()
            exporterSecret = labeledExpand(suite, secret, "exp", info: context, count: 32)
        }

        /// The base nonce xor the sequence number as a big-endian integer (RFC 9180 §5.2).
        var nonce: [UInt8] {
            var nonce = baseNonce
            for position in 0..<8 { nonce[11 - position] ^= UInt8(truncatingIfNeeded: sequenceNumber >> UInt64(8 * position)) }
            return nonce
        }

        /// 2^64 messages are out of reach, so the RFC's check against 2^96 cannot fail.
        mutating func nextNonce() -> [UInt8] {
            defer { sequenceNumber += 1 }
            return nonce
        }

        borrowing func export(context: [UInt8], count: Int) -> SecretBytes {
            labeledExpand(suite, exporterSecret, "sec", info: context, count: count)
        }
    }
}

extension AEADAlgorithm {
    /// RFC 9180 §7.3.
    fileprivate var identifierInHPKE: UInt8 {
        switch self {
        case .aes128GCM: 1
        case .aes256GCM: 2
        case .chaCha20Poly1305: 3
        }
    }
}
