import CFieldArithmetic

/// A digit between −16 and 16 of a scalar, recoded from six of its bits by Booth's rule: bits b₋₁ b₀ … b₄ stand for
/// b₋₁ + b₀ + 2 b₁ + 4 b₂ + 8 b₃ − 16 b₄. Secret; constant time.
struct BoothDigit: BitwiseCopyable {
    /// 0…16.
    let magnitude: UInt64
    /// All ones for a negative digit, else 0.
    let signMask: UInt64

    @inline(__always)
    init(bits: UInt64) {
        signMask = value_barrier(0 &- (bits >> 5))
        let value = (bits >> 1) &+ (bits & 1) &- ((bits >> 5) << 5)
        magnitude = (value ^ signMask) &- signMask
    }
}
