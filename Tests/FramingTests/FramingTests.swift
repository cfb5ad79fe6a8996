import Framing
import Testing

@Suite struct FramingTests {
    @Test func framePrecedesEachPartByItsLength() {
        #expect(frame([1, 2], [], [3]) == [0, 0, 0, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 3])
        #expect(frame([1], [2]) != frame([1, 2]))
    }

    @Test func integersAreBigEndianAndReadBack() throws {
        var writer = ByteWriter()
        writer.u8(1)
        writer.u16(0x0203)
        writer.u32(0x0405_0607)
        writer.u64(0x0809_0a0b_0c0d_0e0f)
        #expect(writer.bytes == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
        var reader = ByteReader(writer.bytes)
        #expect(try reader.u8() == 1)
        #expect(try reader.u16() == 0x0203)
        #expect(try reader.u32() == 0x0405_0607)
        #expect(try reader.u64() == 0x0809_0a0b_0c0d_0e0f)
        try reader.finish()
    }

    @Test func readerRefusesTruncatedOversizedAndTrailingBytes() throws {
        var truncated = ByteReader([0, 0, 0, 5, 1, 2])
        #expect(throws: MalformedInput.self) { try truncated.framed(atMost: 100) }
        var oversized = ByteReader([0, 0, 0, 2, 1, 2])
        #expect(throws: MalformedInput(offset: 0, reason: "a name: 2 bytes, at most 1 allowed")) {
            try oversized.framed(atMost: 1, "a name")
        }
        #expect(throws: MalformedInput.self) { try ByteReader([0]).finish() }
        var notText = ByteReader([0, 0, 0, 1, 0xff])
        #expect(throws: MalformedInput.self) { try notText.framedText(atMost: 1) }
        var short = ByteReader([1, 2, 3])
        #expect(throws: MalformedInput.self) { try short.u32() }
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
    func base64MatchesRFC4648Section10(text: String, encoded: String) {
        #expect(Base64.encode(Array(utf8: text)) == encoded)
        #expect(Base64.decode(encoded) == Array(utf8: text))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zg==\n", "Z===", "Zm9v=", "Zm-v"])
    func base64RefusesEverySecondSpelling(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func urlSafeBase64HasNoPadding() {
        #expect(Base64.encode([0xfb, 0xff], .urlSafe) == "-_8")
        #expect(Base64.decode("-_8", .urlSafe) == [0xfb, 0xff])
        #expect(Base64.decode("-_8=", .urlSafe) == nil)
    }

    @Test func hexadecimalReadsBothCasesAndRefusesTheRest() {
        #expect(Hexadecimal.encode([0, 0xab, 0xff]) == "00abff")
        #expect(Hexadecimal.decode("00ABff") == [0, 0xab, 0xff])
        #expect(Hexadecimal.decode("0") == nil)
        #expect(Hexadecimal.decode("0g") == nil)
    }
}
