/// Order statistics of a sample.
package struct Sample: Sendable {
    /// In rising order.
    package let values: [Double]

    /// - Precondition: there is at least one value.
    package init(_ values: [Double]) {
        precondition(!values.isEmpty, "a sample of nothing")
        self.values = values.sorted()
    }

    package var minimum: Double { values[0] }

    /// The middle value, or the mean of the two in the middle.
    package var median: Double {
        let middle = values.count / 2
        return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
    }

    package var percentile95: Double { percentile(95) }

    /// The smallest value that at least `percent` per cent of the values do not exceed (nearest rank).
    package func percentile(_ percent: Int) -> Double {
        let rank = (values.count * percent + 99) / 100
        return values[min(max(rank, 1), values.count) - 1]
    }
}

/// Welch's t-test for two samples of unequal variance (Welch: The generalization of "Student's" problem when several
/// different population variances are involved, 1947).
package enum WelchTest {
    /// Mean and unbiased variance.
    package static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
        guard !values.isEmpty else { return (0, 0) }
        let mean = values.reduce(0, +) / Double(values.count)
        guard values.count > 1 else { return (mean, 0) }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, squares / Double(values.count - 1))
    }

    /// (mean(a) − mean(b)) / √(var(a)/|a| + var(b)/|b|).
    ///
    /// - Returns: 0 if a sample has fewer than two values or nothing varies and the means agree; ±∞ if they differ.
    package static func t(_ a: [Double], _ b: [Double]) -> Double {
        guard a.count > 1, b.count > 1 else { return 0 }
        let (x, y) = (moments(a), moments(b))
        let difference = x.mean - y.mean
        let error = (x.variance / Double(a.count) + y.variance / Double(b.count)).squareRoot()
        if error > 0 { return difference / error }
        return difference == 0 ? 0 : difference * .infinity
    }

    /// The t of largest magnitude among the whole samples and the samples without their slowest values, cut at ten
    /// percentiles p = 1 − 2^(−k/2), k = 1 … 10, of both together: interrupts make a long tail, under which a small
    /// difference would be hidden (Reparaz, Balasch, Verbauwhede: Dude, is my code constant time?, DATE 2017, §III-B).
    package static func largestT(_ a: [Double], _ b: [Double]) -> Double {
        guard !a.isEmpty, !b.isEmpty else { return 0 }
        var largest = t(a, b)
        let all = (a + b).sorted()
        var half = 1.0
        for _ in 1...10 {
            half *= 0.5.squareRoot()
            let limit = all[min(all.count - 1, Int(Double(all.count) * (1 - half)))]
            let cropped = t(a.filter { $0 <= limit }, b.filter { $0 <= limit })
            if cropped.magnitude > largest.magnitude { largest = cropped }
        }
        return largest
    }
}
