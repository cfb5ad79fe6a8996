public import AccessPolicy
public import Pairing

/// Waters: Ciphertext-Policy Attribute-Based Encryption: An Expressive, Efficient, and Provably Secure Realization, PKC
/// 2011, §3, with a hash in place of the group element of each attribute (large universe) and in a Type-3 group:
/// selectively secure under the decisional parallel bilinear Diffie–Hellman exponent assumption, with a random oracle.
///
/// Each row has its own r_i, so an attribute may stand on several rows.
public struct Waters11<Group: BilinearGroup>: ResearchScheme {
    public static var name: SchemeName { .waters11 }

    /// The backend that every function computes in.
    public let group: Group
    private let hash = AttributeHash(.waters11)

    /// The scheme over a backend; it keeps no state.
    public init(_ group: Group) { self.group = group }

    /// e(g1, g2)^α, g1^a; α, a.
    public static func setupShape(context: [UInt8]) -> (parameters: ElementCount, masterKey: ElementCount)? {
        context.isEmpty ? (ElementCount(gt: 1, g1: 1), ElementCount(scalars: 2)) : nil
    }

    /// K = g2^{α + at}, L = g2^t; K_x = H(x)^t.
    public static var keyShape: KeyShape {
        KeyShape(common: ElementCount(g2: 2), perLabel: ElementCount(g1: 1))
    }

    /// D_i = g2^{r_i}; C′ = g1^s, C_i = g1^{aλ_i} · H(π(i))^{−r_i}.
    public static func ciphertextShape(_ program: SpanProgram) -> ElementCount {
        ElementCount(g2: program.rowCount, g1: program.rowCount + 1)
    }

    public func setupElements(
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) -> (parameters: GroupElements<Group>, masterKey: GroupElements<Group>) {
        let (alpha, a) = (group.field.nonZero(using: &source), group.field.nonZero(using: &source))
        return (
            GroupElements(
                gt: group.gt.powers(of: group.gt.generator, [alpha]), g1: group.g1.powers(of: group.g1.generator, [a])),
            GroupElements(scalars: [alpha, a])
        )
    }

    public func keyElements(
        _ masterKey: SchemeMasterKey<Group>, _ parameters: SchemeParameters<Group>, labels: [AttributeLabel],
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> KeyElements<Group> {
        let (field, g2) = (group.field, group.g2)
        let (alpha, a) = (masterKey.elements.scalars[0], masterKey.elements.scalars[1])
        let t = field.nonZero(using: &source)
        return KeyElements(
            common: GroupElements(g2: g2.powers(of: g2.generator, [field.sum(alpha, field.product(a, t)), t])),
            g1: [group.g1.powers(group.hashToG1(hash.inputs(labels)), labels.map { _ in t })])
    }

    public func ciphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element) {
        let (field, g1, g2) = (group.field, group.g1, group.g2)
        let s = field.random(using: &source)
        let lambda = shares(of: s, over: program, using: &source)
        let r = field.random(program.rowCount, using: &source)
        let (labels, place) = AttributeHash.distinct(program)
        let hashes = group.hashToG1(hash.inputs(labels))
        let rows = g1.productsOfPowers(
            of: parameters.g1[0], lambda, place.map { hashes[$0] }, r.map(field.negated))
        return (
            GroupElements(
                g2: g2.powers(of: g2.generator, r), g1: g1.powers(of: g1.generator, [s]) + rows),
            group.gt.powers(of: parameters.gt[0], [s])[0]
        )
    }

    /// e(C′, K) / (e(∏ C_i^{ω_i}, L) · ∏ e(K_{π(i)}^{ω_i}, D_i)).
    public func sharedValue(
        _ ciphertext: EncodedElements<Group>, _ program: SpanProgram, _ used: UsedRows<Group.Field.Value>,
        with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(DecodingError) -> Group.GT.Element {
        let g1 = group.g1
        let common = try key.common()
        let labelPoints = try key.elements(at: used.places).g1[0]
        let points = try ciphertext.g1([0] + used.rows.map { $0 + 1 })
        let rows = g1.productOfPowersVariableTime(Array(points.dropFirst()), used.coefficients)
        let weighted = weightedPoints(labelPoints, used.coefficients)
        return group.productOfPairings(
            [points[0], g1.inverse(rows)] + weighted.map(g1.inverse), common.g2 + (try ciphertext.g2(used.rows)))
    }

    public static var costs: SchemeCosts {
        SchemeCosts(
            setup: [.gtFixedBasePower: 1, .g1FixedBasePower: 1],
            keyGeneration: [.hash: .attributes, .g1Power: .attributes, .g2FixedBasePower: 2],
            encapsulation: [
                .hash: .distinctLabels, .g1Power: .rows, .g1FixedBasePower: .rows + 1, .g1Multiplication: .rows,
                .g2FixedBasePower: .rows, .gtFixedBasePower: 1,
            ],
            decapsulation: [
                .g1Decoding: 2 * .usedRows + 1, .g2Decoding: .usedRows + 2, .g1Power: 2 * .weightedRows,
                .g1Multiplication: .usedRows - 1, .pairing: .usedRows + 2, .finalExponentiation: 1,
            ],
            parametersSize: [.gt: 1, .g1: 1], keySize: [.g1: .attributes, .g2: 2],
            ciphertextSize: [.g1: .rows + 1, .g2: .rows])
    }
}
