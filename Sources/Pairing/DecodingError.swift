/// Why bytes were refused as a field element, a point or a GT element.
public enum DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The encoding has another length, in bytes.
    case wrongLength(expected: Int, got: Int)
    /// A field element is not below its modulus, or the identity is written with other than zero bits.
    case notCanonical
    /// The three flag bits are not those of this encoding.
    case badFlags
    /// No point of the curve has this coordinate, or these coordinates.
    case notOnCurve
    /// On the curve, but not in the subgroup of order r.
    case notInSubgroup
    /// The identity, where it is not allowed.
    case identity
    /// An element of Fp12 whose order is not r.
    case wrongOrder

    public var description: String {
        switch self {
        case .wrongLength(let expected, let got): "the encoding is \(got) bytes long instead of \(expected)"
        case .notCanonical: "the encoding is not canonical"
        case .badFlags: "the flag bits do not fit the encoding"
        case .notOnCurve: "the point is not on the curve"
        case .notInSubgroup: "the point is not in the subgroup of prime order"
        case .identity: "the identity is not allowed here"
        case .wrongOrder: "the element does not have the prime order of the group"
        }
    }
}
