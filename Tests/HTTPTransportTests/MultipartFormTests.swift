import HTTPTransport
import TestSupport
import Testing

@Suite struct MultipartFormTests {
    private typealias Event = MultipartForm.Event

    private static let type = "multipart/form-data; boundary=----WebKitFormBoundaryx1"
    private static let boundary = "------WebKitFormBoundaryx1"

    /// The events of a body that comes in pieces of those lengths, the bytes of each file joined.
    private func events(_ body: [UInt8], pieces: (Int) -> Int = { _ in .max }, type: String = type, _ limits: MultipartForm.Limits = .init()) throws
        -> [Event]
    {
        var form = try MultipartForm(contentType: type, limits: limits)
        var events: [Event] = []
        var start = 0
        while start < body.count {
            let length = min(max(1, pieces(start)), body.count - start)
            try form.update(Array(body[start..<start + length])) { event in
                if case .fileBytes(let bytes) = event {
                    #expect(!bytes.isEmpty)
                    if case .fileBytes(let before) = events.last {
                        events[events.count - 1] = .fileBytes(before + bytes)
                        return
                    }
                }
                events.append(event)
            }
            start += length
        }
        try form.finish()
        return events
    }

    private func body(_ parts: [(header: String, content: [UInt8])]) -> [UInt8] {
        parts.flatMap { Array("\(Self.boundary)\r\n\($0.header)\r\n\r\n".utf8) + $0.content + [13, 10] } + Array("\(Self.boundary)--\r\n".utf8)
    }

    private func field(_ name: String, _ value: String) -> (header: String, content: [UInt8]) {
        ("Content-Disposition: form-data; name=\"\(name)\"", Array(value.utf8))
    }

    private func file(_ filename: String, _ content: [UInt8], _ type: String = "application/pdf") -> (header: String, content: [UInt8]) {
        ("Content-Disposition: form-data; name=\"file\"; filename=\"\(filename)\"\r\nContent-Type: \(type)", content)
    }

    private func filename(_ filename: String) throws -> String? {
        guard case .fileBegins(_, let name, _) = try events(body([file(filename, [1])])).first else { return nil }
        return name
    }

