import HTTPTransport
import Testing

@Suite struct URLEncodedFormTests {
    private func read(_ text: String) throws(MalformedForm) -> [[String]] {
        try URLEncodedForm(Array(text.utf8)).fields.map { [$0.name, $0.value] }
    }

    @Test(arguments: [
        ("", []), ("&&", []), ("a", [["a", ""]]), ("=", [["", ""]]), ("a=b=c", [["a", "b=c"]]), ("a+b=+%2B%26", [["a b", " +&"]]),
        ("n=%E0%A6%86%E0%A6%AF%C3%BC", [["n", "\u{986}\u{9af}ü"]]), ("t=1%0D%0A2%00", [["t", "1\r\n2\0"]]), ("ü=é", [["ü", "é"]]),
        ("box=1&x=&box=2&", [["box", "1"], ["x", ""], ["box", "2"]]),
    ]) func fieldsAreReadInOrder(text: String, fields: [[String]]) throws { #expect(try read(text) == fields) }

    @Test func aNameGivesItsFirstValueOrAll() throws {
        let form = try URLEncodedForm(Array("box=1&x=&box=2".utf8))
        #expect(form["box"] == "1" && form.all("box") == ["1", "2"])
        #expect(form["x"] == "" && form["y"] == nil && form.all("y") == [])
    }

    @Test(arguments: ["a=%", "a=%4", "a=%4g", "%zz=1", "a=%ff", "a=%C3", "a=%ED%A0%80", "a=%C0%AF"])
    func brokenEncodingIsRefused(text: String) { #expect(throws: MalformedForm.encoding) { try read(text) } }

    @Test func lengthAndNumberAreBounded() throws {
        let most = [UInt8](repeating: UInt8(ascii: "a"), count: URLEncodedForm.lengthLimit)
        #expect(try URLEncodedForm(most).fields.count == 1)
        #expect(throws: MalformedForm.tooLong(limit: 1 << 20)) { try URLEncodedForm(most + most.prefix(1)) }
        let fields = Array(String(repeating: "a&", count: 2000).utf8)
        #expect(try URLEncodedForm(fields).fields.count == 2000)
        #expect(throws: MalformedForm.tooManyFields(limit: 2000)) { try URLEncodedForm(fields + fields.prefix(1)) }
    }

    @Test func aRequestMustSayThatItIsAForm() throws {
        let server = try TestServer([
            Route(
                .post, "/",
                .collecting(bodyLimit: 100) { request in
                    do { return .text(try URLEncodedForm(request)["a"] ?? "") } catch let error as MalformedForm { throw error.problem }
                })
        ])
        let send = { (type: String, body: String) in
            try server.send(.post, "/", [("content-type", type)], .bytes(Array(body.utf8)))
        }
        #expect(try send("application/x-www-form-urlencoded", "a=b+c").text == "b c")
        #expect(try send("Application/X-WWW-Form-urlencoded; charset=UTF-8", "a=1").text == "1")
        #expect(try send("application/json", "a=1").status == 415)
        #expect(try send("application/x-www-form-urlencoded", "a=%").status == 400)
        #expect(try server.send(.post, "/", [], .bytes([])).status == 415)
    }

    @Test(arguments: [
        MalformedForm.contentType, .tooLong(limit: 1), .tooManyFields(limit: 1), .fieldTooLong(limit: 1), .encoding, .preamble, .delimiter,
        .epilogue, .partHeader, .partHeaderTooLong(limit: 1), .filename, .truncated,
    ]) func everyRefusalIsAnAnswer(error: MalformedForm) {
        #expect((400..<500).contains(error.problem.status) && error.problem.detail == error.description)
    }
}
