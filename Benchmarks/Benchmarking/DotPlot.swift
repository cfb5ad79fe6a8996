/// One value for each of several names, on a common axis: a mark for the median and a stroke from minimum to 95th
/// percentile.
struct DotPlot: Sendable {
    struct Row: Sendable {
        let name: String
        let low, middle, high: Double
        /// The value in words.
        let text: String
    }

    let axisTitle: String
    let axisText: @Sendable (Double) -> String
    let rows: [Row]
    /// A value that is marked on the axis.
    var bound: (value: Double, name: String)?

    func draw(_ drawing: inout Drawing, top: Double, width: Double) -> Double {
        let names = rows.map { Drawing.width($0.name) }.max() ?? 0
        // Where the names would take too much of the paper, they stand above their rows.
        let isNarrow = names > width * 0.36
        let values = (rows.map { Drawing.width($0.text) }.max() ?? 0) + 14
        let left = isNarrow ? 10 : names + 22
        let right = width - values - 8
        let height: Double = isNarrow ? 38 : 25
        let axis = PlotAxis(rows.flatMap { [$0.low, $0.middle, $0.high] } + (bound.map { [$0.value] } ?? []), logarithmicFrom: 20)
        func place(_ value: Double) -> Double { left + axis.place(value) * (right - left) }
        let ceiling = top + (bound == nil ? 4 : 24)
        let floor = ceiling + height * Double(rows.count) + 4
        var free = -1.0
        for mark in axis.marks {
            drawing.line(place(mark), ceiling, place(mark), floor, "grid")
            let label = axisText(mark)
            let half = Drawing.width(label) / 2
            let middle = max(place(mark), half + 2)
            guard middle - half > free else { continue }
            drawing.words(label, middle, floor + 18, .middle, "label value")
            free = middle + half + 8
        }
        drawing.line(left, floor, right, floor, "axis")
        if let bound {
            drawing.line(place(bound.value), ceiling - 6, place(bound.value), floor, "bound")
            drawing.words(bound.name, min(place(bound.value), width - Drawing.width(bound.name) - 4), ceiling - 10)
        }
        for (index, row) in rows.enumerated() {
            let y = ceiling + height * (Double(index) + 1) - 10
            if isNarrow {
                drawing.words(row.name, left, y - 12, .start, "name")
            } else {
                drawing.words(row.name, left - 12, y + 4.5, .end, "name")
            }
            drawing.line(left, y, place(row.middle), y, "leader")
            if place(row.high) - place(row.low) > 1 { drawing.line(place(row.low), y, place(row.high), y, "spread s0") }
            drawing.mark(0, place(row.middle), y, told: "\(row.name): \(row.text)")
            drawing.words(row.text, max(place(row.high), place(row.middle)) + 10, y + 4.5, .start, "label value")
        }
        drawing.words(
            axisTitle + (axis.isLogarithmic ? ", logarithmic" : ""), max(right, Drawing.width(axisTitle + ", logarithmic")), floor + 38, .end)
        return floor + 48
    }
}
