/// The figures that a set of measurements of one run gives: those for which it has the numbers.
package enum StandardFigures {
    package static func all(_ measurements: [Measurement]) -> [Figure] {
        var figures: [Figure] = []
        let times = measurements.filter { $0.unit == .nanoseconds }
        let schemeTimes = times.filter { $0.subject.scheme != nil && $0.subject.n != nil }
        figures += primitives(times.filter { isPrimitive($0.subject) })
        figures += bySchemes(schemeTimes)
        figures += betweenSchemes(schemeTimes)
        figures += byPolicy(schemeTimes)
        figures += sizes(measurements.filter { $0.unit == .bytes && $0.subject.scheme != nil && $0.subject.n != nil })
        figures += byFileSize(times)
        figures += dots(
            "store", "Store operations", "Create, read, update and list sealed records, within the process and over HTTP.",
            times.filter { $0.subject.name.hasPrefix("store.") })
        figures += dots(
            "timing", "Does time depend on the input?",
            "Welch's t between a fixed and random inputs, absolute value. Above 4.5 the times differ; the control must.",
            measurements.filter { $0.unit == .t })
        return figures
    }

    private static func isPrimitive(_ subject: Measurement.Subject) -> Bool {
        subject.scheme == nil && subject.size == nil && !["store.", "record.", "openssl."].contains { subject.name.hasPrefix($0) }
    }

    private static func primitives(_ measurements: [Measurement]) -> [Figure] {
        func isField(_ name: String) -> Bool { ["fp.", "fp2.", "fr."].contains { name.hasPrefix($0) } }
        return dots(
            "field", "Field arithmetic", "One operation each, in a chain where each waits for the one before.",
            measurements.filter { isField($0.subject.name) })
            + dots(
                "groups", "Groups and pairing",
                "One operation each; batch16 is the time for one of sixteen at once. Marks are medians, strokes go from the minimum to the 95th percentile.",
                measurements.filter { !isField($0.subject.name) })
    }

    private static func dots(_ name: String, _ title: String, _ caption: String, _ measurements: [Measurement]) -> [Figure] {
        guard let unit = measurements.first?.unit else { return [] }
        let rows = measurements.map { one -> DotPlot.Row in
            guard one.unit == .t else {
                return DotPlot.Row(
                    name: one.subject.title, low: one.minimum, middle: one.median, high: one.percentile95,
                    text: Quantity.time(one.median))
            }
            let t = one.median.magnitude
            return DotPlot.Row(
                name: one.subject.name, low: t, middle: t, high: t, text: Quantity.text(t, .t))
        }
        let isT = unit == .t
        let plot = DotPlot(
            axisTitle: isT ? "|t|" : "time", axisText: { isT ? Quantity.short($0) : Quantity.time($0, Quantity.short) },
            rows: rows, bound: isT ? (LeakageThreshold.t, "threshold 4.5") : nil)
        return [Figure(name: name, title: title, caption: caption, plot: .dots(plot))]
    }

    /// For each scheme its operations against the number of attributes, policies being conjunctions.
    private static func bySchemes(_ measurements: [Measurement]) -> [Figure] {
        let plain = measurements.filter { $0.subject.policy == nil }
        return unique(plain.compactMap(\.subject.scheme)).flatMap { scheme in
            lines(
                "time-\(fileName(scheme))", "\(scheme): time against attributes",
                "Policy and key have n attributes; the policy is their conjunction.",
                plain.filter { $0.subject.scheme == scheme }, "attributes", \.subject.name)
        }
    }

    /// For each operation the schemes against one another.
    private static func betweenSchemes(_ measurements: [Measurement]) -> [Figure] {
        let plain = measurements.filter { $0.subject.policy == nil }
        return unique(plain.map(\.subject.name)).flatMap { operation -> [Figure] in
            let chosen = plain.filter { $0.subject.name == operation }
            guard unique(chosen.compactMap(\.subject.scheme)).count > 1 else { return [] }
            return lines(
                "schemes-\(fileName(operation))", "Scheme against scheme: \(operation)",
                "The same operation by each scheme on the same groups; the policy is a conjunction.", chosen, "attributes"
            ) { $0.subject.scheme ?? "" }
        }
    }

    /// For each scheme and operation the shapes of policies against one another, where there are several.
    private static func byPolicy(_ measurements: [Measurement]) -> [Figure] {
        guard measurements.contains(where: { $0.subject.policy != nil }) else { return [] }
        let onPolicies = measurements.filter { $0.subject.name != "keygen" }
        return unique(onPolicies.compactMap(\.subject.scheme)).flatMap { scheme in
            unique(onPolicies.map(\.subject.name)).flatMap { operation in
                lines(
                    "policy-\(fileName(scheme))-\(fileName(operation))", "\(scheme): \(operation) by shape of policy",
                    "The key has all n attributes, so a disjunction is opened by one of them.",
                    onPolicies.filter { $0.subject.scheme == scheme && $0.subject.name == operation }, "attributes"
                ) { $0.subject.policy ?? "and" }
            }
        }
    }

    private static func sizes(_ measurements: [Measurement]) -> [Figure] {
        lines(
            "size", "Size against attributes", "Length of an encoded key for n attributes, and of a ciphertext for their conjunction.",
            measurements.filter { $0.subject.policy == nil }, "attributes"
        ) { "\($0.subject.scheme ?? "") \($0.subject.name.dropFirst("size.".count))" }
    }

    private static func byFileSize(_ times: [Measurement]) -> [Figure] {
        // An empty payload has no place on a logarithmic axis.
        let sized = times.filter {
            ($0.subject.size ?? 0) > 0 && $0.subject.scheme == nil && !$0.subject.name.hasPrefix("store.")
                && $0.subject.name != "record.seal.shared"
        }
        guard Set(sized.compactMap(\.subject.size)).count > 1 else { return [] }
        let times = lines(
            "time-file-size", "Time against file size", "Sealing and opening a whole record, and the bare hash and cipher that it takes.",
            sized, "payload", \.subject.name, xText: { Quantity.binaryBytes(Int($0)) }
        ) { Double($0.subject.size ?? 0) }
        let series = unique(sized.map(\.subject.name)).map { name in
            LinePlot.Series(
                name: name,
                points: sized.filter { $0.subject.name == name }.map {
                    // Bytes in 10^9 ns.
                    let size = Double($0.subject.size ?? 0)
                    return LinePlot.Point(
                        x: size, low: size * 1e9 / $0.percentile95, middle: size * 1e9 / $0.median, high: size * 1e9 / $0.minimum)
                }.sorted { $0.x < $1.x })
        }
        let rates = LinePlot(
            xTitle: "payload", yTitle: "payload in a second", xText: { Quantity.binaryBytes(Int($0)) }, yText: { Quantity.bytes($0, Quantity.short) },
            series: series)
        return times + [
            Figure(
                name: "rate-file-size", title: "Throughput against file size",
                caption: "The same numbers as a rate: small records cost their policy and signatures, large ones cipher and hash.",
                plot: .lines(rates))
        ]
    }

    private static func lines(
        _ name: String, _ title: String, _ caption: String, _ measurements: [Measurement], _ xTitle: String,
        _ series: (Measurement) -> String, xText: @escaping @Sendable (Double) -> String = { Quantity.short($0) },
        x: (Measurement) -> Double = { Double($0.subject.n ?? 0) }
    ) -> [Figure] {
        guard let unit = measurements.first?.unit, Set(measurements.map(x)).count > 1 else { return [] }
        let all = unique(measurements.map(series)).map { name in
            LinePlot.Series(
                name: name,
                points: measurements.filter { series($0) == name }.map {
                    LinePlot.Point(x: x($0), low: $0.minimum, middle: $0.median, high: $0.percentile95)
                }.sorted { $0.x < $1.x })
        }
        let isLength = unit == .bytes
        let plot = LinePlot(
            xTitle: xTitle, yTitle: isLength ? "length" : "time", xText: xText,
            yText: { isLength ? Quantity.bytes($0, Quantity.short) : Quantity.time($0, Quantity.short) }, series: all)
        return [Figure(name: name, title: title, caption: caption, plot: .lines(plot))]
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// Letters, digits and hyphens of a name.
    private static func fileName(_ name: String) -> String {
        String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }
}
