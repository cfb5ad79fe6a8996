/// The rational map from the isogenous curve to the pairing curve (RFC 9380 §6.6.3 and Appendix E):
/// x = xNumerator(x′)/xDenominator(x′), y = y′ yNumerator(x′)/yDenominator(x′).
struct Isogeny<Coordinate: MappedField>: Sendable {
    /// Coefficients, the constant term first. The degree of `xDenominator` is one less than that of `xNumerator`, those
    /// of `yNumerator` and `yDenominator` are equal.
    let xNumerator, xDenominator, yNumerator, yDenominator: [Coordinate]

    /// The image in homogeneous coordinates; a pole goes to the identity.
    func image<Point: CurvePoint>(of point: IsogenousPoint<Coordinate>) -> Point where Point.Coordinate == Coordinate {
        var powers = [Coordinate.one]
        for _ in 1..<yNumerator.count { powers.append(powers[powers.count - 1] * point.xDenominator) }
        let numerator = Self.evaluate(xNumerator, at: point.xNumerator, powers)
        let denominator = Self.evaluate(xDenominator, at: point.xNumerator, powers) * point.xDenominator
        let yFactor = Self.evaluate(yNumerator, at: point.xNumerator, powers) * point.y
        let yDivisor = Self.evaluate(yDenominator, at: point.xNumerator, powers)
        let z = denominator * yDivisor
        if z.isZero { return .neutral }
        return Point(x: numerator * yDivisor, y: yFactor * denominator, z: z)
    }

    /// Σ kᵢ aⁱ bⁿ⁻ⁱ by Horner's rule, n being the degree and `powers` those of b.
    private static func evaluate(_ coefficients: [Coordinate], at a: Coordinate, _ powers: [Coordinate]) -> Coordinate {
        var sum = coefficients[coefficients.count - 1]
        for index in 1..<coefficients.count {
            sum = sum * a + coefficients[coefficients.count - 1 - index] * powers[index]
        }
        return sum
    }
}
