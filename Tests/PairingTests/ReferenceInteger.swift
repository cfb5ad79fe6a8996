import CGMP

/// An integer of GNU MP: the oracle of the field arithmetic.
@safe final class ReferenceInteger: Equatable, @unchecked Sendable {
    // Sendable: written only until the operation that makes it returns.
    private var value = unsafe __mpz_struct()

    init(_ small: UInt = 0) { unsafe __gmpz_init_set_ui(&value, small) }

    init(hex: String) {
        let done = unsafe __gmpz_init_set_str(&value, hex, 16)
        precondition(done == 0, "not hexadecimal")
    }

    init(bigEndian bytes: [UInt8]) {
        unsafe __gmpz_init(&value)
        unsafe bytes.withUnsafeBytes { unsafe __gmpz_import(&value, $0.count, 1, 1, 1, 0, $0.baseAddress) }
    }

    deinit { unsafe __gmpz_clear(&value) }

    /// Big-endian, padded to `count` bytes, which the value must fit.
    func bytes(_ count: Int) -> [UInt8] {
        let size = unsafe (__gmpz_sizeinbase(&value, 2) + 7) / 8
        var digits = [UInt8](repeating: 0, count: size)
        var written = 0
        unsafe digits.withUnsafeMutableBytes { unsafe _ = __gmpz_export($0.baseAddress, &written, 1, 1, 1, 0, &value) }
        return [UInt8](repeating: 0, count: count - written) + digits.prefix(written)
    }

    static func + (a: ReferenceInteger, b: ReferenceInteger) -> ReferenceInteger {
        let sum = ReferenceInteger()
        unsafe __gmpz_add(&sum.value, &a.value, &b.value)
        return sum
    }

    static func - (a: ReferenceInteger, b: ReferenceInteger) -> ReferenceInteger {
        let difference = ReferenceInteger()
        unsafe __gmpz_sub(&difference.value, &a.value, &b.value)
        return difference
    }

    static func * (a: ReferenceInteger, b: ReferenceInteger) -> ReferenceInteger {
        let product = ReferenceInteger()
        unsafe __gmpz_mul(&product.value, &a.value, &b.value)
        return product
    }

    /// The quotient, rounded down.
    static func / (a: ReferenceInteger, b: ReferenceInteger) -> ReferenceInteger {
        let quotient = ReferenceInteger()
        unsafe __gmpz_fdiv_q(&quotient.value, &a.value, &b.value)
        return quotient
    }

    /// The remainder, from 0 to b − 1.
    static func % (a: ReferenceInteger, b: ReferenceInteger) -> ReferenceInteger {
        let remainder = ReferenceInteger()
        unsafe __gmpz_mod(&remainder.value, &a.value, &b.value)
        return remainder
    }

    func power(_ exponent: ReferenceInteger, modulo modulus: ReferenceInteger) -> ReferenceInteger {
        let power = ReferenceInteger()
        unsafe __gmpz_powm(&power.value, &value, &exponent.value, &modulus.value)
        return power
    }

    /// 0 if there is no inverse.
    func inverse(modulo modulus: ReferenceInteger) -> ReferenceInteger {
        let inverse = ReferenceInteger()
        let exists = unsafe __gmpz_invert(&inverse.value, &value, &modulus.value)
        return exists != 0 ? inverse : ReferenceInteger()
    }

    func greatestCommonDivisor(_ other: ReferenceInteger) -> ReferenceInteger {
        let divisor = ReferenceInteger()
        unsafe __gmpz_gcd(&divisor.value, &value, &other.value)
        return divisor
    }

    static func == (a: ReferenceInteger, b: ReferenceInteger) -> Bool { unsafe __gmpz_cmp(&a.value, &b.value) == 0 }
}

/// The parameters of BLS12-381, all from z.
enum Parameters {
    static let one = ReferenceInteger(1)
    static let z = ReferenceInteger() - ReferenceInteger(hex: "d201000000010000")
    static let r = z * z * z * z - z * z + one
    static let p = (z - one) * (z - one) * r / ReferenceInteger(3) + z
}
