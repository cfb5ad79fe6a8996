public import AccessPolicy
public import Framing
public import Pairing

/// Why an operation of a scheme failed.
public enum SchemeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The key's attributes do not satisfy the policy.
    case policyNotSatisfied
    /// The policy that came with a ciphertext is none, or not in its canonical spelling.
    case malformedPolicy(PolicyError)
    /// The scheme takes each label once in a policy, and this one, compiled, has one twice.
    case repeatedLabel
    /// The key belongs to other public parameters.
    case foreignKey
    /// Bytes that are not the object they should be.
    case malformed(MalformedInput)
    /// A part of an object is not an element of its group.
    case malformedElement(DecodingError)
    /// A delegated key was asked for attributes that the key has not.
    case notASubset
    /// The user's proof of possession does not fit the public key, the authority or the attributes.
    case possessionNotProven
    /// No authority of the parameters has that name, or it does not hand out the attribute.
    case unknownAuthority

    public var description: String {
        switch self {
        case .policyNotSatisfied: "the key's attributes do not satisfy the policy"
        case .malformedPolicy(let error): "the ciphertext's policy is malformed: \(error)"
        case .repeatedLabel: "the scheme does not allow a policy that names an attribute, or a prefix of a number, twice"
        case .foreignKey: "the key belongs to other parameters"
        case .malformed(let error): error.description
        case .malformedElement(let error): error.description
        case .notASubset: "a key can be delegated for attributes that it has, only"
        case .possessionNotProven: "the possession of the user's key is not proven"
        case .unknownAuthority: "no such authority, or not the one that hands out the attribute"
        }
    }
}
