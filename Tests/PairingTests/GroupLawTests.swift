import Pairing
import TestSupport
import Testing

/// The laws of G1, G2 and GT at random elements and at the edges.
@Suite struct GroupLawTests {
    private static let edgeScalars: [Scalar] = {
        var scalars: [Scalar] = [.zero, .one, Scalar(2), Scalar(15), Scalar(16), -.one, -Scalar(2)]
        // Around the base of the endomorphisms, its powers, and powers of two.
        let z = Scalar(0xd201_0000_0001_0000)
        for base in [z, z * z, z * z * z, z * z * z * z] { scalars += [base - .one, base, base + .one, -base] }
        var power = Scalar.one
        for _ in 0..<254 { power += power }
        scalars += [power, power - .one, Scalar(.max)]
        var generator = SeededGenerator(11)
        scalars += (0..<6).map { _ in Scalar.random(using: &generator) }
        return scalars
    }()

    /// Double and add, from the bits of the scalar.
    private static func reference<Group>(_ base: Group, _ scalar: Scalar, zero: Group, add: (Group, Group) -> Group) -> Group {
        var result = zero
        for byte in scalar.bigEndianBytes {
            for bit in (0..<8).reversed() {
                result = add(result, result)
                if byte >> bit & 1 != 0 { result = add(result, base) }
            }
        }
        return result
    }

    @Test func multiplicationAgreesWithDoubleAndAdd() {
        var generator = SeededGenerator(3)
        let k = Scalar.random(using: &generator)
        let p = Self.reference(G1.generator, k, zero: .identity) { $0 + $1 }
        let q = Self.reference(G2.generator, k, zero: .identity) { $0 + $1 }
        let t = Self.reference(GT.generator, k, zero: .one) { $0 * $1 }
        let pBase = G1FixedBase(p), qBase = G2FixedBase(q), tBase = GTFixedBase(t)
        for scalar in Self.edgeScalars {
            let sp = Self.reference(p, scalar, zero: .identity) { $0 + $1 }
            #expect(p.multiplied(by: scalar) == sp)
            #expect(p.multipliedVariableTime(by: scalar) == sp)
            #expect(pBase.multiply(scalar) == sp)
            let sq = Self.reference(q, scalar, zero: .identity) { $0 + $1 }
            #expect(q.multiplied(by: scalar) == sq)
            #expect(q.multipliedVariableTime(by: scalar) == sq)
            #expect(qBase.multiply(scalar) == sq)
            let st = Self.reference(t, scalar, zero: .one) { $0 * $1 }
            #expect(t.power(scalar) == st)
            #expect(t.powerVariableTime(scalar) == st)
            #expect(tBase.power(scalar) == st)
            #expect(G1.identity.multiplied(by: scalar).isIdentity)
            #expect(G2.identity.multiplied(by: scalar).isIdentity)
            #expect(GT.one.power(scalar).isOne)
        }
    }

    /// Scalars whose digits in the base |z| are at the edges of windows and of the base: among them those at which a sum meets the
    /// multiple that is added to it, as 1 + z² + (|z| − 5) |z|³ does in windows of five bits and
    /// (|z| − 1)(1 + |z|) + (26 · 2⁶⁰ − |z|) |z|³ in windows of six.
    @Test func multiplicationByScalarsOfEdgeDigits() {
        let absoluteZ: UInt64 = 0xd201_0000_0001_0000, six = 13 &* (1 << 61) &- absoluteZ
        var rows: [[UInt64]] = [[absoluteZ - 1, absoluteZ - 1, 0, six], [six, 1, 0, 0], [0, six, 1, 0], [0, 0, six, 1], [six, six, six, six]]
        for difference in UInt64(1)...16 { rows.append([1, 0, 1, absoluteZ - difference]) }
        let edges: [UInt64] = [0, 1, 2, 15, 16, 17, 31, 32, 33, absoluteZ - 1, absoluteZ - 2, absoluteZ - 16, six]
        var generator = SeededGenerator(64)
        for _ in 0..<40 { rows.append((0..<4).map { _ in edges[Int(generator.next() % UInt64(edges.count))] }) }
        let z = Scalar(absoluteZ)
        let p = G1.generator, q = G2.generator, t = GT.generator
        for row in rows {
            let scalar = Scalar(row[0]) + z * (Scalar(row[1]) + z * (Scalar(row[2]) + z * Scalar(row[3])))
            let sp = Self.reference(p, scalar, zero: .identity) { $0 + $1 }
            #expect(p.multiplied(by: scalar) == sp)
            #expect(G1FixedBase.generator.multiply(scalar) == sp)
            let sq = Self.reference(q, scalar, zero: .identity) { $0 + $1 }
            #expect(q.multiplied(by: scalar) == sq)
            #expect(G2FixedBase.generator.multiply(scalar) == sq)
            let st = Self.reference(t, scalar, zero: .one) { $0 * $1 }
            #expect(t.power(scalar) == st)
            #expect(GTFixedBase.generator.power(scalar) == st)
        }
    }

    @Test func generatorTables() {
        var generator = SeededGenerator(4)
        let k = Scalar.random(using: &generator)
        #expect(G1FixedBase.generator.multiply(k) == G1.generator.multiplied(by: k))
        #expect(G2FixedBase.generator.multiply(k) == G2.generator.multiplied(by: k))
        #expect(GTFixedBase.generator.power(k) == GT.generator.power(k))
    }

