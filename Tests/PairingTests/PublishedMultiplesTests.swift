import Pairing
import TestSupport
import Testing

/// `Vectors/bls12_381/*_multiples_0_to_999.dat`: 0·G, 1·G, …, 999·G in both encodings of both groups.
@Suite struct PublishedMultiplesTests {
    private static func encodings(_ name: String, length: Int) throws -> [[UInt8]] {
        let bytes = try VectorFile.bytes("bls12_381/" + name)
        #expect(bytes.count == 1000 * length)
        return stride(from: 0, to: bytes.count, by: length).map { Array(bytes[$0..<$0 + length]) }
    }

    @Test func g1Compressed() throws {
        var multiple = G1.identity
        for encoding in try Self.encodings("g1_compressed_multiples_0_to_999.dat", length: 48) {
            let point = try G1Affine(compressed: encoding, allowingIdentity: multiple.isIdentity)
            #expect(G1(point) == multiple)
            #expect(multiple.compressed == encoding)
            multiple += .generator
        }
    }

    @Test func g1Uncompressed() throws {
        var multiple = G1.identity
        for encoding in try Self.encodings("g1_uncompressed_multiples_0_to_999.dat", length: 96) {
            let point = try G1Affine(uncompressed: encoding, allowingIdentity: multiple.isIdentity)
            #expect(G1(point) == multiple)
            #expect(multiple.uncompressed == encoding)
            multiple = multiple + G1Affine.generator
        }
    }

    @Test func g2Compressed() throws {
        var multiple = G2.identity
        for encoding in try Self.encodings("g2_compressed_multiples_0_to_999.dat", length: 96) {
            let point = try G2Affine(compressed: encoding, allowingIdentity: multiple.isIdentity)
            #expect(G2(point) == multiple)
            #expect(multiple.compressed == encoding)
            multiple += .generator
        }
    }

    @Test func g2Uncompressed() throws {
        var multiple = G2.identity
        for encoding in try Self.encodings("g2_uncompressed_multiples_0_to_999.dat", length: 192) {
            let point = try G2Affine(uncompressed: encoding, allowingIdentity: multiple.isIdentity)
            #expect(G2(point) == multiple)
            #expect(multiple.uncompressed == encoding)
            multiple = multiple + G2Affine.generator
        }
    }

    @Test func scalarMultiplicationGivesThem() throws {
        let g1 = try Self.encodings("g1_compressed_multiples_0_to_999.dat", length: 48)
        let g2 = try Self.encodings("g2_compressed_multiples_0_to_999.dat", length: 96)
        for k in [0, 1, 2, 3, 15, 16, 17, 255, 256, 511, 998, 999] {
            let scalar = Scalar(UInt64(k))
            #expect(G1.generator.multiplied(by: scalar).compressed == g1[k])
            #expect(G1.generator.multipliedVariableTime(by: scalar).compressed == g1[k])
            #expect(G2.generator.multiplied(by: scalar).compressed == g2[k])
            #expect(G2.generator.multipliedVariableTime(by: scalar).compressed == g2[k])
            #expect((-G1.generator).multiplied(by: -scalar).compressed == g1[k])
            #expect((-G2.generator).multiplied(by: -scalar).compressed == g2[k])
        }
    }
}
