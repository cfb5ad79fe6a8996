public import AccessPolicy
public import Framing
import Pairing
public import Cryptography

/// A user's secret key for a set of attributes: sk1_u = H(u)^r for each label u, sk2 = g1^α · H0^r, sk3 = g2^r.
public struct AttributeKey: ~Copyable, Sendable {
    /// The attributes that the key proves, the epoch among them.
    public let attributes: AttributeSet

    /// SHA-256 of sk3 as encoded, 32 bytes: names the key among others, for r is fresh in each.
    public let identifier: [UInt8]

    /// ``PublicParameters/identifier`` of the authority's parameters that the key belongs to.
    public let parametersIdentifier: [UInt8]

    /// The labels of the attributes, in the order of the key's points.
    let labels: [AttributeLabel]

    /// sk2 compressed, sk3 compressed, then each sk1_u compressed; behind those of ``labels`` the points of attributes that
    /// this version does not know, which are kept and never used.
    private let points: SecretBytes

    /// Version and scheme.
    private static let prefix: [UInt8] = [FormatVersion.byte, 1]

    init(
        attributes: AttributeSet, labels: [AttributeLabel], parametersIdentifier: [UInt8],
        sk1: [G1Affine], sk2: G1Affine, sk3: G2Affine
    ) {
        precondition(attributes.unrecognized.isEmpty, "no point can be made for an attribute of an unknown kind")
        self.attributes = attributes
        self.labels = labels
        self.parametersIdentifier = parametersIdentifier
        identifier = SHA256.hash(sk3.compressed)
        var bytes = sk2.compressed + sk3.compressed
        bytes.reserveCapacity(144 + 48 * sk1.count)
        for point in sk1 { bytes += point.compressed }
        points = SecretBytes(copying: bytes)
        wipe(&bytes)
    }

    /// Reads an encoded key. The points are checked one by one when they are used, and all of them by
    /// ``verify(_:)``, which a receiver calls before it keeps a key.
    public init(encoded secret: borrowing SecretBytes) throws(MalformedInput) {
        var reader = SecretReader(secret)
        try reader.expect(Self.prefix, "a FABEO key of the present version")
        let parametersIdentifier = try reader.raw(32, "identifier of the parameters")
        let attributes = try AttributeSet(
            encoded: try reader.framed(atMost: AttributeSet.maximumEncodedLength, "the attributes"))
        let labels = attributes.labels
        let points = try reader.rawSecret(
            144 + 48 * (labels.count + attributes.unrecognizedLabelCount), "the points of the key")
        try reader.finish()
        self.attributes = attributes
        self.labels = labels
        self.parametersIdentifier = parametersIdentifier
        var sk3 = points.slice(48..<144).revealed()
        identifier = SHA256.hash(sk3)
        wipe(&sk3)
        self.points = points
    }

    /// Version `u8` = `FormatVersion`, scheme `u8` = 1 (FABEO), ``parametersIdentifier`` (32 bytes), the attributes' encoding framed,
    /// sk2 (48), sk3 (96), then sk1_u (48 each) in the order of the attributes' labels.
    public borrowing func encoded() -> SecretBytes {
        var writer = ByteWriter()
        writer.raw(Self.prefix)
        writer.raw(parametersIdentifier)
        writer.framed(attributes.encoded)
        return SecretBytes.concatenating(SecretBytes(copying: writer.bytes), points)
    }

    /// sk2 and sk3. Decryption leaves out the check of the subgroup, which ``verify(_:)`` makes when a key arrives.
    borrowing func commonPoints(checkingSubgroup: Bool) throws(DecodingError) -> (sk2: G1Affine, sk3: G2Affine) {
        var bytes = points.revealed()
        var (sk2, sk3) = (Array(bytes[..<48]), Array(bytes[48..<144]))
        defer {
            wipe(&bytes)
            wipe(&sk2)
            wipe(&sk3)
        }
        return checkingSubgroup
            ? (try G1Affine(compressed: sk2), try G2Affine(compressed: sk3))
            : (try G1Affine(uncheckedSubgroupCompressed: sk2), try G2Affine(uncheckedSubgroupCompressed: sk3))
    }

    /// sk1_u for the labels at these places of ``labels``; likewise.
    borrowing func attributePoints(at indices: [Int], checkingSubgroup: Bool) throws(DecodingError) -> [G1Affine] {
        var bytes = points.revealed()
        var encodings = indices.map { Array(bytes[144 + 48 * $0..<192 + 48 * $0]) }
        defer {
            wipe(&bytes)
            for index in encodings.indices { wipe(&encodings[index]) }
        }
        return checkingSubgroup
            ? try G1Affine.batch(compressed: encodings)
            : try G1Affine.batch(uncheckedSubgroupCompressed: encodings)
    }

    /// Whether this key opens what is sealed under `policy`, as far as attributes go.
    public borrowing func satisfies(_ policy: Policy) -> Bool { policy.isSatisfied(by: attributes) }

    /// Checks a received key against the authority's parameters, so that a faulty or substituted key is refused when it
    /// arrives and not when a record is needed: e(sk2, g2) = e^α · e(H0, sk3) and e(sk1_u, g2) = e(H(u), sk3) for
    /// every u that this version knows, as one equation under random coefficients of 128 bits.
    ///
    /// - Returns: whether all of it holds; a wrong key passes with probability at most 2^−128.
    public borrowing func verify(_ parameters: PublicParameters) -> Bool {
        var system = SystemRandomNumberGenerator()
        guard parametersIdentifier == parameters.identifier, let (sk2, sk3) = try? commonPoints(checkingSubgroup: true),
            let sk1 = try? attributePoints(at: Array(labels.indices), checkingSubgroup: true)
        else { return false }
        let coefficients = [.one] + sk1.map { _ in BatchCoefficient(using: &system) }
        let left = G1.sum([sk2] + sk1, coefficients)
        let right = G1.sum([HashDomain.h0Point] + HashDomain.points(of: labels), coefficients)
        return productOfPairings([(left.affine, G2.generator.affine), ((-right).affine, sk3)]) == parameters.blinding
    }
}
