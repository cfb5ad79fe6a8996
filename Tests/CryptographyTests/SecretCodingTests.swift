import Framing
import Cryptography
import TestSupport
import Testing

@Suite struct SecretCodingTests {
    @Test func writesTheFormatsOfByteWriterAndReadsThemBack() throws {
        var writer = SecretWriter()
        var expected = ByteWriter()
        writer.raw([1, 2, 3])
        expected.raw([1, 2, 3])
        writer.u32(0x0102_0304)
        expected.u32(0x0102_0304)
        writer.framed([9])
        expected.framed([9])
        let long = [UInt8]((0..<5000).map { UInt8(truncatingIfNeeded: $0) })
        writer.framed(SecretBytes(copying: long))
        expected.framed(long)
        writer.raw(SecretBytes(copying: [7]))
        expected.raw([7])
        writer.framed([UInt8]())
        expected.framed([UInt8]())
        let secret = writer.finish()
        #expect(evaluated(secret.revealed() == expected.bytes))
        var reader = SecretReader(secret)
        try reader.expect([1, 2], "a start")
        #expect(try evaluated(reader.u8("a byte") == 3))
        #expect(try evaluated(reader.u32("a number") == 0x0102_0304))
        #expect(try evaluated(reader.framed(atMost: 1, "a part") == [9]))
        #expect(try evaluated(reader.framedSecret(atMost: 5000, "a secret").revealed() == long))
        #expect(try evaluated(reader.rawSecret(1, "a secret").revealed() == [7]))
        #expect(throws: MalformedInput.self) { try reader.finish() }
        #expect(try evaluated(reader.framed(atMost: 0, "nothing") == []))
        try reader.finish()
        #expect(throws: MalformedInput.self) { _ = try reader.u8("a byte") }
        #expect(evaluated(SecretWriter().finish().count) == 0)
    }

    @Test func refusesTruncatedAndOversizedParts() {
        var oversized = SecretReader(SecretBytes(copying: [0, 0, 0, 2, 1, 2]))
        #expect(throws: MalformedInput(offset: 0, reason: "a name: 2 bytes, at most 1 allowed")) {
            _ = try oversized.framed(atMost: 1, "a name")
        }
        var truncated = SecretReader(SecretBytes(copying: [0, 0, 0, 9, 1, 2]))
        #expect(throws: MalformedInput.self) { _ = try truncated.framedSecret(atMost: 100, "a name") }
        var wrong = SecretReader(SecretBytes(copying: [1]))
        #expect(throws: MalformedInput(offset: 0, reason: "a magic number expected")) { try wrong.expect([2], "a magic number") }
    }
}
