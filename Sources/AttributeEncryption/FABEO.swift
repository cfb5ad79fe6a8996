public import AccessPolicy
import Framing
package import Pairing
import Cryptography

/// FABEO, ciphertext-policy, in the version for policies that use an attribute more than once
/// (Riepel, Wee: FABEO: Fast Attribute-Based Encryption with Optimal Security, CCS 2022, Figure 3 with the multi-use
/// extension of §5): adaptively secure in the generic group and random oracle models.
///
/// This is the bare scheme, secure against chosen plaintexts only. Records are sealed with ``KeyEncapsulation``.
public enum FABEO {
    /// The public parameters and the master key of a new authority.
    public struct Authority: ~Copyable, Sendable {
        /// mpk, for everybody.
        public let parameters: PublicParameters
        /// msk = α, which makes keys for any attributes.
        public let masterKey: MasterSecretKey

        init(parameters: PublicParameters, masterKey: consuming MasterSecretKey) {
            self.parameters = parameters
            self.masterKey = masterKey
        }
    }

    /// Setup: α at random; mpk = (g1, g2, e(g1, g2)^α), msk = α.
    public static func setup(using source: inout some RandomNumberGenerator) -> Authority {
        setup(alpha: nonZero(&source))
    }

    /// Setup with the system's randomness.
    public static func setup() -> Authority {
        var system = SystemRandomNumberGenerator()
        return setup(using: &system)
    }

    package static func setup(alpha: Scalar) -> Authority {
        let value = pairing(G1.generator.affine, G2.generator.affine).power(alpha)
        return Authority(parameters: PublicParameters(blinding: value), masterKey: MasterSecretKey(alpha: alpha))
    }

    /// KeyGen: a key for `attributes`, under an r that is fresh at every call and kept nowhere.
    ///
    /// The same r in two keys would let their attributes be mixed, so r is neither derived nor accepted from outside.
    /// `attributes` must hold none of an unknown kind, for which no point can be made.
    public static func keyGeneration(
        _ masterKey: borrowing MasterSecretKey, _ parameters: PublicParameters, attributes: AttributeSet,
        using source: inout some RandomNumberGenerator
    ) -> AttributeKey {
        keyGeneration(masterKey, parameters, attributes: attributes, r: nonZero(&source))
    }

    /// KeyGen with the system's randomness.
    public static func keyGeneration(
        _ masterKey: borrowing MasterSecretKey, _ parameters: PublicParameters, attributes: AttributeSet
    ) -> AttributeKey {
        var system = SystemRandomNumberGenerator()
        return keyGeneration(masterKey, parameters, attributes: attributes, using: &system)
    }

    package static func keyGeneration(
        _ masterKey: borrowing MasterSecretKey, _ parameters: PublicParameters, attributes: AttributeSet, r: Scalar
    ) -> AttributeKey {
        let labels = attributes.labels
        // H0^r beside the H(u)^r.
        let bases = [HashDomain.h0Point] + HashDomain.points(of: labels)
        var products = G1.batchMultiply(bases, [Scalar](repeating: r, count: bases.count))
        products[0] = masterKey.withAlpha { alpha in G1FixedBase.generator.multiply(alpha) + products[0] }
        var affine = G1.batchAffine(products)
        defer {
            wipe(&products)
            wipe(&affine)
        }
        return AttributeKey(
            attributes: attributes, labels: labels, parametersIdentifier: parameters.identifier,
            sk1: Array(affine.dropFirst()), sk2: affine[0], sk3: G2FixedBase.generator.multiply(r).affine)
    }

    /// The secret scalars of one encapsulation.
    package struct Coins {
        package var s: Scalar
        /// v: as many as the span program has columns but the first.
        package var v: [Scalar]
        /// s′_1 … s′_τ.
        package var sPrime: [Scalar]

        package init(s: Scalar, v: [Scalar], sPrime: [Scalar]) {
            self.s = s
            self.v = v
            self.sPrime = sPrime
        }

        mutating func wipeAll() {
            s = .zero
            wipe(&v)
            wipe(&sPrime)
        }
    }

    /// The group elements of a ciphertext.
    package struct Ciphertext: Equatable {
        /// g2^s.
        package let ct1: G2Affine
        /// g2^{s′_j}, τ of them.
        package let ct2: [G2Affine]
        /// H0^{λ_i} · H(π(i))^{s′_ρ(i)}, n of them.
        package let ct3: [G1Affine]
    }

