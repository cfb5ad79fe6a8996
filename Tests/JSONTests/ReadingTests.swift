import JSON
import Testing

@Suite struct ReadingTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1.50", "-12.5e+10", "1E400", "123456789012345678901234567890", "\"\"", "[]", "{}",
        #"{"a":[1,2.0,{"b":null}],"c":"\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00"}"#, "\" আমার \"", #"["e\u0301","\u00e9"]"#,
    ])
    func readsAndWritesBack(_ text: String) throws {
        let value = try JSONReader.value(of: Array(text.utf8))
        let spaced = " \t\r\n\(text)\n"
        #expect(try JSONReader.value(of: Array(spaced.utf8)) == value)
        #expect(try JSONReader.value(of: value.bytes) == value)
    }

    @Test func keepsDigitsAndOrder() throws {
        let text = #"{"z":1.50,"a":1.5,"m":[1e2,100]}"#
        #expect(try JSONReader.value(of: Array(text.utf8)).bytes == Array(text.utf8))
        #expect(JSONNode.number("1.50") != .number("1.5"))
    }

    @Test func meaningIgnoresTheOrderOfMembersOnly() throws {
        func read(_ text: String) throws -> JSONNode { try JSONReader.value(of: Array(text.utf8)) }
        #expect(try read(#"{"a":1,"b":2}"#) == read(#"{"b":2,"a":1}"#))
        #expect(try read(#"{"a":1,"b":2}"#) != read(#"{"a":1}"#))
        #expect(try read("[1,2]") != read("[2,1]"))
        // é in two spellings.
        #expect(try read(#""\u00e9""#) != read(#""e\u0301""#))
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), (#"{"a":1,}"#, 1, 8), ("01", 1, 2), ("+1", 1, 1), ("1.", 1, 3), (".5", 1, 1),
        ("1e", 1, 3), ("nul", 1, 4), ("nulL", 1, 4), ("NaN", 1, 1), ("'a'", 1, 1), (#"{"a":1 "b":2}"#, 1, 8), ("[1 2]", 1, 4),
        ("\"\u{1}\"", 1, 2), (#""\x""#, 1, 3), (#""\u12g4""#, 1, 6), (#""\ud800""#, 1, 8), (#""\ud800\u0041""#, 1, 4),
        (#""\udc00""#, 1, 4), ("// a\n1", 1, 1), ("1 1", 1, 3), ("{\n  \"a\": 1,\n  \"a\": 2\n}", 3, 3), ("\"abc", 1, 5),
        (#"{1:2}"#, 1, 2), ("\u{feff}1", 1, 1),
    ])
    func refusesAndSaysWhere(_ text: String, _ line: Int, _ column: Int) {
        #expect {
            _ = try JSONReader.value(of: Array(text.utf8))
        } throws: { error in
            (error as? JSONError).map { ($0.line, $0.column) == (line, column) } ?? false
        }
    }

    @Test func refusesWhatIsNotUTF8() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
            #expect(throws: JSONError(reason: .notUTF8, line: 1, column: 2)) { _ = try JSONReader.value(of: bytes) }
        }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        _ = try JSONReader.value(of: nested(JSONReader.maximumDepth))
        #expect { _ = try JSONReader.value(of: nested(JSONReader.maximumDepth + 1)) } throws: {
            ($0 as? JSONError)?.reason == .tooDeep(limit: JSONReader.maximumDepth)
        }
        #expect(throws: JSONError.self) { _ = try JSONReader.value(of: nested(1_000_000)) }
    }

    /// Repeated names are found among few members and among many.
    @Test(arguments: [2, 15, 16, 17, 5000]) func repeatedNames(_ count: Int) throws {
        let members = (0..<count).map { "\"m\($0)\":\($0)" }
        let good = "{" + members.joined(separator: ",") + "}"
        #expect(try JSONReader.value(of: Array(good.utf8)).members.count == count)
        for repeated in [0, count - 1] {
            let bad = "{" + (members + ["\"m\(repeated)\":0"]).joined(separator: ",") + "}"
            #expect { _ = try JSONReader.value(of: Array(bad.utf8)) } throws: { ($0 as? JSONError)?.reason == .repeatedMember }
        }
    }

    @Test func everyTruncationOfARecordIsRefused() throws {
        let bytes = Array(#"{"a":[true,{"b":"\u00e9"}],"c":-1.5e3}"#.utf8)
        for count in 0..<bytes.count { #expect(throws: JSONError.self) { _ = try JSONReader.value(of: Array(bytes[..<count])) } }
    }
}
