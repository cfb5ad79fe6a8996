import JSON

extension Measurement {
    /// The members of the JSON object and the columns of the CSV table, in order.
    package static let fields = [
        "name", "scheme", "n", "policy", "size", "unit", "min", "median", "p95", "iterations", "per_second", "threads",
        "machine", "kernel", "version", "commit",
    ]

    private enum Value {
        case text(String)
        case number(String)
    }

    private var values: [Value?] {
        func integer(_ number: Int?) -> Value? { number.map { .number("\($0)") } }
        return [
            .text(subject.name), subject.scheme.map { .text($0) }, integer(subject.n), subject.policy.map { .text($0) },
            integer(subject.size), .text(unit.rawValue), .number(Self.number(minimum)), .number(Self.number(median)),
            .number(Self.number(percentile95)), integer(iterations), perSecond.map { .number(Self.number($0)) },
            integer(circumstances.threads), .text(circumstances.machine), .text(circumstances.kernel),
            .text(circumstances.version), .text(circumstances.commit),
        ]
    }

    /// Two decimals below 1000: a field product takes tens of nanoseconds.
    private static func number(_ value: Double) -> String {
        // JSON has no infinity; a t of that size says what it has to say as a large number.
        let bounded = value.isNaN ? 0 : min(max(value, -1e15), 1e15)
        return Quantity.fixed(bounded, bounded.magnitude < 1000 ? 2 : 0)
    }

    /// One JSON object on one line (RFC 8259); what does not apply is left out.
    package var json: String {
        let members = zip(Self.fields, values).compactMap { name, value -> JSONNode.Member? in
            switch value {
            case .text(let text): .init(name, .string(text))
            case .number(let number): .init(name, .number(number))
            case nil: nil
            }
        }
        return JSONNode.object(members).text
    }

    /// The first line of a CSV table (RFC 4180).
    package static let csvHeading = fields.joined(separator: ",")

    /// One line of a CSV table; what does not apply is empty.
    package var csv: String {
        values.map { value in
            switch value {
            case .text(let text): Self.field(text)
            case .number(let number): number
            case nil: ""
            }
        }.joined(separator: ",")
    }

    private static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Reads lines that ``json`` wrote, of any number of runs; empty lines are passed over.
    ///
    /// - Throws: ``InvalidMeasurementFile`` with the number of the first line that is none.
    package static func read(jsonLines bytes: [UInt8]) throws(InvalidMeasurementFile) -> [Measurement] {
        var measurements: [Measurement] = []
        for (index, bytes) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() where !bytes.isEmpty {
            guard let line = try? JSONReader.value(of: Array(bytes)), let measurement = Measurement(line) else {
                throw InvalidMeasurementFile(line: index + 1)
            }
            measurements.append(measurement)
        }
        return measurements
    }

    /// The measurement of one line; `nil` where something is missing or of another kind.
    private init?(_ line: JSONNode) {
        func text(_ name: String) -> String? { line[name]?.string }
        func integer(_ name: String) -> Int? { line[name]?.integer.flatMap(Int.init(exactly:)) }
        func number(_ name: String) -> Double? { line[name]?.nearestDouble }
        guard let name = text("name"), let unit = text("unit").flatMap(Unit.init(rawValue:)), let minimum = number("min"),
            let median = number("median"), let percentile95 = number("p95"), let iterations = integer("iterations"), iterations > 0
        else { return nil }
        self.init(
            Subject(name, scheme: text("scheme"), n: integer("n"), policy: text("policy"), size: integer("size")),
            unit: unit, minimum: minimum, median: median, percentile95: percentile95,
            iterations: iterations, perSecond: number("per_second"),
            Circumstances(
                machine: text("machine") ?? "unknown", kernel: text("kernel") ?? "unknown",
                version: text("version") ?? "unknown", commit: text("commit") ?? "unknown", threads: integer("threads") ?? 1))
    }
}

/// A line that holds no measurement.
package struct InvalidMeasurementFile: Error, Equatable {
    /// From 1.
    package let line: Int
}
