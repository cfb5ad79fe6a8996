import AccessPolicy
import Benchmarking
import Pairing
import ResearchSchemes
import Cryptography

/// The schemes for comparison over BLS12-381, behind their one protocol: secure against chosen plaintexts only.
enum ResearchSchemeOperations {
    static let schemes: [(name: String, scheme: any ResearchScheme<BLS12381>)] = researchSchemes(over: BLS12381()).map {
        let title = type(of: $0).name.title
        return (title == "FABEO" ? "FABEO-research" : title, $0)
    }

    static func keyGeneration(_ one: SchemeSuite.Case, _ name: String, _ scheme: some ResearchScheme<BLS12381>) -> Operation {
        Operation(.init("keygen", scheme: name, n: one.n)) { source in
            let authority = scheme.setup(using: &source)
            return {
                do {
                    var system = SystemRandomNumberGenerator()
                    keep(try scheme.keyGeneration(authority, attributes: one.attributes, using: &system).encoded())
                } catch { preconditionFailure("no key is made: \(error)") }
            }
        }
    }

    static func chosenPlaintext(_ one: SchemeSuite.Case, _ name: String, _ scheme: some ResearchScheme<BLS12381>) -> [Operation] {
        [
            Operation(one.subject("encapsulate.cpa", name)) { source in
                let parameters = scheme.setup(using: &source).parameters
                return {
                    do {
                        var system = SystemRandomNumberGenerator()
                        keep(try scheme.encapsulate(to: one.policy, parameters, using: &system))
                    } catch { preconditionFailure("nothing is encapsulated: \(error)") }
                }
            },
            Operation(one.subject("decapsulate.cpa", name)) { source in
                let authority = scheme.setup(using: &source)
                let key = try scheme.keyGeneration(authority, attributes: one.attributes, using: &source).encoded()
                let encapsulation = try scheme.encapsulate(to: one.policy, authority.parameters, using: &source)
                let (ciphertext, policy) = (encapsulation.ciphertext, one.policy.canonicalBytes)
                let opened = try scheme.decapsulate(
                    ciphertext, policy: policy, with: scheme.userKey(encoded: key), authority.parameters)
                let isRight = opened.constantTimeEquals(encapsulation.key)
                precondition(isRight, "what was encapsulated opens to another key")
                return {
                    do {
                        let key = try scheme.userKey(encoded: key)
                        keep(try scheme.decapsulate(ciphertext, policy: policy, with: key, authority.parameters))
                    } catch { preconditionFailure("what was encapsulated does not open: \(error)") }
                }
            },
        ]
    }

    static func sizes(
        _ cases: [SchemeSuite.Case], _ name: String, _ scheme: some ResearchScheme<BLS12381>
    ) throws -> [(Measurement.Subject, Int)] {
        var system = SystemRandomNumberGenerator()
        let authority = scheme.setup(using: &system)
        var sizes = [(Measurement.Subject("size.parameters", scheme: name), authority.parameters.bytes.count)]
        for one in cases {
            if one.isFirstShape {
                let key = try scheme.keyGeneration(authority, attributes: one.attributes, using: &system)
                let length = key.encoded().count
                sizes.append((.init("size.key", scheme: name, n: one.n), length))
            }
            let encapsulation = try scheme.encapsulate(to: one.policy, authority.parameters, using: &system)
            sizes.append((one.subject("size.ciphertext", name), encapsulation.ciphertext.count))
        }
        return sizes
    }
}
