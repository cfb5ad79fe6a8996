import Glibc

/// One measured operation: times of single calls in nanoseconds.
struct Measurement {
    let name: String
    /// The scheme and number of attributes, for operations of a scheme.
    let scheme: String?
    let n: Int?
    let times: [Double]

    /// Times `body` for at least `seconds`, after one call that is not counted; short operations in groups long enough
    /// for the clock.
    static func of(
        _ name: String, scheme: String? = nil, n: Int? = nil, seconds: Double, _ body: () -> Void
    ) -> Measurement {
        body()
        let first = elapsed(body)
        let group = max(1, Int(20_000 / max(first, 1)))
        var times: [Double] = []
        let start = now()
        while now() - start < seconds * 1e9 || times.count < 5 {
            times.append(elapsed { for _ in 0..<group { body() } } / Double(group))
        }
        return Measurement(name: name, scheme: scheme, n: n, times: times.sorted())
    }

    var minimum: Double { times.first ?? 0 }
    var median: Double { times[times.count / 2] }
    var percentile95: Double { times[min(times.count - 1, times.count * 95 / 100)] }

    /// One JSON object on one line; times in nanoseconds.
    var json: String {
        var members = ["\"name\":\"\(name)\""]
        if let scheme { members.append("\"scheme\":\"\(scheme)\"") }
        if let n { members.append("\"n\":\(n)") }
        members += [
            "\"unit\":\"ns\"", "\"min\":\(Int(minimum))", "\"median\":\(Int(median))", "\"p95\":\(Int(percentile95))",
            "\"iterations\":\(times.count)",
        ]
        return "{" + members.joined(separator: ",") + "}"
    }

    /// One line of a table; times in microseconds.
    var row: String {
        let title = name + (scheme.map { " \($0)" } ?? "") + (n.map { " n=\($0)" } ?? "")
        return padded(title, 34) + [minimum, median, percentile95].map { padded(microseconds($0), 14) }.joined()
    }

    static let heading = padded("operation", 34) + ["min µs", "median µs", "p95 µs"].map { padded($0, 14) }.joined()

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    private static func elapsed(_ body: () -> Void) -> Double {
        let start = now()
        body()
        return now() - start
    }
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}

private func microseconds(_ nanoseconds: Double) -> String {
    let hundredths = Int((nanoseconds / 10).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
