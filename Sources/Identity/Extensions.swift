public import Framing

/// What later versions of a format add to a section or a statement.
///
///     bytes
///     2       count: at most 16
///     then each, types ascending:
///     2       type; bit 15 critical, bit 14 copied on update and re-wrap
///     4 + n   body, framed, at most 4096 bytes
///
/// Who does not know a critical one refuses what carries it; one without the copy bit is dropped by the next writer. This version
/// knows none.
public struct Extensions: Hashable, Sendable {
    /// Most extensions of one section or statement.
    public static let greatestCount = 16
    /// Longest body in bytes.
    public static let greatestBodyByteCount = 4096
    /// Set in the type of one that must be understood.
    public static let criticalBit: UInt16 = 0x8000
    /// Set in the type of one that the next writer takes over.
    public static let copyBit: UInt16 = 0x4000

    /// One extension.
    public struct Element: Hashable, Sendable {
        /// With its two bits.
        public let type: UInt16
        /// At most ``Extensions/greatestBodyByteCount`` bytes.
        public let body: [UInt8]
    }

    /// In the order of their types.
    public let elements: [Element]

    /// No extension.
    public static let none = Extensions(elements: [])

    private init(elements: [Element]) { self.elements = elements }

    /// What an update or a re-wrap takes over.
    public var copied: Extensions { Extensions(elements: elements.filter { $0.type & Self.copyBit != 0 }) }

    /// Appends the encoding.
    public func write(to writer: inout ByteWriter) {
        writer.u16(UInt16(elements.count))
        for element in elements {
            writer.u16(element.type)
            writer.framed(element.body)
        }
    }

    /// Length of the encoding in bytes.
    public var byteCount: Int { 2 + elements.reduce(0) { $0 + 2 + 4 + $1.body.count } }

    /// Reads extensions.
    ///
    /// - Throws: `MalformedInput`, also for a critical one, none of which is known.
    public init(from reader: inout ByteReader) throws(MalformedInput) {
        let count = Int(try reader.u16("number of extensions"))
        guard count <= Self.greatestCount else { throw reader.malformed("at most \(Self.greatestCount) extensions allowed") }
        var elements: [Element] = []
        for _ in 0..<count {
            let type = try reader.u16("type of an extension")
            guard type & Self.criticalBit == 0 else {
                throw reader.malformed(
                    "an extension of type \(type & ~(Self.criticalBit | Self.copyBit)) demands to be understood, which it is not here")
            }
            if let last = elements.last, last.type >= type { throw reader.malformed("extensions are not in ascending order") }
            elements.append(Element(type: type, body: try reader.framed(atMost: Self.greatestBodyByteCount, "an extension")))
        }
        self.elements = elements
    }
}
