import AccessPolicy
import AttributeEncryption
import Pairing
import Symmetric

/// What is measured.
enum Suites {
    /// A value that the optimiser must believe to be used.
    @inline(never) private static func keep<T>(_ value: borrowing T) where T: ~Copyable {}

    /// Group operations and pairings.
    static func pairing(seconds: Double, _ report: (Measurement) -> Void) {
        let scalar = Scalar.random()
        let g1 = G1.generator.multiplied(by: .random())
        let g2 = G2.generator.multiplied(by: .random())
        let (p, q) = (g1.affine, g2.affine)
        let value = Pairing.pairing(p, q)
        let (bytes1, bytes2) = (p.compressed, q.compressed)
        let domain = Array("MEDSEAL-BENCHMARK_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)
        let points = G1.batchAffine((0..<64).map { _ in g1.multiplied(by: .random()) })
        let scalars = points.map { _ in Scalar.random() }
        func measure(_ name: String, _ body: () -> Void) { report(.of(name, seconds: seconds, body)) }
        measure("pairing") { keep(Pairing.pairing(p, q)) }
        measure("g1.mul") { keep(g1.multiplied(by: scalar)) }
        measure("g2.mul") { keep(g2.multiplied(by: scalar)) }
        measure("gt.exp") { keep(value.power(scalar)) }
        measure("g1.mul.fixed") { keep(G1FixedBase.generator.multiply(scalar)) }
        measure("g2.mul.fixed") { keep(G2FixedBase.generator.multiply(scalar)) }
        measure("hash.g1") { keep(G1.hash(bytes1, domain: domain)) }
        measure("g1.decompress") { keep(try? G1Affine(compressed: bytes1)) }
        measure("g2.decompress") { keep(try? G2Affine(compressed: bytes2)) }
        measure("msm.g1.64") { keep(G1.multiScalarMultiplication(points, scalars)) }
    }

    /// FABEO under a policy that is the conjunction of n distinct attributes, serialised objects in and out.
    static func scheme(seconds: Double, counts: [Int], _ report: (Measurement) -> Void) {
        let authority = FABEO.setup()
        for n in counts {
            let names = (0..<n).map { "attribute:\($0)" }
            guard let policy = try? Policy(parsing: names.joined(separator: " and ")),
                let attributes = try? AttributeSet(parsing: names)
            else { continue }
            func measure(_ name: String, _ body: () -> Void) {
                report(.of(name, scheme: "FABEO", n: n, seconds: seconds, body))
            }
            measure("keygen") {
                keep(FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: attributes).encoded())
            }
            measure("encapsulate.cca") { keep(KeyEncapsulation.encapsulate(to: policy, authority.parameters)) }
            let key = FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: attributes)
            let ciphertext = KeyEncapsulation.encapsulate(to: policy, authority.parameters).ciphertext
            let text = policy.canonicalBytes
            measure("decapsulate.cca") {
                if let opened = try? KeyEncapsulation.decapsulate(ciphertext, policy: text, with: key, authority.parameters) {
                    keep(opened)
                }
            }
        }
    }
}
