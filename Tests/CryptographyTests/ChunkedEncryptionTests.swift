import Cryptography
import TestSupport
import Testing

/// `Vectors/wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json`, whole, chunk by chunk and at random.
@Suite struct ChunkedEncryptionVectorTests {
    struct File: Decodable {
        struct Group: Decodable {
            let tests: [Vector]
        }
        let numberOfTests: Int
        let testGroups: [Group]
    }

    struct Vector: Decodable, Sendable {
        let tcId: Int
        let key: String
        let ctx: String
        let ct: String
        let msgLength: Int?
        let msgSha512: String?
        let result: String
        let flags: [String]

        var isValid: Bool { result == "valid" }
        var ciphertext: [UInt8] { Inflate.zlib([UInt8](hex: ct)) }
        var context: [UInt8] { [UInt8](hex: ctx) }
    }

    static let vectors: [Vector] = {
        guard let file: File = try? VectorFile.json("wycheproof/c2sp_chunked_encryption_aes_256_gcm_test.json") else { return [] }
        return file.testGroups.flatMap(\.tests)
    }()

    static func header(_ ciphertext: [UInt8]) -> [UInt8] { Array(ciphertext.prefix(ChunkedEncryption.headerByteCount)) }

    static func chunk(_ index: UInt64, _ ciphertext: [UInt8]) throws(ChunkedEncryptionError) -> [UInt8] {
        let range = try ChunkedEncryption.chunkRange(index, ofCiphertext: UInt64(ciphertext.count))
        return Array(ciphertext[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    static func openWhole(_ vector: Vector, _ ciphertext: [UInt8]) throws -> [UInt8] {
        let decryptor = try ChunkedEncryption.Decryptor(
            key: SecretBytes(copying: [UInt8](hex: vector.key)), context: vector.context, header: header(ciphertext))
        let count = try ChunkedEncryption.chunkCount(ofCiphertext: UInt64(ciphertext.count))
        var message: [UInt8] = []
        for index in 0..<count {
            message += try decryptor.open(chunk: chunk(index, ciphertext), index: index, isFinal: index == count - 1)
        }
        return message
    }

    @Test func theFileIsReadWhole() throws {
        #expect(Self.vectors.count == 35)
    }

    @Test(arguments: vectors) func whole(vector: Vector) throws {
        let ciphertext = vector.ciphertext
        guard vector.isValid else {
            #expect(throws: ChunkedEncryptionError.self) { try Self.openWhole(vector, ciphertext) }
            if vector.flags.contains("InvalidKeySize") {
                #expect(throws: ChunkedEncryptionError.invalidKeySize) { try Self.openWhole(vector, ciphertext) }
            }
            return
        }
        let message = try Self.openWhole(vector, ciphertext)
        #expect(message.count == vector.msgLength)
        #expect(SHA512.hash(message).hex == vector.msgSha512)
        #expect(try ChunkedEncryption.plaintextLength(ofCiphertext: UInt64(ciphertext.count)) == UInt64(message.count))
        #expect(try ChunkedEncryption.ciphertextLength(ofPlaintext: UInt64(message.count)) == UInt64(ciphertext.count))
        // Encryption under the vector's salt gives the vector's ciphertext.
        var encryptor = try ChunkedEncryption.Encryptor(
            key: SecretBytes(copying: [UInt8](hex: vector.key)), context: vector.context,
            insecureSalt: Array(ciphertext[..<24]))
        var again = encryptor.header
        for start in stride(from: 0, through: message.count, by: ChunkedEncryption.chunkByteCount) {
            let end = min(start + ChunkedEncryption.chunkByteCount, message.count)
            again += try encryptor.seal(
                chunk: Array(message[start..<end]), isFinal: end - start < ChunkedEncryption.chunkByteCount)
        }
        #expect(evaluated(encryptor.isFinished))
        #expect(again == ciphertext)
    }

    /// As a reader of a stream of unknown length: a chunk is final when fewer than 16400 bytes are left.
    @Test(arguments: vectors) func streamed(vector: Vector) throws {
        let ciphertext = vector.ciphertext
        let full = ChunkedEncryption.chunkByteCount + ChunkedEncryption.tagByteCount
        let hash = SHA512()
        var length = 0
        var succeeded = false
        do throws(ChunkedEncryptionError) {
            let decryptor = try ChunkedEncryption.Decryptor(
                key: SecretBytes(copying: [UInt8](hex: vector.key)), context: vector.context, header: Self.header(ciphertext))
            var offset = ChunkedEncryption.headerByteCount
            var index: UInt64 = 0
            var buffer = [UInt8](repeating: 0, count: full)
            while !succeeded {
                let chunk = Array(ciphertext[offset..<min(offset + full, ciphertext.count)])
                let isFinal = chunk.count < full
                var count = 0
                var failure: ChunkedEncryptionError?
                unsafe chunk.withUnsafeBytes { input in
                    unsafe buffer.withUnsafeMutableBytes { output in
                        do throws(ChunkedEncryptionError) {
                            count = unsafe try decryptor.open(chunk: input, index: index, isFinal: isFinal, into: output)
                        } catch {
                            failure = error
                        }
                    }
                }
                if let failure { throw failure }
                hash.update(Array(buffer[..<count]))
                length += count
                offset += chunk.count
                index += 1
                succeeded = isFinal
            }
        } catch {
            #expect(!vector.isValid)
        }
        #expect(succeeded == vector.isValid)
        if vector.isValid || vector.flags.contains("PartialPlaintext") {
            #expect(length == vector.msgLength)
            let digest = hash.finish().hex
            #expect(digest == vector.msgSha512)
        } else {
            #expect(length == 0)
        }
    }

    /// Every chunk by itself, the last first, on one decryptor; then the length alone.
    @Test(arguments: vectors) func atRandom(vector: Vector) throws {
        let ciphertext = vector.ciphertext
        var opened = 0
        var lengthIsAuthentic = false
        var count: UInt64 = 0
        do throws(ChunkedEncryptionError) {
            let decryptor = try ChunkedEncryption.Decryptor(
                key: SecretBytes(copying: [UInt8](hex: vector.key)), context: vector.context, header: Self.header(ciphertext))
            count = try ChunkedEncryption.chunkCount(ofCiphertext: UInt64(ciphertext.count))
            for index in (0..<count).reversed() {
                guard
                    (try? decryptor.open(chunk: Self.chunk(index, ciphertext), index: index, isFinal: index == count - 1)) != nil
                else { continue }
                opened += 1
                if index == count - 1 { lengthIsAuthentic = true }
            }
        } catch {
            #expect(!vector.isValid)
        }
        #expect((count > 0 && opened == Int(count)) == vector.isValid)
        #expect(lengthIsAuthentic == (vector.isValid || vector.flags.contains("ValidFinalChunk")))
    }
}

@Suite struct ChunkedEncryptionTests {
    @Test func enforcesTheChunking() throws {
        let key = SecretBytes(randomCount: 32)
        let full = [UInt8](repeating: 1, count: ChunkedEncryption.chunkByteCount)
        var encryptor = try ChunkedEncryption.Encryptor(key: key, context: [])
        #expect(throws: ChunkedEncryptionError.invalidChunkSize) { try encryptor.seal(chunk: full, isFinal: true) }
        #expect(throws: ChunkedEncryptionError.invalidChunkSize) { try encryptor.seal(chunk: [1], isFinal: false) }
        #expect(throws: ChunkedEncryptionError.invalidChunkSize) { try encryptor.seal(chunk: full + [1], isFinal: false) }
        #expect(evaluated(encryptor.nextIndex) == 0)
        _ = try encryptor.seal(chunk: full, isFinal: false)
        _ = try encryptor.seal(chunk: [], isFinal: true)
        #expect(throws: ChunkedEncryptionError.finished) { try encryptor.seal(chunk: [], isFinal: true) }
        #expect(throws: ChunkedEncryptionError.finished) { try encryptor.seal(chunk: full, isFinal: false) }
        let second = try ChunkedEncryption.Encryptor(key: key, context: [])
        #expect(evaluated(second.header != encryptor.header))
    }

    @Test func refusesImpossibleChunksAndNumbers() throws {
        let key = SecretBytes(randomCount: 32)
        var encryptor = try ChunkedEncryption.Encryptor(key: key, context: [1])
        let sealed = try encryptor.seal(chunk: [1, 2], isFinal: true)
        let decryptor = try ChunkedEncryption.Decryptor(key: key, context: [1], header: encryptor.header)
        #expect(try evaluated(decryptor.open(chunk: sealed, index: 0, isFinal: true)) == [1, 2])
        #expect(throws: ChunkedEncryptionError.truncated) { try decryptor.open(chunk: sealed, index: 0, isFinal: false) }
        #expect(throws: ChunkedEncryptionError.truncated) { try decryptor.open(chunk: [], index: 0, isFinal: true) }
        #expect(throws: ChunkedEncryptionError.authenticationFailed(index: 1)) {
            try decryptor.open(chunk: sealed, index: 1, isFinal: true)
        }
        #expect(throws: ChunkedEncryptionError.messageTooLong) {
            try decryptor.open(chunk: sealed, index: 1 << 38, isFinal: true)
        }
        #expect(throws: ChunkedEncryptionError.commitmentMismatch) {
            _ = try ChunkedEncryption.Decryptor(key: key, context: [2], header: encryptor.header)
        }
        #expect(throws: ChunkedEncryptionError.invalidHeaderSize) {
            _ = try ChunkedEncryption.Decryptor(key: key, context: [1], header: encryptor.header + [0])
        }
        #expect(throws: ChunkedEncryptionError.invalidKeySize) {
            _ = try ChunkedEncryption.Encryptor(key: SecretBytes(randomCount: 16), context: [])
        }
    }

    @Test func lengthsFollowTheSpecification() throws {
        for (plain, cipher) in [(0, 72), (1, 73), (16383, 16455), (16384, 16472), (20480, 20568)] as [(UInt64, UInt64)] {
            #expect(try ChunkedEncryption.ciphertextLength(ofPlaintext: plain) == cipher)
            #expect(try ChunkedEncryption.plaintextLength(ofCiphertext: cipher) == plain)
        }
        for length in [0, 55, 56, 71, 56 + 16400, 56 + 16400 + 15] as [UInt64] {
            #expect(throws: ChunkedEncryptionError.truncated) { try ChunkedEncryption.plaintextLength(ofCiphertext: length) }
        }
        let longest: UInt64 = (1 << 52) - 1
        let longestCiphertext = try ChunkedEncryption.ciphertextLength(ofPlaintext: longest)
        #expect(try ChunkedEncryption.plaintextLength(ofCiphertext: longestCiphertext) == longest)
        #expect(throws: ChunkedEncryptionError.messageTooLong) { try ChunkedEncryption.ciphertextLength(ofPlaintext: longest + 1) }
        for length in [longestCiphertext + 17, .max] {
            #expect(throws: ChunkedEncryptionError.messageTooLong) { try ChunkedEncryption.plaintextLength(ofCiphertext: length) }
        }
        #expect(try ChunkedEncryption.chunkRange(1, ofCiphertext: 20568) == 16456..<20568)
        #expect(throws: ChunkedEncryptionError.noSuchChunk) { try ChunkedEncryption.chunkRange(2, ofCiphertext: 20568) }
    }
}
