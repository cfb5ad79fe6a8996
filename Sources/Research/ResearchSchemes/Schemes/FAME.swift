public import AccessPolicy
import Framing
public import Pairing

/// Agrawal, Chase: FAME: Fast Attribute-based Message Encryption, CCS 2017, Figure 3 (AC17, for k = 2): adaptively secure
/// under the decisional linear assumption, with a random oracle.
///
/// Where the paper hashes the strings `xℓt` and `0jℓt`, labels and columns have domains of their own here, and the
/// message is framed, so no attribute is spelt like a column.
///
/// Each label may stand on one row only: rows with one label have one mask, and the quotient of two is without it. In
/// `a and (a or b)` that lets {b} open. A policy that repeats a label, prefixes of numbers included, is refused.
public struct FAME<Group: BilinearGroup>: ResearchScheme {
    public static var name: SchemeName { .fame }

    /// The backend that every function computes in.
    public let group: Group
    private let hash = AttributeHash(.fame)

    /// The scheme over a backend; it keeps no state.
    public init(_ group: Group) { self.group = group }

    /// T_t = e(g1, g2)^{d_t a_t + d_3}, H_t = g2^{a_t}; a1, a2, b1, b2, d1, d2, d3.
    public static func setupShape(context: [UInt8]) -> (parameters: ElementCount, masterKey: ElementCount)? {
        context.isEmpty ? (ElementCount(gt: 2, g2: 2), ElementCount(scalars: 7)) : nil
    }

    /// sk0 = (g2^{b1 r1}, g2^{b2 r2}, g2^{r1+r2}), sk′ (three of G1); sk_y (three of G1).
    public static var keyShape: KeyShape {
        KeyShape(common: ElementCount(g2: 3, g1: 3), perLabel: ElementCount(g1: 3))
    }

    /// ct0 = (H1^{s1}, H2^{s2}, g2^{s1+s2}); ct_{i,ℓ} for ℓ = 1, 2, 3 of each row.
    public static func ciphertextShape(_ program: SpanProgram) -> ElementCount {
        ElementCount(g2: 3, g1: 3 * program.rowCount)
    }

    public func setupElements(
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) -> (parameters: GroupElements<Group>, masterKey: GroupElements<Group>) {
        let field = group.field
        var scalars: [Group.Field.Value] = []
        for _ in 0..<7 { scalars.append(field.nonZero(using: &source)) }
        let exponents = (0..<2).map { field.sum(field.product(scalars[4 + $0], scalars[$0]), scalars[6]) }
        return (
            GroupElements(
                gt: group.gt.powers(of: group.gt.generator, exponents),
                g2: group.g2.powers(of: group.g2.generator, Array(scalars[..<2]))),
            GroupElements(scalars: scalars)
        )
    }

    public func keyElements(
        _ masterKey: SchemeMasterKey<Group>, _ parameters: SchemeParameters<Group>, labels: [AttributeLabel],
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> KeyElements<Group> {
        let (field, g1, g2) = (group.field, group.g1, group.g2)
        let scalars = masterKey.elements.scalars
        let inverses = [field.inverse(scalars[0]), field.inverse(scalars[1])]
        let (r1, r2) = (field.random(using: &source), field.random(using: &source))
        let exponents = [field.product(scalars[2], r1), field.product(scalars[3], r2), field.sum(r1, r2)]
        // σ′ of the whole key, then σ_y of each label.
        let sigma = field.random(labels.count + 1, using: &source)

        // ∏_ℓ H(yℓt)^{exponent_ℓ / a_t} · g1^{(σ_y + d_t a_t) / a_t}, where d_t belongs to sk′ only.
        let hashes = group.hashToG1(columnInputs(0) + labels.flatMap(labelInputs))
        var components: [[Group.G1.Element]] = []
        for t in 0..<2 {
            let weighted = exponents.map { field.product($0, inverses[t]) }
            var randomness = sigma.map { field.product($0, inverses[t]) }
            randomness[0] = field.sum(randomness[0], scalars[4 + t])
            let masks = g1.productsOfPowers(
                (0...labels.count).map { label in (0..<3).map { hashes[6 * label + 2 * $0 + t] } },
                (0...labels.count).map { _ in weighted })
            components.append(g1.products(masks, g1.powers(of: g1.generator, randomness)))
        }
        var last = sigma.map(field.negated)
        last[0] = field.sum(last[0], scalars[6])
        components.append(g1.powers(of: g1.generator, last))
        return KeyElements(
            common: GroupElements(g2: g2.powers(of: g2.generator, exponents), g1: components.map { $0[0] }),
            g1: components.map { Array($0.dropFirst()) })
    }

    /// The hashes of a label: (ℓ, t) = (1, 1), (1, 2), (2, 1), … (3, 2).
    private func labelInputs(_ label: AttributeLabel) -> [HashInput] {
        Self.places.map { hash.input(label, message: frame(label.bytes, $0)) }
    }

    /// The hashes of a column of the span program, from 0.
    private func columnInputs(_ column: Int) -> [HashInput] {
        var number = ByteWriter()
        number.u32(UInt32(column))
        return Self.places.map { hash.input(role: "COLUMN", frame(number.bytes, $0)) }
    }

    private static var places: [[UInt8]] { [[1, 1], [1, 2], [2, 1], [2, 2], [3, 1], [3, 2]] }

    public func ciphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element) {
        guard program.maximumOccurrence == 1 else { throw .repeatedLabel }
        return uncheckedCiphertextElements(program, parameters, using: &source)
    }