    @Test func aFormOfFieldsAndFilesIsRead() throws {
        let content: [UInt8] = [0, 13, 10, 45, 45, 13, 13, 10, 45, 255]
        let body = body([
            field("name", "আয়েশা\r\n"), field("", ""), file("x ray.pdf", content), file("", [], "application/octet-stream"), field("name", "2"),
        ])
        #expect(
            try events(body) == [
                .field(name: "name", value: "আয়েশা\r\n"), .field(name: "", value: ""),
                .fileBegins(name: "file", filename: "x ray.pdf", contentType: "application/pdf"), .fileBytes(content), .fileEnds,
                .fileBegins(name: "file", filename: "", contentType: "application/octet-stream"), .fileEnds,
                .field(name: "name", value: "2"),
            ])
        #expect(try events(Array("\(Self.boundary)--".utf8)) == [])
    }

    @Test func aFileChosenMayBeEmpty() throws {
        #expect(
            try events(body([file("empty", [])])) == [.fileBegins(name: "file", filename: "empty", contentType: "application/pdf"), .fileEnds])
        #expect(throws: MalformedForm.filename) { try events(body([file("", [1])])) }
    }

    @Test func everyCutGivesTheSameEvents() throws {
        // What nearly is a delimiter, at every distance from a real one.
        let near = Array("\r\n\(Self.boundary)".utf8)
        let content: [UInt8] = (1..<near.count).flatMap { (length: Int) -> [UInt8] in Array(near[..<length]) } + [13, 13, 10, 13]
        let body = body([field("a", "1\r\n--"), file("f", content), file("", []), file("g", []), field("b", "")])
        let whole = try events(body)
        #expect(whole.contains(.fileBytes(content)))
        for length in 1...near.count + 3 { #expect(try events(body, pieces: { _ in length }) == whole) }
        for cut in 1..<body.count { #expect(try events(body, pieces: { $0 == 0 ? cut : .max }) == whole) }
        var generator = SeededGenerator(1)
        for _ in 0..<200 {
            #expect(try events(body, pieces: { _ in Int.random(in: 1...40, using: &generator) }) == whole)
        }
    }

    @Test func randomContentGoesThroughUnchanged() throws {
        var generator = SeededGenerator(2)
        let alphabet: [UInt8] = [13, 10, 45, 45, 120]
        for _ in 0..<100 {
            let content = (0..<Int.random(in: 1...300, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }
            let body = body([file("f", content)])
            let found = try events(body, pieces: { _ in Int.random(in: 1...20, using: &generator) })
            #expect(found == [.fileBegins(name: "file", filename: "f", contentType: "application/pdf"), .fileBytes(content), .fileEnds])
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let body = body([field("a", "1"), file("f", [1, 2, 3])])
        // The line end behind the last boundary may be missing, but not half of it.
        for length in 0..<body.count where length != body.count - 2 {
            #expect(throws: MalformedForm.truncated) { try events(Array(body[..<length])) }
        }
        #expect(try events(Array(body.dropLast(2))).count == 4)
    }

    @Test func aFileIsNotKeptInMemory() throws {
        var form = try MultipartForm(contentType: Self.type)
        var count = 0
        var events = 0
        let take: (Event) -> Void = { event in
            guard case .fileBytes(let bytes) = event else { return }
            count += bytes.count
            events += 1
            #expect(bytes.count <= (1 << 16) + 100)
        }
        try form.update(Array("\(Self.boundary)\r\n\(file("f", []).header)\r\n\r\n".utf8), take)
        // Nothing but beginnings of the delimiter: the slowest content.
        let piece = (0..<1 << 16).map { UInt8($0 % 2 == 0 ? 13 : 10) }
        for _ in 0..<256 { try form.update(piece, take) }
        try form.update(Array("\r\n\(Self.boundary)--\r\n".utf8), take)
        try form.finish()
        #expect(count == 256 << 16 && events <= 258)
    }

    @Test(arguments: [
        ("a%22b.pdf", "a\"b.pdf"), ("100%.pdf", "100%.pdf"), ("a%25%2f.pdf", "a%25%2f.pdf"), (#"C:\scans\x.pdf"#, "x.pdf"),
        ("/home/x/y.pdf", "y.pdf"), ("../../etc/passwd", "passwd"), ("রিপোর্ট.pdf", "রিপোর্ট.pdf"), ("a;b=c.pdf", "a;b=c.pdf"), ("a%2", "a%2"),
    ]) func filenamesAreReadAsBrowsersWriteThem(sent: String, name: String) throws { #expect(try filename(sent) == name) }

    @Test(arguments: ["a%0Ab", "a%0d%0aX: y", "a/", "..", ".", "a\u{85}b", "a\u{202e}gpj.exe", "/", String(repeating: "a", count: 256)])
    func otherFilenamesAreRefused(sent: String) { #expect(throws: (any Error).self) { try filename(sent) } }

    @Test func aFilenameMayHave255Bytes() throws { #expect(try filename(String(repeating: "a", count: 255))?.utf8.count == 255) }

    @Test(arguments: [
        "", "X: y", "Content-Disposition: attachment; name=\"a\"", "Content-Disposition: form-data", "Content-Disposition: form-data; name=",
        "Content-Disposition: form-data; name=\"a", "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
        "Content-Disposition: form-data; name=\"a\" x", "Content-Disposition: form-data; name=\"a%0A\"",
        "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x", "Content-Disposition: form-data; name=\"a\";",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
        "Content-Disposition: form-data; name=\"a\"\r\n folded", "Content-Disposition : form-data; name=\"a\"",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: a\r\nContent-Type: b", "Content-Disposition: form-data; name=\"a\"\nX: y",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: ü", "Content-Disposition: form-data; name=\"a\"\r\nno colon",
    ]) func malformedPartHeadersAreRefused(header: String) {
        #expect(throws: MalformedForm.partHeader) { try events(body([(header, [1])])) }
    }

    @Test func harmlessPartHeadersAreTaken() throws {
        let header = "content-disposition:form-data;name=a\r\nX-Other: y\r\nContent-Transfer-Encoding: binary"
        #expect(try events(body([(header, [49])])) == [.field(name: "a", value: "1")])
    }

    @Test func textThatIsNotUTF8IsRefused() {
        #expect(throws: MalformedForm.encoding) { try events(body([("Content-Disposition: form-data; name=\"a\"", [0xff])])) }
        var broken = body([field("x", "1")])
        broken[broken.firstIndex(of: UInt8(ascii: "x"))!] = 0xff
        broken[broken.lastIndex(of: UInt8(ascii: "x"))!] = UInt8(ascii: "x")
        #expect(throws: MalformedForm.self) { try events(broken) }
    }

    @Test func whatIsBeforeBetweenAndBehindBoundariesIsRefused() throws {
        let body = body([field("a", "1")])
        #expect(throws: MalformedForm.preamble) { try events([13, 10] + body) }
        #expect(throws: MalformedForm.preamble) { try events(Array("preamble\r\n".utf8) + body) }
        #expect(throws: MalformedForm.preamble) { try events([UInt8](repeating: 65, count: 1 << 20)) }
        #expect(throws: MalformedForm.epilogue) { try events(body + [65]) }
        #expect(throws: MalformedForm.epilogue) { try events(body.dropLast(2) + [65]) }
        #expect(throws: MalformedForm.epilogue) { try events(body + body) }
        let padded = String(decoding: body, as: UTF8.self).replacing("x1\r\n", with: "x1 \r\n")
        #expect(throws: MalformedForm.delimiter) { try events(Array(padded.utf8)) }
        #expect(throws: MalformedForm.delimiter) { try events(Array("\(Self.boundary)y\r\n".utf8)) }
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "multipart/mixed; boundary=a",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=a\"b", "multipart/form-data; boundary=\"a ",
        "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; boundary=a\u{d}", "",
        "multipart/form-data; boundary=" + String(repeating: "a", count: 71), "multipart/form-data; boundary=é", "multipart/form-data boundary=a",
    ]) func otherContentTypesAreRefused(type: String) {
        #expect(throws: MalformedForm.contentType) { try MultipartForm(contentType: type) }
    }

    @Test func boundariesMayBeQuoted() throws {
        let body = Array("--a b:c\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--a b:c--".utf8)
        #expect(try events(body, type: "Multipart/Form-Data; charset=utf-8; Boundary=\"a b:c\"") == [.field(name: "a", value: "1")])
    }

    @Test func everyLimitHolds() throws {
        var limits = MultipartForm.Limits()
        limits.fieldLength = 4
        limits.totalFieldLength = 10
        limits.partCount = 3
        limits.headerLength = 60
        let read = { (parts: [(header: String, content: [UInt8])]) in try events(body(parts), pieces: { _ in 7 }, limits).count }
        #expect(try read([field("a", "1234"), field("b", "1234")]) == 2)
        #expect(throws: MalformedForm.fieldTooLong(limit: 4)) { try read([field("a", "12345")]) }
        #expect(throws: MalformedForm.tooLong(limit: 10)) { try read([field("a", "1234"), field("b", "1234"), field("c", "")]) }
        #expect(throws: MalformedForm.tooManyFields(limit: 3)) { try read([field("", ""), field("", ""), field("", ""), field("", "")]) }
        #expect(throws: MalformedForm.partHeaderTooLong(limit: 60)) { try read([field(String(repeating: "a", count: 20), "")]) }
        limits.headerLength = 200
        #expect(try events(body([file("f", [UInt8](repeating: 1, count: 1000))]), limits).count == 3)
    }

    @Test func afterARefusalNothingIsRead() throws {
        struct Full: Error {}
        var form = try MultipartForm(contentType: Self.type)
        let body = body([field("a", "1")])
        #expect(throws: Full.self) { try form.update(body) { _ in throw Full() } }
        #expect(throws: Full.self) { try form.update(body) { _ in } }
        #expect(throws: Full.self) { try form.finish() }
        var other = try MultipartForm(contentType: Self.type)
        #expect(throws: MalformedForm.truncated) { try other.finish() }
        #expect(throws: MalformedForm.truncated) { try other.update(body) { _ in } }
    }
}
