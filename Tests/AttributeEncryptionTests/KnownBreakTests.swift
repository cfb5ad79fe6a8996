import AccessPolicy
import AttributeEncryption
import Framing
import Pairing
import Cryptography
import Testing

/// The published breaks of other attribute-encryption code, each tried against this one. Breaks 2 and 4 are also tested
/// on the span program by brute force, in `SpanProgramTests`.
@Suite struct KnownBreakTests {
    let parameters: PublicParameters
    private let alpha = Scalar.random()

    init() { parameters = FABEO.setup(alpha: alpha).parameters }

    private func key(_ attributes: [String], r: Scalar = .random()) throws -> AttributeKey {
        FABEO.keyGeneration(
            FABEO.setup(alpha: alpha).masterKey, parameters, attributes: try AttributeSet(parsing: attributes), r: r)
    }

    /// The points of an encoded key: sk2, sk3, and sk1 by name.
    private func parts(_ key: borrowing AttributeKey) throws -> (sk2: G1Affine, sk3: G2Affine, sk1: [G1Affine]) {
        let bytes = key.encoded().revealed()
        let count = key.attributes.labels.count
        let start = bytes.count - 144 - 48 * count
        let sk1 = try (0..<count).map { try G1Affine(compressed: Array(bytes[(start + 144 + 48 * $0)...].prefix(48))) }
        return (
            try G1Affine(compressed: Array(bytes[start..<start + 48])),
            try G2Affine(compressed: Array(bytes[(start + 48)..<(start + 144)])), sk1
        )
    }

    /// A key put together from points, as an attacker would.
    private func forged(_ attributes: [String], _ sk1: [G1Affine], _ sk2: G1Affine, _ sk3: G2Affine) throws -> AttributeKey {
        let set = try AttributeSet(parsing: attributes)
        var writer = ByteWriter()
        writer.raw([0x30, 1])
        writer.raw(parameters.identifier)
        writer.framed(set.encoded)
        writer.raw(sk2.compressed)
        writer.raw(sk3.compressed)
        for point in sk1 { writer.raw(point.compressed) }
        return try AttributeKey(encoded: SecretBytes(copying: writer.bytes))
    }

