import Framing
import Testing

@Suite struct ASCIITests {
    /// Against lists of all members, for each of the 256 bytes.
    @Test func classesHaveTheirMembersOnly() {
        let digits = Array("0123456789".utf8)
        let small = Array("abcdefghijklmnopqrstuvwxyz".utf8)
        let capital = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        for byte in UInt8.min...UInt8.max {
            #expect(ASCII.isDigit(byte) == digits.contains(byte))
            #expect(ASCII.isLowercase(byte) == small.contains(byte))
            #expect(ASCII.isUppercase(byte) == capital.contains(byte))
            #expect(ASCII.isLetter(byte) == (small + capital).contains(byte))
            #expect(ASCII.isLetterOrDigit(byte) == (digits + small + capital).contains(byte))
            #expect(ASCII.decimalValue(byte).map(Int.init) == digits.firstIndex(of: byte))
            let hexadecimal = Array("0123456789abcdef".utf8).firstIndex(of: byte) ?? Array("0123456789ABCDEF".utf8).firstIndex(of: byte)
            #expect(ASCII.hexadecimalValue(byte).map(Int.init) == hexadecimal)
        }
    }
}
