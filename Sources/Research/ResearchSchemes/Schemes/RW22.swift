public import AccessPolicy
public import Pairing

/// FABEO, ciphertext-policy, for policies that use an attribute more than once (Riepel, Wee: FABEO: Fast Attribute-Based
/// Encryption with Optimal Security, CCS 2022, Figure 3 with the multi-use extension of §5): adaptively secure in the
/// generic group and random oracle models.
///
/// The same elements as the engine's, which makes this one comparable with it and with the other schemes.
public struct RW22<Group: BilinearGroup>: ResearchScheme {
    public static var name: SchemeName { .fabeo }

    /// The backend that every function computes in.
    public let group: Group
    private let hash = AttributeHash(.fabeo)
    /// H0, hashed once.
    private let h0: Group.G1.FixedBase

    /// The scheme over a backend; hashes H0 once.
    public init(_ group: Group) {
        self.group = group
        h0 = group.g1.fixedBase(group.hashToG1([hash.input(role: "H0", [])])[0])
    }

    /// e(g1, g2)^α; α.
    public static func setupShape(context: [UInt8]) -> (parameters: ElementCount, masterKey: ElementCount)? {
        context.isEmpty ? (ElementCount(gt: 1), ElementCount(scalars: 1)) : nil
    }

    /// sk3 = g2^r, sk2 = g1^α · H0^r; sk1_u = H(u)^r.
    public static var keyShape: KeyShape {
        KeyShape(common: ElementCount(g2: 1, g1: 1), perLabel: ElementCount(g1: 1))
    }

    /// g2^s, g2^{s′_j}; H0^{λ_i} · H(π(i))^{s′_ρ(i)}.
    public static func ciphertextShape(_ program: SpanProgram) -> ElementCount {
        ElementCount(g2: 1 + program.maximumOccurrence, g1: program.rowCount)
    }

    public func setupElements(
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) -> (parameters: GroupElements<Group>, masterKey: GroupElements<Group>) {
        let alpha = group.field.nonZero(using: &source)
        return (
            GroupElements(gt: group.gt.powers(of: group.gt.generator, [alpha])), GroupElements(scalars: [alpha])
        )
    }

    public func keyElements(
        _ masterKey: SchemeMasterKey<Group>, _ parameters: SchemeParameters<Group>, labels: [AttributeLabel],
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> KeyElements<Group> {
        let (g1, g2) = (group.g1, group.g2)
        let r = group.field.nonZero(using: &source)
        let sk1 = g1.powers(group.hashToG1(hash.inputs(labels)), labels.map { _ in r })
        let sk2 = g1.products(g1.powers(of: g1.generator, masterKey.elements.scalars), g1.powers(of: h0, [r]))
        return KeyElements(common: GroupElements(g2: g2.powers(of: g2.generator, [r]), g1: sk2), g1: [sk1])
    }

    public func ciphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element) {
        let (g1, g2) = (group.g1, group.g2)
        let s = group.field.random(using: &source)
        let lambda = shares(of: s, over: program, using: &source)
        let sPrime = group.field.random(program.maximumOccurrence, using: &source)
        let (labels, place) = AttributeHash.distinct(program)
        let hashes = group.hashToG1(hash.inputs(labels))
        let rows = g1.productsOfPowers(
            of: h0, lambda, place.map { hashes[$0] }, program.occurrences.map { sPrime[$0] })
        return (
            GroupElements(g2: g2.powers(of: g2.generator, [s] + sPrime), g1: rows),
            group.gt.powers(of: parameters.gt[0], [s])[0]
        )
    }

    /// e(sk2, ct1) · ∏_j e(∏_{ρ(i)=j} sk1_{π(i)}^{ω_i}, ct2_j) / e(∏ ct3_i^{ω_i}, sk3).
    public func sharedValue(
        _ ciphertext: EncodedElements<Group>, _ program: SpanProgram, _ used: UsedRows<Group.Field.Value>,
        with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(DecodingError) -> Group.GT.Element {
        let g1 = group.g1
        let common = try key.common()
        let sk1 = try key.elements(at: used.places).g1[0]
        let occurrences = Set(used.rows.map { program.occurrences[$0] }).sorted()
        var first = common.g1
        for occurrence in occurrences {
            let members = used.rows.indices.filter { program.occurrences[used.rows[$0]] == occurrence }
            first.append(
                g1.productOfPowersVariableTime(members.map { sk1[$0] }, members.map { used.coefficients[$0] }))
        }
        let rows = g1.productOfPowersVariableTime(try ciphertext.g1(used.rows), used.coefficients)
        return group.productOfPairings(
            first + [g1.inverse(rows)], try ciphertext.g2([0] + occurrences.map { $0 + 1 }) + common.g2)
    }

    public static var costs: SchemeCosts {
        SchemeCosts(
            setup: [.gtFixedBasePower: 1],
            keyGeneration: [
                .hash: .attributes, .g1Power: .attributes, .g1FixedBasePower: 2, .g1Multiplication: 1, .g2FixedBasePower: 1,
            ],
            encapsulation: [
                .hash: .distinctLabels, .g1Power: .rows, .g1FixedBasePower: .rows, .g1Multiplication: .rows,
                .g2FixedBasePower: .occurrences + 1, .gtFixedBasePower: 1,
            ],
            decapsulation: [
                .g1Decoding: 2 * .usedRows + 1, .g2Decoding: .usedOccurrences + 2, .g1Power: 2 * .weightedRows,
                .g1Multiplication: 2 * .usedRows - .usedOccurrences - 1, .pairing: .usedOccurrences + 2,
                .finalExponentiation: 1,
            ],
            parametersSize: [.gt: 1], keySize: [.g1: .attributes + 1, .g2: 1],
            ciphertextSize: [.g1: .rows, .g2: .occurrences + 1])
    }
}
