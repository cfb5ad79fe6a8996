import Framing

/// What the header section of one part of a form says (RFC 7578 §4).
struct MultipartPart: Equatable {
    let name: String
    /// `nil` for a field; empty for a file input in which nothing was chosen.
    let filename: String?
    /// As the browser believes; empty if it says nothing.
    let contentType: String

    /// Reads header lines, of which each ends with CR LF.
    init(header: [UInt8]) throws(MalformedForm) {
        guard let text = String(validating: header, as: UTF8.self) else { throw .encoding }
        var disposition: ParameterizedValue?
        var contentType: String?
        // CR LF is one Character.
        for line in text.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, HeaderFields.isToken(parts[0].utf8), !line.unicodeScalars.contains(where: Self.isControl) else {
                throw .partHeader
            }
            let value = String(parts[1].drop { $0 == " " })
            switch parts[0].lowercased() {
            case "content-disposition":
                guard disposition == nil, let parsed = ParameterizedValue(value), parsed.value == "form-data" else { throw .partHeader }
                disposition = parsed
            case "content-type":
                guard contentType == nil, HeaderFields.isValue(value.utf8) else { throw .partHeader }
                contentType = value
            case "content-transfer-encoding":
                // RFC 7578 §4.7: nobody encodes any more; taking encoded bytes for the content would be a silent mistake.
                guard ["7bit", "8bit", "binary"].contains(value.lowercased()) else { throw .partHeader }
            default: break
            }
        }
        // `filename*` is forbidden by RFC 7578 §4.2: with two names for a file, readers would differ.
        guard let disposition, disposition.parameters.allSatisfy({ $0.name == "name" || $0.name == "filename" }),
            let name = disposition["name"].map(Self.unescaped), !name.unicodeScalars.contains(where: Self.isControl)
        else { throw .partHeader }
        self.name = name
        filename = try disposition["filename"].map { raw throws(MalformedForm) in try Self.filename(raw) }
        self.contentType = contentType ?? ""
    }

    /// The last component of a path in either notation: some browsers told where the file lay.
    private static func filename(_ raw: String) throws(MalformedForm) -> String {
        guard !raw.isEmpty else { return "" }
        let path = unescaped(raw)
        guard !path.unicodeScalars.contains(where: isControl) else { throw .filename }
        let name = path.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last.map { String($0) } ?? ""
        guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255 else { throw .filename }
        return name
    }

    /// Exactly the three bytes that browsers escape in names (WHATWG HTML §4.10.21.8); any other percent sign is itself.
    private static func unescaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = ASCII.hexadecimalValue(bytes[index + 1]),
                let low = ASCII.hexadecimalValue(bytes[index + 2]), [0x22, 0x0d, 0x0a].contains(high << 4 | low)
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Control characters, line separators, and what turns the direction of text, by which `gpj.exe` is shown as `exe.jpg`.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
