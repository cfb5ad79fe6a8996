import Framing
import SealedRecord
import Cryptography

/// Chunked encryption, HPKE, Base64, hexadecimal and the reader of binary formats.
enum SymmetricTarget {
    static let message: [UInt8] = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
    static var key: SecretBytes { SecretBytes(copying: [UInt8](repeating: 5, count: 32)) }
    static let recipientScalar = [UInt8](repeating: 6, count: 32)

    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind % 6 {
        case 0: chunked(bytes)
        case 1:
            guard let recipient = try? X25519.PrivateKey(scalar: SecretBytes(copying: recipientScalar)), bytes.count >= 32 else { return }
            let sealed = HPKE.Sealed(encapsulatedKey: Array(bytes[..<32]), ciphertext: Array(bytes[32...]))
            if let opened = try? HPKE.open(sealed, by: recipient, info: [1], authenticating: [2]) {
                demand(opened.count + HPKE.tagByteCount == sealed.ciphertext.count, "a tag is 16 bytes")
            }
        case 2:
            let text = String(decoding: bytes, as: UTF8.self)
            for alphabet in [Base64.Alphabet.standard, .urlSafe] {
                if let value = Base64.decode(text, alphabet) {
                    demand(Array(Base64.encode(value, alphabet).utf8) == Array(text.utf8), "one value has one Base64 text")
                }
                demand(Base64.decode(Base64.encode(bytes, alphabet), alphabet) == bytes, "Base64 is read as it was written")
            }
            if let value = Hexadecimal.decode(text) { demand(Hexadecimal.encode(value) == text.lowercased(), "hexadecimal") }
            demand(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes, "hexadecimal is read as it was written")
            if let id = RecordID(text: text) { demand(id.description == text, "one record has one text") }
        case 3: read(bytes)
        case 4:
            guard bytes.count >= 32, let key = try? Ed25519.PublicKey(bytes: Array(bytes[..<32])) else { return }
            _ = key.verify(Array(bytes[32...].prefix(64)), of: Array(bytes.dropFirst(96)))
        default:
            guard bytes.count >= 12 else { return }
            _ = try? AES256GCM.openSecret(Array(bytes[12...]), key: key, nonce: Array(bytes[..<12]), authenticating: [])
        }
    }

    private static func chunked(_ bytes: [UInt8]) {
        let length = UInt64(bytes.count)
        guard let count = try? ChunkedEncryption.chunkCount(ofCiphertext: length),
            let decryptor = try? ChunkedEncryption.Decryptor(
                key: key, context: [3], header: Array(bytes.prefix(ChunkedEncryption.headerByteCount)))
        else { return }
        var plaintext: [UInt8] = []
        for index in 0..<count {
            guard let range = try? ChunkedEncryption.chunkRange(index, ofCiphertext: length),
                let chunk = try? decryptor.open(
                    chunk: Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]), index: index, isFinal: index + 1 == count)
            else { return }
            plaintext += chunk
        }
        demand(UInt64(plaintext.count) == (try? ChunkedEncryption.plaintextLength(ofCiphertext: length)), "the length was told")
        demand(plaintext == Array(message.prefix(plaintext.count)), "only what was sealed opens")
    }

    /// The input is a programme: each byte an operation, on the rest of the input.
    private static func read(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        var secret = SecretReader(SecretBytes(copying: bytes))
        while let operation = try? reader.u8() {
            let same = try? secret.u8("")
            demand(same == operation, "both readers agree")
            switch operation % 4 {
            case 0:
                let a = try? reader.framed(atMost: 100)
                let b = try? secret.framed(atMost: 100, "")
                demand(a == b, "both readers agree")
                if a == nil { return }
            case 1:
                let a = try? reader.u32()
                let b = try? secret.u32("")
                demand(a == b, "both readers agree")
                if a == nil { return }
            case 2:
                let a = try? reader.raw(Int(operation))
                let b = try? secret.raw(Int(operation), "")
                demand(a == b, "both readers agree")
                if a == nil { return }
            default: if (try? reader.framedText(atMost: 1 << 30)) == nil { return } else { _ = try? secret.framed(atMost: 1 << 30, "") }
            }
            demand(reader.remaining == secret.remaining && reader.remaining >= 0, "both readers agree")
        }
    }
}
