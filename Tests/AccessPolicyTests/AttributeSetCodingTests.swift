import AccessPolicy
import Framing
import TestSupport
import Testing

/// The one encoding of an attribute set, and what a reader makes of kinds that it does not know.
@Suite struct AttributeSetCodingTests {
    private func attribute(_ kind: UInt8, _ labelCount: UInt16, _ content: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.u8(kind)
        writer.u16(labelCount)
        writer.framed(content)
        return writer.bytes
    }

    private func set(_ attributes: [UInt8]...) -> [UInt8] { [0, UInt8(attributes.count)] + attributes.flatMap { $0 } }

    private func isRefused(_ bytes: [UInt8]) -> Bool { (try? AttributeSet(encoded: bytes)) == nil }

    @Test func theEncodingIsThis() throws {
        let all = try AttributeSet(parsing: ["n#4 = 9", "b", "d = 2026-11-22", "a"]).withEpoch(17, device: DeviceLeaf(index: 50)!)
        let expected = set(
            attribute(1, 1, [0x61]), attribute(1, 1, [0x62]), attribute(2, 5, [0x6e, 4, 0, 0, 0, 0, 0, 0, 0, 9]),
            attribute(3, 28, [0x64, 0, 0, 0, 0, 0x01, 0x35, 0x29, 0x02]), attribute(4, 3, [0, 0, 0, 17]),
            attribute(5, 25, [0, 0, 0, 50]))
        #expect(all.encoded.hex == expected.hex)
        #expect(try AttributeSet(encoded: expected) == all)
        #expect(all.attributes.map(\.description) == ["a", "b", "n#4 = 9", "d = 2026-11-22", "epoch = 17", "device leaf 50"])
        let domains = [(1, 2), (2, 5), (3, 28), (4, 3), (5, 25)].flatMap { [UInt8](repeating: $0.0, count: $0.1) }
        #expect(all.labels.map(\.domain.rawValue) == domains)
    }

    @Test func everythingElseIsRefused() {
        let a = attribute(1, 1, [0x61])
        #expect(!isRefused(set(a)))
        let refused: [(String, [UInt8])] = [
            ("another number of labels", set(attribute(1, 2, [0x61]))), ("b before a", set(attribute(1, 1, [0x62]), a)),
            ("a twice", set(a, a)), ("kind 0", set(attribute(0, 1, [0x61]))),
            ("the reserved kind of charts", set(attribute(6, 1, [UInt8](repeating: 7, count: 32)))),
            ("an empty name", set(attribute(1, 1, []))), ("the system's name", set(attribute(1, 1, Array("epoch".utf8)))),
            ("no UTF-8", set(attribute(1, 1, [0xff]))), ("no normal form", set(attribute(1, 1, Array("e\u{301}".utf8)))),
            ("a number without a name", set(attribute(2, 5, [4, 0, 0, 0, 0, 0, 0, 0, 9]))),
            ("a number of no bits", set(attribute(2, 1, [0x6e, 0, 0, 0, 0, 0, 0, 0, 0, 0]))),
            ("a number of 65 bits", set(attribute(2, 66, [0x6e, 65, 0, 0, 0, 0, 0, 0, 0, 0]))),
            ("a number that does not fit", set(attribute(2, 5, [0x6e, 4, 0, 0, 0, 0, 0, 0, 0, 16]))),
            ("a date that is no day", set(attribute(3, 28, [0x64, 0, 0, 0, 0, 0, 0, 0, 9]))),
            ("an epoch that is never issued", set(attribute(4, 60, [0, 0, 0xff, 0xff]))),
            ("an epoch of three bytes", set(attribute(4, 3, [0, 0, 17]))),
            ("two epochs", set(attribute(4, 3, [0, 0, 0, 17]), attribute(4, 4, [0, 0, 0, 18]))),
            ("a device beyond the tree", set(attribute(5, 25, [1, 0, 0, 0]))),
            ("two devices", set(attribute(5, 25, [0, 0, 0, 1]), attribute(5, 25, [0, 0, 0, 2]))),
            ("a name before an unknown kind", set(attribute(9, 1, [1]), a)),
            ("unknown kinds out of order", set(attribute(9, 1, [1]), attribute(8, 1, [1]))),
            ("unknown contents out of order", set(attribute(9, 1, [2]), attribute(9, 1, [1]))),
            ("an unknown attribute twice", set(attribute(9, 1, [1]), attribute(9, 1, [1]))),
            ("a content too long", set(attribute(9, 1, [UInt8](repeating: 1, count: 513)))),
            ("trailing bytes", set(a) + [0]), ("too few", Array(set(a).dropLast())), ("too many announced", [0, 2] + a),
            ("1025 attributes", [4, 1] + (0..<1025).flatMap { attribute(9, 1, [UInt8($0 >> 8), UInt8($0 & 255)]) }),
        ]
        for (why, bytes) in refused { #expect(isRefused(bytes), "\(why)") }
    }

    /// An attribute of a kind that a later version brings is kept, counted, and proves nothing.
    @Test func unknownKindsAreKeptAndProveNothing() throws {
        let bytes = set(
            attribute(1, 1, [0x61]), attribute(4, 3, [0, 0, 0, 17]), attribute(7, 3, [9]), attribute(7, 3, [9, 9]),
            attribute(255, 0xffff, []))
        let read = try AttributeSet(encoded: bytes)
        #expect(read.encoded == bytes)
        #expect(read.attributes == [.plain("a"), .epoch(17)])
        #expect(read.labels.count == 4)
        #expect(read.unrecognized.map(\.kind) == [7, 7, 255])
        #expect(read.unrecognizedLabelCount == 3 + 3 + 65_535)
        #expect(read != (try AttributeSet([.plain("a"), .epoch(17)])))
        #expect(!read.contains("\u{9}") && read.device == nil)
        // What the system dates anew is what it granted.
        #expect(try read.withEpoch(3, device: DeviceLeaf(index: 0)!).unrecognized.isEmpty)
    }
}
