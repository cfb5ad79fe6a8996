public import AccessPolicy
import Framing
public import Cryptography

/// One authority of RW15, with its secrets.
public struct IndependentAuthority<Group: BilinearGroup>: Sendable {
    /// θ, by which an ``AuthorityDirectory`` knows it.
    public let name: String
    /// e(g1, g2)^{α_θ} and g2^{y_θ}.
    public let publicElements: GroupElements<Group>
    /// α_θ and y_θ.
    let secrets: (alpha: Group.Field.Value, y: Group.Field.Value)
}

/// A user's proof to an authority that the public key behind gid is theirs, for one request.
public struct PossessionProof: Sendable {
    /// The key whose hash is gid.
    public let publicKey: Ed25519.PublicKey
    /// Of frame("MEDSEAL-V1-RW15-POSSESSION", authority, attributes, challenge).
    public let signature: [UInt8]

    /// - Parameter challenge: what the authority has just drawn for this request.
    public init(
        _ key: borrowing Ed25519.PrivateKey, authority: String, attributes: AttributeSet, challenge: [UInt8]
    ) {
        publicKey = key.publicKey
        signature = key.sign(Self.statement(authority, attributes, challenge))
    }

    func holds(_ authority: String, _ attributes: AttributeSet, _ challenge: [UInt8]) -> Bool {
        publicKey.verify(signature, of: Self.statement(authority, attributes, challenge))
    }

    private static func statement(_ authority: String, _ attributes: AttributeSet, _ challenge: [UInt8]) -> [UInt8] {
        frame(Array(utf8: "MEDSEAL-V1-RW15-POSSESSION"), Array(utf8: authority), attributes.encoded, challenge)
    }
}

/// What one authority of RW15 issued to a user.
public struct PartialKey<Group: BilinearGroup>: Sendable {
    /// The key whose hash is gid.
    public let publicKey: Ed25519.PublicKey
    /// All of this one authority.
    public let attributes: AttributeSet
    let elements: KeyElements<Group>
}

extension RW15 {
    /// AuthSetup of one authority, which needs no other.
    public func authoritySetup(
        _ name: String, using source: inout some RandomNumberGenerator
    ) -> IndependentAuthority<Group> {
        let (alpha, y) = (group.field.nonZero(using: &source), group.field.nonZero(using: &source))
        let publicElements = GroupElements<Group>(
            gt: group.gt.powers(of: group.gt.generator, [alpha]), g2: group.g2.powers(of: group.g2.generator, [y]))
        return IndependentAuthority(name: name, publicElements: publicElements, secrets: (alpha, y))
    }

    /// The parameters of several authorities, for whoever encrypts to attributes of them.
    ///
    /// - Throws: `.unknownAuthority` unless the names are fit for an ``AuthorityDirectory``.
    public func parameters(
        of authorities: [(name: String, publicElements: GroupElements<Group>)]
    ) throws(SchemeError) -> SchemeParameters<Group> {
        guard let directory = AuthorityDirectory(names: authorities.map(\.name)) else { throw .unknownAuthority }
        let elements = GroupElements<Group>(
            gt: authorities.flatMap(\.publicElements.gt), g2: authorities.flatMap(\.publicElements.g2))
        return SchemeParameters(Self.name, context: directory.context, elements, in: group)
    }

    /// KeyGen of one authority, for attributes of its own.
    ///
    /// - Throws: `.possessionNotProven`; `.unknownAuthority` if an attribute is another authority's.
    public func issue(
        _ authority: IndependentAuthority<Group>, _ directory: AuthorityDirectory, attributes: AttributeSet,
        _ proof: PossessionProof, challenge: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> PartialKey<Group> {
        guard proof.holds(authority.name, attributes, challenge) else { throw .possessionNotProven }
        let labels = attributes.labels
        guard let place = directory.names.firstIndex(of: authority.name),
            labels.allSatisfy({ directory.authority(of: $0) == place })
        else { throw .unknownAuthority }
        let elements = keyElements(
            labels, labels.map { _ in place }, directory, [place: authority.secrets], publicKey: proof.publicKey.bytes,
            using: &source)
        return PartialKey(publicKey: proof.publicKey, attributes: attributes, elements: elements)
    }

    /// What several authorities issued to one user, as one key.
    ///
    /// - Throws: `.foreignKey` if they are not of one public key; `.malformedPolicy` if the attributes together are none
    ///   that a user can have.
    public func combine(
        _ parts: [PartialKey<Group>], _ parameters: SchemeParameters<Group>
    ) throws(SchemeError) -> UserKey<Group> {
        guard let publicKey = parts.first?.publicKey, parts.allSatisfy({ $0.publicKey == publicKey }) else {
            throw .foreignKey
        }
        let attributes: AttributeSet
        do { attributes = try AttributeSet(parts.flatMap(\.attributes.attributes)) } catch { throw .malformedPolicy(error) }
        var elements: [AttributeLabel: (Group.G1.Element, Group.G2.Element)] = [:]
        for part in parts {
            for (index, label) in part.attributes.labels.enumerated() {
                elements[label] = (part.elements.g1[0][index], part.elements.g2[0][index])
            }
        }
        let ordered = attributes.labels.compactMap { elements[$0] }
        return userKey(
            attributes, publicKey.bytes, KeyElements(g1: [ordered.map(\.0)], g2: [ordered.map(\.1)]), parameters)
    }
}
