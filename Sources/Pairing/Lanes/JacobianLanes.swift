/// Eight points of y² = x³ + b in Jacobian coordinates, x = X/Z², y = Y/Z³, for chains with a public scalar.
///
/// The formulas are cheaper than the complete ones of ``G1Lanes``, but fail where the points of a sum are equal, opposite
/// or the identity. Z is 0 then, and stays 0 in all that is computed from it: so a chain that ends with Z ≠ 0 is right,
/// and whoever ends one must look.
struct JacobianLanes {
    static var size: Int { 3 }

    let x, y, z: FpLanes

    init(_ memory: inout LaneMemory) {
        x = memory.take()
        y = memory.take()
        z = memory.take()
    }

    func set(_ other: JacobianLanes) {
        x.set(other.x)
        y.set(other.y)
        z.set(other.z)
    }

    /// Room between operations.
    struct Scratch {
        static var size: Int { 11 }

        let t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10: FpLanes

        init(_ memory: inout LaneMemory) {
            t0 = memory.take()
            t1 = memory.take()
            t2 = memory.take()
            t3 = memory.take()
            t4 = memory.take()
            t5 = memory.take()
            t6 = memory.take()
            t7 = memory.take()
            t8 = memory.take()
            t9 = memory.take()
            t10 = memory.take()
        }
    }

    /// self ← 2 self, for a = 0 (Cohen, Miyaji, Ono: "Efficient elliptic curve exponentiation using mixed coordinates",
    /// 1998). Coordinates are below 1026 p before and after, here and in the sum.
    @inline(__always)
    func double(_ scratch: Scratch) {
        let (yy, s, m, mm, t) = (scratch.t0, scratch.t1, scratch.t2, scratch.t3, scratch.t4)
        yy.setSquare(y)
        s.setProduct(x, yy)
        z.setProduct(y, z)
        z.setMultiple(z, 2)
        m.setSquare(x)
        m.setMultiple(m, 3)
        // X = m² − 8 s and Y = m (4 s − X) − 8 y⁴, with s = x y² and 4 s − X = 12 s − m².
        mm.setSquare(m)
        t.setMultiple(s, 8)
        x.setDifference(mm, t)
        t.setMultiple(s, 12)
        t.setDifference(t, mm)
        s.setMultiple(yy, 8)
        y.setDifferenceOfProducts(m, t, s, yy)
    }

    /// self ← self + other, on any curve: add-2007-bl without its factors of 2 (Bernstein, Lange: "Faster addition and
    /// doubling on elliptic curves", 2007).
    @inline(__always)
    func add(_ other: JacobianLanes, _ scratch: Scratch) {
        let (zz1, zz2, u1, u2, s1, s2) = (scratch.t0, scratch.t1, scratch.t2, scratch.t3, scratch.t4, scratch.t5)
        let (h, r, hh, hhh, v) = (scratch.t6, scratch.t7, scratch.t8, scratch.t9, scratch.t10)
        zz1.setSquare(z)
        zz2.setSquare(other.z)
        u1.setProduct(x, zz2)
        u2.setProduct(other.x, zz1)
        s1.setProduct(y, other.z)
        s1.setProduct(s1, zz2)
        s2.setProduct(other.y, z)
        s2.setProduct(s2, zz1)
        h.setDifference(u2, u1)
        r.setDifference(s2, s1)
        hh.setSquare(h)
        hhh.setProduct(hh, h)
        v.setProduct(u1, hh)
        z.setProduct(z, other.z)
        z.setProduct(z, h)
        // X = r² − h³ − 2 v and Y = r (v − X) − s₁ h³, with v − X = 3 v + h³ − r².
        let (rr, t) = (zz1, zz2)
        rr.setSquare(r)
        t.setMultiple(v, 2)
        t.setSum(t, hhh)
        x.setDifference(rr, t)
        t.setSum(t, v)
        t.setDifference(t, rr)
        y.setDifferenceOfProducts(r, t, s1, hhh)
    }

    /// result ← |z| self, z being the curve's parameter. Not the same place.
    func multiplyByCurveParameter(into result: JacobianLanes, _ scratch: Scratch) {
        result.set(self)
        for bit in stride(from: UInt64(62), through: 0, by: -1) {
            result.double(scratch)
            if Curve.absoluteZ >> bit & 1 != 0 { result.add(self, scratch) }
        }
    }

    /// The points in the homogeneous coordinates of ``G1``: (X Z : Y : Z³). The identity where Z is 0.
    func points(_ scratch: Scratch) -> [G1] {
        scratch.t0.setSquare(z)
        scratch.t0.setProduct(scratch.t0, z)
        scratch.t1.setProduct(x, z)
        let (x, y, z) = (scratch.t1.elements(), y.elements(), scratch.t0.elements())
        return (0..<8).map { z[$0].isZero ? .identity : G1(x: x[$0], y: y[$0], z: z[$0]) }
    }
}
