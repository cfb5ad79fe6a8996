public import AccessPolicy

/// A pairing e: G1 × G2 → GT of groups of one prime order, and a hash to G1: everything that a scheme of this module knows
/// of curves.
///
/// In a symmetric backend (PBC's type A) G1 and G2 are the same group.
public protocol BilinearGroup: Sendable {
    associatedtype Field: ExponentField
    associatedtype G1: PrimeOrderGroup where G1.Scalar == Field.Value
    associatedtype G2: PrimeOrderGroup where G2.Scalar == Field.Value
    associatedtype GT: PrimeOrderGroup where GT.Scalar == Field.Value

    /// Names curve and encodings; goes into the identifier of public parameters.
    var name: String { get }
    var field: Field { get }
    var g1: G1 { get }
    var g2: G2 { get }
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
    public let message: [UInt8]

    public init(domain: [UInt8], message: [UInt8]) {
        self.domain = domain
        self.message = message
    }
}
