/// 64-bit limbs in big-endian byte strings.
extension Array where Element == UInt8 {
    /// The eight bytes at `offset` as an integer. The caller has checked the length.
    @inline(__always)
    func limb(at offset: Int) -> UInt64 {
        var limb: UInt64 = 0
        for index in offset..<offset + 8 { limb = limb << 8 | UInt64(self[index]) }
        return limb
    }

    /// Appends the eight bytes of `limb`.
    @inline(__always)
    mutating func append(limb: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: limb >> shift)) }
    }
}