    /// Encaps: the ciphertext of `program` under given coins. Constant-time in the coins.
    package static func encapsulate(
        _ program: SpanProgram, coins: Coins, cache: EncapsulationCache? = nil
    ) -> Ciphertext {
        var lambda = program.shares(of: coins.s, randomness: coins.v)
        defer { wipe(&lambda) }
        return encapsulate(program, lambda: lambda, coins: coins, cache: cache)
    }

    /// Encaps with the shares λ given, which the coins' v would give.
    package static func encapsulate(
        _ program: SpanProgram, lambda: [Scalar], coins: Coins, cache: EncapsulationCache? = nil
    ) -> Ciphertext {
        let (hashes, place) = distinctHashes(program, cache)
        let h0 = [G1](repeating: G1(HashDomain.h0Point), count: program.rowCount)
        var sPrime = program.occurrences.map { coins.sPrime[$0] }
        defer { wipe(&sPrime) }
        let rows = G1.batchSums([h0, place.map { G1(hashes[$0]) }], [lambda, sPrime])
        let g2 = G2FixedBase.generator
        let second = G2.batchAffine(([coins.s] + coins.sPrime).map { g2.multiply($0) })
        return Ciphertext(ct1: second[0], ct2: Array(second.dropFirst()), ct3: G1.batchAffine(rows))
    }

    /// The shared value e(g1, g2)^{αs}. Constant-time in s.
    package static func sharedValue(_ parameters: PublicParameters, s: Scalar) -> GT { parameters.blinding.power(s) }

    /// Decaps: e(sk2, ct1) · ∏_j e(∏_{ρ(i)=j} sk1_{π(i)}^{ω_i}, ct2_j) / e(∏ ct3_i^{ω_i}, sk3), with τ + 2 pairings and
    /// one final exponentiation.
    ///
    /// - Returns: `nil` if the key's attributes do not satisfy the policy.
    /// - Throws: ``DecodingError`` if the key's own points are malformed.
    package static func decapsulate(
        _ ciphertext: Ciphertext, _ program: SpanProgram, with key: borrowing AttributeKey
    ) throws(DecodingError) -> GT? {
        var place: [AttributeLabel: Int] = [:]
        for (index, label) in key.labels.enumerated() { place[label] = index }
        guard let terms = program.solve(variableTime: Set(key.labels)) else { return nil }
        let (sk2, sk3) = try key.commonPoints(checkingSubgroup: false)
        var sk1 = try key.attributePoints(
            at: terms.compactMap { place[program.labels[$0.row]] }, checkingSubgroup: false)
        var pairs = [(sk2, ciphertext.ct1)]
        defer {
            wipe(&sk1)
            wipe(&pairs)
        }
        // The coefficients are public; the points of the key are secret, but enter by additions only.
        for occurrence in 0..<program.maximumOccurrence {
            let used = terms.indices.filter { program.occurrences[terms[$0].row] == occurrence }
            guard !used.isEmpty else { continue }
            let sum = G1.multiScalarMultiplicationVariableTime(
                used.map { sk1[$0] }, used.map { terms[$0].coefficient })
            pairs.append((sum.affine, ciphertext.ct2[occurrence]))
        }
        let rows = G1.multiScalarMultiplicationVariableTime(
            terms.map { ciphertext.ct3[$0.row] }, terms.map(\.coefficient))
        pairs.append(((-rows).affine, sk3))
        return productOfPairings(pairs)
    }

    /// H(u) once for each distinct label, and where each row's hash stands among them.
    static func distinctHashes(_ program: SpanProgram, _ cache: EncapsulationCache?) -> (hashes: [G1Affine], place: [Int]) {
        var places: [AttributeLabel: Int] = [:]
        var distinct: [AttributeLabel] = []
        let place = program.labels.map { label -> Int in
            if let known = places[label] { return known }
            places[label] = distinct.count
            distinct.append(label)
            return distinct.count - 1
        }
        return (cache?.points(of: distinct) ?? HashDomain.points(of: distinct), place)
    }

    private static func nonZero(_ source: inout some RandomNumberGenerator) -> Scalar {
        while true {
            let scalar = Scalar.random(using: &source)
            if scalar != .zero { return scalar }
        }
    }
}
