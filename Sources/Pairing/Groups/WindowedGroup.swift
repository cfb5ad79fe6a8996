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

/// A scalar in the base of a group's endomorphism.
struct EndomorphismDigits {
    /// Two digits of 128 bits or four of 64, the least significant first.
    private let limbs: fr_t
    private let limbsPerDigit: Int

    /// Constant time.
    init(_ scalar: Scalar, count: Int) {
        let digits = fr_digits_base_z(scalar.value)
        limbsPerDigit = 4 / count
        if count == 4 {
            limbs = digits
        } else {
            let low = Self.pair(digits.l0, digits.l1), high = Self.pair(digits.l2, digits.l3)
            limbs = fr_t(l0: low.low, l1: low.high, l2: high.low, l3: high.high)
        }
    }

    /// low + high |z|, below |z|² < 2¹²⁸.
    private static func pair(_ low: UInt64, _ high: UInt64) -> (low: UInt64, high: UInt64) {
        let value = UInt128(high) &* UInt128(Curve.absoluteZ) &+ UInt128(low)
        return (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    }

    /// A digit as an integer.
    func digit(_ index: Int) -> UInt128 {
        let limbs = [limbs.l0, limbs.l1, limbs.l2, limbs.l3]
        if limbsPerDigit == 1 { return UInt128(limbs[index]) }
        return UInt128(limbs[2 * index + 1]) << 64 | UInt128(limbs[2 * index])
    }

    /// Bits `4 index` to `4 index + 3` of a digit; the position is public.
    @inline(__always)
    func window(_ index: Int, ofDigit digit: Int) -> UInt64 {
        let limb =
            switch digit * limbsPerDigit + index / 16 {
            case 0: limbs.l0
            case 1: limbs.l1
            case 2: limbs.l2
            default: limbs.l3
            }
        return limb >> UInt64(4 * (index % 16)) & 15
    }
}

extension WindowedGroup {
    /// Windows of four bits in a digit.
    static var windowCount: Int { 64 / digitCount }

    /// 0·P, 1·P, …, 15·P.
    static func appendMultiples(of point: Self, to table: inout [Self]) {
        var multiple = neutral
        for _ in 0..<16 {
            table.append(multiple)
            multiple.combine(point)
        }
    }

    /// The entry `offset + index` of a table, of which all sixteen are read; constant time in the index.
    ///
    /// Never inlined, so that the check in Tests/ConstantTime finds it.
    @inline(never)
    static func select(_ index: UInt64, from table: [Self], at offset: Int) -> Self {
        var chosen = table[offset]
        for candidate in 1..<16 { chosen.assign(table[offset + candidate], if: mask_if_equal(UInt64(candidate), index)) }
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
        table.reserveCapacity(16 * digitCount * points.count)
        for point in points {
            appendMultiples(of: point, to: &table)
            for _ in 1..<digitCount {
                for _ in 0..<16 { table.append(table[table.count - 16].endomorphism()) }
            }
        }
        let digits = scalars.map { EndomorphismDigits($0, count: digitCount) }
        var sum = neutral
        for window in (0..<windowCount).reversed() {
            if window != windowCount - 1 {
                for _ in 0..<4 { sum.double() }
            }
            var offset = 0
            for digit in digits {
                for position in 0..<digitCount {
                    sum.combine(select(digit.window(window, ofDigit: position), from: table, at: offset))
                    offset += 16
                }
            }
        }
        return sum
    }
}
