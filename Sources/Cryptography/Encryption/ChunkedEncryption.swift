/// Cobblestone-256 (c2sp.org/chunked-encryption, SHA-512 and AES-256-GCM): encrypts a long message in chunks, so that it
/// can be streamed, read at random and never handed out before it is authenticated. Commits to its key.
///
/// Ciphertext: salt (24 bytes) ‖ commitment (32 bytes) ‖ chunk 0 ‖ chunk 1 ‖ … ‖ final chunk.
/// Each chunk is AES-256-GCM of 16384 bytes of plaintext and a tag of 16 bytes, with no associated text; the final one
/// holds fewer than 16384 bytes, possibly none, and there is always one. The nonce of chunk k is the base nonce xor k.
///
///     key (32) ‖ base nonce (12) ‖ commitment (32) = HKDF-Expand-SHA-512(
///         input key, "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM" ‖ 0x00 ‖ salt ‖ context, 76)
///
/// Nothing here reads or writes files: the caller moves the chunks.
public enum ChunkedEncryption {
    /// Plaintext bytes of every chunk but the last, which has fewer.
    public static let chunkByteCount = 16384
    /// By how many bytes an encrypted chunk is longer.
    public static let tagByteCount = 16
    /// Salt and commitment.
    public static let headerByteCount = 56
    /// Length of the random salt that begins the header, in bytes.
    public static let saltByteCount = 24
    /// Length of the key that a message's own keys are derived from, in bytes.
    public static let keyByteCount = 32
    /// Chunks in a message: 2^38, so 4 PiB − 1 byte.
    public static let greatestChunkCount: UInt64 = 1 << 38

    /// Length of the whole ciphertext, header included.
    ///
    /// - Throws: ``ChunkedEncryptionError/messageTooLong``.
    public static func ciphertextLength(ofPlaintext length: UInt64) throws(ChunkedEncryptionError) -> UInt64 {
        let chunks = length / UInt64(chunkByteCount) + 1
        guard chunks <= greatestChunkCount else { throw .messageTooLong }
        return UInt64(headerByteCount) + length + chunks * UInt64(tagByteCount)
    }

    /// Length of the message in a whole ciphertext of `length` bytes, header included. It is authentic once the final
    /// chunk has been opened.
    ///
    /// - Throws: ``ChunkedEncryptionError/truncated`` if no message has a ciphertext of that length,
    ///   ``ChunkedEncryptionError/messageTooLong``.
    public static func plaintextLength(ofCiphertext length: UInt64) throws(ChunkedEncryptionError) -> UInt64 {
        let chunks = try chunkCount(ofCiphertext: length)
        return length - UInt64(headerByteCount) - chunks * UInt64(tagByteCount)
    }

    /// How many chunks a whole ciphertext of `length` bytes has; the last of them is the final one.
    ///
    /// - Throws: as ``plaintextLength(ofCiphertext:)``.
    public static func chunkCount(ofCiphertext length: UInt64) throws(ChunkedEncryptionError) -> UInt64 {
        guard length >= UInt64(headerByteCount + tagByteCount) else { throw .truncated }
        let body = length - UInt64(headerByteCount)
        let sealedChunk = UInt64(chunkByteCount + tagByteCount)
        guard body % sealedChunk >= UInt64(tagByteCount) else { throw .truncated }
        let chunks = body / sealedChunk + 1
        guard chunks <= greatestChunkCount else { throw .messageTooLong }
        return chunks
    }

    /// Where chunk `index` stands in a whole ciphertext of `length` bytes.
    ///
    /// - Throws: as ``plaintextLength(ofCiphertext:)``, and ``ChunkedEncryptionError/noSuchChunk``.
    public static func chunkRange(
        _ index: UInt64, ofCiphertext length: UInt64
    ) throws(ChunkedEncryptionError) -> Range<UInt64> {
        guard index < (try chunkCount(ofCiphertext: length)) else { throw .noSuchChunk }
        let sealedChunk = UInt64(chunkByteCount + tagByteCount)
        let start = UInt64(headerByteCount) + index * sealedChunk
        return start..<min(start + sealedChunk, length)
    }
}

/// Why a message could not be encrypted or decrypted in chunks.
public enum ChunkedEncryptionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input key does not have 32 bytes.
    case invalidKeySize
    /// The salt given does not have 24 bytes, or the header 56.
    case invalidHeaderSize
    /// The commitment is not that of this key and context: another key, another context or an altered header.
    case commitmentMismatch
    /// A chunk that is not final must have 16384 bytes of plaintext, the final one fewer.
    case invalidChunkSize
    /// Chunk `index` was altered, moved or belongs to another message.
    case authenticationFailed(index: UInt64)
    /// The ciphertext ends where no message ends.
    case truncated
    /// There is no chunk of that number in the message.
    case noSuchChunk
    /// More than 4 PiB − 1 byte.
    case messageTooLong
    /// The final chunk was already sealed.
    case finished

    public var description: String {
        switch self {
        case .invalidKeySize: "a chunked-encryption key has 32 bytes"
        case .invalidHeaderSize: "a chunked-encryption header is a 24-byte salt and a 32-byte commitment"
        case .commitmentMismatch: "the key or the context is not the one this was encrypted with, or the header was altered"
        case .invalidChunkSize: "a chunk has 16384 bytes of plaintext, the final one fewer"
        case .authenticationFailed(let index): "chunk \(index) was altered, moved or belongs elsewhere"
        case .truncated: "the ciphertext was cut off"
        case .noSuchChunk: "the message has no chunk of that number"
        case .messageTooLong: "a message has at most 4 PiB - 1 byte"
        case .finished: "the final chunk was already sealed"
        }
    }
}

extension ChunkedEncryption {
    /// What HKDF-Expand derives for one message.
    struct MessageKeys: ~Copyable {
        let key: SecretBytes
        let baseNonce: [UInt8]
        let commitment: [UInt8]

        init(key inputKey: borrowing SecretBytes, salt: [UInt8], context: [UInt8]) throws(ChunkedEncryptionError) {
            guard inputKey.count == keyByteCount else { throw .invalidKeySize }
            guard salt.count == saltByteCount else { throw .invalidHeaderSize }
            let label = [UInt8]("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM".utf8) + [0]
            let derived = HKDF.expandSHA512(pseudorandomKey: inputKey, info: label + salt + context, count: 32 + 12 + 32)
            key = derived.slice(0..<32)
            baseNonce = derived.slice(32..<44).revealed()
            commitment = derived.slice(44..<76).revealed()
        }

        /// The base nonce xor `index` as a 12-byte big-endian integer.
        static func nonce(_ base: [UInt8], _ index: UInt64) -> [UInt8] {
            var nonce = base
            for position in 0..<5 { nonce[11 - position] ^= UInt8(truncatingIfNeeded: index >> UInt64(8 * position)) }
            return nonce
        }
    }
}
