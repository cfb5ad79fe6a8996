import Pairing
import TestSupport
import Testing

extension Fp2 {
    static func random(using generator: inout SeededGenerator) -> Fp2 {
        Fp2(Fp(reducing: generator.bytes(64), at: 0), Fp(reducing: generator.bytes(64), at: 0))
    }
}

extension Fp6 {
    static func random(using generator: inout SeededGenerator) -> Fp6 {
        Fp6(.random(using: &generator), .random(using: &generator), .random(using: &generator))
    }
}

extension Fp12 {
    static func random(using generator: inout SeededGenerator) -> Fp12 {
        Fp12(.random(using: &generator), .random(using: &generator))
    }
}

/// The laws of Fp6 and Fp12, and the facts about orders that the membership tests rest on.
@Suite struct TowerTests {
    private static func power(_ base: Fp12, _ exponent: ReferenceInteger, bytes: Int) -> Fp12 {
        exponent.bytes(bytes).reduce(Fp12.one) { result, byte in
            (0..<8).reversed().reduce(result) { result, bit in
                byte >> bit & 1 != 0 ? result.squared() * base : result.squared()
            }
        }
    }

    @Test func fp6IsACommutativeRing() {
        var generator = SeededGenerator(6)
        for _ in 0..<10 {
            let a = Fp6.random(using: &generator), b = Fp6.random(using: &generator), c = Fp6.random(using: &generator)
            #expect(a * b == b * a)
            #expect((a * b) * c == a * (b * c))
            #expect(a * (b + c) == a * b + a * c)
            #expect(a.squared() == a * a)
            #expect(a * .one == a)
            #expect(a - a == .zero)
        }
        // v³ = ξ = 1 + u.
        let v = Fp6(.zero, .one, .zero)
        #expect(v * v * v == Fp6(Fp2(.one, .one), .zero, .zero))
    }

    @Test func fp12IsAField() {
        var generator = SeededGenerator(12)
        for _ in 0..<10 {
            let a = Fp12.random(using: &generator), b = Fp12.random(using: &generator), c = Fp12.random(using: &generator)
            #expect(a * b == b * a)
            #expect((a * b) * c == a * (b * c))
            #expect(a.squared() == a * a)
            #expect(a * a.inverse() == .one)
            #expect((a * b).frobenius() == a.frobenius() * b.frobenius())
        }
        #expect(Fp12.zero.inverse() == .zero)
        // w² = v.
        let w = Fp12(.zero, .one)
        #expect(w * w == Fp12(Fp6(.zero, .one, .zero), .zero))
    }

    @Test func frobeniusIsThePthPower() {
        var generator = SeededGenerator(13)
        let a = Fp12.random(using: &generator)
        #expect(a.frobenius() == Self.power(a, Parameters.p, bytes: 48))
        var sixth = a
        for _ in 0..<6 { sixth = sixth.frobenius() }
        #expect(sixth == a.conjugate())
    }

    @Test func cyclotomicSquareIsTheSquare() {
        var generator = SeededGenerator(14)
        for _ in 0..<5 {
            let a = Fp12.random(using: &generator)
            #expect(!a.isInCyclotomicSubgroup)
            let unitary = a.conjugate() * a.inverse()
            let cyclotomic = unitary.frobenius().frobenius() * unitary
            #expect(cyclotomic.isInCyclotomicSubgroup)
            #expect(cyclotomic.cyclotomicSquared() == cyclotomic.squared())
            #expect(cyclotomic.conjugate() == cyclotomic.inverse())
        }
    }

    @Test func pairingValuesHaveOrderR() {
        #expect(Self.power(GT.generator.value, Parameters.r, bytes: 32) == .one)
    }

    /// What the subgroup tests of G1, G2 and GT say about gcds, for this curve.
    @Test func ordersAreCoprimeWhereTheTestsNeedIt() {
        let z = Parameters.z, p = Parameters.p, r = Parameters.r, one = Parameters.one
        func integer(_ value: UInt) -> ReferenceInteger { ReferenceInteger(value) }
        let h1 = (z - one) * (z - one) / integer(3)
        #expect(h1 * integer(3) == (z - one) * (z - one))
        #expect(h1 * r == p - z)
        let phi = p * p * p * p - p * p + one
        #expect(phi % r == integer(0))
        #expect(phi.greatestCommonDivisor(p - z) == r)
        // The cofactor of the twist
        // (z⁸ − 4z⁷ + 5z⁶ − 4z⁴ + 6z³ − 4z² − 4z + 13)/9 (draft-irtf-cfrg-pairing-friendly-curves).
        let z2 = z * z, z3 = z2 * z, z4 = z2 * z2
        let polynomial =
            z4 * z4 - integer(4) * z4 * z3 + integer(5) * z3 * z3 - integer(4) * z4 + integer(6) * z3 - integer(4) * z2
            - integer(4) * z + integer(13)
        let h2 = polynomial / integer(9)
        #expect(h2 * integer(9) == polynomial)
        #expect(h1.greatestCommonDivisor(h2) == one)
        #expect(h2 % r != integer(0))
        // Complete addition needs odd orders.
        #expect(h1 % integer(2) == one && h2 % integer(2) == one)
    }
}
