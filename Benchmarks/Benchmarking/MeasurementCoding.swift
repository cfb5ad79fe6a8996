import FoundationEssentials

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
        let members = zip(Self.fields, values).compactMap { name, value -> String? in
            switch value {
            case .text(let text): "\"\(name)\":\(Self.quoted(text))"
            case .number(let number): "\"\(name)\":\(number)"
            case nil: nil
            }
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
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

    /// The object of one line, as ``json`` writes it.
    private struct Line: Decodable {
        let name: String
        let scheme: String?
        let n: Int?
        let policy: String?
        let size: Int?
        let unit: String
        let min: Double
        let median: Double
        let p95: Double
        let iterations: Int
        let per_second: Double?
        let threads: Int?
        let machine: String?
        let kernel: String?
        let version: String?
        let commit: String?
    }

    /// Reads lines that ``json`` wrote, of any number of runs; empty lines are passed over.
    ///
    /// - Throws: ``InvalidMeasurementFile`` with the number of the first line that is none.
    package static func read(jsonLines bytes: [UInt8]) throws(InvalidMeasurementFile) -> [Measurement] {
        var measurements: [Measurement] = []
        for (index, bytes) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() where !bytes.isEmpty {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)), let unit = Unit(rawValue: line.unit),
                line.iterations > 0
            else { throw InvalidMeasurementFile(line: index + 1) }
            measurements.append(
                Measurement(
                    Subject(line.name, scheme: line.scheme, n: line.n, policy: line.policy, size: line.size),
                    unit: unit, minimum: line.min, median: line.median, percentile95: line.p95,
                    iterations: line.iterations, perSecond: line.per_second,
                    Circumstances(
                        machine: line.machine ?? "unknown", kernel: line.kernel ?? "unknown",
                        version: line.version ?? "unknown", commit: line.commit ?? "unknown", threads: line.threads ?? 1)))
        }
        return measurements
    }
}

/// A line that holds no measurement.
package struct InvalidMeasurementFile: Error, Equatable {
    /// From 1.
    package let line: Int
}
