/// A random coefficient of one equation in a batch: c₀ + c₁ z², c₀ and c₁ uniform below 2⁶⁴, z the curve's parameter.
///
/// 2¹²⁸ different values modulo r, since c₀ + c₁ z² < 2⁶⁴ + 2⁶⁴ · 2¹²⁸ < r: an equation of the batch that is wrong stays
/// unnoticed with probability at most 2^−128 (Bellare, Garay, Rabin: "Fast batch verification for modular exponentiation
/// and digital signatures", 1998). Written so, because z² is what G1's endomorphism multiplies by, up to sign: a product
/// takes half the doublings of one with a 128-bit number.
public struct BatchCoefficient: BitwiseCopyable, Sendable {
    let low, high: UInt64

    /// A uniform coefficient: two 64-bit words of `source`, which must be unpredictable to whoever made what is
    /// verified.
    public init(using source: inout some RandomNumberGenerator) {
        low = source.next()
        high = source.next()
    }

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The coefficient 1 (c₀ = 1, c₁ = 0): one statement of a batch may have it, as only ratios matter.
    public static let one = BatchCoefficient(low: 1, high: 0)

    /// c₀ + c₁ z².
    public var scalar: Scalar {
        let z = Scalar(Curve.absoluteZ)
        return Scalar(low) + Scalar(high) * (z * z)
    }
}

extension G1 {
    /// Σ coefficientᵢ · pointᵢ; constant time in both. As many coefficients as points; 0 for none.
    public static func sum(_ points: [G1Affine], _ coefficients: [BatchCoefficient]) -> G1 {
        guard LaneMemory.isAvailable && points.count >= smallestLaneSum else {
            return interleavedSum(points.map { G1($0) }, coefficients.map(\.scalar))
        }
        return laneSum(points, coefficients.map { EndomorphismDigits(low: $0.low, high: $0.high) }, bitsPerDigit: 64)
    }
}