    /// The ciphertext of any policy, which is not secure if a label is repeated.
    package func uncheckedCiphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element) {
        let (field, g1, g2, gt) = (group.field, group.g1, group.g2, group.gt)
        let (s1, s2) = (field.random(using: &source), field.random(using: &source))
        let columns = 0...program.randomnessCount
        let hashes = group.hashToG1(program.labels.flatMap(labelInputs) + columns.flatMap(columnInputs))
        // H(…ℓ1)^{s1} · H(…ℓ2)^{s2} for each row and ℓ, then for each column and ℓ.
        let pairs = (0..<(hashes.count / 2)).map { [hashes[2 * $0], hashes[2 * $0 + 1]] }
        let masks = g1.productsOfPowers(pairs, pairs.map { _ in [s1, s2] })
        let triples = (0..<(masks.count / 3)).map { Array(masks[(3 * $0)..<(3 * $0 + 3)]) }
        let shared = Array(triples[program.rowCount...])
        // ∏_j column_j^{M_ij}: the columns are shared over the policy as scalars would be.
        let shares = program.shares(
            of: shared[0], randomness: Array(shared.dropFirst()), in: SharedElements(group: g1, field: field))
        let rows = zip(triples, shares).flatMap { g1.products($0, $1) }
        let parts = [
            g2.powers(of: parameters.g2[0], [s1]), g2.powers(of: parameters.g2[1], [s2]),
            g2.powers(of: g2.generator, [field.sum(s1, s2)]),
        ]
        let value = gt.products(gt.powers(of: parameters.gt[0], [s1]), gt.powers(of: parameters.gt[1], [s2]))
        return (GroupElements(g2: parts.flatMap { $0 }, g1: rows), value[0])
    }

    /// ∏_t e(sk′_t ∏ sk_{π(i),t}^{ω_i}, ct_{0,t}) / ∏_ℓ e(∏ ct_{i,ℓ}^{ω_i}, sk_{0,ℓ}): six pairings.
    public func sharedValue(
        _ ciphertext: EncodedElements<Group>, _ program: SpanProgram, _ used: UsedRows<Group.Field.Value>,
        with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(DecodingError) -> Group.GT.Element {
        let g1 = group.g1
        let common = try key.common()
        let labels = try key.elements(at: used.places).g1
        let rows = try ciphertext.g1(used.rows.flatMap { row in (0..<3).map { 3 * row + $0 } })
        var first: [Group.G1.Element] = []
        for t in 0..<3 { first.append(g1.productOfPowersVariableTime(labels[t], used.coefficients)) }
        first = g1.products(common.g1, first)
        for l in 0..<3 {
            let row = used.rows.indices.map { rows[3 * $0 + l] }
            first.append(g1.inverse(g1.productOfPowersVariableTime(row, used.coefficients)))
        }
        return group.productOfPairings(first, try ciphertext.g2([0, 1, 2]) + common.g2)
    }

    public static var costs: SchemeCosts {
        SchemeCosts(
            setup: [.gtFixedBasePower: 2, .g2FixedBasePower: 2],
            keyGeneration: [
                .hash: 6 * .attributes + 6, .g1Power: 6 * .attributes + 6, .g1FixedBasePower: 3 * .attributes + 3,
                .g1Multiplication: 6 * .attributes + 6, .g2FixedBasePower: 3,
            ],
            encapsulation: [
                .hash: 6 * .rows + 6 * .columns, .g1Power: 6 * .rows + 6 * .columns + 3 * .sharingMultiples,
                .g1Multiplication: 6 * .rows + 3 * .columns + 3 * .sharingProducts, .g2FixedBasePower: 3,
                .gtFixedBasePower: 2, .gtMultiplication: 1,
            ],
            decapsulation: [
                .g1Decoding: 6 * .usedRows + 3, .g2Decoding: 6, .g1Power: 6 * .weightedRows,
                .g1Multiplication: 6 * .usedRows - 3, .pairing: 6, .finalExponentiation: 1,
            ],
            parametersSize: [.gt: 2, .g2: 2], keySize: [.g1: 3 * .attributes + 3, .g2: 3],
            ciphertextSize: [.g1: 3 * .rows, .g2: 3])
    }
}

/// Tuples of group elements as values to be shared.
private struct SharedElements<Group: PrimeOrderGroup, Field: ExponentField>: SharedValues where Field.Value == Group.Scalar {
    let group: Group
    let field: Field

    var zero: [Group.Element] { [] }
    func sum(_ a: [Group.Element], _ b: [Group.Element]) -> [Group.Element] { group.products(a, b) }
    func negated(_ a: [Group.Element]) -> [Group.Element] { a.map(group.inverse) }

    func multiple(_ a: [Group.Element], _ factor: UInt64) -> [Group.Element] {
        a.map { group.productOfPowersVariableTime([$0], [field.element(factor)]) }
    }
}
