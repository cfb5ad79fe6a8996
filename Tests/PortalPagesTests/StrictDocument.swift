/// A reader of HTML as the pages write it: every element closed in order, every attribute in double quotes, no text that
/// looks like markup. It is stricter than HTML, so what it reads every browser reads in one way.
struct StrictDocument {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// Positions in ``elements`` of those around it, outermost first.
        let ancestors: [Int]
        /// The text directly and indirectly in it, with references resolved.
        var text = ""
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var elements: [Element] = []
    private static let void: Set = ["meta", "link", "input", "img", "br", "hr"]

    init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(description: "not UTF-8") }
        let scalars = Array(text.unicodeScalars)
        var open: [Int] = []
        var position = 0
        func fail(_ reason: String) -> Fault {
            var around = String.UnicodeScalarView()
            around.append(contentsOf: scalars[max(0, position - 60)..<min(scalars.count, position + 60)])
            return Fault(description: "\(reason): …\(String(around))…")
        }
        func until(_ ends: [Unicode.Scalar]) throws -> String {
            var view = String.UnicodeScalarView()
            while position < scalars.count, !ends.contains(scalars[position]) {
                view.append(scalars[position])
                position += 1
            }
            guard position < scalars.count else { throw fail("cut off") }
            return String(view)
        }
        let prologue = Array("<!doctype html>\n".unicodeScalars)
        guard Array(scalars.prefix(prologue.count)) == prologue else { throw fail("no document type") }
        position = prologue.count
        while position < scalars.count {
            guard scalars[position] == "<" else {
                var view = String.UnicodeScalarView()
                while position < scalars.count, scalars[position] != "<" {
                    guard scalars[position] != ">" else { throw fail("a bare >") }
                    view.append(scalars[position])
                    position += 1
                }
                let text = try Self.resolved(String(view))
                guard !open.isEmpty || text.allSatisfy(\.isWhitespace) else { throw fail("text outside the document") }
                for index in open { elements[index].text += text }
                continue
            }
            position += 1
            if position < scalars.count, scalars[position] == "/" {
                position += 1
                let name = try until([">"])
                position += 1
                guard let last = open.popLast(), elements[last].name == name else { throw fail("</\(name)> closes another element") }
                continue
            }
            let name = try until([" ", ">"])
            guard !name.isEmpty, name.unicodeScalars.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) }) else {
                throw fail("no element")
            }
            var attributes: [String: String] = [:]
            while scalars[position] == " " {
                position += 1
                let attribute = try until(["=", " ", ">"])
                var value = ""
                if scalars[position] == "=" {
                    position += 1
                    guard scalars[position] == "\"" else { throw fail("a value without quotes") }
                    position += 1
                    let raw = try until(["\"", "<", ">"])
                    guard scalars[position] == "\"" else { throw fail("markup in a value") }
                    value = try Self.resolved(raw)
                    position += 1
                }
                guard attributes.updateValue(value, forKey: attribute) == nil else { throw fail("\(attribute) twice") }
            }
            guard scalars[position] == ">" else { throw fail("no end of the tag") }
            position += 1
            elements.append(Element(name: name, attributes: attributes, ancestors: open))
            if !Self.void.contains(name) { open.append(elements.count - 1) }
        }
        guard open.isEmpty else { throw fail("\(open.count) elements are not closed") }
    }

    private static func resolved(_ text: String) throws -> String {
        var result = ""
        for (index, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
            guard index > 0 else {
                result += part
                continue
            }
            guard let end = part.firstIndex(of: ";") else { throw Fault(description: "a bare &: \(text)") }
            switch part[..<end] {
            case "amp": result += "&"
            case "lt": result += "<"
            case "gt": result += ">"
            case "quot": result += "\""
            case "#39": result += "'"
            default: throw Fault(description: "unknown reference \(part[...end])")
            }
            result += part[part.index(after: end)...]
        }
        return result
    }

    func all(_ names: String...) -> [Element] { elements.filter { names.contains($0.name) } }
    func isIn(_ element: Element, _ name: String) -> Bool { element.ancestors.contains { elements[$0].name == name } }
}
