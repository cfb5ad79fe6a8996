/// Base64 (RFC 4648 §4 and §5), variable-time: for ciphertexts, signatures and public keys in HTTP headers and JSON.
public enum Base64 {
    /// Which of the RFC's two alphabets, and whether the end is padded.
    public enum Alphabet: Sendable {
        /// `+` and `/`, padded with `=`.
        case standard
        /// `-` and `_`, not padded.
        case urlSafe

        fileprivate var characters: [UInt8] {
            let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
            return common + (self == .standard ? Array("+/".utf8) : Array("-_".utf8))
        }
    }

    /// The text of any bytes, without line breaks: four characters for three bytes.
    public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
        let characters = alphabet.characters
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for position in 0...group.count {
                text.append(characters[Int(bits >> UInt32(18 - 6 * position) & 63)])
            }
            if alphabet == .standard {
                for _ in group.count..<3 { text.append(UInt8(ascii: "=")) }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` unless `text` is exactly what `encode` writes: other alphabets, missing or superfluous padding, white space
    /// and non-zero unused bits are refused, so that one value has one text.
    public static func decode(_ text: String, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, character) in alphabet.characters.enumerated() { values[Int(character)] = UInt8(value) }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for character in text.utf8 {
            if character == UInt8(ascii: "="), alphabet == .standard { break }
            guard let value = values[Int(character)] else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
                bits &= (1 << UInt32(bitCount)) - 1
            }
        }
        return encode(bytes, alphabet) == text ? bytes : nil
    }
}
