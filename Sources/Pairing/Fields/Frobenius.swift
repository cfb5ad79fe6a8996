import CFieldArithmetic

/// The constants of the p-power map on Fp12 = Fp2[w]/(w⁶ − ξ), ξ = 1 + u.
enum Frobenius {
    /// ξ^(i (p−1)/6) for i = 0…5: (a wⁱ)^p = conjugate(a) · coefficients[i] · wⁱ.
    static let coefficients: [Fp2] = {
        let first = Fp2(.one, .one).power(variableTime: sixthOfPMinusOne)
        var powers = [Fp2.one]
        for _ in 1..<6 { powers.append(powers[powers.count - 1] * first) }
        return powers
    }()

    /// (p − 1)/6.
    private static var sixthOfPMinusOne: fp_t {
        fp_t(
            l0: 0x49aa_7fff_ffff_f1c7, l1: 0x051c_aaaa_72e3_5555, l2: 0xe688_231a_d3c8_2906,
            l3: 0xe613_e1eb_7deb_831f, l4: 0x0c84_9bf3_b5e1_f223, l5: 0x0455_82fc_5eea_a66f)
    }
}
