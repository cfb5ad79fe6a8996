import Pairing
import TestSupport
import Testing

/// `Vectors/bls12_381/pairing.json`, bilinearity, and products of pairings.
@Suite struct PairingTests {
    struct File: Decodable {
        struct Vector: Decodable {
            let a, b, P, Q: String
            let gt: [String]
        }
        let pairings: [Vector]
    }

    @Test func publishedPairings() throws {
        let file = try VectorFile.json("bls12_381/pairing.json", as: File.self)
        #expect(file.pairings.count >= 10)
        for vector in file.pairings {
            let a = try Scalar(bigEndian: [UInt8](hex: vector.a)), b = try Scalar(bigEndian: [UInt8](hex: vector.b))
            let p = try G1Affine(compressed: [UInt8](hex: vector.P)), q = try G2Affine(compressed: [UInt8](hex: vector.Q))
            #expect(G1.generator.multiplied(by: a) == G1(p))
            #expect(G2.generator.multiplied(by: b) == G2(q))
            let value = pairing(p, q)
            #expect(value.bytes.hex == vector.gt.joined())
            #expect(try GT(bytes: value.bytes) == value)
            #expect(GT.generator.power(a * b) == value)
            #expect(GT.generator.powerVariableTime(a * b) == value)
        }
    }

    @Test func bilinearity() {
        var generator = SeededGenerator(12)
        let a = Scalar.random(using: &generator), b = Scalar.random(using: &generator)
        let p = G1.generator.multiplied(by: a), q = G2.generator.multiplied(by: b)
        let value = pairing(p.affine, q.affine)
        #expect(value == GT.generator.power(a * b))
        #expect(value == pairing(G1.generator.multiplied(by: a * b).affine, .generator))
        #expect(pairing((-p).affine, q.affine) == value.inverse())
        #expect(pairing(p.affine, (-q).affine) == value.inverse())
        #expect((value * value.inverse()).isOne)
        #expect(pairing((p + p).affine, q.affine) == value.squared())
        #expect(value.squared() == value * value)
        #expect(!GT.generator.isOne)
        #expect(GT.generator.power(-.one) == GT.generator.inverse())
    }

    @Test func identityPairsToOne() {
        #expect(pairing(.identity, .generator).isOne)
        #expect(pairing(.generator, .identity).isOne)
        #expect(productOfPairings([]).isOne)
    }

    @Test func productOfPairingsIsTheProduct() {
        var generator = SeededGenerator(13)
        var pairs: [(G1Affine, G2Affine)] = []
        var product = GT.one
        for index in 0..<5 {
            let p = G1.generator.multiplied(by: .random(using: &generator)).affine
            let q = index == 3 ? .identity : G2.generator.multiplied(by: .random(using: &generator)).affine
            pairs.append((p, q))
            product *= pairing(p, q)
            #expect(productOfPairings(pairs) == product)
        }
        let parts = MillerLoopResult(Array(pairs.prefix(2))) * MillerLoopResult(Array(pairs.dropFirst(2)))
        #expect(parts.finalExponentiation() == product)
        #expect(productOfPairings([pairs[0], (-pairs[0].0, pairs[0].1)]).isOne)
    }
}
