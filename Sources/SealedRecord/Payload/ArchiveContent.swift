public import Framing

/// The content of an archive: named members, one after the other, so that it can be written and read as a stream.
///
///     8     magic: "MEDSEALA"
///     1     version: 1
///     then for each member
///     1     1
///     4 + n name, framed: ``isName(_:)``
///     8     length in bytes, u64
///     …     the member's bytes
///     and at the end
///     1     0
public enum ArchiveContent {
    /// Longest name, in bytes of UTF-8.
    public static let maximumNameLength = 255
    /// Most members in one archive.
    public static let maximumMemberCount = 1_000_000

    /// What stands in front of the first member.
    public static let beginning: [UInt8] = Array(utf8: "MEDSEALA") + [1]
    /// What stands behind the last member.
    public static let ending: [UInt8] = [0]

    /// What stands in front of a member's bytes. The name satisfies ``isName(_:)``.
    public static func memberHeader(_ name: String, length: UInt64) -> [UInt8] {
        precondition(isName(name), "a name that a reader takes")
        var writer = ByteWriter()
        writer.u8(1)
        writer.framed(name)
        writer.u64(length)
        return writer.bytes
    }

    /// Whether a member can have this name: what can name a file in a folder, and nothing that leads out of it or moves a
    /// terminal's cursor.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.utf8.count) && text != "." && text != ".."
            && text.unicodeScalars.allSatisfy { scalar in
                scalar != "/" && scalar != "\\" && scalar.properties.generalCategory != .control
                    && scalar.properties.generalCategory != .format
            }
    }
}

/// Reads ``ArchiveContent`` as it arrives, in pieces of any size.
public struct ArchiveContentReader {
    /// What the bytes that were taken complete.
    public enum Event: Equatable, Sendable {
        /// A member begins.
        case member(name: String, length: UInt64)
        /// The next bytes of the member.
        case bytes([UInt8])
        /// All of the member has been given.
        case memberEnd
    }

    private enum Stage {
        case beginning
        case tag
        case nameLength
        case header(nameLength: Int)
        case content(UInt64)
        case end
    }

    private var stage = Stage.beginning
    private var buffer: [UInt8] = []
    private var names: Set<[UInt8]> = []
    private var offset = 0

    /// A reader that waits for an archive's first byte.
    public init() {}

    /// Takes the next bytes, and tells `handle` of what they complete.
    ///
    /// - Throws: `MalformedInput`, and what `handle` throws.
    public mutating func update(_ bytes: [UInt8], _ handle: (Event) throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if case .content(let length) = stage {
                let piece = Array(rest.prefix(Int(min(length, UInt64(rest.count)))))
                rest = rest.dropFirst(piece.count)
                offset += piece.count
                try handle(.bytes(piece))
                try advance(length - UInt64(piece.count), handle)
                continue
            }
            guard let wanted else { throw MalformedInput(offset: offset, reason: "nothing may follow the end of an archive") }
            let taken = rest.prefix(wanted - buffer.count)
            buffer += taken
            rest = rest.dropFirst(taken.count)
            offset += taken.count
            if buffer.count == wanted {
                let complete = buffer
                buffer = []
                try take(complete, handle)
            }
        }
    }

    /// Declares the end of the bytes.
    ///
    /// - Throws: `MalformedInput` if the archive is not complete.
    public func finish() throws(MalformedInput) {
        guard case .end = stage else { throw MalformedInput(offset: offset, reason: "the archive ends too early") }
    }

    private var wanted: Int? {
        switch stage {
        case .beginning: ArchiveContent.beginning.count
        case .tag: 1
        case .nameLength: 4
        case .header(let nameLength): nameLength + 8
        case .content, .end: nil
        }
    }

    private mutating func take(_ bytes: [UInt8], _ handle: (Event) throws -> Void) throws {
        switch stage {
        case .beginning:
            guard bytes == ArchiveContent.beginning else {
                throw MalformedInput(offset: 0, reason: "the content of an archive, version 1, expected")
            }
            stage = .tag
        case .tag:
            guard bytes[0] <= 1 else { throw MalformedInput(offset: offset - 1, reason: "a member or the end of the archive expected") }
            stage = bytes[0] == 0 ? .end : .nameLength
        case .nameLength:
            var reader = ByteReader(bytes)
            let length = Int(try reader.u32("length of a name"))
            guard (1...ArchiveContent.maximumNameLength).contains(length) else {
                throw MalformedInput(offset: offset - 4, reason: "a name of 1 to \(ArchiveContent.maximumNameLength) bytes expected")
            }
            stage = .header(nameLength: length)
        case .header(let nameLength):
            guard let name = String(validating: bytes.prefix(nameLength), as: UTF8.self), ArchiveContent.isName(name) else {
                throw MalformedInput(offset: offset - bytes.count, reason: "the name of a file expected")
            }
            guard names.count < ArchiveContent.maximumMemberCount, names.insert(Array(name.utf8)).inserted else {
                throw MalformedInput(offset: offset - bytes.count, reason: "a name that no other member has expected")
            }
            var reader = ByteReader(Array(bytes.dropFirst(nameLength)))
            let length = try reader.u64("length of a member")
            try handle(.member(name: name, length: length))
            try advance(length, handle)
        case .content, .end: break
        }
    }

    private mutating func advance(_ length: UInt64, _ handle: (Event) throws -> Void) throws {
        stage = .content(length)
        guard length == 0 else { return }
        stage = .tag
        try handle(.memberEnd)
    }
}
