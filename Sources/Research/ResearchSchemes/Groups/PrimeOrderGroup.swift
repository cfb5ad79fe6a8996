public import AccessPolicy
public import Pairing

/// A group of prime order, written multiplicatively, with the operations that attribute encryption takes of it.
///
/// Operations come in batches, so that a backend can share inversions, or work on several elements in one vector register.
/// A scheme that is generic over its backend pays for one dynamic call in a batch, which is nothing beside a power.
public protocol PrimeOrderGroup<Scalar>: Sendable {
    /// An exponent: an integer modulo the order.
    associatedtype Scalar: Equatable & Sendable
    /// An element of the group, in whatever coordinates suit the backend.
    associatedtype Element: Sendable
    /// An element made ready for many powers, as far as the backend can.
    associatedtype FixedBase: Sendable

    /// Length of an encoded element, in bytes.
    var byteCount: Int { get }
    /// The group's generator; of GT, the pairing of the other two.
    var generator: FixedBase { get }
    /// The neutral element.
    var one: Element { get }

    /// Makes an element ready for many powers: in some backends a table that costs hundreds of products.
    func fixedBase(_ base: Element) -> FixedBase
    /// base^exponentᵢ, constant-time if the backend is.
    func powers(of base: FixedBase, _ exponents: [Scalar]) -> [Element]
    /// baseᵢ^exponentᵢ, constant-time if the backend is. As many exponents as bases.
    func powers(_ bases: [Element], _ exponents: [Scalar]) -> [Element]
    /// ∏ⱼ baseᵢⱼ^exponentᵢⱼ for each i, constant-time if the backend is. All products have as many
    /// terms, at least one.
    func productsOfPowers(_ bases: [[Element]], _ exponents: [[Scalar]]) -> [Element]
    /// base^baseExponentᵢ · baseᵢ^exponentᵢ, constant-time if the backend is.
    func productsOfPowers(
        of base: FixedBase, _ baseExponents: [Scalar], _ bases: [Element], _ exponents: [Scalar]
    ) -> [Element]
    /// ∏ baseᵢ^exponentᵢ for public exponents, at least one. Those that are 1 or −1 cost a multiplication.
    func productOfPowersVariableTime(_ bases: [Element], _ exponents: [Scalar]) -> Element
    /// aᵢ · bᵢ.
    func products(_ a: [Element], _ b: [Element]) -> [Element]
    /// 1/a, which is cheap in every backend: a negated coordinate or a conjugate.
    func inverse(_ a: Element) -> Element
    /// Whether two elements are the same, whatever coordinates they are in.
    func areEqual(_ a: Element, _ b: Element) -> Bool

    /// The elements' encodings, ``byteCount`` bytes each, one after the other.
    func encode(_ elements: [Element]) -> [UInt8]
    /// Reads what ``encode(_:)`` writes, whole elements only; none may be the neutral one.
    ///
    /// - Parameter checkingOrder: whether a point of the curve is checked to be of the group, too. A user's own key was
    ///   when it arrived.
    func decode(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> [Element]
}

extension PrimeOrderGroup {
    public func productsOfPowers(
        of base: FixedBase, _ baseExponents: [Scalar], _ bases: [Element], _ exponents: [Scalar]
    ) -> [Element] {
        products(powers(of: base, baseExponents), powers(bases, exponents))
    }
}

/// The integers modulo the group order.
public protocol ExponentField: ScalarField where Value: Equatable & Sendable {
    /// Length of an encoded scalar, in bytes.
    var byteCount: Int { get }
    /// A uniform scalar, from 64 bytes of `source`.
    func random(using source: inout some RandomNumberGenerator) -> Value
    /// The scalar's encoding, ``byteCount`` bytes.
    func encode(_ scalar: Value) -> [UInt8]
    /// Reads what ``encode(_:)`` writes.
    ///
    /// - Throws: `.wrongLength`, `.notCanonical` for an integer that is not below the order.
    func decode(_ bytes: [UInt8]) throws(DecodingError) -> Value
}

extension ExponentField {
    /// A uniform scalar other than 0.
    func nonZero(using source: inout some RandomNumberGenerator) -> Value {
        while true {
            let scalar = random(using: &source)
            if scalar != zero { return scalar }
        }
    }

    func random(_ count: Int, using source: inout some RandomNumberGenerator) -> [Value] {
        var scalars: [Value] = []
        scalars.reserveCapacity(count)
        for _ in 0..<count { scalars.append(random(using: &source)) }
        return scalars
    }
}
