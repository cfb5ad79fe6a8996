import Framing
import Testing

@Suite struct PercentEncodingTests {
    @Test func keepsWhatNeedsNoEncoding() {
        let unreserved = "ABCXYZabcxyz0189-._~"
        #expect(PercentEncoding.encode(unreserved) == unreserved)
        #expect(PercentEncoding.encode("/a b?c=%&+é") == "%2Fa%20b%3Fc%3D%25%26%2B%C3%A9")
        #expect(PercentEncoding.encode("/a b/আ", keeping: .unreservedAndSlash) == "/a%20b/%E0%A6%86")
    }

    @Test func readsBack() {
        let text = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init)))
        for kept in [PercentEncoding.Kept.unreserved, .unreservedAndSlash] {
            #expect(PercentEncoding.decode(PercentEncoding.encode(text, keeping: kept).utf8) == Array(text.utf8))
        }
        #expect(PercentEncoding.decode("a%2fB%2F+%00%ff".utf8) == Array("a/B/+".utf8) + [0, 0xff])
        #expect(PercentEncoding.decode("a+%2B".utf8, plusIsSpace: true) == Array("a +".utf8))
    }

    @Test(arguments: ["%", "a%", "%4", "%4g", "%g4", "%%41", "%-1"]) func refusesWhatIsNoEncoding(_ text: String) {
        #expect(PercentEncoding.decode(text.utf8) == nil)
    }
}
