/// Many chunks at once, on all cores. A chunk takes about 5 µs to encrypt, so eight are worth a thread.
private let chunksWorthAThread = 8

extension ChunkedEncryption.Encryptor {
    /// Seals chunks that are full and not final, one behind the other, as ``seal(chunk:isFinal:)`` would each.
    ///
    /// - Parameters:
    ///   - plaintext: a whole number of chunks of 16384 bytes.
    ///   - output: 16400 bytes for each.
    ///   - sealed: told, on several threads at once, of sealed chunks while they are still in the cache: the number of the
    ///     first, counted from zero, and their bytes.
    /// - Throws: ``ChunkedEncryptionError/finished``, ``ChunkedEncryptionError/messageTooLong``.
    package mutating func seal(
        fullChunks plaintext: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
        _ sealed: (Int, UnsafeRawBufferPointer) -> Void
    ) throws(ChunkedEncryptionError) {
        let (size, sealedSize) = (ChunkedEncryption.chunkByteCount, ChunkedEncryption.sealedChunkByteCount)
        let count = plaintext.count / size
        precondition(plaintext.count == count * size && output.count == count * sealedSize, "whole chunks only")
        let first = try advance(fullChunks: count)
        let baseNonce = baseNonce
        let key = key.duplicate()
        SideBySide.perform(count, share: chunksWorthAThread) { range in
            let cipher = AEADContext(.aes256GCM, .sealing, key: key)
            var number = range.lowerBound
            while number < range.upperBound {
                let end = min(number + 2, range.upperBound)
                for index in number..<end {
                    unsafe cipher.seal(
                        UnsafeRawBufferPointer(rebasing: plaintext[index * size..<(index + 1) * size]),
                        nonce: ChunkedEncryption.MessageKeys.nonce(baseNonce, first + UInt64(index)), authenticating: [],
                        into: UnsafeMutableRawBufferPointer(rebasing: output[index * sealedSize..<(index + 1) * sealedSize]))
                }
                unsafe sealed(number, UnsafeRawBufferPointer(rebasing: output[number * sealedSize..<end * sealedSize]))
                number = end
            }
        }
    }
}

extension ChunkedEncryption.Decryptor {
    /// The plaintexts of consecutive chunks, one behind the other, as ``open(chunk:index:isFinal:)`` would open each.
    ///
    /// - Parameters:
    ///   - index: the number of the first.
    ///   - lastIsFinal: whether the last of them is the final chunk.
    /// - Throws: as there; nothing of any chunk is kept then.
    package borrowing func open(
        chunks: [[UInt8]], from index: UInt64, lastIsFinal: Bool
    ) throws(ChunkedEncryptionError) -> [UInt8] {
        for (offset, chunk) in chunks.enumerated() {
            try check(chunk.count, index &+ UInt64(offset), lastIsFinal && offset == chunks.count - 1)
        }
        let size = ChunkedEncryption.chunkByteCount
        let length = chunks.reduce(0) { $0 + $1.count - ChunkedEncryption.tagByteCount }
        // Whatever is not marked as genuine has failed.
        var isGenuine = [Bool](repeating: false, count: chunks.count)
        let baseNonce = baseNonce
        let key = key.duplicate()
        var plaintext = unsafe [UInt8](unsafeUninitializedCapacity: length) { output, count in
            let output = UnsafeMutableRawBufferPointer(output)
            unsafe isGenuine.withUnsafeMutableBufferPointer { isGenuine in
                SideBySide.perform(chunks.count, share: chunksWorthAThread) { range in
                    let cipher = AEADContext(.aes256GCM, .opening, key: key)
                    for number in range {
                        let start = number * size
                        unsafe isGenuine[number] = chunks[number].withUnsafeBytes { chunk in
                            unsafe cipher.open(
                                chunk, nonce: ChunkedEncryption.MessageKeys.nonce(baseNonce, index + UInt64(number)),
                                authenticating: [],
                                into: UnsafeMutableRawBufferPointer(
                                    rebasing: output[start..<start + chunk.count - ChunkedEncryption.tagByteCount]))
                        }
                    }
                }
            }
            count = length
        }
        if let failed = isGenuine.firstIndex(of: false) {
            wipe(&plaintext)
            throw .authenticationFailed(index: index + UInt64(failed))
        }
        return plaintext
    }
}

extension ChunkedEncryption {
    /// Bytes of an encrypted chunk that is not final.
    package static let sealedChunkByteCount = chunkByteCount + tagByteCount
}
