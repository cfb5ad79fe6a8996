internal import Framing

/// A named unsigned number of a fixed width, which a policy compares and a key carries one value of.
///
/// A value is spelt out as its dyadic prefixes (Bethencourt, Sahai, Waters 2007 §4.3 in the prefix form): a key for a
/// number of `bits` bits holds `bits + 1` labels, one for each prefix length from 0 to `bits`; a range is a disjunction
/// of at most `2·bits − 2` prefixes, of which a value lies in exactly one.
public struct NumericAttribute: Hashable, Sendable {
    /// How values are written, and how wide they are.
    public enum Kind: Hashable, Sendable {
        /// A decimal number of `bits` bits, 1 to 64. Without `#bits` in the text, 64.
        case number(bits: Int)
        /// A calendar date `YYYY-MM-DD`, kept as the decimal number YYYYMMDD in 27 bits, which orders as dates do.
        case date
    }

    /// NFC-normalised.
    public let name: String
    /// Number or date, and with it the width.
    public let kind: Kind

    /// Width of the values in bits, 1 to 64.
    public var bits: Int {
        switch kind {
        case .number(let bits): bits
        case .date: 27
        }
    }

    /// The largest value, 2^bits − 1.
    public var maximum: UInt64 { UInt64.max >> UInt64(64 - bits) }

    init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The family of its labels.
    var labelDomain: AttributeLabel.Domain { kind == .date ? .date : .number }

    /// The label of the prefix that keeps the upper `length` bits of `value`:
    /// `frame(name, bits, length, prefix)`, with the integers as big-endian `u8`, `u8` and `u64`.
    func label(prefixOf value: UInt64, length: Int) -> AttributeLabel {
        let prefix = length == 0 ? 0 : value >> UInt64(bits - length)
        var prefixBytes = ByteWriter()
        prefixBytes.u64(prefix)
        return AttributeLabel(
            domain: labelDomain, bytes: frame(Array(utf8: name), [UInt8(bits)], [UInt8(length)], prefixBytes.bytes))
    }

    /// The `bits + 1` labels of a key that carries `value`.
    func labels(of value: UInt64) -> [AttributeLabel] {
        (0...bits).map { label(prefixOf: value, length: $0) }
    }

    /// The labels whose disjunction is `range`: the least number of dyadic intervals that tile it, in rising order.
    func labels(covering range: ClosedRange<UInt64>) -> [AttributeLabel] {
        intervals(covering: range).map { label(prefixOf: $0.start, length: bits - $0.size) }
    }

    /// The dyadic intervals [start, start + 2^size) that tile `range`, in rising order.
    func intervals(covering range: ClosedRange<UInt64>) -> [(start: UInt64, size: Int)] {
        var intervals: [(start: UInt64, size: Int)] = []
        var start = range.lowerBound
        while true {
            // The largest aligned interval that begins at `start` and ends within the range.
            var size = min(start == 0 ? bits : start.trailingZeroBitCount, bits)
            while !fits(start, size, within: range.upperBound) { size -= 1 }
            intervals.append((start, size))
            let last = start + lowMask(size)
            if last == range.upperBound { return intervals }
            start = last + 1
        }
    }

    private func fits(_ start: UInt64, _ size: Int, within end: UInt64) -> Bool {
        lowMask(size) <= end - start
    }

    private func lowMask(_ size: Int) -> UInt64 { size == 0 ? 0 : UInt64.max >> UInt64(64 - size) }
}
