import Framing
import SealedRecord
import TestSupport
import Testing

@Suite struct ArchiveContentTests {
    private static let members: [(String, [UInt8])] = [
        ("patient.json", Array("{\"resourceType\":\"Patient\"}".utf8)), ("রোগী.json", []), ("ct.dcm", [UInt8](repeating: 7, count: 1000)),
    ]

    private static let content: [UInt8] = {
        var bytes = ArchiveContent.beginning
        for (name, content) in members { bytes += ArchiveContent.memberHeader(name, length: UInt64(content.count)) + content }
        return bytes + ArchiveContent.ending
    }()

    /// The members that a reader finds, given the bytes in pieces.
    private static func read(_ bytes: [UInt8], pieces: Int) throws -> [(String, [UInt8])] {
        var reader = ArchiveContentReader()
        var found: [(String, [UInt8])] = []
        var ended = 0
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try reader.update(Array(bytes[start..<min(start + pieces, bytes.count)])) { event in
                switch event {
                case .member(let name, _): found.append((name, []))
                case .bytes(let bytes): found[found.count - 1].1 += bytes
                case .memberEnd: ended += 1
                }
            }
        }
        try reader.finish()
        #expect(ended == found.count)
        return found
    }

    @Test(arguments: [1, 2, 3, 7, 100, 5000]) func whatIsWrittenIsRead(_ pieces: Int) throws {
        let found = try Self.read(Self.content, pieces: pieces)
        #expect(found.map(\.0) == Self.members.map(\.0))
        #expect(found.map(\.1) == Self.members.map(\.1))
        #expect(try Self.read(ArchiveContent.beginning + ArchiveContent.ending, pieces: pieces).isEmpty)
    }

    @Test func everyTruncationIsRefused() {
        for count in 0..<Self.content.count {
            #expect(throws: MalformedInput.self) { _ = try Self.read(Array(Self.content[..<count]), pieces: 64) }
        }
    }

    @Test func whatFollowsTheEndIsRefused() {
        #expect(throws: MalformedInput.self) { _ = try Self.read(Self.content + [0], pieces: 64) }
    }

    @Test(arguments: ["", ".", "..", "a/b", "/etc/passwd", "..\\a", "a\u{0}b", "a\nb", "\u{1b}[2J", "a\u{202e}b", String(repeating: "a", count: 256)])
    func namesThatLeadElsewhereAreRefused(_ name: String) {
        #expect(!ArchiveContent.isName(name))
        var writer = ByteWriter()
        writer.raw(ArchiveContent.beginning)
        writer.u8(1)
        writer.framed(name)
        writer.u64(0)
        writer.raw(ArchiveContent.ending)
        #expect(throws: MalformedInput.self) { _ = try Self.read(writer.bytes, pieces: 64) }
    }

    @Test func aNameTwiceAndAnUnknownTagAreRefused() {
        let member = ArchiveContent.memberHeader("a", length: 0)
        #expect(throws: MalformedInput.self) {
            _ = try Self.read(ArchiveContent.beginning + member + member + ArchiveContent.ending, pieces: 64)
        }
        #expect(throws: MalformedInput.self) { _ = try Self.read(ArchiveContent.beginning + [2], pieces: 64) }
        #expect(throws: MalformedInput.self) { _ = try Self.read(Array("MEDSEALB\u{1}".utf8) + [0], pieces: 64) }
    }
}
