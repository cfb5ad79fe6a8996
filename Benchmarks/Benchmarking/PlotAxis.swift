import Glibc

/// From values to places on paper, with the marks of the axis.
struct PlotAxis {
    let isLogarithmic: Bool
    let range: ClosedRange<Double>
    let marks: [Double]

    /// An axis that holds all `values`, logarithmic if they lie far apart and are positive.
    ///
    /// - Parameter ratio: from which ratio of greatest to least the axis is logarithmic.
    init(_ values: [Double], logarithmicFrom ratio: Double) {
        let positive = values.filter { $0 > 0 }
        let least = positive.min() ?? 1
        let greatest = max(values.max() ?? 1, least)
        isLogarithmic = positive.count == values.count && greatest / least >= ratio
        guard isLogarithmic else {
            let step = Self.step(greatest / 5)
            let top = (greatest / step).rounded(.up) * step
            range = 0...max(top, step)
            marks = Array(stride(from: 0, through: range.upperBound * 1.0001, by: step))
            return
        }
        let digits: [Double] = greatest / least > 3000 ? [1] : [1, 2, 5]
        var all: [Double] = []
        for exponent in Int(log10(least).rounded(.down))...Int(log10(greatest).rounded(.up)) {
            all += digits.map { $0 * pow(10, Double(exponent)) }
        }
        let bottom = all.last { $0 <= least * 1.0001 } ?? least
        let top = all.first { $0 >= greatest * 0.9999 } ?? greatest
        let range = bottom...max(top, bottom * 2)
        self.range = range
        marks = all.filter { range.contains($0) }
    }

    /// A logarithmic or linear axis from the first to the last of `values`, with a mark at each of them.
    init(marking values: [Double], logarithmicFrom ratio: Double) {
        let marks = Set(values).sorted()
        let (least, greatest) = (marks.first ?? 0, marks.last ?? 1)
        isLogarithmic = least > 0 && greatest / least >= ratio
        self.marks = marks
        range = isLogarithmic ? least...max(greatest, least * 2) : 0...max(greatest, 1)
    }

    /// 0 … 1 within the range.
    func place(_ value: Double) -> Double {
        guard isLogarithmic else { return (value - range.lowerBound) / (range.upperBound - range.lowerBound) }
        return log(max(value, range.lowerBound) / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }

    /// 1, 2 or 5 times a power of ten, at least `value`.
    private static func step(_ value: Double) -> Double {
        guard value > 0 else { return 1 }
        let power = pow(10, log10(value).rounded(.down))
        for digit in [1.0, 2, 5] where digit * power >= value * 0.9999 { return digit * power }
        return 10 * power
    }
}
