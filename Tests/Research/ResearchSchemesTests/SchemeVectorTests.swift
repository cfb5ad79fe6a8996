import AccessPolicy
import Glibc
import Pairing
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

/// `Vectors/research-schemes.json`: every serialised object of every scheme, from fixed randomness.
///
/// FABEO is held against an independent implementation besides, by ``FABEOAgreementTests``.
@Suite struct SchemeVectorTests {
    struct Case: Codable, Equatable {
        let scheme: String
        let seed: UInt64
        let policy: String
        let attributes: [String]
        /// Hexadecimal.
        let parameters, masterKey, userKey, ciphertext, key: String
    }

    struct File: Codable {
        let note: String
        let cases: [Case]
    }

    private static let file = "research-schemes.json"
    private static let note = """
        Serialised objects of the research schemes over BLS12-381, in the order setup, key generation, encapsulation from \
        one SplitMix64 stream that starts at the seed. Made by SchemeVectorTests; made anew, when a format or a scheme \
        changes, by MEDSEAL_WRITE_RESEARCH_VECTORS=1 swift test -c release --filter SchemeVectorTests
        """

    private static let inputs: [(policy: String, attributes: [String])] = [
        ("role:doctor and (hospital:NSTU or clearance#3 >= 6)", ["role:doctor", "clearance#3 = 7"]),
        ("2 of (a, b, c)", ["a", "c"]),
    ]

    private static func make<Scheme: ResearchScheme>(
        _ scheme: Scheme, seed: UInt64, _ policy: String, _ attributes: [String]
    ) throws -> Case {
        var source = SeededGenerator(seed)
        let authority = scheme.setup(using: &source)
        let key = try scheme.keyGeneration(authority, attributes: try AttributeSet(parsing: attributes), using: &source)
        let encapsulation = try scheme.encapsulate(to: try Policy(parsing: policy), authority.parameters, using: &source)
        return Case(
            scheme: Scheme.name.title, seed: seed, policy: policy, attributes: attributes,
            parameters: authority.parameters.bytes.hex, masterKey: authority.masterKey.encoded(in: scheme.group).revealed().hex,
            userKey: key.encoded().revealed().hex, ciphertext: encapsulation.ciphertext.hex,
            key: encapsulation.key.revealed().hex)
    }

    private static func makeAll() throws -> [Case] {
        var cases: [Case] = []
        for name in SchemeName.allCases {
            for (index, input) in inputs.enumerated() {
                let seed = UInt64(name.rawValue) * 100 + UInt64(index)
                cases.append(try make(name.underTest, seed: seed, input.policy, input.attributes))
            }
        }
        return cases
    }

    @Test(.enabled(if: unsafe getenv("MEDSEAL_WRITE_RESEARCH_VECTORS") != nil))
    func writesTheFile() throws {
        let json = try VectorFile.encoded(File(note: Self.note, cases: try Self.makeAll()))
        TemporaryFolder.write(json, to: VectorFile.checkout + "/Vectors/" + Self.file, mode: 0o644)
    }

    @Test func everyObjectIsMadeAgain() throws {
        let file = try VectorFile.json(Self.file, as: File.self)
        let made = try Self.makeAll()
        #expect(file.cases.count == made.count)
        for (committed, made) in zip(file.cases, made) { #expect(committed == made, "\(made.scheme), \(made.policy)") }
    }

    @Test func everyCiphertextOpens() throws {
        for test in try VectorFile.json(Self.file, as: File.self).cases {
            let name = try #require(SchemeName.allCases.first { $0.title == test.scheme })
            try opens(name.underTest, test)
        }
    }

    private func opens<Scheme: ResearchScheme>(_ scheme: Scheme, _ test: Case) throws {
        let parameters = try scheme.parameters(bytes: [UInt8](hex: test.parameters))
        let key = try scheme.userKey(encoded: SecretBytes(copying: [UInt8](hex: test.userKey)))
        let policy = try Policy(parsing: test.policy).canonicalBytes
        let opened = try scheme.decapsulate([UInt8](hex: test.ciphertext), policy: policy, with: key, parameters)
        #expect(opened.revealed().hex == test.key)
    }
}
