/// Numbers as people read them, three significant digits.
package enum Quantity {
    /// `value` with `digits` decimals.
    package static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
        var power = 1.0
        for _ in 0..<digits { power *= 10 }
        let scaled = (value.magnitude * power).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let integer = Int(scaled)
        let sign = value < 0 && integer != 0 ? "-" : ""
        guard digits > 0 else { return sign + "\(integer)" }
        let fraction = "\(integer % Int(power))"
        return sign + "\(integer / Int(power))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Three significant digits, more in front of the point where there are.
    package static func significant(_ value: Double) -> String {
        let magnitude = value.magnitude
        return fixed(value, magnitude >= 99.95 || magnitude == 0 ? 0 : magnitude >= 9.995 ? 1 : 2)
    }

    /// As ``significant(_:)``, without zeros at the end: for axes.
    package static func short(_ value: Double) -> String {
        var text = fixed(value, value.magnitude >= 0.1 ? 2 : value.magnitude >= 0.001 ? 4 : 7)
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return text
    }

    /// 1234 ns is `1.23 µs`.
    package static func time(_ nanoseconds: Double, _ number: (Double) -> String = significant) -> String {
        if nanoseconds == 0 { return "0" }
        for (unit, size) in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)] where nanoseconds >= 0.9995 * size {
            return number(nanoseconds / size) + " " + unit
        }
        return number(nanoseconds) + " ns"
    }

    /// 1234 bytes are `1.23 kB`.
    package static func bytes(_ bytes: Double, _ number: (Double) -> String = significant) -> String {
        if bytes == 0 { return "0" }
        for (unit, size) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where bytes >= size {
            return number(bytes / size) + " " + unit
        }
        return fixed(bytes, 0) + " B"
    }

    /// 4096 is `4 KiB`.
    package static func binaryBytes(_ bytes: Int) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes >= 1 << shift {
            return short(Double(bytes) / Double(1 << shift)) + " " + unit
        }
        return "\(bytes) B"
    }

    /// A value with its unit.
    package static func text(_ value: Double, _ unit: Measurement.Unit) -> String {
        switch unit {
        case .nanoseconds: time(value)
        case .bytes: fixed(value, 0) + " B"
        case .t: fixed(value, 2)
        }
    }
}
