import AccessPolicy
import AttributeEncryption
import Pairing
import Cryptography
import Testing
import TestSupport

/// `Vectors/fabeo.json`: every group element of keys and ciphertexts, from an independent implementation.
@Suite struct FABEOVectorTests {
    struct File: Decodable {
        struct Case: Decodable {
            struct Row: Decodable {
                let attribute, lambda_, omega: String
                let occurrence: Int
            }
            let policy, alpha, r, s: String
            let sPrime: [String]
            let rows: [Row]
            let publicKeyGT: [String]
            let keyAttributes: [String]
            let sk1: [String: String]
            let sk2, sk3, ct1: String
            let ct2, ct3, shared: [String]
        }
        let cases: [Case]
    }

    private func scalar(_ hex: String) throws -> Scalar { try Scalar(bigEndian: [UInt8](hex: hex)) }

    @Test func keysCiphertextsAndSharedValuesAgree() throws {
        let file = try VectorFile.json("fabeo.json", as: File.self)
        #expect(file.cases.count == 7)
        for test in file.cases {
            let policy = try Policy(parsing: test.policy)
            #expect(policy.text == test.policy)
            let program = SpanProgram(policy)
            #expect(program.labels.map { String(decoding: $0.bytes, as: UTF8.self) } == test.rows.map(\.attribute))
            #expect(program.occurrences == test.rows.map(\.occurrence))

            let authority = FABEO.setup(alpha: try scalar(test.alpha))
            #expect(authority.parameters.blinding.bytes.hex == test.publicKeyGT.joined())

            let attributes = try AttributeSet(parsing: test.keyAttributes)
            let key = FABEO.keyGeneration(
                authority.masterKey, authority.parameters, attributes: attributes, r: try scalar(test.r))
            let names = attributes.attributes.map(\.description)
            let expectedKey = test.sk2 + test.sk3 + names.map { test.sk1[$0] ?? "?" }.joined()
            let encodedKey = key.encoded().revealed().hex
            #expect(encodedKey.hasSuffix(expectedKey))
            let passes = key.verify(authority.parameters)
            #expect(passes)

            let coins = FABEO.Coins(s: try scalar(test.s), v: [], sPrime: try test.sPrime.map(scalar))
            let ciphertext = FABEO.encapsulate(program, lambda: try test.rows.map { try scalar($0.lambda_) }, coins: coins)
            #expect(ciphertext.ct1.compressed.hex == test.ct1)
            #expect(ciphertext.ct2.map(\.compressed.hex) == test.ct2)
            #expect(ciphertext.ct3.map(\.compressed.hex) == test.ct3)
            #expect(FABEO.sharedValue(authority.parameters, s: coins.s).bytes.hex == test.shared.joined())

            let terms = try #require(program.solve(variableTime: Set(attributes.labels)))
            for (row, expected) in test.rows.enumerated() {
                let coefficient = terms.first { $0.row == row }?.coefficient ?? .zero
                #expect(coefficient.bigEndianBytes.hex == expected.omega)
            }
            let opened = try FABEO.decapsulate(ciphertext, program, with: key)
            #expect(opened?.bytes.hex == test.shared.joined())
        }
    }
}