    private func expectRejected(_ policy: String, with key: borrowing AttributeKey) throws {
        let policy = try Policy(parsing: policy)
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, parameters)
        let claims = key.satisfies(policy)
        #expect(claims, "the forged key claims enough attributes")
        #expect(throws: DecapsulationError.rejected) {
            try KeyEncapsulation.decapsulate(
                encapsulation.ciphertext, policy: policy.canonicalBytes, with: key, parameters
            ).revealed()
        }
        let passes = key.verify(parameters)
        #expect(!passes)
    }

    @Test func break1NoAttributeHasAKnownLogarithmInAnother() throws {
        // Were H(u) = g^{SHA(u)}, then sk1_b = sk1_a^{SHA(b)/SHA(a)} would be a key for b.
        let own = try parts(try key(["a"]))
        let exponent = { (name: String) in Scalar(reducing: [UInt8](repeating: 0, count: 32) + SHA256.hash(Array(name.utf8))) }
        let ratio = exponent("b") * exponent("a").inverse()
        let moved = G1(own.sk1[0]).multiplied(by: ratio).affine
        try expectRejected("b", with: try forged(["b"], [moved], own.sk2, own.sk3))
    }

    @Test func break2OneLeafOfAnAndOpensNothing() throws {
        // The key claims b with a's point, with an arbitrary point, and with the identity's neighbour.
        let own = try parts(try key(["a"]))
        for stand in [own.sk1[0], G1.generator.affine, own.sk2] {
            try expectRejected("a and b", with: try forged(["a", "b"], [own.sk1[0], stand], own.sk2, own.sk3))
        }
    }

    @Test func break3AttributesNeverCollideWithSystemHashInputs() throws {
        // The empty label belongs to H0 and cannot be an attribute; no spelling reaches the numeric domain.
        #expect(throws: PolicyError.self) { try Policy(parsing: "\"\"") }
        let h0 = G1.hash([], domain: Array("MEDSEAL-V1-FABEO-H0_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8))
        let plain = Array("MEDSEAL-V1-FABEO-ATTRIBUTE_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)
        for name in ["01", "0 0", "00", "1", "H0", ""] { #expect(G1.hash(Array(name.utf8), domain: plain) != h0) }
        for name in ["\"01\"", "\"0 0\"", "\"00\"", "\"1\""] {
            let encapsulation = KeyEncapsulation.encapsulate(to: try Policy(parsing: "\(name) and other"), parameters)
            let own = try parts(try key([name]))
            let policy = try Policy(parsing: "\(name) and other")
            // sk2 / g1^α is H0^r: an attribute equal to H0 would give away e(g1, g2)^{αs}.
            let liar = try forged([name, "other"], [own.sk1[0], own.sk2], own.sk2, own.sk3)
            #expect(throws: DecapsulationError.rejected) {
                try KeyEncapsulation.decapsulate(
                    encapsulation.ciphertext, policy: policy.canonicalBytes, with: liar, parameters
                ).revealed()
            }
        }
        let number = try AttributeSet(parsing: ["n#1 = 1"]).labels[0]
        #expect(
            G1.hash(number.bytes, domain: plain)
                != G1.hash(number.bytes, domain: Array("MEDSEAL-V1-FABEO-NUMBER_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)))
    }

    @Test(arguments: ["a and (a or b)", "2 of (a, a, b)"])
    func break4QuotientsOfRowsWithEqualLabelsOpenNothing(text: String) throws {
        let policy = try Policy(parsing: text)
        let program = SpanProgram(policy)
        let coins = FABEO.Coins(
            s: .random(), v: (0..<program.randomnessCount).map { _ in .random() },
            sPrime: (0..<program.maximumOccurrence).map { _ in .random() })
        let ciphertext = FABEO.encapsulate(program, coins: coins)
        let target = FABEO.sharedValue(parameters, s: coins.s)
        let own = try key(["b"])
        let honest = try FABEO.decapsulate(ciphertext, program, with: own)
        #expect(honest == nil)
        // The attack: the quotient of a's two rows in place of H0^{share of s}, with b's row where it belongs.
        let (sk2, sk3, sk1) = try parts(own)
        let a = program.labels.indices.filter { program.labels[$0].bytes == Array("a".utf8) }
        let b = try #require(program.labels.firstIndex { $0.bytes == Array("b".utf8) })
        let quotient = G1(ciphertext.ct3[a[0]]) + -G1(ciphertext.ct3[a[1]])
        // Coefficients x, y with x·(M_a0 − M_a1) + y·M_b = (1, 0): they exist, which is what broke single-use schemes.
        let matrix = program.matrix
        let difference = zip(matrix[a[0]], matrix[a[1]]).map { $0 - $1 }
        let (x, y) = try #require(Self.solveTwo(difference, matrix[b]))
        let rows = quotient.multiplied(by: x) + G1(ciphertext.ct3[b]).multiplied(by: y)
        let attempt = productOfPairings([
            (sk2, ciphertext.ct1),
            (G1(sk1[0]).multiplied(by: y).affine, ciphertext.ct2[program.occurrences[b]]),
            ((-rows).affine, sk3),
        ])
        #expect(attempt != target)
        // The same attack succeeds once both occurrences of a share one s′, so the test can see it.
        let single = FABEO.Coins(s: coins.s, v: coins.v, sPrime: coins.sPrime.map { _ in coins.sPrime[0] })
        let weak = FABEO.encapsulate(program, coins: single)
        let weakQuotient = G1(weak.ct3[a[0]]) + -G1(weak.ct3[a[1]])
        let weakRows = weakQuotient.multiplied(by: x) + G1(weak.ct3[b]).multiplied(by: y)
        let broken = productOfPairings([
            (sk2, weak.ct1), (G1(sk1[0]).multiplied(by: y).affine, weak.ct2[0]), ((-weakRows).affine, sk3),
        ])
        #expect(broken == target)
    }

    /// x, y with x·u + y·w = (1, 0) for two vectors of length 2.
    private static func solveTwo(_ u: [Scalar], _ w: [Scalar]) -> (Scalar, Scalar)? {
        guard u.count == 2 else { return nil }
        let determinant = u[0] * w[1] - u[1] * w[0]
        guard determinant != .zero else { return nil }
        let inverse = determinant.inverse()
        return (w[1] * inverse, -u[1] * inverse)
    }

    @Test func break5AComparisonIsNeverDropped() throws {
        for policy in ["age >= 18", "age > 0", "age >= 0", "age < 18446744073709551615"] {
            let policy = try Policy(parsing: policy)
            let plain = try key(["age"]).satisfies(policy)
            #expect(!plain)
            let otherWidth = try key(["age#8 = 200"]).satisfies(policy)
            #expect(!otherWidth)
            #expect(SpanProgram(policy).labels.allSatisfy { $0.domain == .number })
        }
        let child = try key(["age = 17"]).satisfies(try Policy(parsing: "age >= 18"))
        #expect(!child)
    }

    @Test func break6APolicyTooLongIsRefusedBeforeSealing() throws {
        let name = { (index: Int) in String(repeating: "x", count: 200) + String(index) }
        let long = (0..<400).map(name).joined(separator: " or ")
        #expect(long.utf8.count > Policy.maximumTextLength)
        #expect(throws: PolicyError.self) { try Policy(parsing: long) }
        // The longest that is accepted opens again, also with the epoch's condition added where it still fits.
        let largest = try Policy(parsing: (0..<300).map(name).joined(separator: " or "))
        let encapsulation = KeyEncapsulation.encapsulate(to: largest, parameters)
        let own = try key([name(299)])
        let opened = try KeyEncapsulation.decapsulate(
            encapsulation.ciphertext, policy: largest.canonicalBytes, with: own, parameters)
        let same = opened.constantTimeEquals(encapsulation.key)
        #expect(same)
        let atTheEdge = try Policy(parsing: (0..<4096).map { "a\($0)" }.joined(separator: " or "))
        #expect(throws: PolicyError.self) { try atTheEdge.requiringEpoch(atLeast: 3) }
    }

    @Test func break7ColludingUsersCannotPoolTheirKeys() throws {
        let alice = try parts(try key(["role:doctor"]))
        let bob = try parts(try key(["hospital:NSTU"]))
        // In canonical order hospital:NSTU comes first. Every mixture of the two users' parts fails.
        for sk2 in [alice.sk2, bob.sk2] {
            for sk3 in [alice.sk3, bob.sk3] {
                let pooled = try forged(["role:doctor", "hospital:NSTU"], [bob.sk1[0], alice.sk1[0]], sk2, sk3)
                try expectRejected("role:doctor and hospital:NSTU", with: pooled)
            }
        }
        // So does the sum of both keys, which lives under r + r′ but holds each attribute under one of them only.
        let sum = { (a: G1Affine, b: G1Affine) in (G1(a) + G1(b)).affine }
        let half = Scalar(2).inverse()
        let mixed = try forged(
            ["role:doctor", "hospital:NSTU"], [bob.sk1[0], alice.sk1[0]],
            G1(sum(alice.sk2, bob.sk2)).multiplied(by: half).affine, (G2(alice.sk3) + G2(bob.sk3)).multiplied(by: half).affine)
        try expectRejected("role:doctor and hospital:NSTU", with: mixed)
    }

    @Test func break7OneUsersOldAndNewKeyCannotBePooled() throws {
        let old = try parts(try key(["hospital:NSTU"]))
        let new = try parts(try key(["role:doctor"]))
        let pooled = try forged(["role:doctor", "hospital:NSTU"], [old.sk1[0], new.sk1[0]], new.sk2, new.sk3)
        try expectRejected("role:doctor and hospital:NSTU", with: pooled)
        // With one r in both keys it would work: the reason why r is fresh at every issuance.
        let r = Scalar.random()
        let (first, second) = (try parts(try key(["hospital:NSTU"], r: r)), try parts(try key(["role:doctor"], r: r)))
        let policy = try Policy(parsing: "role:doctor and hospital:NSTU")
        let broken = try forged(["role:doctor", "hospital:NSTU"], [first.sk1[0], second.sk1[0]], second.sk2, second.sk3)
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, parameters)
        let opened = try KeyEncapsulation.decapsulate(
            encapsulation.ciphertext, policy: policy.canonicalBytes, with: broken, parameters)
        let same = opened.constantTimeEquals(encapsulation.key)
        #expect(same)
    }

    @Test func everyIssuanceIsFresh() throws {
        let authority = FABEO.setup()
        let attributes = try AttributeSet(parsing: ["a"])
        let keys = (0..<4).map { _ in
            FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: attributes).encoded().revealed()
        }
        #expect(Set(keys).count == 4)
    }
}
