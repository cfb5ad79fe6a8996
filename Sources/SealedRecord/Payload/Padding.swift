import Framing

/// What hides how long a content is: zeros up to one of few lengths, the true length in the last eight bytes.
///
///     content of L bytes ‖ zeros ‖ L as u64, together N′ = max(64, Padmé(L + 8)) bytes
///
/// Padmé (Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from Encrypted Files and Communication with
/// PURBs, PoPETs 2019) rounds a length up to one whose binary digits behind the first log₂ log₂ are zero: at most 12 % more, and
/// less the longer it is.
package enum Padding {
    /// Shortest padded content, in bytes.
    package static let leastByteCount: UInt64 = 64
    /// Length of the field that tells the true length.
    package static let lengthByteCount: UInt64 = 8
    /// Longest content that is padded: chunked encryption ends long before.
    package static let greatestContentByteCount: UInt64 = 1 << 60

    /// N′ for a content of `length` bytes.
    package static func paddedLength(of length: UInt64) -> UInt64 { max(leastByteCount, padme(length + lengthByteCount)) }

    /// Whether some content is padded to this length.
    package static func isPossible(_ padded: UInt64) -> Bool {
        padded >= leastByteCount && padded <= greatestContentByteCount && padme(padded) == padded
    }

    /// The shortest content that is padded to `padded`, which is possible.
    package static func leastLength(of padded: UInt64) -> UInt64 {
        guard padded > leastByteCount else { return 0 }
        var (low, high) = (UInt64(0), padded - lengthByteCount)
        while low < high {
            let middle = low + (high - low) / 2
            if paddedLength(of: middle) >= padded { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Padmé of a length of at least 2.
    package static func padme(_ length: UInt64) -> UInt64 {
        let exponent = 63 - length.leadingZeroBitCount
        let mantissa = exponent == 0 ? 1 : Int.bitWidth - exponent.leadingZeroBitCount
        guard exponent > mantissa else { return length }
        let mask = UInt64(1) << UInt64(exponent - mantissa) - 1
        return (length + mask) & ~mask
    }
}

/// Gives out the content in what was opened piece by piece, and none of its padding, holding at most eight bytes.
///
/// Nothing behind the shortest content that the padding allows is given out before it is known to be content: zeros are counted, for
/// they may be padding.
public struct PaddingRemover {
    private let padded: UInt64
    private let least: UInt64
    private var position: UInt64 = 0
    private var zeros: UInt64 = 0
    private var field: [UInt8] = []

    /// - Parameter padded: a length that is possible.
    package init(padded: UInt64) {
        self.padded = padded
        least = Padding.leastLength(of: padded)
    }

    /// The true length, once all has been taken.
    public private(set) var length: UInt64?

    /// Takes the next bytes; gives out those that certainly are content.
    public mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...]
        var output: [UInt8] = []
        if position < least {
            let sure = rest.prefix(Int(min(UInt64(rest.count), least - position)))
            if sure.count == bytes.count {
                position += UInt64(bytes.count)
                return bytes
            }
            output += sure
            position += UInt64(sure.count)
            rest = rest.dropFirst(sure.count)
        }
        let end = padded - Padding.lengthByteCount
        if position < end {
            let unsure = rest.prefix(Int(min(UInt64(rest.count), end - position)))
            position += UInt64(unsure.count)
            rest = rest.dropFirst(unsure.count)
            if let last = unsure.lastIndex(where: { $0 != 0 }) {
                output += [UInt8](repeating: 0, count: Int(zeros))
                output += unsure[...last]
                zeros = UInt64(unsure.endIndex - last - 1)
            } else {
                zeros += UInt64(unsure.count)
            }
        }
        field += rest
        position += UInt64(rest.count)
        return output
    }

    /// Declares the end.
    ///
    /// - Returns: the zeros at the end of the content that were held back.
    /// - Throws: `.alteredPadding` if the padding is not the one for the length in it.
    public mutating func finish() throws(SealedRecordError) -> [UInt8] {
        guard position == padded else { throw .alteredPadding }
        var reader = ByteReader(field)
        guard let length = try? reader.u64("true length") else { throw .alteredPadding }
        let end = padded - Padding.lengthByteCount
        guard length <= end, Padding.paddedLength(of: length) == padded, end - zeros <= length else { throw .alteredPadding }
        self.length = length
        return [UInt8](repeating: 0, count: Int(length - (end - zeros)))
    }
}
