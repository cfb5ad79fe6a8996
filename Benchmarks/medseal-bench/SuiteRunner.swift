import Benchmarking
import Glibc

/// Runs the suites that are asked for, with progress on a terminal.
struct SuiteRunner {
    private let options: BenchmarkOptions
    private let circumstances: Measurement.Circumstances
    private let showsProgress: Bool

    init(_ options: BenchmarkOptions) throws {
        if let unknown = options.schemes.first(where: { !SchemeSuite.names.contains($0) }) {
            throw BenchmarkFailure("there is no scheme \(unknown): they are \(SchemeSuite.names.joined(separator: ", "))")
        }
        if let kernel = options.kernel { try KernelSelection.select(kernel) }
        self.options = options
        circumstances = Measurement.Circumstances(
            machine: Machine.description, kernel: KernelSelection.current, version: BenchmarkProgram.version,
            commit: Machine.commit, threads: options.threads)
        showsProgress = !options.isQuiet && isatty(STDERR_FILENO) == 1
    }

    func run() throws -> [Measurement] {
        var operations: [Operation] = []
        var measurements: [Measurement] = []
        func lengths(_ sizes: [(Measurement.Subject, Int)]) {
            measurements += sizes.map { Measurement($0.0, Double($0.1), .bytes, circumstances) }
        }
        for suite in BenchmarkOptions.Suite.allCases where options.suites.contains(suite) {
            switch suite {
            case .field: operations += ArithmeticSuites.field
            case .curve: operations += ArithmeticSuites.curve
            case .pairing: operations += ArithmeticSuites.pairing
            case .scheme:
                operations += try SchemeSuite.operations(options)
                lengths(try SchemeSuite.sizes(options))
            case .record:
                operations += RecordSuite.operations(options)
                lengths(try RecordSuite.sizes(options))
            case .store: operations += StoreSuite.operations
            case .timing: break
            }
        }
        var timings = [Timing](repeating: Timing(), count: operations.count)
        for round in 0..<options.repetitions {
            for (index, operation) in operations.enumerated() {
                progress(round * operations.count + index, options.repetitions * operations.count, operation.subject.title)
                timings[index].add(
                    try Stopwatch.time(
                        operation, seconds: options.seconds, threads: options.threads,
                        seed: options.seed &+ UInt64(round) << 32))
            }
        }
        measurements = zip(operations, timings).map { $1.measurement($0.subject, circumstances) } + measurements
        if options.suites.contains(.timing) {
            measurements += try TimingSuite.run(options, circumstances) { progress($0, $1, $2) }
        }
        if showsProgress { BenchmarkProgram.note("\r\u{1b}[K") }
        return measurements
    }

    private func progress(_ done: Int, _ all: Int, _ title: String) {
        if showsProgress { BenchmarkProgram.note("\r\u{1b}[K\(done + 1)/\(all) \(title)") }
    }
}
