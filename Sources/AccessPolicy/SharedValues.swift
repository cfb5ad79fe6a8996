public import Pairing

/// What a span program shares: scalars, or group elements, which are scalars that nobody knows.
///
/// Sharing only adds, negates and takes small multiples, so it works on both alike.
public protocol SharedValues: Sendable {
    associatedtype Value

    var zero: Value { get }
    func sum(_ a: Value, _ b: Value) -> Value
    func negated(_ a: Value) -> Value
    /// factor · a, for a factor that is public.
    func multiple(_ a: Value, _ factor: UInt64) -> Value
}

/// The field in which a span program is solved: the integers modulo a prime group order that is larger than any number of
/// children of a gate.
public protocol ScalarField: SharedValues {
    func element(_ small: UInt64) -> Value
    func product(_ a: Value, _ b: Value) -> Value
    /// 1/a for a ≠ 0.
    func inverse(_ a: Value) -> Value
}

/// The integers modulo the order of BLS12-381's groups. Constant-time.
public struct PairingScalarField: ScalarField {
    public init() {}

    public var zero: Scalar { .zero }
    public func element(_ small: UInt64) -> Scalar { Scalar(small) }
    public func sum(_ a: Scalar, _ b: Scalar) -> Scalar { a + b }
    public func negated(_ a: Scalar) -> Scalar { -a }
    public func multiple(_ a: Scalar, _ factor: UInt64) -> Scalar { a * Scalar(factor) }
    public func product(_ a: Scalar, _ b: Scalar) -> Scalar { a * b }
    public func inverse(_ a: Scalar) -> Scalar { a.inverse() }
}
