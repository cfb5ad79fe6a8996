/// Turns values of a data set into text (PS3.5 §6.1, PS3.3 §C.12.1.1.2): the default repertoire, Latin-1 and UTF-8. What
/// other character sets say is shown as U+FFFD.
struct DICOMText {
    private enum Repertoire {
        case ascii, latin1, utf8
    }

    /// Longest value that is read, in bytes: a name has three groups of 64 characters.
    static let lengthLimit = 1024

    private let repertoire: Repertoire

    /// The default repertoire.
    init() { repertoire = .ascii }

    /// - Parameter characterSet: the value of Specific Character Set (0008,0005); the first of several applies unless an
    ///   escape sequence says otherwise.
    init(characterSet: ArraySlice<UInt8>) {
        let first = characterSet.split(separator: UInt8(ascii: "\\"), maxSplits: 1, omittingEmptySubsequences: false).first ?? []
        switch Self.cleaned(String(decoding: first.prefix(Self.lengthLimit), as: UTF8.self)) {
        case "ISO_IR 192": repertoire = .utf8
        case "ISO_IR 100", "ISO 2022 IR 100": repertoire = .latin1
        default: repertoire = .ascii
        }
    }

    /// The text without padding and control characters; `nil` if nothing remains, or for a value that is too long.
    func text(_ value: ArraySlice<UInt8>) -> String? {
        decoded(value).map(Self.cleaned).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The text as it is; `nil` for a value that is too long.
    func decoded(_ value: ArraySlice<UInt8>) -> String? {
        guard value.count <= Self.lengthLimit else { return nil }
        guard repertoire != .utf8 else { return String(decoding: value, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        var isLatin1 = repertoire == .latin1
        // Escape sequences (PS3.3 table C.12-3) put another set in place of ASCII, or of what lies above it.
        var isForeign = false
        var rest = value
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1b:
                let sequence = rest.prefix(while: { (0x20...0x2f).contains($0) })
                rest = rest.dropFirst(sequence.count)
                let final = rest.popFirst()
                if sequence == [UInt8(ascii: "(")] {
                    isForeign = final != UInt8(ascii: "B") && final != UInt8(ascii: "J")
                } else if sequence.last == UInt8(ascii: ")") || sequence.last == UInt8(ascii: "-") {
                    isLatin1 = sequence == [UInt8(ascii: "-")] && final == UInt8(ascii: "A")
                } else {
                    isForeign = true
                }
                if isForeign { text.append("\u{fffd}") }
            case _ where isForeign: break
            case 0..<0x80: text.append(Unicode.Scalar(byte))
            default: text.append(isLatin1 ? Unicode.Scalar(byte) : "\u{fffd}")
            }
        }
        return String(text)
    }

    /// Without spaces at both ends, control characters, line separators and what turns the direction of text.
    static func cleaned(_ text: String) -> String {
        var scalars = text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0..<0x20, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: false
            default: true
            }
        }[...]
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}
