extension ChunkedEncryption {
    /// Seals the chunks of one message, in order.
    public struct Encryptor: ~Copyable {
        /// Salt ‖ commitment, 56 bytes: what the ciphertext begins with.
        public let header: [UInt8]
        /// The number of the chunk that is sealed next.
        public private(set) var nextIndex: UInt64 = 0
        /// Whether the final chunk was sealed.
        public private(set) var isFinished = false
        let baseNonce: [UInt8]
        /// For the contexts of other threads.
        let key: SecretBytes
        private let cipher: AEADContext

        /// Begins a message under a random salt.
        ///
        /// - Parameters:
        ///   - key: 32 uniformly random bytes.
        ///   - context: bound to the message and needed again to decrypt it; not part of the ciphertext.
        /// - Throws: ``ChunkedEncryptionError/invalidKeySize``.
        public init(
            key: borrowing SecretBytes, context: [UInt8], using source: inout some RandomNumberGenerator
        ) throws(ChunkedEncryptionError) {
            let salt = SecretBytes(randomCount: saltByteCount, using: &source).revealed()
            try self.init(key: key, context: context, insecureSalt: salt)
        }

        /// Begins a message under a salt from the operating system's generator.
        public init(key: borrowing SecretBytes, context: [UInt8]) throws(ChunkedEncryptionError) {
            var system = SystemRandomNumberGenerator()
            try self.init(key: key, context: context, using: &system)
        }

        /// With the salt given, which in real use must never repeat: for known-answer tests.
        package init(
            key: borrowing SecretBytes, context: [UInt8], insecureSalt salt: [UInt8]
        ) throws(ChunkedEncryptionError) {
            let keys = try MessageKeys(key: key, salt: salt, context: context)
            header = salt + keys.commitment
            baseNonce = keys.baseNonce
            cipher = AEADContext(.aes256GCM, .sealing, key: keys.key)
            self.key = keys.key.duplicate()
        }

        /// The encrypted next chunk, 16 bytes longer than `plaintext`.
        ///
        /// - Parameter plaintext: 16384 bytes, or fewer if it is the final chunk.
        /// - Throws: ``ChunkedEncryptionError/invalidChunkSize``, ``ChunkedEncryptionError/finished``,
        ///   ``ChunkedEncryptionError/messageTooLong``.
        public mutating func seal(chunk plaintext: [UInt8], isFinal: Bool) throws(ChunkedEncryptionError) -> [UInt8] {
            let index = try advance(plaintext.count, isFinal)
            return cipher.seal(plaintext, nonce: MessageKeys.nonce(baseNonce, index), authenticating: [])
        }

        /// As ``seal(chunk:isFinal:)``, without allocating: writes `plaintext.count + 16` bytes to the start of `output`,
        /// which may begin where `plaintext` begins, and returns their number.
        package mutating func seal(
            chunk plaintext: UnsafeRawBufferPointer, isFinal: Bool, into output: UnsafeMutableRawBufferPointer
        ) throws(ChunkedEncryptionError) -> Int {
            let index = try advance(plaintext.count, isFinal)
            let count = plaintext.count + tagByteCount
            unsafe cipher.seal(
                plaintext, nonce: MessageKeys.nonce(baseNonce, index), authenticating: [],
                into: UnsafeMutableRawBufferPointer(rebasing: output[..<count]))
            return count
        }

        /// Takes the numbers of `count` chunks that are not final, and returns the first.
        mutating func advance(fullChunks count: Int) throws(ChunkedEncryptionError) -> UInt64 {
            guard !isFinished else { throw .finished }
            guard UInt64(count) <= ChunkedEncryption.greatestChunkCount - nextIndex else { throw .messageTooLong }
            defer { nextIndex += UInt64(count) }
            return nextIndex
        }

        private mutating func advance(_ count: Int, _ isFinal: Bool) throws(ChunkedEncryptionError) -> UInt64 {
            guard !isFinished else { throw .finished }
            guard isFinal ? count < chunkByteCount : count == chunkByteCount else { throw .invalidChunkSize }
            guard nextIndex < greatestChunkCount else { throw .messageTooLong }
            defer { nextIndex += 1 }
            isFinished = isFinal
            return nextIndex
        }
    }
}
