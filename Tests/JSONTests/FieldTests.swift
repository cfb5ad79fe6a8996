import JSON
import Testing

@Suite struct FieldTests {
    private func read(_ text: String) throws -> JSONNode { try JSONReader.value(of: Array(text.utf8)) }

    @Test func unsignedNumbersAreExact() throws {
        #expect(try read("18446744073709551615").unsigned == .max)
        #expect(try read("9007199254740993").unsigned == 9_007_199_254_740_993)
        #expect(try read("0").unsigned == 0)
        for text in ["18446744073709551616", "-1", "-0", "1.0", "1.5", "1e3", "\"1\"", "true", "null", "[1]"] {
            #expect(try read(text).unsigned == nil, "\(text)")
        }
    }

    @Test func integersAreExact() throws {
        #expect(try read("-9223372036854775808").integer == .min)
        #expect(try read("9223372036854775807").integer == .max)
        for text in ["9223372036854775808", "-9223372036854775809", "-1.0", "1e1", "\"1\"", "false"] {
            #expect(try read(text).integer == nil, "\(text)")
        }
    }

    @Test func measurementsAreNextToTheirDigits() throws {
        #expect(try read("-1.25e2").nearestDouble == -125)
        #expect(try read("1e400").nearestDouble == nil && read("\"1\"").nearestDouble == nil)
    }

    @Test func aFieldOfAnotherKindIsNone() throws {
        let node = try read(#"{"title":"a","time":7,"on":true,"list":[1,2],"inner":{"a":null},"none":null}"#)
        #expect(node["title"]?.string == "a" && node["title"]?.bool == nil && node["title"]?.array == nil)
        #expect(node["time"]?.unsigned == 7 && node["time"]?.string == nil)
        #expect(node["on"]?.bool == true && node["on"]?.unsigned == nil)
        #expect(node["list"]?.array?.compactMap(\.integer) == [1, 2] && node["list"]?.object == nil)
        #expect(node["inner"]?.object?.map(\.name) == ["a"] && node["inner"]?["a"]?.isNull == true)
        #expect(node["none"]?.isNull == true && node["missing"] == nil && node["title"]?["title"] == nil)
    }
}
