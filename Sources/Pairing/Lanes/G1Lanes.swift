/// Eight points of G1 in homogeneous coordinates; see ``CurvePoint``.
///
/// The same complete formulas (Renes, Costello, Batina 2016, a = 0, 3 b = 12), in three-operand form. The formulas
/// give coordinates below 3 p and want them below 1024 p.
struct G1Lanes {
    /// How many ``FpLanes`` a point takes.
    static var size: Int { 3 }

    let x, y, z: FpLanes

    /// The point whose coordinates are three lanes in a row.
    init(at first: FpLanes) {
        x = first
        y = first.advanced(by: 1)
        z = first.advanced(by: 2)
    }

    func set(_ other: G1Lanes) {
        x.set(other.x)
        y.set(other.y)
        z.set(other.z)
    }

    /// The identity in every lane.
    func setNeutral() {
        x.set(Fp.zero)
        y.set(Fp.one)
        z.set(Fp.zero)
    }

    /// Lane k is `points[start + k]`.
    func set(_ points: [G1], from start: Int) {
        x.set(points, from: start, \.x)
        y.set(points, from: start, \.y)
        z.set(points, from: start, \.z)
    }

    func points() -> [G1] {
        let (x, y, z) = (x.elements(), y.elements(), z.elements())
        return (0..<8).map { G1(x: x[$0], y: y[$0], z: z[$0]) }
    }
}

/// The formulas with the room that they want between operations.
struct G1LaneFormulas {
    private let zero, t0, t1, t2, t3, t4, t5: FpLanes

    /// How many ``FpLanes`` the room takes.
    static var size: Int { 7 }

    init(_ memory: inout LaneMemory) {
        zero = memory.take()
        t0 = memory.take()
        t1 = memory.take()
        t2 = memory.take()
        t3 = memory.take()
        t4 = memory.take()
        t5 = memory.take()
        zero.set(Fp.zero)
    }

    /// p ← 2 p, Algorithm 9.
    @inline(__always)
    func double(_ p: G1Lanes) {
        t0.setSquare(p.y)
        t1.setProduct(p.y, p.z)
        t2.setSquare(p.z)
        t5.setProduct(p.x, p.y)
        p.z.setMultiple(t0, 8)
        t3.setMultiple(t2, 12)
        t4.setMultiple(t2, 36)
        p.x.setSum(t0, t3)
        t0.setDifference(t0, t4)
        p.y.setSumOfProducts(t0, p.x, t3, p.z)
        p.z.setProduct(t1, p.z)
        p.x.setProduct(t0, t5)
        p.x.setMultiple(p.x, 2)
    }

    /// p ← p + q, Algorithm 7. p and q may be the same point, but not the same place.
    @inline(__always)
    func add(_ q: G1Lanes, to p: G1Lanes) {
        t3.setSum(p.x, p.y)
        t4.setSum(q.x, q.y)
        t3.setProduct(t3, t4)
        t4.setSum(p.y, p.z)
        t5.setSum(q.y, q.z)
        t4.setProduct(t4, t5)
        t5.setSum(p.x, p.z)
        t0.setSum(q.x, q.z)
        t5.setProduct(t5, t0)
        t0.setProduct(p.x, q.x)
        t1.setProduct(p.y, q.y)
        t2.setProduct(p.z, q.z)
        // t3 = x₁ y₂ + x₂ y₁, t4 = −(y₁ z₂ + y₂ z₁), t5 = 12 (x₁ z₂ + x₂ z₁): below 1026 p, t5 below 12 times as much.
        p.x.setSum(t0, t1)
        t3.setDifference(t3, p.x)
        p.x.setSum(t1, t2)
        t4.setDifference(p.x, t4)
        p.x.setSum(t0, t2)
        t5.setDifference(t5, p.x)
        t5.setMultiple(t5, 12)
        t0.setMultiple(t0, 3)
        t2.setMultiple(t2, 12)
        p.z.setSum(t1, t2)
        t1.setDifference(t1, t2)
        p.x.setSumOfProducts(t3, t1, t4, t5)
        p.y.setSumOfProducts(t5, t0, t1, p.z)
        p.z.setDifferenceOfProducts(t0, t3, p.z, t4)
    }

    /// a ← −a where the mask's bit is 1; constant time in the mask.
    @inline(__always)
    func negate(_ a: FpLanes, mask: UInt8) {
        t0.setDifference(zero, a)
        a.setSelection(a, t0, mask: mask)
    }
}
