import Benchmarking
import CFieldArithmetic
import Clocks
import Pairing
import Cryptography

/// Whether operations on secrets take a time that depends on them: Welch's t-test on two classes of inputs, one fixed and
/// one random, in random order (Reparaz, Balasch, Verbauwhede: Dude, is my code constant time?, DATE 2017).
///
/// A t above ``LeakageThreshold`` counts only if a second, independent measurement has one, too, as leakage assessment
/// demands; the smaller of the two is told. A control that is known to leak has to be found out, or the test says nothing.
enum TimingSuite {
    static let controlName = "timing.control.g1.mul.variable-time"

    /// - Parameter progress: told how many are done, of how many, and which is next.
    static func run(
        _ options: BenchmarkOptions, _ circumstances: Measurement.Circumstances, _ progress: (Int, Int, String) -> Void
    ) throws -> [Measurement] {
        var source = SeededGenerator(seed: options.seed)
        let targets = targets(&source)
        return targets.enumerated().map { index, target in
            progress(index, targets.count, target.name)
            var (t, count) = target.test(options.seconds * Double(options.repetitions), &source)
            if t.magnitude > LeakageThreshold.t {
                let again = target.test(options.seconds * Double(options.repetitions), &source)
                if again.t.magnitude < t.magnitude { (t, count) = again }
            }
            return Measurement(.init(target.name), t, .t, iterations: count, circumstances)
        }
    }

    private struct Target {
        let name: String
        /// Largest t, and how many times were taken.
        let test: (_ seconds: Double, inout SeededGenerator) -> (t: Double, count: Int)
    }

    /// - Parameters:
    ///   - calls: in one time, so that it is long enough for the clock.
    ///   - fixed: an input that an implementation which takes short cuts would be fast on; made anew for every place, as
    ///     the random ones are, so that the caches see no difference.
    private static func target<Input>(
        _ name: String, calls: Int = 1, fixed: @escaping () -> Input, random: @escaping (inout SeededGenerator) -> Input,
        _ body: @escaping (Input) -> Void
    ) -> Target {
        Target(name: name) { seconds, source in
            var times: (fixed: [Double], random: [Double]) = ([], [])
            let start = Clock.nanoseconds
            var isFirst = true
            while Clock.nanoseconds - start < seconds * 1e9 || times.fixed.count < 100 || times.random.count < 100 {
                var block: [(input: Input, isFixed: Bool)] = []
                for _ in 0..<256 {
                    let isFixed = source.next() & 1 == 0
                    let other = random(&source)
                    block.append((isFixed ? fixed() : other, isFixed))
                }
                for (input, isFixed) in block {
                    let time = Clock.time { for _ in 0..<calls { body(input) } }
                    // The first block warms up.
                    if isFirst { continue }
                    if isFixed { times.fixed.append(time) } else { times.random.append(time) }
                }
                isFirst = false
            }
            return (WelchTest.largestT(times.fixed, times.random), times.fixed.count + times.random.count)
        }
    }

    private static func targets(_ source: inout SeededGenerator) -> [Target] {
        let g1 = ArithmeticSuites.g1(&source)
        let g2 = ArithmeticSuites.g2(&source)
        let gt = ArithmeticSuites.gt(&source)
        let (table1, table2, tableT) = (G1FixedBase(g1), G2FixedBase(g2), GTFixedBase(gt))
        let factor = Fp(reducing: source.bytes(64), at: 0)
        let scalar = Scalar.random(using: &source)
        let tag = source.bytes(32)
        var place = [UInt8](repeating: 0, count: 32)
        func fp(_ name: String, _ calls: Int, _ body: @escaping (Fp) -> Void) -> Target {
            target(name, calls: calls, fixed: { .zero }, random: { Fp(reducing: $0.bytes(64), at: 0) }, body)
        }
        func onScalars(_ name: String, calls: Int = 1, _ body: @escaping (Scalar) -> Void) -> Target {
            target(name, calls: calls, fixed: { Scalar(3) }, random: { .random(using: &$0) }, body)
        }
        return [
            onScalars(controlName) { keep(g1.multipliedVariableTime(by: $0)) },
            fp("timing.fp.mul", 256) { keep($0 * factor) },
            fp("timing.fp.sqr", 256) { keep(fp_sqr($0.value)) },
            fp("timing.fp.inverse", 1) { keep(fp_inverse($0.value)) },
            onScalars("timing.fr.mul", calls: 256) { keep($0 * scalar) },
            onScalars("timing.fr.add", calls: 256) { keep($0 + scalar) },
            onScalars("timing.fr.inverse") { keep($0.inverse()) },
            onScalars("timing.g1.mul") { keep(g1.multiplied(by: $0)) },
            onScalars("timing.g2.mul") { keep(g2.multiplied(by: $0)) },
            onScalars("timing.gt.exp") { keep(gt.power($0)) },
            onScalars("timing.g1.mul.fixed") { keep(table1.multiply($0)) },
            onScalars("timing.g2.mul.fixed") { keep(table2.multiply($0)) },
            onScalars("timing.gt.exp.fixed") { keep(tableT.power($0)) },
            // The fixed input is the right tag, the random ones differ from it from the first byte on. All of them are
            // compared in one place: where an array lies in memory shows in the time, too.
            target("timing.tag", calls: 64, fixed: { SIMD32(tag) }, random: { SIMD32($0.bytes(32)) }) { (bytes: SIMD32<UInt8>) in
                for index in 0..<32 { place[index] = bytes[index] }
                keep(constantTimeEquals(place, tag))
            },
        ]
    }
}
