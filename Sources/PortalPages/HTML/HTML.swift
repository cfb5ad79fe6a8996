import Framing

/// A fragment of HTML, or a whole page.
///
/// Text gets in through ``text(_:)`` and attribute values through ``HTMLAttribute``, both escaped; names of elements and
/// attributes are literals of this module. So nothing that a person typed can become markup, whoever writes a page.
public struct HTML: Equatable, Sendable {
    /// UTF-8.
    public private(set) var bytes: [UInt8]

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Nothing.
    static let empty = HTML(bytes: [])

    /// For elements that are all over the pages: what is between them is read as text.
    @inline(never)
    static func text(_ text: String) -> HTML { HTML(bytes: escaped(text)) }

    /// Fragments one after the other.
    @inline(never)
    init(_ fragments: [HTML]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fragments.reduce(0) { $0 + $1.bytes.count })
        for fragment in fragments { bytes += fragment.bytes }
        self.bytes = bytes
    }

    /// A whole page: the document type before its root element.
    init(document root: HTML) { bytes = Array("<!doctype html>\n".utf8) + root.bytes + [UInt8(ascii: "\n")] }

    var isEmpty: Bool { bytes.isEmpty }

    /// An element with its content.
    // Not inlined, like what else the pages are made of: they have a thousand calls of it, and the optimiser took a minute.
    @inline(never)
    static func element(_ name: StaticString, _ attributes: [HTMLAttribute], _ content: HTML) -> HTML {
        var bytes = opening(name, attributes)
        bytes += content.bytes
        bytes += Array("</\(name)>".utf8)
        return HTML(bytes: bytes)
    }

    /// An element that has no content and no end tag, such as `input`.
    @inline(never)
    static func void(_ name: StaticString, _ attributes: [HTMLAttribute]) -> HTML {
        HTML(bytes: opening(name, attributes))
    }

    @inline(never)
    private static func opening(_ name: StaticString, _ attributes: [HTMLAttribute]) -> [UInt8] {
        var bytes = Array("<".utf8) + Array(name.description.utf8)
        for attribute in attributes where attribute.isPresent {
            bytes += Array(" ".utf8) + Array(attribute.name.description.utf8)
            guard let value = attribute.value else { continue }
            bytes += Array("=\"".utf8)
            bytes += escaped(value)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
        return bytes
    }

    /// The five characters that mean something in HTML as references; control characters, which no page may hold, and what
    /// turns the direction of the text around it, as U+FFFD: a name must not change how its neighbours read.
    private static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: bytes += Array("&amp;".utf8)
            case 0x3c: bytes += Array("&lt;".utf8)
            case 0x3e: bytes += Array("&gt;".utf8)
            case 0x22: bytes += Array("&quot;".utf8)
            case 0x27: bytes += Array("&#39;".utf8)
            case 0x09, 0x0a: bytes.append(UInt8(scalar.value))
            // A text area sends its lines with CR LF.
            case 0x0d: break
            case 0x00...0x1f, 0x7f...0x9f, 0x202a...0x202e, 0x2066...0x2069, 0xfdd0...0xfdef, 0xfffe, 0xffff:
                bytes += Array("\u{fffd}".utf8)
            default: bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }
}

/// An attribute of an element.
struct HTMLAttribute: Sendable {
    let name: StaticString
    /// `nil` for one that stands without a value, such as `required`.
    let value: String?
    /// Whether it is written at all.
    let isPresent: Bool

    private init(_ name: StaticString, _ value: String?, _ isPresent: Bool) {
        self.name = name
        self.value = value
        self.isPresent = isPresent
    }

    /// Any attribute but those that run a script, give a style or take an address.
    @inline(never)
    static func attribute(_ name: StaticString, _ value: String) -> HTMLAttribute {
        let text = name.description
        precondition(
            !text.hasPrefix("on") && !["style", "href", "src", "action", "formaction", "srcdoc"].contains(text),
            "the content security policy forbids it, or it has a function of its own")
        return HTMLAttribute(name, value, true)
    }

    /// Written if there is a value.
    @inline(never)
    static func attribute(_ name: StaticString, ifAny value: String?) -> HTMLAttribute {
        value.map { attribute(name, $0) } ?? HTMLAttribute(name, nil, false)
    }

    /// One without a value.
    static func flag(_ name: StaticString, _ isSet: Bool = true) -> HTMLAttribute { HTMLAttribute(name, nil, isSet) }

    @inline(never) static func id(_ value: String) -> HTMLAttribute { HTMLAttribute("id", value, true) }
    @inline(never) static func classes(_ value: StaticString) -> HTMLAttribute { HTMLAttribute("class", value.description, true) }
    @inline(never) static func classes(_ value: StaticString, _ others: StaticString) -> HTMLAttribute {
        HTMLAttribute("class", "\(value) \(others)", true)
    }
    @inline(never) static func type(_ value: StaticString) -> HTMLAttribute { HTMLAttribute("type", value.description, true) }
    @inline(never) static func name(_ value: String) -> HTMLAttribute { HTMLAttribute("name", value, true) }
    @inline(never) static func value(_ value: String) -> HTMLAttribute { HTMLAttribute("value", value, true) }
    @inline(never) static func label(_ value: String) -> HTMLAttribute { HTMLAttribute("aria-label", value, true) }

    @inline(never) static func href(_ path: String) -> HTMLAttribute { HTMLAttribute("href", local(path), true) }
    @inline(never) static func src(_ path: String) -> HTMLAttribute { HTMLAttribute("src", local(path), true) }
    @inline(never) static func action(_ path: String) -> HTMLAttribute { HTMLAttribute("action", local(path), true) }

    /// An address on this server or within this page; anything else, such as `javascript:` or `//elsewhere`, leads nowhere.
    private static func local(_ path: String) -> String {
        let isLocal = path.hasPrefix("#") || (path.hasPrefix("/") && !path.hasPrefix("//") && !path.hasPrefix("/\\"))
        return isLocal ? path : "#"
    }
}

/// Paths of the portal with parameters.
enum URLText {
    /// A path with these parameters; one without a value is left out.
    static func path(_ path: String, _ parameters: [(String, String?)]) -> String {
        let query = parameters.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }
}
