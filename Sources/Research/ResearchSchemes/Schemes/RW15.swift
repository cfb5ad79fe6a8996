public import AccessPolicy
import Framing
public import Pairing
import Cryptography

/// Rouselakis, Waters: Efficient Statically-Secure Large-Universe Multi-Authority Attribute-Based Encryption, FC 2015, §4,
/// in a Type-3 group with both hashes to G1: secure against static corruption of authorities and static queries, under a
/// q-type assumption, with random oracles.
///
/// Each authority θ has its own key and issues alone; a ciphertext names attributes of several. What binds a user's keys
/// together is H(gid), so gid is the hash of a public key whose possession the user proves to each authority
/// (``PossessionProof``): were it a name that one chooses, a user could ask for keys under somebody else's.
public struct RW15<Group: BilinearGroup>: ResearchScheme {
    public static var name: SchemeName { .rw15 }

    /// The backend that every function computes in.
    public let group: Group
    let hash = AttributeHash(.rw15)

    /// The scheme over a backend; it keeps no state.
    public init(_ group: Group) { self.group = group }

    /// One authority for all attributes.
    public static var defaultContext: [UInt8] { frame(Array(utf8: "authority")) }

    /// For each authority e(g1, g2)^{α_θ}, g2^{y_θ}; every α_θ, then every y_θ.
    public static func setupShape(context: [UInt8]) -> (parameters: ElementCount, masterKey: ElementCount)? {
        AuthorityDirectory(context: context).map { directory in
            let count = directory.names.count
            return (ElementCount(gt: count, g2: count), ElementCount(scalars: 2 * count))
        }
    }

    /// K′ = g2^t, K = g1^{α_θ} · H(gid)^{y_θ} · F(u)^t.
    public static var keyShape: KeyShape { KeyShape(common: ElementCount(), perLabel: ElementCount(g2: 1, g1: 1)) }

    /// Every C1 = e(g1, g2)^{λ_i} · e(g1, g2)^{α_θ t_i}; every C2 = g2^{−t_i}, every C3 = g2^{y_θ t_i + w_i}; every
    /// C4 = F(π(i))^{t_i}.
    public static func ciphertextShape(_ program: SpanProgram) -> ElementCount {
        ElementCount(gt: program.rowCount, g2: 2 * program.rowCount, g1: program.rowCount)
    }

    public func setupElements(
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) -> (parameters: GroupElements<Group>, masterKey: GroupElements<Group>) {
        let count = AuthorityDirectory(context: context)?.names.count ?? 0
        var alpha: [Group.Field.Value] = []
        var y: [Group.Field.Value] = []
        for _ in 0..<count {
            alpha.append(group.field.nonZero(using: &source))
            y.append(group.field.nonZero(using: &source))
        }
        return (
            GroupElements(
                gt: group.gt.powers(of: group.gt.generator, alpha), g2: group.g2.powers(of: group.g2.generator, y)),
            GroupElements(scalars: alpha + y)
        )
    }

    /// A public key that nobody has used, for a key outside of the protocol of ``PossessionProof``.
    public func keyContext(using source: inout some RandomNumberGenerator) -> [UInt8] {
        Ed25519.PrivateKey(using: &source).publicKey.bytes
    }

