public import AccessPolicy
import Framing
import Pairing
public import Cryptography

/// Why a ciphertext gave no key.
public enum DecapsulationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The key's attributes do not satisfy the policy. Both are public, so this is told before the ciphertext is touched.
    case policyNotSatisfied
    /// The policy in front of the ciphertext is none, or not in its canonical spelling.
    case malformedPolicy(PolicyError)
    /// The key was issued under other parameters than those the ciphertext is to be opened under.
    case foreignKey
    /// The ciphertext was not made by encapsulation. One case for every cause: a wrong length, a point off the curve, a
    /// row that does not fit, another policy or other parameters.
    case rejected

    public var description: String {
        switch self {
        case .policyNotSatisfied: "the key's attributes do not satisfy the policy"
        case .malformedPolicy(let error): "the ciphertext's policy is malformed: \(error)"
        case .foreignKey: "the key belongs to another authority"
        case .rejected: "the ciphertext is not valid"
        }
    }
}

/// A key and the ciphertext that carries it.
public struct Encapsulation: ~Copyable, Sendable {
    /// K, 32 bytes.
    public let key: SecretBytes
    /// ct1 (96) ‖ ct2_1 … ct2_τ (96 each) ‖ ct3_1 … ct3_n (48 each) ‖ c_m (32). n and τ follow from the policy.
    public let ciphertext: [UInt8]
}

/// The engine's key encapsulation: FABEO made secure against chosen ciphertexts by Fujisaki–Okamoto with explicit
/// rejection (Fujisaki, Okamoto, CRYPTO 1999; Hofheinz, Hövelmanns, Kiltz: A Modular Analysis of the Fujisaki-Okamoto
/// Transformation, TCC 2017, U^⊥), with the policy's canonical text, the compiler's name and the parameters'
/// identifier hashed into the coins and into K, because a ciphertext is made to a policy, not to a public key: see docs/format.md §5.
///
/// Everything random in a ciphertext is derived from a fresh 32-byte m, and decapsulation derives it again and demands
/// every element, the rows that the key does not use included.
public enum KeyEncapsulation {
    /// Length of m, c_m and K in bytes.
    public static let keyByteCount = 32

    /// Length of the ciphertext for a policy, in bytes: 96(τ + 1) + 48n + 32.
    public static func ciphertextLength(_ program: SpanProgram) -> Int {
        96 * (program.maximumOccurrence + 1) + 48 * program.rowCount + keyByteCount
    }

    /// The longest ciphertext of any policy, for bounds: every row with the same label.
    public static let maximumCiphertextLength = (96 + 48) * Policy.maximumRows + 96 + keyByteCount

    /// A fresh key under `policy`, which only keys that satisfy it recover.
    public static func encapsulate(
        to policy: Policy, _ parameters: PublicParameters, using source: inout some RandomNumberGenerator
    ) -> Encapsulation {
        let m = SecretBytes(randomCount: keyByteCount, using: &source)
        return encapsulate(m, to: policy, parameters)
    }

    /// A fresh key with the system's randomness.
    public static func encapsulate(to policy: Policy, _ parameters: PublicParameters) -> Encapsulation {
        var system = SystemRandomNumberGenerator()
        return encapsulate(to: policy, parameters, using: &system)
    }

    /// A fresh key, faster for attributes that `cache` has seen.
    public static func encapsulate(
        to policy: Policy, _ cache: EncapsulationCache, using source: inout some RandomNumberGenerator
    ) -> Encapsulation {
        let m = SecretBytes(randomCount: keyByteCount, using: &source)
        return encapsulate(m, to: policy, cache.parameters, cache)
    }

    /// A fresh key with the system's randomness, faster for attributes that `cache` has seen.
    public static func encapsulate(to policy: Policy, _ cache: EncapsulationCache) -> Encapsulation {
        var system = SystemRandomNumberGenerator()
        return encapsulate(to: policy, cache, using: &system)
    }

    /// Encapsulation of a given m, which must be uniformly random and used once.
    package static func encapsulate(
        _ m: borrowing SecretBytes, to policy: Policy, _ parameters: PublicParameters, _ cache: EncapsulationCache? = nil
    ) -> Encapsulation {
        let program = SpanProgram(policy)
        let policyBytes = policy.canonicalBytes
        var coins = FABEO.Coins(expanding: m, parameters: parameters, policy: policyBytes, program: program)
        defer { coins.wipeAll() }
        let elements = FABEO.encapsulate(program, coins: coins, cache: cache)
        let shared = cache?.sharedValue(coins.s) ?? FABEO.sharedValue(parameters, s: coins.s)
        let masked = xor(m, pad(shared, parameters))
        let encoded = elements.encoded
        return Encapsulation(
            key: finalKey(m, parameters, policy: policyBytes, elements: encoded, masked: masked), ciphertext: encoded + masked)
    }

