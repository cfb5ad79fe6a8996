import CFieldArithmetic
import Pairing
import TestSupport
import Testing

/// Every kernel gives the same results, bit for bit. Other tests may run meanwhile: the results are the same for them, too.
@Suite(.serialized) struct KernelTests {
    /// Results of every kind, from fixed randomness.
    private static func results() throws -> [[UInt8]] {
        var generator = SeededGenerator(2026)
        let domain = Array("MEDSEAL-TEST".utf8)
        var results: [[UInt8]] = []
        for round in UInt8(0)..<4 {
            let k = Scalar.random(using: &generator)
            let p = G1.hash([round], domain: domain), q = G2.hash([round], domain: domain)
            let e = pairing(p.affine, q.affine)
            results += [p.compressed, q.compressed, e.bytes, k.inverse().bigEndianBytes]
            results += [p.multiplied(by: k).compressed, p.multipliedVariableTime(by: k).compressed, G1FixedBase(p).multiply(k).compressed]
            results += [q.multiplied(by: k).compressed, q.multipliedVariableTime(by: k).compressed, G2FixedBase(q).multiply(k).compressed]
            results += [e.power(k).bytes, e.powerVariableTime(k).bytes, GTFixedBase(e).power(k).bytes]
            results += [try G1Affine(compressed: p.compressed).uncompressed, try G2Affine(compressed: q.compressed).uncompressed]
            let element = Fp12.random(using: &generator), other = Fp12.random(using: &generator)
            for value in [element * other, element.squared(), element.inverse(), element.frobenius()] {
                results.append(GT(value: value).bytes)
            }
        }
        return results
    }

    @Test(arguments: [medseal_kernel_portable, medseal_kernel_adx, medseal_kernel_ifma])
    func kernelsAgree(_ kernel: medseal_kernel) throws {
        let before = medseal_field_kernel()
        defer { medseal_field_select_kernel(before) }
        medseal_field_select_kernel(medseal_kernel_portable)
        let expected = try Self.results()
        medseal_field_select_kernel(kernel)
        #expect(try Self.results() == expected)
    }
}
