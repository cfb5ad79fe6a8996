import CFieldArithmetic
import Pairing
import TestSupport
import Testing

/// Fp, Fp2 and Fr against GNU MP, at edge values and random ones, under each kernel.
@Suite(.serialized) struct FieldArithmeticTests {
    /// 0, 1, m − 1, around the powers of two and of the limbs, and random values, all below the modulus m.
    private static func values(below m: ReferenceInteger, bytes: Int, random: Int) -> [ReferenceInteger] {
        let one = ReferenceInteger(1)
        var values = [ReferenceInteger(), one, ReferenceInteger(2), m - one, m - ReferenceInteger(2), m / ReferenceInteger(2)]
        values.append(m / ReferenceInteger(2) + one)
        var power = one
        for bit in 1..<8 * bytes {
            power = power + power
            if bit % 64 <= 1 || bit % 64 == 63 || bit % 29 == 0 {
                values += [power % m, (power - one) % m, (m - power) % m]
            }
        }
        var generator = SeededGenerator(381)
        for _ in 0..<random { values.append(ReferenceInteger(bigEndian: generator.bytes(bytes)) % m) }
        return values
    }

    @Test(arguments: [medseal_kernel_portable, medseal_kernel_adx])
    func baseFieldAgreesWithGMP(_ kernel: medseal_kernel) throws {
        let before = medseal_field_kernel()
        defer { medseal_field_select_kernel(before) }
        medseal_field_select_kernel(kernel)
        let p = Parameters.p
        let values = Self.values(below: p, bytes: 48, random: 40)
        let elements = try values.map { try Fp(bigEndian: $0.bytes(48)) }
        for (x, a) in zip(values, elements) {
            #expect(a.bigEndianBytes == x.bytes(48))
            #expect((-a).bigEndianBytes == ((p - x) % p).bytes(48))
            #expect(a.squared().bigEndianBytes == (x * x % p).bytes(48))
            #expect(a.inverse().bigEndianBytes == x.inverse(modulo: p).bytes(48))
            let root = a.squared().squareRoot()
            #expect(root == a || root == -a)
            for (y, b) in zip(values, elements) {
                #expect((a + b).bigEndianBytes == ((x + y) % p).bytes(48))
                #expect((a - b).bigEndianBytes == ((x - y) % p).bytes(48))
                #expect((a * b).bigEndianBytes == (x * y % p).bytes(48))
            }
        }
    }

    @Test(arguments: [medseal_kernel_portable, medseal_kernel_adx])
    func quadraticExtensionAgreesWithGMP(_ kernel: medseal_kernel) throws {
        let before = medseal_field_kernel()
        defer { medseal_field_select_kernel(before) }
        medseal_field_select_kernel(kernel)
        let p = Parameters.p
        let values = Self.values(below: p, bytes: 48, random: 12)
        var generator = SeededGenerator(2)
        let pairs = values.map { ($0, values.randomElement(using: &generator) ?? $0) } + [(values[3], values[3])]
        let elements = try pairs.map { try Fp2(Fp(bigEndian: $0.0.bytes(48)), Fp(bigEndian: $0.1.bytes(48))) }
        for ((x0, x1), a) in zip(pairs, elements) {
            let square = a.squared()
            #expect(square.c0.bigEndianBytes == ((x0 * x0 - x1 * x1) % p).bytes(48))
            #expect(square.c1.bigEndianBytes == ((x0 * x1 + x0 * x1) % p).bytes(48))
            if !a.isZero { #expect(a * a.inverse() == .one) }
            let root = square.squareRoot()
            #expect(root == a || root == -a)
            for ((y0, y1), b) in zip(pairs, elements) {
                let product = a * b
                #expect(product.c0.bigEndianBytes == ((x0 * y0 - x1 * y1) % p).bytes(48))
                #expect(product.c1.bigEndianBytes == ((x0 * y1 + x1 * y0) % p).bytes(48))
            }
        }
        #expect(Fp2.zero.inverse() == .zero)
    }

    @Test func scalarFieldAgreesWithGMP() throws {
        let r = Parameters.r
        let values = Self.values(below: r, bytes: 32, random: 40)
        let elements = try values.map { try Scalar(bigEndian: $0.bytes(32)) }
        let z = ReferenceInteger() - Parameters.z
        for (x, a) in zip(values, elements) {
            #expect(a.bigEndianBytes == x.bytes(32))
            #expect((-a).bigEndianBytes == ((r - x) % r).bytes(32))
            #expect(a.inverse().bigEndianBytes == x.inverse(modulo: r).bytes(32))
            let digits = fr_digits_base_z(a.value)
            var quotient = x
            for digit in [digits.l0, digits.l1, digits.l2, digits.l3] {
                #expect(ReferenceInteger(UInt(digit)) == quotient % z)
                quotient = quotient / z
            }
            for (y, b) in zip(values, elements) {
                #expect((a + b).bigEndianBytes == ((x + y) % r).bytes(32))
                #expect((a - b).bigEndianBytes == ((x - y) % r).bytes(32))
                #expect((a * b).bigEndianBytes == (x * y % r).bytes(32))
            }
        }
    }

    @Test func wideIntegersAreReduced() {
        var generator = SeededGenerator(64)
        let cases = [[UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xff, count: 64)] + (0..<50).map { _ in generator.bytes(64) }
        for bytes in cases {
            let wide = ReferenceInteger(bigEndian: bytes)
            #expect(Scalar(reducing: bytes).bigEndianBytes == (wide % Parameters.r).bytes(32))
            #expect(Fp(reducing: bytes, at: 0).bigEndianBytes == (wide % Parameters.p).bytes(48))
        }
    }

    @Test func randomScalarIsTheReducedStream() {
        var a = SeededGenerator(7), b = SeededGenerator(7)
        let first = Scalar.random(using: &a)
        #expect(first == Scalar.random(using: &b))
        #expect(first != Scalar.random(using: &a))
        #expect(Scalar.random() != Scalar.random())
    }

    @Test func scalarsAreNotPrinted() {
        #expect("\(Scalar(5))" == "<redacted>")
        #expect(String(reflecting: [Scalar(5)]) == "[<redacted>]")
        var dumped = ""
        dump(Scalar(5), to: &dumped)
        #expect(dumped == "- <redacted>\n")
    }

    @Test func nonCanonicalAndMisSizedAreRefused() {
        #expect(throws: DecodingError.notCanonical) { try Scalar(bigEndian: Parameters.r.bytes(32)) }
        #expect(throws: DecodingError.notCanonical) { try Scalar(bigEndian: [UInt8](repeating: 0xff, count: 32)) }
        #expect(throws: DecodingError.wrongLength(expected: 32, got: 31)) { try Scalar(bigEndian: [UInt8](repeating: 0, count: 31)) }
        #expect(throws: DecodingError.notCanonical) { try Fp(bigEndian: Parameters.p.bytes(48)) }
        #expect(throws: DecodingError.wrongLength(expected: 48, got: 0)) { try Fp(bigEndian: []) }
    }

    /// The constants of the C kernels are what their comments say.
    @Test func constantsFollowFromZ() {
        #expect(Parameters.p.bytes(48).hex == "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab")
        #expect(Parameters.r.bytes(32).hex == "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001")
        #expect(Fp(1) == .one)
        #expect(Fp.one.bigEndianBytes == ReferenceInteger(1).bytes(48))
        #expect(Scalar.one.bigEndianBytes == ReferenceInteger(1).bytes(32))
    }
}
