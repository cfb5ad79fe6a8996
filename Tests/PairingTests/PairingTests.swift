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
}
