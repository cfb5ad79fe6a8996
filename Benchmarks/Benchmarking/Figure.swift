/// A plot with its words.
package struct Figure: Sendable {
    enum Plot: Sendable {
        case lines(LinePlot)
        case dots(DotPlot)
    }

    /// Unique in a report; the name of its file.
    package let name: String
    let title: String
    /// What it shows, in a sentence or two.
    let caption: String
    let plot: Plot

    /// A drawing for a page that has the styles and tells the title itself.
    func embedded(width: Double, suffix: String) -> String {
        var drawing = Drawing()
        let height = draw(&drawing, top: 4, width: width)
        return drawing.svg(name + suffix, title: title, description: caption, width: width, height: height)
    }

    /// A whole SVG file.
    package func standalone(footnote: String) -> String {
        let width = 760.0
        var drawing = Drawing()
        drawing.words(title, 8, 26, .start, "heading")
        let bottom = draw(&drawing, top: 42, width: width)
        drawing.words(footnote, 8, bottom + 14)
        return drawing.svg(
            name, title: title, description: caption, width: width, height: bottom + 26, style: Drawing.style)
    }

    private func draw(_ drawing: inout Drawing, top: Double, width: Double) -> Double {
        switch plot {
        case .lines(let plot): plot.draw(&drawing, top: top, width: width)
        case .dots(let plot): plot.draw(&drawing, top: top, width: width)
        }
    }
}
