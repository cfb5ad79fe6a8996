import AccessPolicy
import AttributeEncryption
import Framing
import Pairing
import Cryptography

/// Parameters, keys, and decapsulation with a fixed key.
enum KeysTarget {
    /// Policies whose ciphertexts are seeds. Nothing but a seed can be accepted: the fuzzer does not forge.
    static let policies = ["a", "a and role:doctor", "2 of (a, b, role:doctor)", "n#4 in 3..12", "d >= 2026-01-01", "a and (a or b)"]

    static let ciphertexts: [(policy: [UInt8], bytes: [UInt8])] = policies.compactMap { text in
        var source = FixedGenerator(state: 5)
        guard let policy = try? Policy(parsing: text) else { return nil }
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, World.shared.parameters, using: &source)
        return (policy.canonicalBytes, encapsulation.ciphertext)
    }

    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind % 5 {
        case 0:
            guard let parameters = try? PublicParameters(bytes: bytes) else { return }
            demand(parameters.bytes == bytes, "parameters are written as they were read")
        case 1:
            guard let key = try? AttributeKey(encoded: SecretBytes(copying: bytes)) else { return }
            demand(key.encoded().revealed() == bytes, "a key is written as it was read")
            if key.attributes.labels.count <= 80, key.verify(World.shared.parameters) {
                // A part of a key is a key, too.
                let issued = Set(World.shared.key.attributes.attributes)
                demand(issued.isSuperset(of: key.attributes.attributes), "only attributes that were issued verify")
            }
        case 2:
            guard let key = try? MasterSecretKey(importing: SecretBytes(copying: bytes)) else { return }
            demand(key.exported().revealed() == bytes, "a master key is written as it was read")
        case 4: mixed(bytes)
        default:
            var reader = ByteReader(bytes)
            guard let policy = try? reader.framed(atMost: 300), let ciphertext = try? reader.raw(reader.remaining) else { return }
            decapsulate(ciphertext, policy)
        }
    }

    /// A genuine ciphertext with some of its points replaced by others that are points, too: the input has a byte for
    /// the ciphertext, and one for each point and each byte of the mask.
    private static func mixed(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let (policy, genuine) = ciphertexts[Int(first) % ciphertexts.count]
        guard let parsed = try? Policy(canonical: policy) else { return }
        let program = SpanProgram(parsed)
        var choices = bytes.dropFirst()
        var output: [UInt8] = []
        let lengths = Array(repeating: 96, count: program.maximumOccurrence + 1) + Array(repeating: 48, count: program.rowCount)
        for length in lengths {
            let choice = choices.popFirst() ?? 0
            let own = Array(genuine[output.count..<output.count + length])
            output += choice == 0 ? own : length == 96 ? g2[Int(choice) % g2.count] : g1[Int(choice) % g1.count]
        }
        for byte in genuine.suffix(KeyEncapsulation.keyByteCount) { output.append(byte ^ (choices.popFirst() ?? 0)) }
        decapsulate(output, policy)
    }

    /// Small multiples of the generators, and elements of the other ciphertexts.
    private static let g1 =
        (1..<17).map { G1.generator.multiplied(by: Scalar($0)).compressed }
        + ciphertexts.map { Array($0.bytes.dropLast(KeyEncapsulation.keyByteCount).suffix(48)) }
    private static let g2 =
        (1..<17).map { G2.generator.multiplied(by: Scalar($0)).compressed } + ciphertexts.map { Array($0.bytes.prefix(96)) }

    private static func decapsulate(_ ciphertext: [UInt8], _ policy: [UInt8]) {
        guard let parsed = try? Policy(canonical: policy), SpanProgram(parsed).rowCount <= 40 else { return }
        do {
            _ = try KeyEncapsulation.decapsulate(ciphertext, policy: policy, with: World.shared.key, World.shared.parameters)
            demand(
                ciphertexts.contains { $0.policy == policy && $0.bytes == ciphertext }, "only what was encapsulated is accepted")
        } catch {
            switch error {
            case .rejected: break
            case .policyNotSatisfied: demand(!World.shared.key.satisfies(parsed), "refused for a policy that is satisfied")
            case .foreignKey, .malformedPolicy: demand(false, "the key and the policy were right")
            }
        }
    }
}
