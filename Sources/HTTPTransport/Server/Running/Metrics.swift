import Synchronization

/// Counters and gauges in Prometheus' text format 0.0.4. Labels come from the program only (route templates, status
/// codes), never from a request, so that their number is bounded.
public final class Metrics: Sendable {
    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private struct State {
        var counters: [Series: Double] = [:]
        var gauges: [String: @Sendable () -> Double] = [:]
        var help: [String: String] = [:]
    }

    private let state = Mutex(State())

    /// No metric yet.
    public init() {}

    /// Says what a metric means, in one line.
    public func describe(_ name: String, _ help: String) { state.withLock { $0.help[name] = help } }

    /// Adds to a counter, whose name ends in `_total` or names a sum.
    public func add(_ name: String, _ labels: [(String, String)] = [], by amount: Double = 1) {
        let text = labels.map { "\($0.0)=\"\(Self.escape($0.1))\"" }.joined(separator: ",")
        state.withLock { $0.counters[Series(name: name, labels: text), default: 0] += amount }
    }

    /// A gauge that is asked for whenever the metrics are read.
    public func gauge(_ name: String, _ value: @escaping @Sendable () -> Double) { state.withLock { $0.gauges[name] = value } }

    /// What `/metrics` answers.
    public var text: String {
        let state = state.withLock { $0 }
        var lines: [String] = []
        let names = Set(state.counters.keys.map(\.name)).union(state.gauges.keys).sorted()
        for name in names {
            if let help = state.help[name] { lines.append("# HELP \(name) \(help)") }
            if let gauge = state.gauges[name] {
                lines.append("# TYPE \(name) gauge")
                lines.append("\(name) \(gauge())")
                continue
            }
            lines.append("# TYPE \(name) counter")
            for (series, value) in state.counters.filter({ $0.key.name == name }).sorted(by: { $0.key.labels < $1.key.labels }) {
                lines.append(series.labels.isEmpty ? "\(name) \(value)" : "\(name){\(series.labels)} \(value)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func escape(_ value: String) -> String {
        value.map { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
    }
}
