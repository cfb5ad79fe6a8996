import AccessPolicy
import Framing
import Pairing
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

/// The published breaks of other attribute-encryption code, each tried against every scheme that it can concern.
///
/// Break 6, a policy too long for its length field, has no place here: `Policy` bounds what it takes.
@Suite struct KnownBreakTests {
    // MARK: 1. Hashing to a group as g^{SHA(attribute)}

    @Test func break1NoHashIsAKnownPowerOfTheGenerator() throws {
        let group = BLS12381()
        let inputs = ["a", "b"].map { HashInput(domain: Array("TEST_".utf8), message: Array($0.utf8)) }
        let points = group.hashToG1(inputs)
        let exponents = ["a", "b"].map {
            Scalar(reducing: [UInt8](repeating: 0, count: 32) + SHA256.hash(Array($0.utf8)))
        }
        #expect(group.g1.powers(of: group.g1.generator, exponents)[0] != points[0])
        #expect(group.g1.powers([points[0]], [exponents[1] * exponents[0].inverse()])[0] != points[1])
    }

    @Test(arguments: [SchemeName.fabeo, .waters11])
    func break1KeysForOneAttributeGiveNoneForAnother(name: SchemeName) throws { try movedKeysFail(name.underTest) }

    /// Were H(u) = g1^{SHA(u)}, K_b would be K_a^{SHA(b)/SHA(a)}.
    private func movedKeysFail(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let own = fixture.parts(try fixture.key(["a"]))
        let exponents = ["a", "b"].map {
            Scalar(reducing: [UInt8](repeating: 0, count: 32) + SHA256.hash(Array($0.utf8)))
        }
        let point = G1(try G1Affine(compressed: try #require(own.blocks.values.first)))
        let moved = point.multiplied(by: exponents[1] * exponents[0].inverse()).compressed
        let opened = try fixture.opens("b", with: try fixture.forged(["b"], own) { _ in moved })
        #expect(!opened)
    }

    // MARK: 2. One leaf of an "and" opens

    @Test(arguments: SchemeName.allCases)
    func break2OneLeafOfAnAndOpensNothing(name: SchemeName) throws { try oneLeafFails(name.underTest) }

    private func oneLeafFails(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let own = fixture.parts(try fixture.key(["a", "b"]))
        let a = try AttributeSet(parsing: ["a"]).labels[0]
        // The honest key opens, so the test can see a difference.
        let honest = try fixture.opens("a and b", with: try fixture.forged(["a", "b"], own) { own.blocks[$0] })
        #expect(honest)
        let opened = try fixture.opens("a and b", with: try fixture.forged(["a", "b"], own) { _ in own.blocks[a] })
        #expect(!opened)
        #expect(throws: SchemeError.policyNotSatisfied) { _ = try fixture.opens("a and b", with: try fixture.key(["a"])) }
    }

    // MARK: 3. Attributes that collide with inputs of the system's own hashes

    @Test func break3NoTwoRolesAndNoTwoSchemesShareAHashInput() throws {
        // Spelt like FAME's columns and labels in the reference code, like H0's empty input, like a gid.
        let names = ["\"01\"", "\"011\"", "\"0111\"", "\"0 0\"", "\"00\"", "a", "a1", "a11", "H0", "authority", "n"]
        let attributes = try AttributeSet(parsing: names + ["n#2 = 1", "date = 2026-01-01"])
        let policy = try Policy(parsing: (names + ["n#2 = 1", "date = 2026-01-01"]).joined(separator: " and "))
        var owners: [HashInput: SchemeName] = [:]
        for name in SchemeName.allCases {
            let group = RecordingGroup()
            let inputs = try recordedInputs(name.scheme(over: group), policy, attributes, group)
            // Each hash input has one meaning: FAME has six for each label and each column, the others one for each label.
            let rows = SpanProgram(policy)
            let labels = Set(rows.labels + attributes.labels).count
            let expected =
                switch name {
                case .fabeo: labels + 1
                case .waters11, .bsw07: labels
                case .fame: 6 * (labels + rows.randomnessCount + 1)
                case .rw15: labels + 1
                }
            #expect(Set(inputs).count == expected, "\(name.title)")
            for input in Set(inputs) {
                #expect(owners.updateValue(name, forKey: input) == nil, "\(name.title)")
                #expect(String(decoding: input.domain, as: UTF8.self).hasPrefix("MEDSEAL-V1-\(name.title.uppercased())-"))
            }
        }
    }

    private func recordedInputs<Scheme: ResearchScheme>(
        _ scheme: Scheme, _ policy: Policy, _ attributes: AttributeSet, _ group: RecordingGroup
    ) throws -> [HashInput] where Scheme.Group == RecordingGroup {
        var source = SeededGenerator(6)
        let authority = scheme.setup(using: &source)
        let key = try scheme.keyGeneration(authority, attributes: attributes, using: &source)
        let encapsulation = try scheme.encapsulate(to: policy, authority.parameters, using: &source)
        _ = try scheme.decapsulate(
            encapsulation.ciphertext, policy: policy.canonicalBytes, with: key, authority.parameters)
        return group.recorded
    }

    // MARK: 4. Repeated attributes

    @Test(arguments: ["a and (a or b)", "2 of (a, a, b)", "n#4 >= 8 and (n#4 >= 8 or b)", "n#4 in 0..3 or (n#4 in 0..7 and n#4 < 4)"])
    func break4FAMERefusesRepeatedLabels(policy: String) throws {
        let fixture = SchemeFixture(FAME(BLS12381()))
        #expect(throws: SchemeError.repeatedLabel) { _ = try fixture.encapsulate(policy) }
    }

    @Test(arguments: ["a and (a or b)", "2 of (a, a, b)"])
    func break4QuotientsOfRowsOpenFAMEUnlessItRefuses(text: String) throws {
        let fixture = SchemeFixture(FAME(BLS12381()))
        var source = SeededGenerator(8)
        let attack = try QuotientAttack(text)
        let (ciphertext, shared) = fixture.scheme.uncheckedCiphertextElements(
            attack.program, fixture.authority.parameters, using: &source)
        let key = try fixture.key(["b"])
        let points = try attack.points(fixture.parts(key))
        let (common1, common2) = (Array(points.common1), points.common2)
        // Row: ct_a,ℓ^x · ct_a′,ℓ^{−x} · ct_b,ℓ^y, in which H(a) has cancelled out; key: sk_b^y.
        let rows = (0..<3).map { l in
            (ciphertext.g1[3 * attack.a + l] - ciphertext.g1[3 * attack.a2 + l]).multiplied(by: attack.x)
                + ciphertext.g1[3 * attack.b + l].multiplied(by: attack.y)
        }
        let keyed = (0..<3).map { common1[$0] + points.label[$0].multiplied(by: attack.y) }
        let opened = fixture.scheme.group.productOfPairings(keyed + rows.map { -$0 }, ciphertext.g2 + common2)
        #expect(opened == shared, "the attack that the refusal prevents")
    }

    @Test(arguments: ["a and (a or b)", "2 of (a, a, b)"])
    func break4QuotientsOfRowsDoNotOpenWaters11(text: String) throws {
        let fixture = SchemeFixture(Waters11(BLS12381()))
        var source = SeededGenerator(9)
        let attack = try QuotientAttack(text)
        let (ciphertext, shared) = try fixture.scheme.ciphertextElements(
            attack.program, fixture.authority.parameters, using: &source)
        let key = try fixture.key(["a", "b"])
        let points = try attack.points(fixture.parts(key), perLabel: 1)
        func attempt(_ rows: [(row: Int, coefficient: Scalar, key: G1?)]) -> GT {
            var first = [ciphertext.g1[0]]
            let sum = rows.reduce(G1.identity) { $0 + ciphertext.g1[$1.row + 1].multiplied(by: $1.coefficient) }
            first.append(-sum)
            var second = points.common2
            for row in rows {
                guard let point = row.key else { continue }
                first.append(-point.multiplied(by: row.coefficient))
                second.append(ciphertext.g2[row.row])
            }
            return fixture.scheme.group.productOfPairings(first, second)
        }
        let (a, b) = (points.label[0], points.labelOfB[0])
        let rows = [(attack.a, attack.x), (attack.a2, -attack.x)]
        // With a's key element it opens, so the coefficients are right; without, the rows' masks remain.
        #expect(attempt(rows.map { ($0.0, $0.1, a) } + [(attack.b, attack.y, b)]) == shared)
        #expect(attempt(rows.map { ($0.0, $0.1, nil) } + [(attack.b, attack.y, b)]) != shared)
    }

    @Test(arguments: SchemeName.allCases.filter { $0 != .fame })
    func break4TheOtherAttributesElementsDoNotStandInForARepeatedOne(name: SchemeName) throws {
        try standInFails(name.underTest)
    }

    private func standInFails(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let own = fixture.parts(try fixture.key(["b"]))
        for policy in ["a and (a or b)", "2 of (a, a, b)"] {
            let forged = try fixture.forged(["a", "b"], own) { _ in own.blocks.values.first }
            let opened = try fixture.opens(policy, with: forged)
            #expect(!opened)
        }
    }

    // MARK: 5. Comparisons that are dropped

    @Test(arguments: SchemeName.allCases)
    func break5AComparisonIsNeverDropped(name: SchemeName) throws { try comparisonsHold(name.underTest) }

    private func comparisonsHold(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let encapsulation = try fixture.encapsulate("age#8 >= 18")
        for attributes in [["age"], ["age#8 = 17"], ["age#7 = 20"]] {
            let key = try fixture.key(attributes)
            #expect(throws: SchemeError.policyNotSatisfied) {
                try fixture.open(encapsulation.ciphertext, "age#8 >= 18", with: key)
            }
        }
    }
}

/// x, y with x·(M_a − M_a′) + y·M_b = (1, 0): what a's two rows and b's span in a policy that repeats a.
private struct QuotientAttack {
    let program: SpanProgram
    let a, a2, b: Int
    let x, y: Scalar

