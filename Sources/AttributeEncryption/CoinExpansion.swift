import AccessPolicy
import Framing
import Pairing
import Cryptography

extension FABEO.Coins {
    /// All scalars of an encapsulation from one 32-byte message m, bound to the parameters, the rules
    /// of compilation and the policy: seed = HMAC-SHA-512(m, frame("coins", mpkID, compiler, policy)), and the k-th scalar of a kind is
    /// HMAC-SHA-512(seed, frame(kind, k)), k as `u32`, as a 512-bit big-endian integer mod r. 512 bits keep the bias
    /// below 2^−256. Kinds: "s", "v" and "s'".
    init(expanding m: borrowing SecretBytes, parameters: PublicParameters, policy: [UInt8], program: SpanProgram) {
        let seed = HMAC.sha512Secret(
            key: m, frame(Array(utf8: "coins"), parameters.identifier, Array(utf8: SpanProgram.compilerVersion), policy))
        s = Self.scalar(seed, "s", 0)
        v = (0..<program.randomnessCount).map { Self.scalar(seed, "v", $0) }
        sPrime = (0..<program.maximumOccurrence).map { Self.scalar(seed, "s'", $0) }
    }

    private static func scalar(_ seed: borrowing SecretBytes, _ kind: String, _ index: Int) -> Scalar {
        var writer = ByteWriter()
        writer.u32(UInt32(index))
        var wide = HMAC.sha512(key: seed, frame(Array(utf8: kind), writer.bytes))
        defer { wipe(&wide) }
        return Scalar(reducing: wide)
    }
}
