extension G1 {
    /// A point that behaves as a random one of unknown logarithm: RFC 9380 `BLS12381G1_XMD:SHA-256_SSWU_RO_`.
    ///
    /// `domain` is the domain separation tag, not empty; one of more than 255 bytes is hashed (§5.3.3). Variable-time:
    /// message and domain are public.
    public static func hash(_ message: [UInt8], domain: [UInt8]) -> G1 {
        let elements = fieldElements(of: message, domain: domain)
        return map(elements.0, elements.1)
    }

    /// hash_to_field, two elements (RFC 9380 §5.2).
    package static func fieldElements(of message: [UInt8], domain: [UInt8]) -> (Fp, Fp) {
        let bytes = ExpandMessage.xmd(message, domain: domain, count: 128)
        return (Fp(reducing: bytes, at: 0), Fp(reducing: bytes, at: 64))
    }

    /// The hash to which two field elements lead (RFC 9380 §3, hash_to_curve from its second step).
    package static func map(_ first: Fp, _ second: Fp) -> G1 { (map(first) + map(second)).clearedOfCofactor() }

    /// The cheaper, not uniform encoding `BLS12381G1_XMD:SHA-256_SSWU_NU_`: not for use as a random oracle.
    public static func encode(_ message: [UInt8], domain: [UInt8]) -> G1 {
        map(Fp(reducing: ExpandMessage.xmd(message, domain: domain, count: 64), at: 0)).clearedOfCofactor()
    }

    /// map_to_curve: a point of the curve, in general not of the subgroup.
    private static func map(_ u: Fp) -> G1 { Isogeny.toG1.image(of: IsogenousPoint(mapping: u)) }

    /// h_eff P with h_eff = 1 − z (RFC 9380 §8.8.1).
    func clearedOfCofactor() -> G1 { timesCurveParameterVariableTime() + self }
}

extension G2 {
    /// A point that behaves as a random one of unknown logarithm: RFC 9380 `BLS12381G2_XMD:SHA-256_SSWU_RO_`.
    ///
    /// `domain` is the domain separation tag, not empty; one of more than 255 bytes is hashed (§5.3.3). Variable-time:
    /// message and domain are public.
    public static func hash(_ message: [UInt8], domain: [UInt8]) -> G2 {
        let bytes = ExpandMessage.xmd(message, domain: domain, count: 256)
        let first = Fp2(Fp(reducing: bytes, at: 0), Fp(reducing: bytes, at: 64))
        let second = Fp2(Fp(reducing: bytes, at: 128), Fp(reducing: bytes, at: 192))
        return (map(first) + map(second)).clearedOfCofactor()
    }

    /// The cheaper, not uniform encoding `BLS12381G2_XMD:SHA-256_SSWU_NU_`: not for use as a random oracle.
    public static func encode(_ message: [UInt8], domain: [UInt8]) -> G2 {
        let bytes = ExpandMessage.xmd(message, domain: domain, count: 128)
        return map(Fp2(Fp(reducing: bytes, at: 0), Fp(reducing: bytes, at: 64))).clearedOfCofactor()
    }

    /// map_to_curve: a point of the curve, in general not of the subgroup.
    private static func map(_ u: Fp2) -> G2 { Isogeny.toG2.image(of: IsogenousPoint(mapping: u)) }

    /// h_eff P = (z² − z − 1) P + (z − 1) ψ(P) + ψ²(2 P) (Budroni, Pintore: "Efficient hash maps to G2 on BLS curves";
    /// RFC 9380 Appendix G.3).
    func clearedOfCofactor() -> G2 {
        let zP = timesCurveParameterVariableTime().negated()
        let zzP = zP.timesCurveParameterVariableTime().negated()
        return zzP - zP - self + (zP - self).frobenius() + doubled().frobenius().frobenius()
    }
}