    init(_ text: String) throws {
        program = SpanProgram(try Policy(parsing: text))
        let rows = program.labels.indices.filter { [program] in program.labels[$0].bytes == Array("a".utf8) }
        (a, a2) = (rows[0], rows[1])
        b = try #require(program.labels.firstIndex { $0.bytes == Array("b".utf8) })
        let matrix = program.matrix
        let (u, w) = (zip(matrix[a], matrix[a2]).map { $0 - $1 }, matrix[b])
        let inverse = (u[0] * w[1] - u[1] * w[0]).inverse()
        (x, y) = (w[1] * inverse, -u[1] * inverse)
    }

    /// The points of a key: common ones, those of the first label and those of b's.
    func points(
        _ parts: KeyParts, perLabel: Int = 3
    ) throws -> (common1: [G1], common2: [G2], label: [G1], labelOfB: [G1]) {
        let group = BLS12381()
        let count2 = perLabel == 3 ? 3 : 2
        let common2 = try group.g2.decode(Array(parts.common[..<(96 * count2)]), checkingOrder: true)
        let common1 = try group.g1.decode(Array(parts.common[(96 * count2)...]), checkingOrder: true)
        let sorted = parts.blocks.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
        return (
            common1, common2, try group.g1.decode(sorted[0].value, checkingOrder: true),
            try group.g1.decode(sorted[sorted.count - 1].value, checkingOrder: true)
        )
    }
}
