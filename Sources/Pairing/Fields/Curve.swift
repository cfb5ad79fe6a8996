/// The parameter of the curve.
enum Curve {
    /// |z|; z = −|z|.
    static var absoluteZ: UInt64 { 0xd201_0000_0001_0000 }
}
