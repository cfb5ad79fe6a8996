import HTTPTransport

/// What a browser sends besides a request's target: forms with and without files, and cookies. The first byte chooses.
enum FormsTarget {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind % 3 {
        case 0: urlEncoded(bytes)
        case 1: multipart(bytes, pieceLength: 1 + Int(kind / 3))
        default: cookies(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func urlEncoded(_ bytes: [UInt8]) {
        guard let form = try? URLEncodedForm(bytes) else { return }
        let again = form.fields.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
        demand((try? URLEncodedForm(Array(again.utf8))) == form, "a form is read as it was written")
        for field in form.fields { demand(form.all(field.name).first == form[field.name], "the first of a name") }
    }

    /// Every byte as a percent sign and two digits.
    private static func encode(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func multipart(_ bytes: [UInt8], pieceLength: Int) {
        // The first line is the content type.
        let end = bytes.firstIndex(of: 10) ?? bytes.endIndex
        let type = String(decoding: bytes[..<end], as: UTF8.self)
        let body = Array(bytes[end...].dropFirst())
        guard let whole = read(type, body, pieceLength: max(1, body.count)) else {
            return demand(read(type, body, pieceLength: pieceLength) == nil, "what is refused whole is refused in pieces")
        }
        demand(read(type, body, pieceLength: pieceLength) == whole, "pieces do not matter")
        var open = false
        for event in whole {
            switch event {
            case .field: demand(!open, "no field inside a file")
            case .fileBegins(_, let name, _):
                demand(!open && !name.contains("/") && !name.contains("\\") && name != ".." && name != ".", "a name without folders")
                demand(name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "a name without control characters")
                open = true
            case .fileBytes: demand(open, "bytes belong to a file")
            case .fileEnds:
                demand(open, "what ends has begun")
                open = false
            }
        }
        demand(!open, "every file ends")
    }

    /// The events, the bytes of each file joined.
    private static func read(_ type: String, _ body: [UInt8], pieceLength: Int) -> [MultipartForm.Event]? {
        guard var form = try? MultipartForm(contentType: type) else { return nil }
        var events: [MultipartForm.Event] = []
        do {
            for start in stride(from: 0, to: body.count, by: pieceLength) {
                try form.update(Array(body[start..<min(start + pieceLength, body.count)])) { event in
                    if case .fileBytes(let bytes) = event, case .fileBytes(let before) = events.last {
                        events[events.count - 1] = .fileBytes(before + bytes)
                    } else {
                        events.append(event)
                    }
                }
            }
            try form.finish()
        } catch { return nil }
        return events
    }

    private static func cookies(_ text: String) {
        let cookies = Cookies(text)
        let again = cookies.pairs.map { $0.name + "=" + $0.value }.joined(separator: "; ")
        demand(Cookies(again) == cookies, "cookies are read as they were written")
        for pair in cookies.pairs where pair.name.utf8.count + pair.value.utf8.count <= 4000 {
            demand((try? SetCookie(pair.name, pair.value, isSecure: true)) != nil, "what was sent could have been set")
        }
    }
}
