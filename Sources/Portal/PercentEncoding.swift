/// Percent-encoding (RFC 3986 §2.1) of everything but letters, digits and `-._`.
enum PercentEncoding {
    /// - Parameter keeping: further ASCII characters that are left as they are.
    static func encoded(_ text: String, keeping others: StaticString = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let kept = Array(others.description.utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                bytes.append(byte)
            case _ where kept.contains(byte): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