    /// Recovers the key of a ciphertext under `policy`, given as the bytes that came with it.
    ///
    /// Constant-time in the key and in m; variable-time in the policy, the attributes and whether the ciphertext is valid.
    public static func decapsulate(
        _ ciphertext: [UInt8], policy policyBytes: [UInt8], with key: borrowing AttributeKey, _ parameters: PublicParameters
    ) throws(DecapsulationError) -> SecretBytes {
        guard key.parametersIdentifier == parameters.identifier else { throw .foreignKey }
        let policy: Policy
        do { policy = try Policy(canonical: policyBytes) } catch { throw .malformedPolicy(error) }
        guard key.satisfies(policy) else { throw .policyNotSatisfied }
        let program = SpanProgram(policy)
        guard ciphertext.count == ciphertextLength(program) else { throw .rejected }
        let encoded = Array(ciphertext.dropLast(keyByteCount))
        let masked = Array(ciphertext.suffix(keyByteCount))
        guard let elements = try? FABEO.Ciphertext(encoded: encoded, program),
            let shared = try? FABEO.decapsulate(elements, program, with: key)
        else { throw .rejected }
        let m = SecretBytes(xoring: masked, pad(shared, parameters))
        guard isGenuine(elements, m, program, policyBytes, parameters) else { throw .rejected }
        return finalKey(m, parameters, policy: policyBytes, elements: encoded, masked: masked)
    }

    // MARK: - The transformation's parts

    /// KDF(GT value, "pad", mpkID), 32 bytes.
    private static func pad(_ shared: GT, _ parameters: PublicParameters) -> SecretBytes {
        var bytes = shared.bytes
        defer { wipe(&bytes) }
        return KeyDerivation.derive(SecretBytes(copying: bytes), "pad", [parameters.identifier])
    }

    /// K = KDF(m, "key", mpkID, compiler, policy, ct, c_m), 32 bytes.
    private static func finalKey(
        _ m: borrowing SecretBytes, _ parameters: PublicParameters, policy: [UInt8], elements: [UInt8], masked: [UInt8]
    ) -> SecretBytes {
        KeyDerivation.derive(m, "key", [parameters.identifier, Array(utf8: SpanProgram.compilerVersion), policy, elements, masked])
    }

    private static func xor(_ m: borrowing SecretBytes, _ pad: borrowing SecretBytes) -> [UInt8] {
        var (a, b) = (m.revealed(), pad.revealed())
        defer {
            wipe(&a)
            wipe(&b)
        }
        return zip(a, b).map { $0 ^ $1 }
    }

    /// Whether every element is the one that `m` gives: g2^s and each g2^{s′_j} exactly, and all n rows as one
    /// multi-scalar multiplication under coefficients of 128 bits from the system's random source, so that a wrong row
    /// passes with probability at most 2^−128. No check is skipped when an earlier one has failed.
    private static func isGenuine(
        _ elements: FABEO.Ciphertext, _ m: borrowing SecretBytes, _ program: SpanProgram, _ policy: [UInt8],
        _ parameters: PublicParameters
    ) -> Bool {
        var coins = FABEO.Coins(expanding: m, parameters: parameters, policy: policy, program: program)
        var lambda = program.shares(of: coins.s, randomness: coins.v)
        defer {
            coins.wipeAll()
            wipe(&lambda)
        }
        let g2 = G2FixedBase.generator
        let second = G2.batchAffine(([coins.s] + coins.sPrime).map { g2.multiply($0) })
        let secondMatches = zip(second, [elements.ct1] + elements.ct2).reduce(true) { ($1.0 == $1.1) && $0 }

        var system = SystemRandomNumberGenerator()
        let coefficients = elements.ct3.map { _ in BatchCoefficient(using: &system) }
        // ∑ c_i·ct3_i = (∑ c_i λ_i)·H0 + ∑_u (∑_{π(i)=u} c_i s′_ρ(i))·H(u)
        let received = G1.sum(elements.ct3, coefficients)
        let (hashes, place) = FABEO.distinctHashes(program, nil)
        var sums = [Scalar](repeating: .zero, count: hashes.count + 1)
        defer { wipe(&sums) }
        for row in coefficients.indices {
            let coefficient = coefficients[row].scalar
            sums[0] = sums[0] + coefficient * lambda[row]
            sums[place[row] + 1] = sums[place[row] + 1] + coefficient * coins.sPrime[program.occurrences[row]]
        }
        let expected = G1.multiScalarMultiplication([HashDomain.h0Point] + hashes, sums)
        return (received == expected) && secondMatches
    }
}

extension SecretBytes {
    /// `masked` xor `pad`, of equal lengths.
    init(xoring masked: [UInt8], _ pad: borrowing SecretBytes) {
        var bytes = pad.revealed()
        for index in bytes.indices { bytes[index] ^= masked[index] }
        self.init(copying: bytes)
        wipe(&bytes)
    }
}
