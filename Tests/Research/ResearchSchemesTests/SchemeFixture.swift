import AccessPolicy
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

/// One scheme over one backend, with an authority.
struct SchemeFixture<Scheme: ResearchScheme> {
    let scheme: Scheme
    let authority: SchemeAuthority<Scheme.Group>

    init(_ scheme: Scheme, seed: UInt64 = 1) {
        self.scheme = scheme
        var source = SeededGenerator(seed)
        authority = scheme.setup(using: &source)
    }

    func key(_ attributes: [String]) throws -> UserKey<Scheme.Group> {
        var system = SystemRandomNumberGenerator()
        return try scheme.keyGeneration(authority, attributes: try AttributeSet(parsing: attributes), using: &system)
    }

    func encapsulate(_ policy: String) throws -> SchemeEncapsulation {
        var system = SystemRandomNumberGenerator()
        return try scheme.encapsulate(to: try Policy(parsing: policy), authority.parameters, using: &system)
    }

    /// The key that a user gets out of a ciphertext.
    func open(
        _ ciphertext: [UInt8], _ policy: String, with key: borrowing UserKey<Scheme.Group>
    ) throws -> [UInt8] {
        try scheme.decapsulate(
            ciphertext, policy: try Policy(parsing: policy).canonicalBytes, with: key, authority.parameters
        ).revealed()
    }
}

extension SchemeName {
    /// The scheme over BLS12-381. Tests have names for arguments, since a failure prints what it was called with.
    var underTest: any ResearchScheme<BLS12381> { scheme(over: BLS12381()) }
}
