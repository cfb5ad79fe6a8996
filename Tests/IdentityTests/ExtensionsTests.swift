import Framing
import Identity
import Testing

@Suite struct ExtensionsTests {
    private func encoded(_ elements: [(UInt16, [UInt8])]) -> [UInt8] {
        var writer = ByteWriter()
        writer.u16(UInt16(elements.count))
        for (type, body) in elements {
            writer.u16(type)
            writer.framed(body)
        }
        return writer.bytes
    }

    private func read(_ bytes: [UInt8]) throws(MalformedInput) -> Extensions {
        var reader = ByteReader(bytes)
        let extensions = try Extensions(from: &reader)
        try reader.finish()
        return extensions
    }

    private func written(_ extensions: Extensions) -> [UInt8] {
        var writer = ByteWriter()
        extensions.write(to: &writer)
        return writer.bytes
    }

    @Test func whatIsNotKnownIsKeptAsItIs() throws {
        let cases: [[(UInt16, [UInt8])]] = [
            [], [(0, [])], [(1, [1, 2, 3]), (2, []), (0x3fff, [9])], [(5, [1]), (0x4000, [2]), (0x4005, [3]), (0x7fff, [])],
            (0..<16).map { (UInt16($0), [UInt8]($0..<$0 + 3)) }, [(7, [UInt8](repeating: 1, count: Extensions.greatestBodyByteCount))],
        ]
        for elements in cases {
            let bytes = encoded(elements)
            let extensions = try read(bytes)
            #expect(extensions.elements.map(\.type) == elements.map(\.0) && extensions.elements.map(\.body) == elements.map(\.1))
            #expect(written(extensions) == bytes && extensions.byteCount == bytes.count)
            let copied = elements.filter { $0.0 & 0x4000 != 0 }
            #expect(written(extensions.copied) == encoded(copied))
            #expect(extensions.copied.copied == extensions.copied)
        }
        #expect(written(.none) == [0, 0])
    }

    @Test func aCriticalOneIsRefused() {
        for type: UInt16 in [0x8000, 0x8001, 0xc000, 0xc001, 0xffff] {
            #expect(throws: MalformedInput.self) { _ = try read(encoded([(type, [])])) }
            #expect(throws: MalformedInput.self) { _ = try read(encoded([(1, []), (type, [1])])) }
        }
    }

    @Test func orderAndBoundsAreOne() {
        for types: [UInt16] in [[1, 1], [2, 1], [0x4001, 1], [1, 3, 2], [0, 0]] {
            #expect(throws: MalformedInput.self) { _ = try read(encoded(types.map { ($0, []) })) }
        }
        #expect(throws: MalformedInput.self) { _ = try read(encoded((0..<17).map { (UInt16($0), []) })) }
        #expect(throws: MalformedInput.self) { _ = try read(encoded([(1, [UInt8](repeating: 0, count: Extensions.greatestBodyByteCount + 1))])) }
        let bytes = encoded([(1, [1, 2, 3]), (0x4000, [4])])
        for count in bytes.indices { #expect(throws: MalformedInput.self) { _ = try read(Array(bytes[..<count])) } }
        #expect(throws: MalformedInput.self) { _ = try read(bytes + [0]) }
        #expect(throws: MalformedInput.self) { _ = try read([0xff, 0xff]) }
        #expect(throws: MalformedInput.self) { _ = try read([0, 1, 0, 1, 0xff, 0xff, 0xff, 0xff]) }
    }
}
