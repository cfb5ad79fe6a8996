import Pairing
import Cryptography
import TestSupport
import Testing

/// `Vectors/rfc9380`.
@Suite struct HashToCurveTests {
    struct Suite: Decodable {
        struct Point: Decodable { let x, y: String }
        struct Vector: Decodable {
            let P: Point
            let msg: String
        }
        let dst: String
        let vectors: [Vector]
    }

    struct Expansion: Decodable {
        struct Vector: Decodable {
            let len_in_bytes, msg, uniform_bytes: String
        }
        let DST: String
        let tests: [Vector]
    }

    /// x and y as the uncompressed encoding has them: of Fp2 the coordinate of u first.
    private static func encoding(_ point: Suite.Point) -> [UInt8] {
        [point.x, point.y].flatMap { $0.split(separator: ",").reversed().flatMap { [UInt8](hex: String($0.dropFirst(2))) } }
    }

    @Test(arguments: ["expand_message_xmd_SHA256_38", "expand_message_xmd_SHA256_256"])
    func expandMessage(_ name: String) throws {
        let suite = try VectorFile.json("rfc9380/\(name).json", as: Expansion.self)
        #expect(suite.tests.count >= 5)
        for vector in suite.tests {
            let count = try #require(Int(vector.len_in_bytes.dropFirst(2), radix: 16))
            let bytes = ExpandMessage.xmd(Array(vector.msg.utf8), domain: Array(suite.DST.utf8), count: count)
            #expect(bytes.hex == vector.uniform_bytes)
        }
    }

    @Test func g1RandomOracle() throws {
        let suite = try VectorFile.json("rfc9380/BLS12381G1_XMD_SHA-256_SSWU_RO_.json", as: Suite.self)
        #expect(suite.vectors.count >= 5)
        for vector in suite.vectors {
            let point = G1.hash(Array(vector.msg.utf8), domain: Array(suite.dst.utf8))
            #expect(point.uncompressed == Self.encoding(vector.P))
        }
        let batch = G1.batchHash(suite.vectors.map { (Array($0.msg.utf8), Array(suite.dst.utf8)) })
        #expect(batch.map(\.uncompressed) == suite.vectors.map { Self.encoding($0.P) })
    }

    @Test func g1NonUniform() throws {
        let suite = try VectorFile.json("rfc9380/BLS12381G1_XMD_SHA-256_SSWU_NU_.json", as: Suite.self)
        #expect(suite.vectors.count >= 5)
        for vector in suite.vectors {
            let point = G1.encode(Array(vector.msg.utf8), domain: Array(suite.dst.utf8))
            #expect(point.uncompressed == Self.encoding(vector.P))
        }
    }

    @Test func g2RandomOracle() throws {
        let suite = try VectorFile.json("rfc9380/BLS12381G2_XMD_SHA-256_SSWU_RO_.json", as: Suite.self)
        #expect(suite.vectors.count >= 5)
        for vector in suite.vectors {
            let point = G2.hash(Array(vector.msg.utf8), domain: Array(suite.dst.utf8))
            #expect(point.uncompressed == Self.encoding(vector.P))
        }
    }

    @Test func oversizeDomainIsHashed() {
        let domain = [UInt8](repeating: 0x61, count: 256)
        let hashed = SHA256.hash(Array("H2C-OVERSIZE-DST-".utf8), domain)
        #expect(G1.hash([1, 2], domain: domain) == G1.hash([1, 2], domain: hashed))
        #expect(G1.hash([1, 2], domain: domain) != G1.hash([1, 2], domain: Array(domain.dropLast())))
    }

    @Test func hashesAreInTheSubgroup() throws {
        for index in UInt8(0)..<8 {
            let domain = Array("MEDSEAL-TEST".utf8)
            for encoding in [G1.hash([index], domain: domain).compressed, G1.encode([index], domain: domain).compressed] {
                #expect(throws: Never.self) { try G1Affine(compressed: encoding) }
            }
            for encoding in [G2.hash([index], domain: domain).compressed, G2.encode([index], domain: domain).compressed] {
                #expect(throws: Never.self) { try G2Affine(compressed: encoding) }
            }
        }
    }
}
