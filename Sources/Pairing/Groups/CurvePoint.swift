import CFieldArithmetic

/// A point (X : Y : Z) of y² = x³ + b in homogeneous coordinates, x = X/Z, y = Y/Z; the identity is (0 : 1 : 0).
///
/// The formulas are those of Renes, Costello, Batina: "Complete addition formulas for prime order elliptic curves"
/// (2016), for a = 0. They hold for every two points, equal, opposite or the identity, as long as the curve has no
/// point of order 2; the orders of both curves here, cofactors included, are odd.
protocol CurvePoint: WindowedGroup {
    associatedtype Coordinate: CurveField
    associatedtype Affine: AffinePoint where Affine.Coordinate == Coordinate

    var x: Coordinate { get set }
    var y: Coordinate { get set }
    var z: Coordinate { get set }

    init(x: Coordinate, y: Coordinate, z: Coordinate)
}

/// A point (x, y), or the identity as (0, 0), which is on no curve here.
protocol AffinePoint: Sendable, Equatable, BitwiseCopyable {
    associatedtype Coordinate: CurveField

    var x: Coordinate { get }
    var y: Coordinate { get }

    init(uncheckedX x: Coordinate, y: Coordinate)
    /// Whether a point of the curve is in the subgroup of order r.
    var isInSubgroup: Bool { get }
}

extension CurvePoint {
    @inline(__always)
    static var neutral: Self { Self(x: .zero, y: .one, z: .zero) }

    @inline(__always)
    init(affinePoint point: Affine) {
        self.init(x: point.x, y: point.y, z: .one)
        assign(.neutral, if: point.identityMask)
    }

    @inline(__always)
    mutating func assign(_ other: Self, if mask: UInt64) {
        x.assign(other.x, if: mask)
        y.assign(other.y, if: mask)
        z.assign(other.z, if: mask)
    }

    @inline(__always)
    func negated() -> Self { Self(x: x, y: -y, z: z) }

    /// Algorithm 7: 12 products.
    @inline(__always)
    func sum(_ other: Self) -> Self {
        let xx = x * other.x
        let yy = y * other.y
        let zz = z * other.z
        let xy = (x + y) * (other.x + other.y) - xx - yy
        let yz = (y + z) * (other.y + other.z) - yy - zz
        let xz = (x + z) * (other.x + other.z) - xx - zz
        return Self.completed(xx: xx, yy: yy, bzz: zz.timesThreeCurveConstant(), xy: xy, yz: yz, xz: xz)
    }

    /// Algorithm 8: 11 products. The identity has no place in it, so it is selected.
    @inline(__always)
    func sum(affine other: Affine) -> Self {
        let xx = x * other.x
        let yy = y * other.y
        let xy = (x + y) * (other.x + other.y) - xx - yy
        let yz = other.y * z + y
        let xz = other.x * z + x
        var sum = Self.completed(xx: xx, yy: yy, bzz: z.timesThreeCurveConstant(), xy: xy, yz: yz, xz: xz)
        sum.assign(self, if: other.identityMask)
        return sum
    }

    /// The common end of Algorithms 7 and 8. xy stands for x1 y2 + x2 y1, and so on.
    @inline(__always)
    private static func completed(
        xx: Coordinate, yy: Coordinate, bzz: Coordinate, xy: Coordinate, yz: Coordinate, xz: Coordinate
    ) -> Self {
        let threeXX = xx + xx + xx
        let plus = yy + bzz
        let minus = yy - bzz
        let bxz = xz.timesThreeCurveConstant()
        return Self(x: xy * minus - yz * bxz, y: minus * plus + bxz * threeXX, z: plus * yz + threeXX * xy)
    }

    /// Algorithm 9: 6 products and 2 squares.
    @inline(__always)
    func twice() -> Self {
        let yy = y.squared()
        let bzz = z.squared().timesThreeCurveConstant()
        let twoYY = yy + yy
        let fourYY = twoYY + twoYY
        let eightYY = fourYY + fourYY
        let difference = yy - (bzz + bzz + bzz)
        let xy = x * y
        let doubledX = difference * xy
        return Self(x: doubledX + doubledX, y: difference * (yy + bzz) + bzz * eightYY, z: eightYY * (y * z))
    }

    func isSamePoint(as other: Self) -> Bool { x * other.z == other.x * z && y * other.z == other.y * z }

    /// One inversion; z = 0 has 0 for its inverse and gives (0, 0).
    func toAffine() -> Affine {
        let inverse = z.inverse()
        return Affine(uncheckedX: x * inverse, y: y * inverse)
    }

    /// Montgomery's trick: one inversion for all. The time shows which points are the identity.
    static func toAffine(batch points: [Self]) -> [Affine] {
        var products: [Coordinate] = []
        products.reserveCapacity(points.count)
        var product = Coordinate.one
        for point in points {
            products.append(product)
            if !point.z.isZero { product = product * point.z }
        }
        var inverse = product.inverse()
        var affine = [Affine](repeating: Affine(uncheckedX: .zero, y: .zero), count: points.count)
        for index in points.indices.reversed() where !points[index].z.isZero {
            let reciprocal = inverse * products[index]
            affine[index] = Affine(uncheckedX: points[index].x * reciprocal, y: points[index].y * reciprocal)
            inverse = inverse * points[index].z
        }
        return affine
    }

    /// The product with |z| = 0xd201000000010000 (variable-time only in this constant).
    func timesCurveParameter() -> Self {
        var result = self
        for bit in stride(from: UInt64(62), through: 0, by: -1) {
            result.double()
            if Curve.absoluteZ >> bit & 1 != 0 { result.combine(self) }
        }
        return result
    }
}

extension AffinePoint {
    /// All ones for the identity, else 0.
    @inline(__always)
    var identityMask: UInt64 { x.zeroMask & y.zeroMask }

    @inline(__always)
    var isIdentity: Bool { identityMask != 0 }

    var isOnCurve: Bool { isIdentity || y.squared() == x.squared() * x + .curveConstant }
}

/// The parameter of the curve.
enum Curve {
    /// |z|; z = −|z|.
    static var absoluteZ: UInt64 { 0xd201_0000_0001_0000 }
}
