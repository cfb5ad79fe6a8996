import AccessPolicy
import AttributeEncryption
import Benchmarking
import Pairing
import Cryptography

/// Key generation, encapsulation and decapsulation of each scheme, encoded objects in and out.
enum SchemeSuite {
    /// The schemes by name: the engine's, then those for comparison.
    static let names = ["FABEO"] + ResearchSchemeOperations.schemes.map(\.name)
    /// What is measured unless schemes are named: FABEO is there once.
    private static let standardNames = names.filter { $0 != "FABEO-research" }

    /// A policy over n distinct attributes, and the key's attributes: all of them.
    struct Case: Sendable {
        let n: Int
        let shape: BenchmarkOptions.PolicyShape
        let policy: Policy
        let attributes: AttributeSet
        /// A key does not depend on the policy, so it is measured with the first shape only.
        let isFirstShape: Bool

        init(_ n: Int, _ shape: BenchmarkOptions.PolicyShape, isFirstShape: Bool) throws {
            self.isFirstShape = isFirstShape
            let names = (0..<n).map { "attribute:\($0)" }
            self.n = n
            self.shape = shape
            policy = try Policy(parsing: Self.text(names, shape))
            attributes = try AttributeSet(parsing: names)
        }

        private static func text(_ names: [String], _ shape: BenchmarkOptions.PolicyShape) -> String {
            switch shape {
            case .and: names.joined(separator: " and ")
            case .or: names.joined(separator: " or ")
            case .threshold: "\((names.count + 1) / 2) of (\(names.joined(separator: ", ")))"
            case .tree: tree(names[...], isAnd: true)
            }
        }

        /// Halves joined by and, their halves by or, and so on.
        private static func tree(_ names: ArraySlice<String>, isAnd: Bool) -> String {
            guard names.count > 1, let first = names.first else { return names.first ?? "" }
            guard names.count > 2 else { return "(\(first) \(isAnd ? "and" : "or") \(names[names.endIndex - 1]))" }
            let middle = names.startIndex + names.count / 2
            return "(\(tree(names[..<middle], isAnd: !isAnd)) \(isAnd ? "and" : "or") \(tree(names[middle...], isAnd: !isAnd)))"
        }

        func subject(_ name: String, _ scheme: String) -> Measurement.Subject {
            Measurement.Subject(name, scheme: scheme, n: n, policy: shape == .and ? nil : shape.rawValue)
        }
    }

    private static func cases(_ options: BenchmarkOptions) throws -> [Case] {
        try options.attributeCounts.flatMap { n in
            try options.policyShapes.enumerated().map { try Case(n, $1, isFirstShape: $0 == 0) }
        }
    }

    private static func chosenNames(_ options: BenchmarkOptions) -> [String] {
        options.schemes.isEmpty ? standardNames : options.schemes
    }

    static func operations(_ options: BenchmarkOptions) throws -> [Operation] {
        let cases = try cases(options)
        var operations: [Operation] = []
        for name in chosenNames(options) {
            for one in cases {
                if name == "FABEO" {
                    if one.isFirstShape { operations.append(keyGeneration(one)) }
                    if options.securities.contains(.cca) { operations += chosenCiphertext(one) }
                    if options.securities.contains(.cpa) { operations += chosenPlaintext(one) }
                } else if let (_, scheme) = ResearchSchemeOperations.schemes.first(where: { $0.name == name }) {
                    if one.isFirstShape { operations.append(ResearchSchemeOperations.keyGeneration(one, name, scheme)) }
                    if options.securities.contains(.cpa) {
                        operations += ResearchSchemeOperations.chosenPlaintext(one, name, scheme)
                    }
                }
            }
        }
        return operations
    }

