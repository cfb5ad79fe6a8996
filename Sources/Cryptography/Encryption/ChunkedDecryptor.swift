extension ChunkedEncryption {
    /// Opens the chunks of one message, in any order. Whoever streams must go on until a chunk was opened as final:
    /// before that, the message may have been cut off.
    public struct Decryptor: ~Copyable {
        let baseNonce: [UInt8]
        /// For the contexts of other threads.
        let key: SecretBytes
        private let cipher: AEADContext

        /// Checks the commitment, before any chunk is touched.
        ///
        /// - Parameters:
        ///   - key: 32 bytes.
        ///   - context: as at encryption.
        ///   - header: the first 56 bytes of the ciphertext.
        /// - Throws: ``ChunkedEncryptionError/invalidKeySize``, ``ChunkedEncryptionError/invalidHeaderSize``,
        ///   ``ChunkedEncryptionError/commitmentMismatch``.
        public init(key: borrowing SecretBytes, context: [UInt8], header: [UInt8]) throws(ChunkedEncryptionError) {
            guard header.count == headerByteCount else { throw .invalidHeaderSize }
            let keys = try MessageKeys(key: key, salt: Array(header[..<saltByteCount]), context: context)
            guard constantTimeEquals(keys.commitment, Array(header[saltByteCount...])) else { throw .commitmentMismatch }
            baseNonce = keys.baseNonce
            cipher = AEADContext(.aes256GCM, .opening, key: keys.key)
            self.key = keys.key.duplicate()
        }

        /// The plaintext of an encrypted chunk.
        ///
        /// - Parameters:
        ///   - sealed: 16400 bytes, or 16…16399 if it is the final chunk.
        ///   - index: its number, from zero.
        ///   - isFinal: whether it is the last of the ciphertext.
        /// - Throws: ``ChunkedEncryptionError/truncated`` if no such chunk has that length,
        ///   ``ChunkedEncryptionError/authenticationFailed(index:)``, ``ChunkedEncryptionError/messageTooLong``.
        public borrowing func open(
            chunk sealed: [UInt8], index: UInt64, isFinal: Bool
        ) throws(ChunkedEncryptionError) -> [UInt8] {
            try check(sealed.count, index, isFinal)
            do {
                return try cipher.open(sealed, nonce: MessageKeys.nonce(baseNonce, index), authenticating: [])
            } catch {
                throw .authenticationFailed(index: index)
            }
        }

        /// As ``open(chunk:index:isFinal:)``, without allocating: writes `sealed.count - 16` bytes to the start of
        /// `output`, which may begin where `sealed` begins, and returns their number. On failure they are wiped.
        package borrowing func open(
            chunk sealed: UnsafeRawBufferPointer, index: UInt64, isFinal: Bool, into output: UnsafeMutableRawBufferPointer
        ) throws(ChunkedEncryptionError) -> Int {
            try check(sealed.count, index, isFinal)
            let count = sealed.count - tagByteCount
            let done = unsafe cipher.open(
                sealed, nonce: MessageKeys.nonce(baseNonce, index), authenticating: [],
                into: UnsafeMutableRawBufferPointer(rebasing: output[..<count]))
            guard done else { throw .authenticationFailed(index: index) }
            return count
        }

        borrowing func check(_ count: Int, _ index: UInt64, _ isFinal: Bool) throws(ChunkedEncryptionError) {
            let full = chunkByteCount + tagByteCount
            guard isFinal ? count >= tagByteCount && count < full : count == full else { throw .truncated }
            guard index < greatestChunkCount else { throw .messageTooLong }
        }
    }
}
