import Benchmarking
import CFieldArithmetic
import Pairing

/// Fields, groups and pairings.
enum ArithmeticSuites {
    /// How many operations one call makes, each on the result of the one before: alone they are too short for the clock
    /// and the call around them would show.
    private static let chainLength = 256

    /// Field products go straight to the kernels, from memory to memory, as other libraries' do.
    static var field: [Operation] {
        let length = chainLength
        func fp(_ name: String, _ chain: @escaping @Sendable (UnsafeMutablePointer<fp_t>, UnsafePointer<fp_t>) -> Void) -> Operation {
            Operation(.init(name), countPerCall: length) { source in
                var (a, b) = (element(&source), element(&source))
                return {
                    unsafe chain(&a, &b)
                    keep(a)
                }
            }
        }
        func fp2(_ name: String, _ chain: @escaping @Sendable (UnsafeMutablePointer<fp2_t>, UnsafePointer<fp2_t>) -> Void) -> Operation {
            Operation(.init(name), countPerCall: length) { source in
                var (a, b) = (fp2_t(c0: element(&source), c1: element(&source)), fp2_t(c0: element(&source), c1: element(&source)))
                return {
                    unsafe chain(&a, &b)
                    keep(a)
                }
            }
        }
        return unsafe [
            fp("fp.mul") { a, b in for _ in 0..<length { unsafe medseal_fp_mul(a, a, b) } },
            fp("fp.sqr") { a, _ in for _ in 0..<length { unsafe medseal_fp_sqr(a, a) } },
            fp2("fp2.mul") { a, b in for _ in 0..<length { unsafe medseal_fp2_mul(a, a, b) } },
            fp2("fp2.sqr") { a, _ in for _ in 0..<length { unsafe medseal_fp2_sqr(a, a) } },
            Operation(.init("fp.add"), countPerCall: length) { source in
                var (a, b) = (element(&source), element(&source))
                return {
                    for _ in 0..<length { a = fp_add(a, b) }
                    swap(&a, &b)
                }
            },
            Operation(.init("fp.inverse")) { source in
                var a = element(&source)
                return { a = fp_add(fp_inverse(a), Fp.one.value) }
            },
            Operation(.init("fp.sqrt")) { source in
                var a = element(&source)
                return { a = fp_sqrt_candidate(a) }
            },
            Operation(.init("fr.mul"), countPerCall: length) { source in
                var (a, b) = (Scalar.random(using: &source), Scalar.random(using: &source))
                return {
                    for _ in 0..<length { a *= b }
                    swap(&a, &b)
                }
            },
            Operation(.init("fr.inverse")) { source in
                var a = Scalar.random(using: &source)
                return { a = a.inverse() + .one }
            },
        ]
    }

    private static func element(_ source: inout SeededGenerator) -> fp_t { Fp(reducing: source.bytes(64), at: 0).value }

    static var curve: [Operation] {
        let domain = Array("MEDSEAL-BENCHMARK_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)
        var operations = [
            Operation(.init("g1.mul")) { source in
                let (point, scalar) = (g1(&source), Scalar.random(using: &source))
                return { keep(point.multiplied(by: scalar)) }
            },
            Operation(.init("g2.mul")) { source in
                let (point, scalar) = (g2(&source), Scalar.random(using: &source))
                return { keep(point.multiplied(by: scalar)) }
            },
            Operation(.init("g1.mul.fixed")) { source in
                let (table, scalar) = (G1FixedBase(g1(&source)), Scalar.random(using: &source))
                return { keep(table.multiply(scalar)) }
            },
            Operation(.init("g2.mul.fixed")) { source in
                let (table, scalar) = (G2FixedBase(g2(&source)), Scalar.random(using: &source))
                return { keep(table.multiply(scalar)) }
            },
            Operation(.init("hash.g1")) { source in
                let message = source.bytes(32)
                return { keep(G1.hash(message, domain: domain)) }
            },
            Operation(.init("hash.g2")) { source in
                let message = source.bytes(32)
                return { keep(G2.hash(message, domain: domain)) }
            },
            Operation(.init("g1.decompress")) { source in
                let bytes = g1(&source).compressed
                return { keep(try? G1Affine(compressed: bytes)) }
            },
            Operation(.init("g2.decompress")) { source in
                let bytes = g2(&source).compressed
                return { keep(try? G2Affine(compressed: bytes)) }
            },
        ]
        for count in [16, 64, 256] {
            operations.append(
                Operation(.init("msm.g1.\(count)")) { source in
                    let (points, scalars) = terms(count, &source)
                    return { keep(G1.multiScalarMultiplication(points, scalars)) }
                })
        }
        for count in [16, 64, 256] {
            operations.append(
                Operation(.init("msm.g1.\(count).variable-time")) { source in
                    let (points, scalars) = terms(count, &source)
                    return { keep(G1.multiScalarMultiplicationVariableTime(points, scalars)) }
                })
        }
        return operations + batches(of: 16, domain)
    }

    /// Sixteen at once; the times are for one of them.
    private static func batches(of count: Int, _ domain: [UInt8]) -> [Operation] {
        [
            Operation(.init("batch16.g1.mul"), countPerCall: count) { source in
                let (points, scalars) = terms(count, &source)
                return { keep(G1.batchMultiply(points, scalars)) }
            },
            Operation(.init("batch16.hash.g1"), countPerCall: count) { source in
                let inputs = (0..<count).map { _ in (message: source.bytes(32), domain: domain) }
                return { keep(G1.batchHash(inputs)) }
            },
            Operation(.init("batch16.g1.decompress"), countPerCall: count) { source in
                let encodings = terms(count, &source).points.map(\.compressed)
                return { keep(try? G1Affine.batch(compressed: encodings)) }
            },
        ]
    }

    static var pairing: [Operation] {
        var operations = [
            Operation(.init("pairing")) { source in
                let (p, q) = (g1(&source).affine, g2(&source).affine)
                return { keep(Pairing.pairing(p, q)) }
            }
        ]
        for count in [1, 4, 10] {
            operations.append(
                Operation(.init("miller.\(count)")) { source in
                    let pairs = (0..<count).map { _ in (g1(&source).affine, g2(&source).affine) }
                    return { keep(MillerLoopResult(pairs)) }
                })
        }
        return operations + [
            Operation(.init("finalexp")) { source in
                let value = MillerLoopResult([(g1(&source).affine, g2(&source).affine)])
                return { keep(value.finalExponentiation()) }
            },
            Operation(.init("gt.exp")) { source in
                let (value, exponent) = (gt(&source), Scalar.random(using: &source))
                return { keep(value.power(exponent)) }
            },
            Operation(.init("gt.exp.fixed")) { source in
                let (table, exponent) = (GTFixedBase(gt(&source)), Scalar.random(using: &source))
                return { keep(table.power(exponent)) }
            },
        ]
    }

    static func g1(_ source: inout SeededGenerator) -> G1 { G1.generator.multiplied(by: .random(using: &source)) }
    static func g2(_ source: inout SeededGenerator) -> G2 { G2.generator.multiplied(by: .random(using: &source)) }
    static func gt(_ source: inout SeededGenerator) -> GT { Pairing.pairing(g1(&source).affine, g2(&source).affine) }

    private static func terms(_ count: Int, _ source: inout SeededGenerator) -> (points: [G1Affine], scalars: [Scalar]) {
        (
            G1.batchAffine((0..<count).map { _ in g1(&source) }),
            (0..<count).map { _ in Scalar.random(using: &source) }
        )
    }
}
