public import AccessPolicy
public import Pairing

/// Bethencourt, Sahai, Waters: Ciphertext-Policy Attribute-Based Encryption, IEEE S&P 2007, §4.2, in a Type-3 group, with
/// span programs in place of trees of polynomials: secure in the generic group and random oracle models.
///
/// Whoever has a key can delegate a part of it, with nobody's help.
public struct BSW07<Group: BilinearGroup>: ResearchScheme {
    public static var name: SchemeName { .bsw07 }

    /// The backend that every function computes in.
    public let group: Group
    private let hash = AttributeHash(.bsw07)

    /// The scheme over a backend; it keeps no state.
    public init(_ group: Group) { self.group = group }

    /// e(g1, g2)^α, h = g2^β, f = g1^{1/β}; α, β.
    public static func setupShape(context: [UInt8]) -> (parameters: ElementCount, masterKey: ElementCount)? {
        context.isEmpty ? (ElementCount(gt: 1, g2: 1, g1: 1), ElementCount(scalars: 2)) : nil
    }

    /// K0 = g1^{(α+t)/β}; K_x2 = g2^{t_x}, K_x1 = g1^t · H(x)^{t_x}.
    public static var keyShape: KeyShape {
        KeyShape(common: ElementCount(g1: 1), perLabel: ElementCount(g2: 1, g1: 1))
    }

    /// C0 = h^s, C_i1 = g2^{λ_i}; C_i2 = H(π(i))^{λ_i}.
    public static func ciphertextShape(_ program: SpanProgram) -> ElementCount {
        ElementCount(g2: program.rowCount + 1, g1: program.rowCount)
    }

    public func setupElements(
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) -> (parameters: GroupElements<Group>, masterKey: GroupElements<Group>) {
        let (alpha, beta) = (group.field.nonZero(using: &source), group.field.nonZero(using: &source))
        return (
            GroupElements(
                gt: group.gt.powers(of: group.gt.generator, [alpha]), g2: group.g2.powers(of: group.g2.generator, [beta]),
                g1: group.g1.powers(of: group.g1.generator, [group.field.inverse(beta)])),
            GroupElements(scalars: [alpha, beta])
        )
    }

    public func keyElements(
        _ masterKey: SchemeMasterKey<Group>, _ parameters: SchemeParameters<Group>, labels: [AttributeLabel],
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> KeyElements<Group> {
        let field = group.field
        let (alpha, beta) = (masterKey.elements.scalars[0], masterKey.elements.scalars[1])
        let t = field.random(using: &source)
        let exponents = [field.product(field.sum(alpha, t), field.inverse(beta)), t]
        let powers = group.g1.powers(of: group.g1.generator, exponents)
        return labelElements(labels, common: powers[0], shared: powers[1], using: &source)
    }

    /// shared · H(x)^{t_x} and g2^{t_x} for each label, under fresh t_x.
    private func labelElements(
        _ labels: [AttributeLabel], common: Group.G1.Element, shared: Group.G1.Element,
        using source: inout some RandomNumberGenerator
    ) -> KeyElements<Group> {
        let t = group.field.random(labels.count, using: &source)
        let masks = group.g1.powers(group.hashToG1(hash.inputs(labels)), t)
        return KeyElements(
            common: GroupElements(g1: [common]), g1: [group.g1.products(labels.map { _ in shared }, masks)],
            g2: [group.g2.powers(of: group.g2.generator, t)])
    }

    /// Delegate: a key for some of the attributes of `key`, indistinguishable from one that the authority issued.
    ///
    /// K0 · f^t, K_x1 · g1^t · H(x)^{t_x}, K_x2 · g2^{t_x}. A number is delegated as a whole, with its prefixes.
    ///
    /// - Throws: `.foreignKey`, `.notASubset`, or `.malformedElement` if the key's own elements are.
    public func delegate(
        _ key: borrowing UserKey<Group>, attributes: AttributeSet, _ parameters: SchemeParameters<Group>,
        using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> UserKey<Group> {
        guard key.parametersIdentifier == parameters.identifier else { throw .foreignKey }
        var places: [AttributeLabel: Int] = [:]
        for (index, label) in key.labels.enumerated() { places[label] = index }
        let labels = attributes.labels
        let held = labels.compactMap { places[$0] }
        guard held.count == labels.count else { throw .notASubset }
        let (g1, g2) = (group.g1, group.g2)
        let common: GroupElements<Group>
        let elements: KeyElements<Group>
        do {
            common = try key.common()
            elements = try key.elements(at: held)
        } catch { throw .malformedElement(error) }
        let t = group.field.random(using: &source)
        let change = labelElements(
            labels, common: g1.powers(of: parameters.g1[0], [t])[0], shared: g1.powers(of: g1.generator, [t])[0],
            using: &source)
        return userKey(
            attributes, key.context,
            KeyElements(
                common: GroupElements(g1: g1.products(common.g1, change.common.g1)),
                g1: [g1.products(elements.g1[0], change.g1[0])], g2: [g2.products(elements.g2[0], change.g2[0])]),
            parameters)
    }

    public func ciphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element) {
        let (g1, g2) = (group.g1, group.g2)
        let s = group.field.random(using: &source)
        let lambda = shares(of: s, over: program, using: &source)
        let (labels, place) = AttributeHash.distinct(program)
        let hashes = group.hashToG1(hash.inputs(labels))
        return (
            GroupElements(
                g2: g2.powers(of: parameters.g2[0], [s]) + g2.powers(of: g2.generator, lambda),
                g1: g1.powers(place.map { hashes[$0] }, lambda)),
            group.gt.powers(of: parameters.gt[0], [s])[0]
        )
    }

    /// e(K0, C0) / ∏ [e(K_x1, C_i1) / e(C_i2, K_x2)]^{ω_i}.
    public func sharedValue(
        _ ciphertext: EncodedElements<Group>, _ program: SpanProgram, _ used: UsedRows<Group.Field.Value>,
        with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(DecodingError) -> Group.GT.Element {
        let elements = try key.elements(at: used.places)
        let keyPoints = weightedPoints(elements.g1[0], used.coefficients)
        let rows = weightedPoints(try ciphertext.g1(used.rows), used.coefficients)
        return group.productOfPairings(
            try key.common().g1 + keyPoints.map(group.g1.inverse) + rows,
            try ciphertext.g2([0] + used.rows.map { $0 + 1 }) + elements.g2[0])
    }

    public static var costs: SchemeCosts {
        SchemeCosts(
            setup: [.gtFixedBasePower: 1, .g1FixedBasePower: 1, .g2FixedBasePower: 1],
            keyGeneration: [
                .hash: .attributes, .g1Power: .attributes, .g1FixedBasePower: 2, .g1Multiplication: .attributes,
                .g2FixedBasePower: .attributes,
            ],
            encapsulation: [
                .hash: .distinctLabels, .g1Power: .rows, .g2FixedBasePower: .rows + 1, .gtFixedBasePower: 1,
            ],
            decapsulation: [
                .g1Decoding: 2 * .usedRows + 1, .g2Decoding: 2 * .usedRows + 1, .g1Power: 2 * .weightedRows,
                .pairing: 2 * .usedRows + 1, .finalExponentiation: 1,
            ],
            parametersSize: [.gt: 1, .g2: 1, .g1: 1], keySize: [.g1: .attributes + 1, .g2: .attributes],
            ciphertextSize: [.g1: .rows, .g2: .rows + 1])
    }
}
