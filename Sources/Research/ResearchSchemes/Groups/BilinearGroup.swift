public import AccessPolicy

/// A pairing e: G1 × G2 → GT of groups of one prime order, and a hash to G1: everything that a scheme of this module knows
/// of curves.
///
/// In a symmetric backend (PBC's type A) G1 and G2 are the same group.
public protocol BilinearGroup: Sendable {
    /// The integers modulo the groups' order.
    associatedtype Field: ExponentField
    /// Where attributes are hashed to: the group with the shorter elements.
    associatedtype G1: PrimeOrderGroup where G1.Scalar == Field.Value
    /// The pairing's other source; the same as G1 in a symmetric backend.
    associatedtype G2: PrimeOrderGroup where G2.Scalar == Field.Value
    /// The pairing's target, with an element of full order as its generator.
    associatedtype GT: PrimeOrderGroup where GT.Scalar == Field.Value

    /// Names curve and encodings; goes into the identifier of public parameters.
    var name: String { get }
    /// The exponents of all three groups.
    var field: Field { get }
    /// The pairing's first argument.
    var g1: G1 { get }
    /// The pairing's second argument.
    var g2: G2 { get }
    /// The pairing's values.
    var gt: GT { get }

    /// Points of G1 of unknown logarithm. Variable-time: what is hashed is public.
    func hashToG1(_ inputs: [HashInput]) -> [G1.Element]
    /// ∏ e(firstᵢ, secondᵢ), with one final exponentiation. As many of one as of the other.
    func productOfPairings(_ first: [G1.Element], _ second: [G2.Element]) -> GT.Element
}

/// What is hashed to G1: a message under the domain of one role in one scheme.
public struct HashInput: Hashable, Sendable {
    /// Begins the backend's domain separation tag: `MEDSEAL-V1-WATERS11-ATTRIBUTE_`.
    public let domain: [UInt8]
    /// What the role is about: a label's bytes, say. Any length.
    public let message: [UInt8]

    /// A message for one role; the backend appends its suite to the domain.
    public init(domain: [UInt8], message: [UInt8]) {
        self.domain = domain
        self.message = message
    }
}