    public func keyElements(
        _ masterKey: SchemeMasterKey<Group>, _ parameters: SchemeParameters<Group>, labels: [AttributeLabel],
        context: [UInt8], using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> KeyElements<Group> {
        guard let directory = AuthorityDirectory(context: parameters.context) else { throw .unknownAuthority }
        let scalars = masterKey.elements.scalars
        let count = directory.names.count
        let authorities = labels.map(directory.authority)
        var secrets: [Int: (alpha: Group.Field.Value, y: Group.Field.Value)] = [:]
        for authority in Set(authorities) { secrets[authority] = (scalars[authority], scalars[count + authority]) }
        return keyElements(labels, authorities, directory, secrets, publicKey: context, using: &source)
    }

    /// The elements for `labels`, which come from those authorities.
    func keyElements(
        _ labels: [AttributeLabel], _ authorities: [Int], _ directory: AuthorityDirectory,
        _ secrets: [Int: (alpha: Group.Field.Value, y: Group.Field.Value)], publicKey: [UInt8],
        using source: inout some RandomNumberGenerator
    ) -> KeyElements<Group> {
        let (g1, g2) = (group.g1, group.g2)
        let places = secrets.keys.sorted()
        let ordered = places.compactMap { secrets[$0] }
        let hashes = group.hashToG1(
            [identityInput(publicKey)] + zip(labels, authorities).map { attributeInput($0, of: directory.names[$1]) })
        // g1^{α_θ} · H(gid)^{y_θ} of each authority.
        let bases = g1.products(
            g1.powers(of: g1.generator, ordered.map(\.alpha)), g1.powers(ordered.map { _ in hashes[0] }, ordered.map(\.y)))
        let t = group.field.random(labels.count, using: &source)
        let masks = g1.powers(Array(hashes.dropFirst()), t)
        return KeyElements(
            g1: [g1.products(authorities.compactMap { places.firstIndex(of: $0) }.map { bases[$0] }, masks)],
            g2: [g2.powers(of: g2.generator, t)])
    }

    /// H(gid), gid = SHA-256(frame("MEDSEAL-V1-RW15-GID", public key)).
    package func identityInput(_ publicKey: [UInt8]) -> HashInput {
        hash.input(role: "IDENTITY", SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-RW15-GID"), publicKey)))
    }

    /// F(frame(θ, u)).
    package func attributeInput(_ label: AttributeLabel, of authority: String) -> HashInput {
        hash.input(label, message: frame(Array(utf8: authority), label.bytes))
    }

    public func ciphertextElements(
        _ program: SpanProgram, _ parameters: SchemeParameters<Group>, using source: inout some RandomNumberGenerator
    ) throws(SchemeError) -> (ciphertext: GroupElements<Group>, shared: Group.GT.Element) {
        guard let directory = AuthorityDirectory(context: parameters.context) else { throw .unknownAuthority }
        let (field, g1, g2, gt) = (group.field, group.g1, group.g2, group.gt)
        let s = field.random(using: &source)
        let lambda = shares(of: s, over: program, using: &source)
        let w = shares(of: field.zero, over: program, using: &source)
        let t = field.random(program.rowCount, using: &source)
        let authorities = program.labels.map(directory.authority)

        var blindings = [Group.GT.Element](repeating: gt.one, count: program.rowCount)
        var masks = [Group.G2.Element](repeating: g2.one, count: program.rowCount)
        for authority in Set(authorities) {
            let rows = authorities.indices.filter { authorities[$0] == authority }
            let exponents = rows.map { t[$0] }
            for (row, power) in zip(rows, gt.powers(of: parameters.gt[authority], exponents)) { blindings[row] = power }
            for (row, power) in zip(rows, g2.powers(of: parameters.g2[authority], exponents)) { masks[row] = power }
        }
        let (labels, place) = AttributeHash.distinct(program)
        let hashes = group.hashToG1(
            labels.map { attributeInput($0, of: directory.names[directory.authority(of: $0)]) })
        let values = gt.powers(of: gt.generator, [s] + lambda)
        return (
            GroupElements(
                gt: gt.products(Array(values.dropFirst()), blindings),
                g2: g2.powers(of: g2.generator, t.map(field.negated)) + g2.products(g2.powers(of: g2.generator, w), masks),
                g1: g1.powers(place.map { hashes[$0] }, t)),
            values[0]
        )
    }

    /// ∏ (C1 · e(K, C2) · e(H(gid), C3) · e(C4, K′))^{ω_i}, with 2|I| + 1 pairings.
    public func sharedValue(
        _ ciphertext: EncodedElements<Group>, _ program: SpanProgram, _ used: UsedRows<Group.Field.Value>,
        with key: borrowing UserKey<Group>, _ parameters: SchemeParameters<Group>
    ) throws(DecodingError) -> Group.GT.Element {
        let elements = try key.elements(at: used.places)
        let second = try ciphertext.g2(used.rows)
        let third = try ciphertext.g2(used.rows.map { program.rowCount + $0 })
        let keyPoints = weightedPoints(elements.g1[0], used.coefficients)
        let rows = weightedPoints(try ciphertext.g1(used.rows), used.coefficients)
        let pairings = group.productOfPairings(
            keyPoints + rows + group.hashToG1([identityInput(key.context)]),
            second + elements.g2[0] + [group.g2.productOfPowersVariableTime(third, used.coefficients)])
        let blinded = group.gt.productOfPowersVariableTime(try ciphertext.gt(used.rows), used.coefficients)
        return group.gt.products([blinded], [pairings])[0]
    }

    public static var costs: SchemeCosts {
        SchemeCosts(
            setup: [.gtFixedBasePower: .authorities, .g2FixedBasePower: .authorities],
            keyGeneration: [
                .hash: .attributes + 1, .g1Power: .attributes + .keyAuthorities, .g1FixedBasePower: .keyAuthorities,
                .g1Multiplication: .attributes + .keyAuthorities, .g2FixedBasePower: .attributes,
            ],
            encapsulation: [
                .hash: .distinctLabels, .g1Power: .rows, .g2FixedBasePower: 3 * .rows, .g2Multiplication: .rows,
                .gtFixedBasePower: 2 * .rows + 1, .gtMultiplication: .rows,
            ],
            decapsulation: [
                .hash: 1, .g1Decoding: 2 * .usedRows, .g2Decoding: 3 * .usedRows, .gtDecoding: .usedRows,
                .g1Power: 2 * .weightedRows, .g2Power: .weightedRows, .gtPower: .weightedRows,
                .g2Multiplication: .usedRows - 1, .gtMultiplication: .usedRows, .pairing: 2 * .usedRows + 1,
                .finalExponentiation: 1,
            ],
            parametersSize: [.gt: .authorities, .g2: .authorities], keySize: [.g1: .attributes, .g2: .attributes],
            ciphertextSize: [.gt: .rows, .g2: 2 * .rows, .g1: .rows])
    }
}
