import Benchmarking
import Glibc

/// `medseal-bench`: reads the options, runs the suites, writes what came of it.
enum BenchmarkProgram {
    static let version = "0.1.0"

    static func main() -> Int32 {
        do {
            switch try BenchmarkOptions.parse(Array(CommandLine.arguments.dropFirst())) {
            case .help: print(BenchmarkOptions.help, terminator: "")
            case .version: print("medseal-bench \(version)")
            case .run(let options): return try run(options)
            }
            return 0
        } catch let error as UsageError {
            note("medseal-bench: error: \(error)\nmedseal-bench: hint: medseal-bench --help lists the options\n")
            return 2
        } catch {
            note("medseal-bench: error: \(error)\n")
            return 1
        }
    }

    private static func run(_ options: BenchmarkOptions) throws -> Int32 {
        var measurements: [Measurement] = []
        for path in options.inputs {
            do {
                measurements += try Measurement.read(jsonLines: try CompleteFile.read(path))
            } catch let error as InvalidMeasurementFile {
                throw BenchmarkFailure("\(path), line \(error.line), is no measurement")
            }
        }
        if options.inputs.isEmpty { measurements = try SuiteRunner(options).run() }
        try write(measurements, options)
        return verdict(measurements)
    }

    private static func write(_ measurements: [Measurement], _ options: BenchmarkOptions) throws {
        let text =
            switch options.format {
            case .table: ResultTable.text(measurements)
            case .csv: ([Measurement.csvHeading] + measurements.map(\.csv)).map { $0 + "\r\n" }.joined()
            case .json: measurements.map { $0.json + "\n" }.joined()
            }
        if let output = options.output {
            try CompleteFile.write(text, to: output)
        } else {
            print(text, terminator: "")
        }
        if let html = options.html { try CompleteFile.write(ReportPage.html(measurements), to: html) }
        if let folder = options.plots, let circumstances = measurements.first?.circumstances {
            try CompleteFile.makeFolder(folder)
            let run = measurements.filter { $0.circumstances == circumstances }
            let footnote = "MedSeal \(circumstances.version) (\(circumstances.commit)), \(circumstances.kernel), \(circumstances.machine)"
            for figure in StandardFigures.all(run) {
                try CompleteFile.write(figure.standalone(footnote: footnote), to: "\(folder)/\(figure.name).svg")
            }
        }
    }

    /// Exit code 1 if an operation on secrets depends on them, or the test could not have seen it.
    private static func verdict(_ measurements: [Measurement]) -> Int32 {
        var code: Int32 = 0
        for one in measurements where one.unit == .t {
            let differs = one.median.magnitude > LeakageThreshold.t
            if one.subject.name == TimingSuite.controlName, !differs {
                note("medseal-bench: error: the control was not found out: measure longer (--seconds)\n")
                code = 1
            } else if one.subject.name != TimingSuite.controlName, differs {
                note("medseal-bench: error: \(one.subject.name): time depends on the input, t = \(Quantity.fixed(one.median, 2))\n")
                code = 1
            }
        }
        return code
    }

    /// Tells on standard error; what cannot be told is not.
    static func note(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
