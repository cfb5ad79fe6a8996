import CFieldArithmetic

/// A group of order r with a fast endomorphism, written additively: G1, G2 and GT.
///
/// The endomorphism multiplies by |z|² (G1) or |z| (G2, GT), so a scalar written in that base splits one product by 255
/// bits into two by 128 or four by 64 (Gallant, Lambert, Vanstone 2001; Galbraith, Lin, Scott 2009).
protocol WindowedGroup: Sendable, BitwiseCopyable {
    static var neutral: Self { get }
    /// How many digits a scalar has in the base of the endomorphism: 2 or 4.
    static var digitCount: Int { get }

    mutating func combine(_ other: Self)
    mutating func double()
    func negated() -> Self
    /// The product with |z|² if `digitCount` is 2, with |z| if it is 4.
    func endomorphism() -> Self
    mutating func assign(_ other: Self, if mask: UInt64)
}

extension WindowedGroup {
    /// Windows of five bits in a digit of 256 / `digitCount` bits, and room for the carry of the uppermost one.
    static var windowCount: Int { 256 / digitCount / 5 + 1 }

    /// Entries of a table of multiples.
    static var multipleCount: Int { 17 }

    /// 0·P, 1·P, …, 16·P.
    static func appendMultiples(of point: Self, to table: inout [Self]) {
        let start = table.count
        table.append(neutral)
        table.append(point)
        for index in 2..<multipleCount {
            var multiple = table[start + index / 2]
            multiple.double()
            if index % 2 == 1 { multiple.combine(point) }
            table.append(multiple)
        }
    }

    /// The multiple that a window of six bits stands for, from a table at `offset`; constant time in the bits.
    ///
    /// All seventeen entries are read. Never inlined, so that the check in Tests/ConstantTime finds it.
    @inline(never)
    static func select(_ bits: UInt64, from table: [Self], at offset: Int) -> Self {
        let digit = BoothDigit(bits: bits)
        var chosen = table[offset]
        for candidate in 1..<multipleCount {
            chosen.assign(table[offset + candidate], if: mask_if_equal(UInt64(candidate), digit.magnitude))
        }
        chosen.assign(chosen.negated(), if: digit.signMask)
        return chosen
    }

    /// Σ scalarᵢ · pointᵢ by interleaved windows (Straus 1964) over the digits of all scalars, in time that depends on
    /// the number of points only.
    static func interleavedSum(_ points: [Self], _ scalars: [Scalar]) -> Self {
        precondition(points.count == scalars.count, "one scalar for each point")
        var sum = neutral
        // Tables of 64 points at a time bound the memory.
        for start in stride(from: 0, to: points.count, by: 64) {
            let range = start..<min(start + 64, points.count)
            sum.combine(interleavedSum(ofFew: points[range], scalars[range]))
        }
        return sum
    }

    private static func interleavedSum(ofFew points: ArraySlice<Self>, _ scalars: ArraySlice<Scalar>) -> Self {
        var table: [Self] = []
        table.reserveCapacity(multipleCount * digitCount * points.count)
        for point in points {
            appendMultiples(of: point, to: &table)
            for _ in 1..<digitCount {
                for _ in 0..<multipleCount { table.append(table[table.count - multipleCount].endomorphism()) }
            }
        }
        var digits = scalars.map { EndomorphismDigits($0, count: digitCount) }
        defer {
            wipe(&table)
            wipe(&digits)
        }
        var sum = neutral
        for window in (0..<windowCount).reversed() {
            if window != windowCount - 1 {
                for _ in 0..<5 { sum.double() }
            }
            var offset = 0
            for digit in digits {
                for position in 0..<digitCount {
                    sum.combine(select(digit.window(window, ofDigit: position), from: table, at: offset))
                    offset += multipleCount
                }
            }
        }
        return sum
    }
}

/// Overwrites the elements before their memory is given back: digits of secret scalars, multiples of secret points. The
/// array is uniquely referenced.
func wipe<Element: BitwiseCopyable>(_ array: inout [Element]) {
    unsafe array.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { unsafe wipe_memory(start, bytes.count) }
    }
}
