import CFieldArithmetic

extension WindowedGroup {
    /// The multiples d · 64ʷ · P, d = 1…32, for every window w of six bits of a digit.
    fileprivate static func fixedBaseMultiples(of base: Self) -> [Self] {
        let windowCount = 256 / digitCount / 6 + 1
        var table: [Self] = []
        table.reserveCapacity(32 * windowCount)
        var power = base
        for window in 0..<windowCount {
            table.append(power)
            for index in 1..<32 {
                var multiple = table[32 * window + (index - 1) / 2]
                multiple.double()
                if index % 2 == 0 { multiple.combine(power) }
                table.append(multiple)
            }
            power = table[table.count - 1]
            power.double()
        }
        return table
    }
}

/// Fast constant-time products with one public point of G1 (66 KB).
public struct G1FixedBase: Sendable {
    /// The table of `G1.generator`, made at first use.
    public static let generator = G1FixedBase(.generator)

    private let table: [g1_affine_t]

    /// The table of `base`: 22 windows of six bits, 32 points each.
    public init(_ base: G1) { table = G1.batchAffine(G1.fixedBaseMultiples(of: base)).map(\.value) }

    /// Constant time in the scalar.
    public func multiply(_ scalar: Scalar) -> G1 { G1(fixedBase: table, digits: EndomorphismDigits(scalar, count: 2)) }
}

/// Fast constant-time products with one public point of G2 (66 KB).
public struct G2FixedBase: Sendable {
    /// The table of `G2.generator`, made at first use.
    public static let generator = G2FixedBase(.generator)

    private let table: [g2_affine_t]

    /// The table of `base`: 11 windows of six bits, 32 points each.
    public init(_ base: G2) { table = G2.batchAffine(G2.fixedBaseMultiples(of: base)).map(\.value) }

    /// Constant time in the scalar.
    public func multiply(_ scalar: Scalar) -> G2 { G2(fixedBase: table, digits: EndomorphismDigits(scalar, count: 4)) }
}

/// Fast constant-time powers of one public element of GT (198 KB).
public struct GTFixedBase: Sendable {
    /// The table of `GT.generator`, made at first use.
    public static let generator = GTFixedBase(.generator)

    private let table: [fp12_t]

    /// The table of `base`: 11 windows of six bits, 32 elements each.
    public init(_ base: GT) { table = GT.fixedBaseMultiples(of: base).map(\.value.value) }

    /// base^exponent; constant time in the exponent.
    public func power(_ exponent: Scalar) -> GT {
        GT(value: Fp12(fixedBase: table, digits: EndomorphismDigits(exponent, count: 4)))
    }

    /// The same under the name of the other groups.
    public func multiply(_ exponent: Scalar) -> GT { power(exponent) }
}
