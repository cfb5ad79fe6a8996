/// Percent-encoding of UTF-8 (RFC 3986 §2.1), variable-time.
public enum PercentEncoding {
    /// Which bytes stay as they are besides letters and digits.
    public enum Kept: Sendable {
        /// RFC 3986's unreserved characters: one segment of a path, one name or value of a query, a name in a header (RFC 8187).
        case unreserved
        /// The same and the slash: a path as the value of a query's parameter.
        case unreservedAndSlash

        fileprivate func contains(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
            case UInt8(ascii: "/"): self == .unreservedAndSlash
            default: ASCII.isLetterOrDigit(byte)
            }
        }
    }

    /// UTF-8 with everything as `%` and two capital hexadecimal digits that `kept` does not name.
    public static func encode(_ text: String, keeping kept: Kept = .unreserved) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes that an encoded text stands for, whatever they are; `nil` if a percent sign is not followed by two hexadecimal
    /// digits.
    ///
    /// - Parameter plusIsSpace: as in HTML's forms (WHATWG URL Standard §5.1); elsewhere a plus sign is itself.
    public static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(ASCII.hexadecimalValue), let low = rest.next().flatMap(ASCII.hexadecimalValue) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
