/// Measurements as a table of text.
package enum ResultTable {
    /// A heading, and one line for each measurement; with a note if any is a t.
    package static func text(_ measurements: [Measurement]) -> String {
        let isParallel = measurements.contains { $0.circumstances.threads > 1 }
        var rows = [["operation", "min", "median", "p95", "iterations", "per second"]]
        for measurement in measurements {
            var row = [measurement.subject.title]
            switch measurement.unit {
            case .nanoseconds:
                row += [measurement.minimum, measurement.median, measurement.percentile95].map { Quantity.time($0) }
                row += ["\(measurement.iterations)", measurement.perSecond.map { Quantity.fixed($0, $0 < 100 ? 1 : 0) } ?? ""]
            case .bytes: row += [Quantity.text(measurement.minimum, .bytes), "", "", "", ""]
            case .t:
                row += ["t = " + Quantity.text(measurement.median, .t), "", "", "\(measurement.iterations)", verdict(measurement)]
            }
            rows.append(row)
        }
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for row in rows {
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += column == 0 ? cell + space : "  " + space + cell
            }
            while line.hasSuffix(" ") { line.removeLast() }
            text += line + "\n"
        }
        if isParallel { text += "Times are of one call on one of several threads; \"per second\" counts all of them.\n" }
        return text
    }

    /// What a t says.
    package static func verdict(_ measurement: Measurement) -> String {
        measurement.median.magnitude > LeakageThreshold.t ? "depends on the input" : "no dependence seen"
    }
}

/// From which t on two classes of inputs are taken to differ in time: the customary bound of leakage assessment
/// (Goodwill, Jun, Jaffe, Rohatgi: A testing methodology for side-channel resistance validation, 2011), which "Dude, is my
/// code constant time?" uses, too.
package enum LeakageThreshold {
    package static let t = 4.5
}
