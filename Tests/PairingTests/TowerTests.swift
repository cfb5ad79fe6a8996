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
            #expect(cyclotomic.poweredByCurveParameter() == Self.power(cyclotomic, ReferenceInteger(0xd201_0000_0001_0000), bytes: 8))
        }
    }

    /// 1 is the one element whose decompression has 0 for every denominator.
    @Test func oneToThePowerOfTheParameter() { #expect(Fp12.one.poweredByCurveParameter() == .one) }

    /// Coefficients at which lazy sums are greatest: p − 1 in every place, and p − 1 beside 0.
    @Test func productsOfTheGreatestCoefficients() {
        let m = -Fp.one
        let coefficients = [Fp2(m, m), Fp2(m, .zero), Fp2(.zero, m), Fp2(.one, m), Fp2(m, .one)]
        var elements: [Fp12] = []
        for c in coefficients {
            elements += [Fp12(Fp6(c, c, c), Fp6(c, c, c)), Fp12(Fp6(c, .zero, c), Fp6(.zero, c, .zero)), Fp12(Fp6(.zero, c, c), Fp6(c, c, .zero))]
        }
        // Schoolbook products, of coefficients that Fp2 reduces one by one.
        func product(_ a: Fp12, _ b: Fp12) -> Fp12 {
            let x = [a.c0.b0, a.c1.b0, a.c0.b1, a.c1.b1, a.c0.b2, a.c1.b2], y = [b.c0.b0, b.c1.b0, b.c0.b1, b.c1.b1, b.c0.b2, b.c1.b2]
            var sums = [Fp2](repeating: .zero, count: 12)
            for i in 0..<6 { for j in 0..<6 { sums[i + j] += x[i] * y[j] } }
            let c = (0..<6).map { sums[$0] + sums[$0 + 6] * Fp2(.one, .one) }
            return Fp12(Fp6(c[0], c[2], c[4]), Fp6(c[1], c[3], c[5]))
        }
        for a in elements {
            for b in elements { #expect(a * b == product(a, b)) }
            #expect(a.squared() == product(a, a))
            #expect(a.c0 * a.c1 == product(Fp12(a.c0, .zero), Fp12(a.c1, .zero)).c0)
            #expect(a.c0.squared() == product(Fp12(a.c0, .zero), Fp12(a.c0, .zero)).c0)
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
