/// The multiples d · 32ʲ · P, d = 0…16, for every window j of a digit: a product with P takes additions only.
struct FixedBaseTable<Group: WindowedGroup>: Sendable {
    private let table: [Group]

    init(_ base: Group) {
        var table: [Group] = []
        table.reserveCapacity(Group.multipleCount * Group.windowCount)
        var power = base
        for _ in 0..<Group.windowCount {
            Group.appendMultiples(of: power, to: &table)
            for _ in 0..<5 { power.double() }
        }
        self.table = table
    }

    /// scalar · P in constant time: every entry of each window is read. Horner's rule over the digits, the endomorphism
    /// being the multiplication by their base, lets one table serve all of them.
    func multiply(_ scalar: Scalar) -> Group {
        let digits = EndomorphismDigits(scalar, count: Group.digitCount)
        var sum = Group.neutral
        for position in (0..<Group.digitCount).reversed() {
            if position != Group.digitCount - 1 { sum = sum.endomorphism() }
            for window in 0..<Group.windowCount {
                let bits = digits.window(window, ofDigit: position)
                sum.combine(Group.select(bits, from: table, at: Group.multipleCount * window))
            }
        }
        return sum
    }
}

/// Fast constant-time products with one point of G1 (64 KB).
public struct G1FixedBase: Sendable {
    /// The table of `G1.generator`, made at first use.
    public static let generator = G1FixedBase(.generator)

    private let table: FixedBaseTable<G1>

    public init(_ base: G1) { table = FixedBaseTable(base) }

    /// Constant time in the scalar.
    public func multiply(_ scalar: Scalar) -> G1 { table.multiply(scalar) }
}

/// Fast constant-time products with one point of G2 (64 KB).
public struct G2FixedBase: Sendable {
    /// The table of `G2.generator`, made at first use.
    public static let generator = G2FixedBase(.generator)

    private let table: FixedBaseTable<G2>

    public init(_ base: G2) { table = FixedBaseTable(base) }

    /// Constant time in the scalar.
    public func multiply(_ scalar: Scalar) -> G2 { table.multiply(scalar) }
}

/// Fast constant-time powers of one element of GT (127 KB).
public struct GTFixedBase: Sendable {
    /// The table of `GT.generator`, made at first use.
    public static let generator = GTFixedBase(.generator)

    private let table: FixedBaseTable<GT>

    public init(_ base: GT) { table = FixedBaseTable(base) }

    /// base^exponent; constant time in the exponent.
    public func power(_ exponent: Scalar) -> GT { table.multiply(exponent) }

    /// The same under the name of the other groups.
    public func multiply(_ exponent: Scalar) -> GT { table.multiply(exponent) }
}
