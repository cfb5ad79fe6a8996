/// The elements of an SVG drawing (SVG 2), as text.
struct Drawing {
    private(set) var text = ""

    /// Coordinates to a tenth of a pixel.
    static func number(_ value: Double) -> String { Quantity.short((value * 10).rounded() / 10) }

    /// Text for an element or an attribute of XML; characters that XML does not have are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where scalar.value < 0x20 && scalar.value != 9 && scalar.value != 10: break
            case "\u{fffe}", "\u{ffff}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// About how wide `text` is at `size` pixels.
    static func width(_ text: String, _ size: Double = 13) -> Double { Double(text.count) * size * 0.56 }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        text += "<line class=\"\(style)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>\n"
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], _ style: String) {
        let places = points.map { Self.number($0.x) + "," + Self.number($0.y) }.joined(separator: " ")
        text += "<polyline class=\"\(style)\" points=\"\(places)\"/>\n"
    }

    enum Anchor: String { case start, middle, end }

    mutating func words(_ words: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ style: String = "label") {
        text +=
            "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\">\(Self.escaped(words))</text>\n"
    }

    /// The sign of a series: colour and shape both tell it.
    ///
    /// - Parameter told: what a pointer that rests on it is told.
    mutating func mark(_ series: Int, _ x: Double, _ y: Double, told: String? = nil) {
        func polygon(_ corners: [(Double, Double)]) -> String {
            let places = corners.map { Self.number(x + $0.0) + "," + Self.number(y + $0.1) }.joined(separator: " ")
            return "polygon points=\"\(places)\""
        }
        let shape =
            switch series % 6 {
            case 0: "circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"4\""
            case 1: polygon([(-3.8, -3.8), (3.8, -3.8), (3.8, 3.8), (-3.8, 3.8)])
            case 2: polygon([(0, -5), (4.6, 3.6), (-4.6, 3.6)])
            case 3: polygon([(0, -5.4), (5.4, 0), (0, 5.4), (-5.4, 0)])
            case 4: polygon([(0, 5), (4.6, -3.6), (-4.6, -3.6)])
            default:
                polygon([
                    (-5, -1.8), (-1.8, -1.8), (-1.8, -5), (1.8, -5), (1.8, -1.8), (5, -1.8), (5, 1.8), (1.8, 1.8), (1.8, 5), (-1.8, 5), (-1.8, 1.8),
                    (-5, 1.8),
                ])
            }
        let style = "class=\"mark s\(series % Self.seriesCount)\""
        text += told.map { "<\(shape) \(style)><title>\(Self.escaped($0))</title></\(shape.prefix { $0 != " " })>\n" } ?? "<\(shape) \(style)/>\n"
    }

    static let seriesCount = 8

    /// A whole `svg` element around what was drawn.
    ///
    /// - Parameters:
    ///   - name: unique in the document.
    ///   - style: a style sheet within the drawing, for one that stands alone.
    func svg(_ name: String, title: String, description: String, width: Double, height: Double, style: String? = nil) -> String {
        let (w, h) = (Self.number(width), Self.number(height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(w) \(h)" width="\(w)" height="\(h)" role="img" \
            aria-labelledby="\(name)-title \(name)-desc">
            <title id="\(name)-title">\(Self.escaped(title))</title>
            <desc id="\(name)-desc">\(Self.escaped(description))</desc>
            \(style.map { "<style>\($0)</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n" } ?? "")\(text)</svg>

            """
    }

    /// Colours that people with any colour vision can tell apart (Okabe, Ito: Color universal design, 2008), darkened for
    /// light and lightened for dark paper until each has a contrast of at least 3 to 1.
    static let lightColours = """
        --paper:#fff;--ink:#1c2430;--soft:#5a6675;--grid:#e3e7ec;--axis:#8792a0;\
        --s0:#0067a5;--s1:#c8500a;--s2:#00805e;--s3:#a83d82;--s4:#8f6a00;--s5:#2b2f77;--s6:#5b8a1e;--s7:#7a4a32;
        """
    static let darkColours = """
        --paper:#12161c;--ink:#e7ebf0;--soft:#a3aebb;--grid:#2a313b;--axis:#6d7886;\
        --s0:#5ab4f0;--s1:#ff9a4d;--s2:#3ccfa4;--s3:#ec95cb;--s4:#e6bf3f;--s5:#a9aef7;--s6:#a4d65e;--s7:#d3a184;
        """
    static let shapes =
        """
        text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:13px;fill:var(--ink)}\
        .label{fill:var(--soft)}.name{fill:var(--ink)}.heading{font-size:16px;font-weight:600}.value{font-variant-numeric:tabular-nums;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}\
        .paper{fill:var(--paper)}.grid{stroke:var(--grid)}.axis{stroke:var(--axis)}\
        .bound{stroke:var(--s1);stroke-dasharray:5 4;stroke-width:1.5}.spread{stroke-width:1.5;opacity:.55}\
        .leader{stroke:var(--axis);stroke-dasharray:1 4}polyline{fill:none;stroke-width:2;stroke-linejoin:round}
        """
        + (0..<seriesCount).map { ".s\($0){stroke:var(--s\($0))}.mark.s\($0){fill:var(--s\($0))}" }.joined()
        + ".mark{stroke:var(--paper)!important;stroke-width:1}"

    /// For a drawing that stands alone.
    static let style =
        "svg{\(lightColours)}@media (prefers-color-scheme:dark){svg{\(darkColours)}}@media print{svg{\(lightColours)}}\(shapes)"
}
