import Framing

/// Secrets of key managers without which a payload does not open, whoever has its record key: so that what a manager forgets is
/// deleted for everybody. Fixed for a content version, and signed.
///
///     2       count: at most 8
///     4 + n   each, framed: type, policy and key identifiers, 1…128 bytes
///
/// There are no key managers yet: a list is read, and what names any is refused.
public struct DeletionSecrets: Hashable, Sendable {
    static let greatestCount = 8
    static let greatestEntryByteCount = 128

    private let entries: [[UInt8]]

    /// Nothing but the record key is needed.
    public static let none = DeletionSecrets(entries: [])

    /// Whether nothing but the record key is needed.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether all of another list's secrets are needed here too.
    func includes(_ other: DeletionSecrets) -> Bool { Set(entries).isSuperset(of: other.entries) }

    private init(entries: [[UInt8]]) { self.entries = entries }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.u16(UInt16(entries.count))
        for entry in entries { writer.framed(entry) }
        return writer.bytes
    }

    init(from reader: inout ByteReader) throws(MalformedInput) {
        let count = Int(try reader.u16("number of deletion secrets"))
        guard count <= Self.greatestCount else { throw reader.malformed("at most \(Self.greatestCount) deletion secrets allowed") }
        var entries: [[UInt8]] = []
        for _ in 0..<count {
            let entry = try reader.framed(atMost: Self.greatestEntryByteCount, "a deletion secret")
            guard !entry.isEmpty else { throw reader.malformed("a deletion secret without a name") }
            entries.append(entry)
        }
        self.entries = entries
    }
}
