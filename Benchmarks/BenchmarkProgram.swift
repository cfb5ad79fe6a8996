import Glibc

/// `medseal-bench [--suite pairing|scheme] [--attributes N]... [--seconds S] [--json]`: how long the engine's operations
/// take on this machine, one thread.
enum BenchmarkProgram {
    static func main() {
        var suites: [String] = []
        var counts: [Int] = []
        var seconds = 1.0
        var isJSON = false
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--suite":
                guard let suite = arguments.popFirst(), ["pairing", "scheme"].contains(suite) else { usage() }
                suites.append(suite)
            case "--attributes":
                guard let n = arguments.popFirst().flatMap({ Int($0) }), (1...1000).contains(n) else { usage() }
                counts.append(n)
            case "--seconds":
                guard let value = arguments.popFirst().flatMap({ Double($0) }), (0.01...600).contains(value) else { usage() }
                seconds = value
            case "--json": isJSON = true
            default: usage()
            }
        }
        if !isJSON { print(Measurement.heading) }
        let report: (Measurement) -> Void = { print(isJSON ? $0.json : $0.row) }
        if suites.isEmpty || suites.contains("pairing") { Suites.pairing(seconds: seconds, report) }
        if suites.isEmpty || suites.contains("scheme") {
            Suites.scheme(seconds: seconds, counts: counts.isEmpty ? [10, 100] : counts, report)
        }
    }

    private static func usage() -> Never {
        print("usage: medseal-bench [--suite pairing|scheme] [--attributes N]... [--seconds S] [--json]")
        exit(2)
    }
}