    @Test func additionAtTheEdges() {
        let g = G1.generator, h = G2.generator
        let g3 = g + g + g, h3 = h + h + h
        #expect(g + .identity == g)
        #expect(.identity + g == g)
        #expect(G1.identity + G1.identity == .identity)
        #expect((g - g).isIdentity)
        #expect(g + g == g.doubled())
        #expect(g3 + g == g.doubled().doubled())
        #expect(G1.identity.doubled().isIdentity)
        #expect(g3 + G1Affine.identity == g3)
        #expect(g3 + G1Affine.generator == g3 + g)
        #expect(G1.identity + G1Affine.generator == g)
        #expect((g + (-G1Affine.generator)).isIdentity)
        #expect(g + G1Affine.generator == g.doubled())
        #expect(g != .identity && g != -g && g3 != g)
        #expect(-G1.identity == .identity)
        #expect(h + .identity == h)
        #expect(.identity + h == h)
        #expect((h - h).isIdentity)
        #expect(h + h == h.doubled())
        #expect(h3 + h == h.doubled().doubled())
        #expect(G2.identity.doubled().isIdentity)
        #expect(h3 + G2Affine.identity == h3)
        #expect(h + G2Affine.generator == h.doubled())
        #expect((h + (-G2Affine.generator)).isIdentity)
        #expect(h != .identity && h != -h && h3 != h)
    }

    @Test func additionIsAssociativeAndCommutative() {
        var generator = SeededGenerator(5)
        for _ in 0..<10 {
            let scalars = (0..<3).map { _ in Scalar.random(using: &generator) }
            let a = scalars.map { G1.generator.multiplied(by: $0) }
            #expect((a[0] + a[1]) + a[2] == a[0] + (a[1] + a[2]))
            #expect(a[0] + a[1] == a[1] + a[0])
            #expect(a[0] + a[1] == G1.generator.multiplied(by: scalars[0] + scalars[1]))
            let b = scalars.map { G2.generator.multiplied(by: $0) }
            #expect((b[0] + b[1]) + b[2] == b[0] + (b[1] + b[2]))
            #expect(b[0] + b[1] == G2.generator.multiplied(by: scalars[0] + scalars[1]))
        }
    }

    @Test func batchAffineAgreesWithEach() {
        var points: [G1] = [.identity], others: [G2] = [.identity]
        for k in [3, 4, 0, 5, 3] {
            points.append(G1.generator.multiplied(by: Scalar(UInt64(k))))
            others.append(G2.generator.multiplied(by: Scalar(UInt64(k))))
        }
        #expect(G1.batchAffine(points) == points.map(\.affine))
        #expect(G2.batchAffine(others) == others.map(\.affine))
        #expect(G1.batchAffine([]).isEmpty)
        #expect(G1.batchAffine([.identity]) == [.identity])
    }

    @Test(arguments: [0, 1, 2, 5, 65, 130, 260])
    func multiScalarMultiplicationAgreesWithTheSum(_ count: Int) {
        var generator = SeededGenerator(UInt64(count))
        var points: [G1Affine] = [], others: [G2Affine] = [], scalars: [Scalar] = []
        for index in 0..<count {
            // The identity, repeated and opposite points among them, and scalars 0, 1, −1.
            let k = index % 7 == 3 ? .zero : index % 5 == 1 ? Scalar(9) : index % 5 == 2 ? -Scalar(9) : Scalar.random(using: &generator)
            points.append(G1FixedBase.generator.multiply(k).affine)
            others.append(G2FixedBase.generator.multiply(k).affine)
            scalars.append(index < Self.edgeScalars.count ? Self.edgeScalars[index] : .random(using: &generator))
        }
        let sum = zip(points, scalars).reduce(G1.identity) { $0 + G1($1.0).multiplied(by: $1.1) }
        #expect(G1.multiScalarMultiplication(points, scalars) == sum)
        #expect(G1.multiScalarMultiplicationVariableTime(points, scalars) == sum)
        let otherSum = zip(others, scalars).reduce(G2.identity) { $0 + G2($1.0).multiplied(by: $1.1) }
        #expect(G2.multiScalarMultiplication(others, scalars) == otherSum)
        #expect(G2.multiScalarMultiplicationVariableTime(others, scalars) == otherSum)
        // Enough for the buckets in G1, too.
        let repeated = [[G1Affine]](repeating: points, count: 5).flatMap { $0 }
        let fiveTimes = G1.multiScalarMultiplicationVariableTime(repeated, [[Scalar]](repeating: scalars, count: 5).flatMap { $0 })
        #expect(fiveTimes == sum.multiplied(by: Scalar(5)))
        let bits = scalars.indices.map { $0 % 3 == 0 ? Scalar.zero : .one }
        let selected = zip(points, bits).reduce(G1.identity) { $1.1.isZero ? $0 : $0 + $1.0 }
        #expect(G1.multiScalarMultiplicationVariableTime(points, bits) == selected)
    }

    @Test func productOfPowersAgreesWithTheProduct() {
        var generator = SeededGenerator(6)
        let scalars = (0..<3).map { _ in Scalar.random(using: &generator) }
        let elements = scalars.map { GT.generator.power($0) }
        let product = zip(elements, scalars.reversed()).reduce(GT.one) { $0 * $1.0.power($1.1) }
        #expect(GT.productOfPowers(elements, scalars.reversed()) == product)
        #expect(GT.productOfPowersVariableTime(elements, scalars.reversed()) == product)
        #expect(GT.productOfPowers([], []).isOne)
    }
}
