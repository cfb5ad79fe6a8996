import Framing

/// Goes through the elements of a DICOM data set (PS3.5 §7) from bytes that nobody has checked, and reads each once.
struct DICOMReader {
    /// How elements are written: PS3.5 §7.1.
    struct Encoding {
        let isExplicit: Bool
        let isBigEndian: Bool

        static let implicitLittleEndian = Encoding(isExplicit: false, isBigEndian: false)
        static let explicitLittleEndian = Encoding(isExplicit: true, isBigEndian: false)
        static let explicitBigEndian = Encoding(isExplicit: true, isBigEndian: true)
    }

    struct Element {
        let tag: UInt32
        /// Empty for a sequence, which is passed over.
        let value: ArraySlice<UInt8>
    }

    /// Why no more can be read.
    enum Stop: Error {
        /// The element goes on behind the bytes given.
        case endOfBytes
        case malformed
    }

    /// Deepest nesting of sequences. The standard's own stay far below.
    static let depthLimit = 32

    private let bytes: [UInt8]
    private(set) var position: Int
    private let encoding: Encoding

    init(_ bytes: [UInt8], from position: Int, _ encoding: Encoding) {
        self.bytes = bytes
        self.position = position
        self.encoding = encoding
    }

    /// The tag of the next element; `nil` at the end.
    var nextTag: UInt32? { nextTag(encoding) }

    mutating func next() throws(Stop) -> Element { try element(encoding, depth: 0) }

    private mutating func element(_ encoding: Encoding, depth: Int) throws(Stop) -> Element {
        let tag = try tag(encoding)
        var inside = encoding
        let length: UInt32
        if encoding.isExplicit {
            let name = try take(2)
            guard name.allSatisfy(ASCII.isUppercase) else { throw .malformed }
            let representation = String(decoding: name, as: UTF8.self)
            if Self.longForms.contains(representation) {
                _ = try take(2)
                length = try integer(4, encoding)
            } else {
                length = try integer(2, encoding)
            }
            // PS3.5 §6.2.2, note 4: what nobody on the way knew the representation of stays as it came, implicit.
            if representation == "UN" { inside = .implicitLittleEndian }
        } else {
            length = try integer(4, encoding)
        }
        guard length == .max else { return Element(tag: tag, value: try take(Int(length))) }
        try skipItems(inside, depth: depth)
        return Element(tag: tag, value: [])
    }

    /// Representations with a length of four bytes behind two reserved ones (PS3.5 table 7.1-1).
    private static let longForms: Set<String> = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]

    private static let item: UInt32 = 0xfffe_e000
    private static let itemEnd: UInt32 = 0xfffe_e00d
    private static let sequenceEnd: UInt32 = 0xfffe_e0dd

    /// Passes the items of a sequence of undefined length, or the fragments of a value (PS3.5 §7.5, §A.4).
    private mutating func skipItems(_ encoding: Encoding, depth: Int) throws(Stop) {
        guard depth < Self.depthLimit else { throw .malformed }
        while true {
            let tag = try tag(encoding)
            let length = try integer(4, encoding)
            if tag == Self.sequenceEnd { return }
            guard tag == Self.item else { throw .malformed }
            guard length == .max else {
                _ = try take(Int(length))
                continue
            }
            while let tag = nextTag(encoding), tag != Self.itemEnd { _ = try element(encoding, depth: depth + 1) }
            _ = try take(8)
        }
    }

    private func nextTag(_ encoding: Encoding) -> UInt32? {
        var copy = self
        return try? copy.tag(encoding)
    }

    /// Group and element number, each two bytes.
    private mutating func tag(_ encoding: Encoding) throws(Stop) -> UInt32 {
        let group = try integer(2, encoding)
        return try group << 16 | integer(2, encoding)
    }

    private mutating func integer(_ count: Int, _ encoding: Encoding) throws(Stop) -> UInt32 {
        let taken = try take(count)
        return encoding.isBigEndian
            ? taken.reduce(0) { $0 << 8 | UInt32($1) } : taken.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private mutating func take(_ count: Int) throws(Stop) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw .endOfBytes }
        defer { position += count }
        return bytes[position..<position + count]
    }
}