    private static func keyGeneration(_ one: Case) -> Operation {
        Operation(.init("keygen", scheme: "FABEO", n: one.n)) { source in
            let authority = FABEO.setup(using: &source)
            return {
                keep(FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: one.attributes).encoded())
            }
        }
    }

    private static func chosenCiphertext(_ one: Case) -> [Operation] {
        [
            Operation(one.subject("encapsulate.cca", "FABEO")) { source in
                let parameters = FABEO.setup(using: &source).parameters
                return { keep(KeyEncapsulation.encapsulate(to: one.policy, parameters)) }
            },
            Operation(one.subject("encapsulate.cca.cached", "FABEO")) { source in
                // The call that is not counted shows the cache the attributes.
                let cache = EncapsulationCache(FABEO.setup(using: &source).parameters)
                return { keep(KeyEncapsulation.encapsulate(to: one.policy, cache)) }
            },
            Operation(one.subject("decapsulate.cca", "FABEO")) { source in
                let authority = FABEO.setup(using: &source)
                let key = FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: one.attributes).encoded()
                let parameters = authority.parameters
                let ciphertext = KeyEncapsulation.encapsulate(to: one.policy, parameters).ciphertext
                let policy = one.policy.canonicalBytes
                return {
                    do {
                        let key = try AttributeKey(encoded: key)
                        keep(try KeyEncapsulation.decapsulate(ciphertext, policy: policy, with: key, parameters))
                    } catch { preconditionFailure("what was encapsulated does not open: \(error)") }
                }
            },
        ]
    }

    /// The bare scheme: fresh coins, the ciphertext's elements encoded, the shared value of GT as the key.
    private static func chosenPlaintext(_ one: Case) -> [Operation] {
        [
            Operation(one.subject("encapsulate.cpa", "FABEO")) { source in
                let parameters = FABEO.setup(using: &source).parameters
                return {
                    let (ciphertext, shared) = encapsulate(one.policy, parameters)
                    keep(ciphertext)
                    keep(shared)
                }
            },
            Operation(one.subject("decapsulate.cpa", "FABEO")) { source in
                let authority = FABEO.setup(using: &source)
                let key = FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: one.attributes).encoded()
                let (ciphertext, shared) = encapsulate(one.policy, authority.parameters)
                let policy = one.policy.canonicalBytes
                precondition(decapsulate(ciphertext, policy, key) == shared, "what was encapsulated does not open")
                return { keep(decapsulate(ciphertext, policy, key)) }
            },
        ]
    }

    private static func encapsulate(_ policy: Policy, _ parameters: PublicParameters) -> (ciphertext: [UInt8], shared: [UInt8]) {
        let program = SpanProgram(policy)
        let coins = FABEO.Coins(
            s: .random(), v: (0..<program.randomnessCount).map { _ in .random() },
            sPrime: (0..<program.maximumOccurrence).map { _ in .random() })
        return (FABEO.encapsulate(program, coins: coins).encoded, FABEO.sharedValue(parameters, s: coins.s).bytes)
    }

    /// With every check of key and ciphertext.
    private static func decapsulate(_ ciphertext: [UInt8], _ policy: [UInt8], _ encodedKey: borrowing SecretBytes) -> [UInt8]? {
        do {
            let key = try AttributeKey(encoded: encodedKey)
            let program = SpanProgram(try Policy(canonical: policy))
            return try FABEO.decapsulate(FABEO.Ciphertext(encoded: ciphertext, program), program, with: key)?.bytes
        } catch {
            return nil
        }
    }

    /// Lengths of parameters, keys and ciphertexts; FABEO's ciphertexts are those secure against chosen ciphertexts, 32 bytes
    /// longer.
    static func sizes(_ options: BenchmarkOptions) throws -> [(Measurement.Subject, Int)] {
        let cases = try cases(options)
        return try chosenNames(options).flatMap { name in
            if let (_, scheme) = ResearchSchemeOperations.schemes.first(where: { $0.name == name }) {
                return try ResearchSchemeOperations.sizes(cases, name, scheme)
            }
            return sizes(cases)
        }
    }

    private static func sizes(_ cases: [Case]) -> [(Measurement.Subject, Int)] {
        let authority = FABEO.setup()
        var sizes = [(Measurement.Subject("size.parameters", scheme: "FABEO"), authority.parameters.bytes.count)]
        for one in cases {
            if one.isFirstShape {
                let key = FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: one.attributes)
                let length = key.encoded().count
                sizes.append((.init("size.key", scheme: "FABEO", n: one.n), length))
            }
            let length = KeyEncapsulation.encapsulate(to: one.policy, authority.parameters).ciphertext.count
            sizes.append((one.subject("size.ciphertext", "FABEO"), length))
        }
        return sizes
    }
}
