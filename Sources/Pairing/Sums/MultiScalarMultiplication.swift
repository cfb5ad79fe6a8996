extension G1 {
    /// Σ scalarᵢ · pointᵢ; constant time in the scalars and the points. As many scalars as points; 0 for none.
    public static func multiScalarMultiplication(_ points: [G1Affine], _ scalars: [Scalar]) -> G1 {
        precondition(points.count == scalars.count, "one scalar for each point")
        guard LaneMemory.isAvailable && points.count >= smallestLaneSum else {
            return interleavedSum(points.map { G1($0) }, scalars)
        }
        var digits = scalars.map { EndomorphismDigits($0, count: digitCount) }
        defer { wipe(&digits) }
        return laneSum(points, digits, bitsPerDigit: 256 / digitCount)
    }

    /// The same for public scalars: the time tells them, but nothing of the points. Terms with scalar 0 are free, with 1 or −1 one addition each.
    public static func multiScalarMultiplicationVariableTime(_ points: [G1Affine], _ scalars: [Scalar]) -> G1 {
        precondition(points.count == scalars.count, "one scalar for each point")
        let units: [Scalar] = [.zero, .one, -.one]
        let others = scalars.indices.filter { !units.contains(scalars[$0]) }
        guard LaneMemory.isAvailable && others.count >= smallestLaneSum else {
            return sumVariableTime(points.map { G1($0) }, scalars)
        }
        // Eight lanes gain more than what is public about the scalars.
        let simple = scalars.indices.filter { units.contains(scalars[$0]) }
        return multiScalarMultiplication(others.map { points[$0] }, others.map { scalars[$0] })
            + sumVariableTime(simple.map { G1(points[$0]) }, simple.map { scalars[$0] })
    }
}

extension G2 {
    /// Σ scalarᵢ · pointᵢ; constant time in the scalars and the points. As many scalars as points; 0 for none.
    public static func multiScalarMultiplication(_ points: [G2Affine], _ scalars: [Scalar]) -> G2 {
        interleavedSum(points.map { G2($0) }, scalars)
    }

    /// The same for public scalars: the time tells them, but nothing of the points. Terms with scalar 0 are free, with 1 or −1 one addition each.
    public static func multiScalarMultiplicationVariableTime(_ points: [G2Affine], _ scalars: [Scalar]) -> G2 {
        sumVariableTime(points.map { G2($0) }, scalars)
    }
}

extension GT {
    /// ∏ elementᵢ ^ exponentᵢ; constant time in the exponents and the elements. As many exponents as elements; 1 for none.
    public static func productOfPowers(_ elements: [GT], _ exponents: [Scalar]) -> GT {
        interleavedSum(elements, exponents)
    }

    /// The same for public exponents: the time tells them, but nothing of the elements.
    public static func productOfPowersVariableTime(_ elements: [GT], _ exponents: [Scalar]) -> GT {
        sumVariableTime(elements, exponents)
    }
}
