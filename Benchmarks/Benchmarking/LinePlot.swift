/// Values against a number: lines with a mark for each median, and a stroke from minimum to 95th percentile.
struct LinePlot: Sendable {
    struct Point: Sendable {
        let x, low, middle, high: Double
    }

    struct Series: Sendable {
        let name: String
        var points: [Point]
    }

    let xTitle: String
    let yTitle: String
    let xText: @Sendable (Double) -> String
    let yText: @Sendable (Double) -> String
    let series: [Series]

    func draw(_ drawing: inout Drawing, top: Double, width: Double) -> Double {
        let points = series.flatMap(\.points)
        let xAxis = PlotAxis(marking: points.map(\.x), logarithmicFrom: 20)
        // On two logarithmic axes a power law is a line, so one brings the other unless hardly anything changes.
        let yAxis = PlotAxis(
            points.flatMap { [$0.low, $0.middle, $0.high] }, logarithmicFrom: xAxis.isLogarithmic ? 3 : 20)
        let labels = yAxis.marks.map(yText)
        let left = max(40, (labels.map { Drawing.width($0) }.max() ?? 0) + 14)
        let right = width - 22
        var y = top
        // The legend, in as many lines as it takes.
        var x = 8.0
        for (index, one) in series.enumerated() {
            let length = 26 + Drawing.width(one.name) + 18
            if x + length > width, x > 8 {
                x = 8
                y += 20
            }
            drawing.line(x, y + 8, x + 20, y + 8, "spread s\(index % Drawing.seriesCount)")
            drawing.mark(index, x + 10, y + 8)
            drawing.words(one.name, x + 26, y + 12.5, .start, "name")
            x += length
        }
        y += 34
        drawing.words(yTitle + (yAxis.isLogarithmic ? ", logarithmic" : ""), 8, y + 2)
        let ceiling = y + 16
        let floor = ceiling + min(max(width * 0.45, 220), 330)
        // The first and last marks stand off the edge, with room for their strokes.
        func across(_ value: Double) -> Double { left + 14 + xAxis.place(value) * (right - left - 28) }
        func place(_ point: Point, _ value: Double) -> (x: Double, y: Double) {
            (across(point.x), floor - yAxis.place(value) * (floor - ceiling))
        }
        for (mark, label) in zip(yAxis.marks, labels) {
            let height = floor - yAxis.place(mark) * (floor - ceiling)
            drawing.line(left, height, right, height, "grid")
            drawing.words(label, left - 8, height + 4.5, .end, "label value")
        }
        drawing.line(left, floor, right, floor, "axis")
        // From the right, so that the last mark always has its label.
        var free = width
        for mark in xAxis.marks.reversed() {
            let centre = across(mark)
            drawing.line(centre, floor, centre, floor + 5, "axis")
            let label = xText(mark)
            let half = Drawing.width(label) / 2
            let middle = min(centre, width - half)
            guard middle + half + 8 <= free || free == width else { continue }
            drawing.words(label, middle, floor + 20, .middle, "label value")
            free = middle - half
        }
        drawing.words(xTitle + (xAxis.isLogarithmic ? ", logarithmic" : ""), right, floor + 40, .end)
        for (index, one) in series.enumerated() {
            let style = "s\(index % Drawing.seriesCount)"
            // Side by side, or the strokes of several series would hide one another.
            let aside = 3 * (Double(index) - Double(series.count - 1) / 2)
            for point in one.points {
                let (low, high) = (place(point, point.low), place(point, point.high))
                if low.y - high.y > 1 { drawing.line(low.x + aside, low.y, high.x + aside, high.y, "spread \(style)") }
            }
            drawing.polyline(one.points.map { place($0, $0.middle) }, style)
            for point in one.points {
                let (x, y) = place(point, point.middle)
                drawing.mark(index, x, y, told: "\(one.name), \(xText(point.x)): \(yText(point.middle))")
            }
        }
        return floor + 50
    }
}
