/// Lower-case hexadecimal (RFC 4648 §8, in lower case), variable-time: for identifiers and public values.
public enum Hexadecimal {
    /// Two digits in lower case for each byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Accepts upper and lower case; `nil` if a character is no hexadecimal digit or their number is odd.
    public static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let high = ASCII.hexadecimalValue(digits[position]), let low = ASCII.hexadecimalValue(digits[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
