import Cryptography
import TestSupport
import Testing

/// Many chunks and many messages at once give what they give one by one, on any number of threads.
@Suite struct BatchTests {
    private func bytes(_ count: Int, _ seed: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7 &+ seed) } }

    private func encryptor() throws -> EncryptorBox {
        EncryptorBox(
            try ChunkedEncryption.Encryptor(
                key: SecretBytes(copying: bytes(32, 1)), context: bytes(9, 2), insecureSalt: bytes(24, 3)))
    }

    private func seal(together plaintext: [UInt8], _ encryptor: EncryptorBox) throws -> (sealed: [UInt8], told: [UInt8]) {
        let length = ChunkedEncryption.sealedChunkByteCount
        let count = plaintext.count / ChunkedEncryption.chunkByteCount
        var sealed = [UInt8](repeating: 0, count: count * length)
        var told = sealed
        try unsafe plaintext.withUnsafeBytes { plaintext in
            try unsafe sealed.withUnsafeMutableBytes { sealed in
                try unsafe told.withUnsafeMutableBytes { told in
                    try unsafe encryptor.value.seal(fullChunks: plaintext, into: sealed) { number, bytes in
                        unsafe UnsafeMutableRawBufferPointer(rebasing: told[number * length..<number * length + bytes.count])
                            .copyMemory(from: bytes)
                    }
                }
            }
        }
        return (sealed, told)
    }

    @Test(arguments: [0, 1, 2, 3, 15, 16, 17, 40]) func chunksSealedTogetherAreTheSame(count: Int) throws {
        let size = ChunkedEncryption.chunkByteCount
        let plaintext = bytes(count * size, 5)
        let (single, batch) = (try encryptor(), try encryptor())
        // In the middle of a message, so that the numbers do not begin at 0.
        let first = try single.value.seal(chunk: bytes(size, 7), isFinal: false)
        #expect(try batch.value.seal(chunk: bytes(size, 7), isFinal: false) == first)
        var expected: [UInt8] = []
        for index in 0..<count {
            expected += try single.value.seal(chunk: Array(plaintext[index * size..<(index + 1) * size]), isFinal: false)
        }
        let found = try seal(together: plaintext, batch)
        #expect(found.sealed == expected && found.told == expected)
        let last = try single.value.seal(chunk: [1, 2, 3], isFinal: true)
        #expect(try batch.value.seal(chunk: [1, 2, 3], isFinal: true) == last)
        #expect(throws: ChunkedEncryptionError.finished) { try seal(together: bytes(size, 1), batch) }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 40]) func chunksOpenedTogetherAreTheSame(count: Int) throws {
        let size = ChunkedEncryption.chunkByteCount
        let encryptor = try encryptor()
        var chunks: [[UInt8]] = []
        for index in 0..<count { chunks.append(try encryptor.value.seal(chunk: bytes(size, index), isFinal: false)) }
        chunks.append(try encryptor.value.seal(chunk: bytes(100, 3), isFinal: true))
        let header = encryptor.value.header
        let decryptor = try ChunkedEncryption.Decryptor(
            key: SecretBytes(copying: bytes(32, 1)), context: bytes(9, 2), header: header)
        let expected = (0..<count).flatMap { bytes(size, $0) } + bytes(100, 3)
        #expect(try decryptor.open(chunks: chunks, from: 0, lastIsFinal: true) == expected)
        #expect(try decryptor.open(chunks: Array(chunks[1...]), from: 1, lastIsFinal: true) == Array(expected[size...]))
        #expect(try decryptor.open(chunks: Array(chunks[..<count]), from: 0, lastIsFinal: false) == Array(expected[..<(count * size)]))
        #expect(try decryptor.open(chunks: [], from: 0, lastIsFinal: false).isEmpty)
        // The earliest damaged chunk is named.
        for index in Set([0, count / 2, count]) {
            var damaged = chunks
            damaged[index][17] ^= 1
            damaged[count][0] ^= 1
            #expect(throws: ChunkedEncryptionError.authenticationFailed(index: UInt64(index))) {
                try decryptor.open(chunks: damaged, from: 0, lastIsFinal: true)
            }
        }
        #expect(throws: ChunkedEncryptionError.authenticationFailed(index: 1)) {
            try decryptor.open(chunks: chunks, from: 1, lastIsFinal: true)
        }
        #expect(throws: ChunkedEncryptionError.truncated) { try decryptor.open(chunks: chunks, from: 0, lastIsFinal: false) }
        #expect(throws: ChunkedEncryptionError.truncated) {
            try decryptor.open(chunks: Array(chunks[..<count]), from: 0, lastIsFinal: true)
        }
        #expect(throws: ChunkedEncryptionError.truncated) { try decryptor.open(chunks: [[1]], from: 0, lastIsFinal: true) }
        #expect(throws: ChunkedEncryptionError.messageTooLong) {
            try decryptor.open(chunks: [chunks[0], chunks[0]], from: .max, lastIsFinal: false)
        }
    }

    @Test func messagesHashedTogetherAreTheSame() {
        for length in Array(1...200) + [511, 512, 513, 16_400] {
            for count in [0, 1, 2, 3, 7] {
                let messages = bytes(length * count, length)
                let expected = (0..<count).flatMap { SHA256.hash([9], Array(messages[$0 * length..<($0 + 1) * length])) }
                let found = unsafe messages.withUnsafeBytes { unsafe SHA256.hashSideBySide(prefix: 9, each: length, of: $0) }
                #expect(found == expected, "\(count) messages of \(length) bytes")
            }
        }
        let many = bytes(16_400 * 50, 1)
        let expected = (0..<50).flatMap { SHA256.hash([0], Array(many[$0 * 16_400..<($0 + 1) * 16_400])) }
        let found = unsafe many.withUnsafeBytes { unsafe SHA256.hashSideBySide(prefix: 0, each: 16_400, of: $0) }
        #expect(found == expected)
    }

    @Test func aKeySignsAlikeOnManyThreads() async throws {
        let key = KeyBox()
        let message = bytes(300, 2)
        let expected = key.value.sign(message)
        #expect(key.value.publicKey.verify(expected, of: message))
        let signatures = await withTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<4 { group.addTask { (0..<50).map { _ in key.value.sign(message) } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(signatures.count == 200 && Set(signatures) == [expected])
    }

    private final class KeyBox: Sendable {
        let value = Ed25519.PrivateKey()
    }
}

/// Holds an encryptor where closures can reach it.
final class EncryptorBox {
    var value: ChunkedEncryption.Encryptor
    init(_ value: consuming ChunkedEncryption.Encryptor) { self.value = value }
}
