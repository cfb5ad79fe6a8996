import CFieldArithmetic

/// A point (X : Y : Z) of y² = x³ + b in homogeneous coordinates, x = X/Z, y = Y/Z; the identity is (0 : 1 : 0).
///
/// The group law is `curve_formulas.h`'s.
protocol CurvePoint: WindowedGroup {
    associatedtype Coordinate: CurveField
    associatedtype Affine: AffinePoint where Affine.Coordinate == Coordinate

    var x: Coordinate { get set }
    var y: Coordinate { get set }
    var z: Coordinate { get set }

    init(x: Coordinate, y: Coordinate, z: Coordinate)

    func sum(_ other: Self) -> Self
    func sum(affine other: Affine) -> Self
    func twice() -> Self
    /// The product with |z| = 0xd201000000010000, of any point of the curve; variable-time, for public points.
    func timesCurveParameterVariableTime() -> Self
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
}

extension AffinePoint {
    /// All ones for the identity, else 0.
    @inline(__always)
    var identityMask: UInt64 { x.zeroMask & y.zeroMask }

    @inline(__always)
    var isIdentity: Bool { identityMask != 0 }

    var isOnCurve: Bool { isIdentity || y.squared() == x.squared() * x + .curveConstant }
}
