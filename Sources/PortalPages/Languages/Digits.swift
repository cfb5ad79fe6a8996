/// Decimal digits of two scripts.
enum Digits {
    /// Digits of any script as `0` to `9`; everything else stays.
    static func ascii(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue {
                result.append(Unicode.Scalar(UInt8(ascii: "0") + UInt8(value)))
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// `0` to `9` as the digits of Bangla, U+09E6 to U+09EF.
    static func bangla(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0x30...0x39).contains(scalar.value), let digit = Unicode.Scalar(0x09e6 + scalar.value - 0x30) {
                result.append(digit)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
