/// Classes of ASCII bytes: what formats mean by a letter or digit, whatever Unicode has besides.
public enum ASCII {
    /// `0` to `9`.
    @inlinable public static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// `a` to `z`.
    @inlinable public static func isLowercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "a") < 26 }

    /// `A` to `Z`.
    @inlinable public static func isUppercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }

    /// `A` to `Z` and `a` to `z`.
    @inlinable public static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte) || isUppercase(byte) }

    /// `0` to `9`, `A` to `Z` and `a` to `z`.
    @inlinable public static func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// What a decimal digit stands for; `nil` for another byte.
    @inlinable public static func decimalValue(_ byte: UInt8) -> UInt8? { isDigit(byte) ? byte - UInt8(ascii: "0") : nil }

    /// What a hexadecimal digit of either case stands for; `nil` for another byte.
    @inlinable public static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
