public import Pairing

/// What a span program shares: scalars, or group elements, which are scalars that nobody knows.
///
/// Sharing only adds, negates and takes small multiples, so it works on both alike.
public protocol SharedValues: Sendable {
    /// A scalar or a group element; no operation here may need more than its group's law.
    associatedtype Value

    /// The neutral element of ``sum(_:_:)``.
    var zero: Value { get }
    /// a + b.
    func sum(_ a: Value, _ b: Value) -> Value
    /// −a.
    func negated(_ a: Value) -> Value
    /// factor · a, for a factor that is public.
    func multiple(_ a: Value, _ factor: UInt64) -> Value
}

/// The field in which a span program is solved: the integers modulo a prime group order that is larger than any number of
/// children of a gate.
public protocol ScalarField: SharedValues {
    /// The field's element of a small integer, such as a child's number in a gate.
    func element(_ small: UInt64) -> Value
    /// a · b.
    func product(_ a: Value, _ b: Value) -> Value
    /// 1/a for a ≠ 0.
    func inverse(_ a: Value) -> Value
}

/// The integers modulo the order of BLS12-381's groups. Constant-time.
public struct PairingScalarField: ScalarField {
    /// There is only one such field, and it has no state.
    public init() {}

    /// The scalar 0.
    public var zero: Scalar { .zero }
    /// `small` as a scalar.
    public func element(_ small: UInt64) -> Scalar { Scalar(small) }
    /// a + b modulo r.
    public func sum(_ a: Scalar, _ b: Scalar) -> Scalar { a + b }
    /// −a modulo r.
    public func negated(_ a: Scalar) -> Scalar { -a }
    /// factor · a modulo r.
    public func multiple(_ a: Scalar, _ factor: UInt64) -> Scalar { a * Scalar(factor) }
    /// a · b modulo r.
    public func product(_ a: Scalar, _ b: Scalar) -> Scalar { a * b }
    /// 1/a modulo r, by Fermat; 0 for 0.
    public func inverse(_ a: Scalar) -> Scalar { a.inverse() }
}
