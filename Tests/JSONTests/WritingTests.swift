import JSON
import Testing

@Suite struct WritingTests {
    @Test func literalsKeepTheirOrder() {
        let node: JSONNode = ["z": "text", "a": -1, "m": [true, .null, .unsigned(.max), .integer(.min)], "o": [:]]
        #expect(node.text == #"{"z":"text","a":-1,"m":[true,null,18446744073709551615,-9223372036854775808],"o":{}}"#)
        #expect(node.bytes == Array(node.text.utf8))
    }

    /// What stands in a log's line or on a terminal can neither end the line nor steer the terminal.
    @Test func escapesWhatEndsALineOrSteersATerminal() throws {
        let text = "a\"\\\n\r\t\u{1}\u{1f} ~\u{7f}\u{80}\u{9b}\u{9f}\u{a0}é\u{2027}\u{2028}\u{2029}\u{202a}আ😀"
        let written = JSONNode.string(text).text
        #expect(
            written
                == #""a\"\\\n\r\t\u0001\u001f ~\u007f\u0080\u009b\u009f"# + "\u{a0}é\u{2027}" + #"\u2028\u2029"# + "\u{202a}আ😀\"")
        #expect(try JSONReader.value(of: Array(written.utf8)).string.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test func everyScalarIsReadBack() throws {
        let scalars = (0...0x10ffff).compactMap(Unicode.Scalar.init)
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        let node = JSONNode.object([.init(text, .string(text))])
        #expect(try JSONReader.value(of: node.bytes) == node)
    }
}
