import HTTPTransport
import Testing

@Suite struct StructuredFieldTests {
    @Test func dictionariesOfRFC9651AreRead() throws {
        let members = try StructuredFieldParser.dictionary("a=1, b=\"x\\\"y\\\\\";p=?0;q, c=(\"d\" tok :AQI=:);z=-5,\t e;f=*t/x, g=?1")
        #expect(members.map(\.key) == ["a", "b", "c", "e", "g"])
        #expect(members[0].value == .item(.integer(1)))
        #expect(members[1].value == .item(.string("x\"y\\")))
        #expect(members[1].parameters == [.init(name: "p", value: .bool(false)), .init(name: "q", value: .bool(true))])
        #expect(members[2].value == .innerList([.string("d"), .token("tok"), .bytes([1, 2])]))
        #expect(members[2].parameters == [.init(name: "z", value: .integer(-5))])
        #expect(members[3].value == .item(.bool(true)))
        #expect(members[3].parameters == [.init(name: "f", value: .token("*t/x"))])
        #expect(try StructuredFieldParser.dictionary("a=()").first?.value == .innerList([]))
        #expect(try StructuredFieldParser.dictionary("a=999999999999999").first?.value == .item(.integer(999_999_999_999_999)))
    }

    @Test(arguments: [
        "", " ", "=1", "A=1", "a=", "a=1,", "a=1 b=2", "a=1,,b=2", "a=1, a=2", "a=\"x", "a=\"\\x\"", "a=\"\u{7f}\"", "a=\"é\"", "a=:AQI:",
        "a=:A:", "a=:AQI=", "a=:AR==:", "a=(", "a=(\"x\"", "a=(\"x\"\"y\")", "a=(\"x\",\"y\")", "a=(\"x\";p)", "a=1;", "a=1;P=2", "a=1;p=1;p=2",
        "a=1.5", "a=1000000000000000", "a=-", "a=@1", "a=%\"x\"", "a=?2", "a=1;p=()",
    ]) func malformedFieldsAreRefused(text: String) {
        #expect(throws: MalformedStructuredField.self) { try StructuredFieldParser.dictionary(text) }
    }

    @Test func boundsAreKept() {
        let many = (0..<40).map { "k\($0)=1" }.joined(separator: ",")
        #expect(throws: MalformedStructuredField.self) { try StructuredFieldParser.dictionary(many) }
        #expect(throws: MalformedStructuredField.self) {
            try StructuredFieldParser.dictionary("a=(" + Array(repeating: "1", count: 40).joined(separator: " ") + ")")
        }
        #expect(throws: MalformedStructuredField.self) {
            try StructuredFieldParser.dictionary("a=\"" + String(repeating: "x", count: 9000) + "\"")
        }
    }

    @Test func contentDigestReadsItsOwnFieldAndOthersBesideIt() {
        // RFC 9530 §A.1: {"hello": "world"} with a line feed.
        let body = Array("{\"hello\": \"world\"}\n".utf8)
        #expect(ContentDigest.field(of: body) == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")
        let digest = ContentDigest.sha256(in: ContentDigest.field(of: body))
        #expect(digest?.count == 32)
        #expect(ContentDigest.sha256(in: "md5=:AQI=:, " + ContentDigest.field(of: body)) == digest)
        #expect(ContentDigest.sha256(in: "sha-512=:AQI=:") == nil)
        #expect(ContentDigest.sha256(in: "sha-256=:AQI=:") == nil)
        #expect(ContentDigest.sha256(in: "sha-256=abc") == nil)
    }
}
