/// What is asked for on the command line.
package struct BenchmarkOptions: Equatable, Sendable {
    package enum Suite: String, CaseIterable, Sendable { case field, curve, pairing, scheme, record, store, timing }
    package enum PolicyShape: String, CaseIterable, Sendable { case and, or, threshold, tree }
    package enum Security: String, CaseIterable, Sendable { case cca, cpa }
    package enum Kernel: String, CaseIterable, Sendable { case portable, adx, ifma }
    package enum Format: String, CaseIterable, Sendable { case table, csv, json }

    /// `timing` is a test and not a measurement, so it runs only when asked for.
    package var suites: [Suite] = [.field, .curve, .pairing, .scheme, .record, .store]
    /// Empty: every scheme.
    package var schemes: [String] = []
    package var attributeCounts = [10, 100]
    package var policyShapes = [PolicyShape.and]
    /// Bytes.
    package var sizes = [4 << 10, 64 << 10, 1 << 20, 16 << 20, 64 << 20]
    package var securities = Security.allCases
    /// `nil`: the fastest.
    package var kernel: Kernel?
    package var threads = 1
    package var repetitions = 1
    package var seed: UInt64 = 1
    package var seconds = 1.0
    package var format = Format.table
    package var output: String?
    package var html: String?
    package var plots: String?
    package var inputs: [String] = []
    package var isQuiet = false

    package init() {}

    /// What the arguments demand.
    package enum Request: Equatable, Sendable {
        case run(BenchmarkOptions)
        case help
        case version
    }

    /// - Throws: ``UsageError``.
    package static func parse(_ arguments: [String]) throws(UsageError) -> Request {
        var options = BenchmarkOptions()
        var given: Set<String> = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            guard name.hasPrefix("--") else { throw UsageError("\(argument) is no option") }
            switch name {
            case "--help", "--version", "--json", "--quiet":
                guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
                switch name {
                case "--help": return .help
                case "--version": return .version
                case "--json": options.format = .json
                default: options.isQuiet = true
                }
            default:
                guard names.contains(name) else { throw UsageError("unknown option \(name)") }
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty else {
                    throw UsageError("\(name) needs a value")
                }
                try options.take(name, value, isFirst: given.insert(name).inserted)
            }
        }
        return .run(options)
    }

    private static let names: Set<String> = [
        "--suite", "--scheme", "--attributes", "--policy", "--size", "--security", "--kernel", "--threads",
        "--repetitions", "--seed", "--seconds", "--format", "--output", "--html", "--plots", "--from",
    ]

    /// The first time an option is given it replaces the default; then it adds to what was given.
    private mutating func take(_ name: String, _ value: String, isFirst: Bool) throws(UsageError) {
        func list<T>(_ known: [T], _ parse: (String) throws(UsageError) -> T) throws(UsageError) -> [T] {
            var list = isFirst ? [] : known
            for item in value.split(separator: ",", omittingEmptySubsequences: false) { list.append(try parse(String(item))) }
            return list
        }
        func choice<T: RawRepresentable & CaseIterable>(_ text: String) throws(UsageError) -> T where T.RawValue == String {
            guard let choice = T(rawValue: text) else {
                throw UsageError("\(name) is one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return choice
        }
        func integer(_ text: String, _ range: ClosedRange<Int>) throws(UsageError) -> Int {
            guard let number = Int(text), range.contains(number) else {
                throw UsageError("\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        switch name {
        case "--suite": suites = try list(suites) { text throws(UsageError) in try choice(text) }
        case "--scheme": schemes = try list(schemes) { text throws(UsageError) in text }
        case "--attributes":
            attributeCounts = try list(attributeCounts) { text throws(UsageError) in try integer(text, 1...500) }
        case "--policy": policyShapes = try list(policyShapes) { text throws(UsageError) in try choice(text) }
        case "--size": sizes = try list(sizes) { text throws(UsageError) in try Self.size(text) }
        case "--security": securities = try list(securities) { text throws(UsageError) in try choice(text) }
        case "--kernel": kernel = try choice(value)
        case "--threads": threads = try integer(value, 1...256)
        case "--repetitions": repetitions = try integer(value, 1...1000)
        case "--seed":
            guard let number = UInt64(value) else { throw UsageError("--seed is a number below 2^64") }
            seed = number
        case "--seconds":
            guard let number = Double(value), (0.001...3600).contains(number) else {
                throw UsageError("--seconds is a number from 0.001 to 3600")
            }
            seconds = number
        case "--format": format = try choice(value)
        case "--output": output = value
        case "--html": html = value
        case "--plots": plots = value
        default: inputs = try list(inputs) { text throws(UsageError) in text }
        }
    }

    /// `4096`, `4KiB`, `64MiB` or `1GiB`, at most 4 GiB.
    private static func size(_ text: String) throws(UsageError) -> Int {
        var digits = text[...]
        var shift = 0
        for (unit, bits) in [("KiB", 10), ("MiB", 20), ("GiB", 30)] where digits.hasSuffix(unit) {
            digits = digits.dropLast(3)
            shift = bits
        }
        guard let number = Int(digits), number >= 0, number <= (4 << 30) >> shift else {
            throw UsageError("--size is a length such as 4096, 4KiB, 64MiB or 1GiB, at most 4GiB")
        }
        return number << shift
    }

    package static let help = """
        Usage: medseal-bench [OPTION]...

        Measures how long MedSeal's operations take on this machine, and how long its keys and ciphertexts are.
        Options that take several values take them separated by commas or given again.

        What is measured:
          --suite NAME         field, curve, pairing, scheme, record, store (these by default), or timing, the
                               statistical test whether operations on secrets take constant time
          --scheme NAME        FABEO, Waters11, BSW07, FAME, RW15 (all by default); FABEO-research is FABEO as the others
                               are written, without the engine's transformation
          --attributes N       attributes in policy and key (default 10,100; at most 500)
          --policy SHAPE       and (default), or, threshold (half of them), tree (balanced, and above or above and ...)
          --security LEVEL     cca, cpa; both by default
          --size LENGTH        of the record suite's payloads: 4096, 4KiB, 1GiB ... (default 4KiB,64KiB,1MiB,16MiB,64MiB)

        How it is measured:
          --kernel NAME        portable, adx or ifma; the fastest by default
          --threads N          independent copies at the same time (default 1)
          --repetitions N      measure everything N times, one after the other, and pool the times (default 1)
          --seconds S          for each measurement (default 1)
          --seed N             of the inputs (default 1)

        What comes of it:
          --format FORMAT      table (default), csv, or json, one object on a line; --json for short
          --output FILE        where that goes instead of standard output
          --html FILE          write a report with plots, in one file
          --plots FOLDER       write the plots as SVG files
          --from FILE          measure nothing: take what --json wrote, of several files if need be
          --quiet              no progress on the terminal
          --help, --version

        Exit codes: 0 done; 1 failed, or the timing suite found a dependence; 2 wrong usage.

        Examples:
          medseal-bench --suite pairing --seconds 0.5
          medseal-bench --suite scheme --attributes 1,10,100 --policy and,tree --security cca
          medseal-bench --suite record --size 4KiB,1MiB --json --output record.json
          medseal-bench --suite field,curve --kernel portable --repetitions 3 --format csv
          medseal-bench --suite scheme --attributes 5 --threads 2 --html report.html
          medseal-bench --from record.json --html record.html --plots plots

        """
}

/// Arguments that make no sense.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
