package import CFieldArithmetic

/// b0 + b1 v + b2 v² in Fp6 = Fp2[v]/(v³ − ξ), ξ = 1 + u; constant time.
package struct Fp6: Equatable, Sendable, BitwiseCopyable {
    package var value: fp6_t

    @inline(__always)
    package init(value: fp6_t) { self.value = value }

    package init(_ b0: Fp2, _ b1: Fp2, _ b2: Fp2) { value = fp6_t(b0: b0.value, b1: b1.value, b2: b2.value) }

    package var b0: Fp2 { Fp2(value: value.b0) }
    package var b1: Fp2 { Fp2(value: value.b1) }
    package var b2: Fp2 { Fp2(value: value.b2) }

    package static var zero: Fp6 { Fp6(.zero, .zero, .zero) }
    package static var one: Fp6 { Fp6(.one, .zero, .zero) }

    package static func == (a: Fp6, b: Fp6) -> Bool { a.b0 == b.b0 && a.b1 == b.b1 && a.b2 == b.b2 }
    package static func + (a: Fp6, b: Fp6) -> Fp6 { Fp6(a.b0 + b.b0, a.b1 + b.b1, a.b2 + b.b2) }
    package static func - (a: Fp6, b: Fp6) -> Fp6 { Fp6(a.b0 - b.b0, a.b1 - b.b1, a.b2 - b.b2) }

    package static prefix func - (a: Fp6) -> Fp6 { .zero - a }

    package static func * (a: Fp6, b: Fp6) -> Fp6 {
        var product = fp6_t()
        unsafe withUnsafePointer(to: a.value) { a in
            unsafe withUnsafePointer(to: b.value) { b in unsafe medseal_fp6_mul(&product, a, b) }
        }
        return Fp6(value: product)
    }

    package func squared() -> Fp6 {
        var square = fp6_t()
        unsafe withUnsafePointer(to: value) { unsafe medseal_fp6_sqr(&square, $0) }
        return Fp6(value: square)
    }
}
