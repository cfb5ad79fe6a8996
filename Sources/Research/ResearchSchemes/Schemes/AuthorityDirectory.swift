import AccessPolicy
import Framing

/// The authorities of a multi-authority deployment, and which of them hands out which attribute.
///
/// The authority of `board:doctor` is `board`, if there is an authority of that name; whatever has no such name before its
/// first colon belongs to the first authority.
public struct AuthorityDirectory: Equatable, Sendable {
    /// Most authorities in one directory.
    public static let maximumCount = 256
    /// Longest name, in bytes of UTF-8.
    public static let maximumNameLength = 64

    /// Distinct names, in the order of the public parameters.
    public let names: [String]

    /// - Returns: `nil` unless there are 1 to ``maximumCount`` distinct names, none empty, too long or with a colon.
    public init?(names: [String]) {
        guard (1...Self.maximumCount).contains(names.count), Set(names).count == names.count,
            names.allSatisfy({ (1...Self.maximumNameLength).contains($0.utf8.count) && !$0.contains(":") })
        else { return nil }
        self.names = names
    }

    /// Reads ``context``.
    init?(context: [UInt8]) {
        var reader = ByteReader(context)
        var names: [String] = []
        while reader.remaining > 0, names.count < Self.maximumCount {
            guard let name = try? reader.framedText(atMost: Self.maximumNameLength) else { return nil }
            names.append(name)
        }
        guard reader.remaining == 0 else { return nil }
        self.init(names: names)
    }

    /// The names, each framed.
    var context: [UInt8] { frame(names.map { Array(utf8: $0) }) }

    /// The place of the authority that hands out a label.
    func authority(of label: AttributeLabel) -> Int {
        let name: [UInt8]
        switch label.domain {
        case .plain: name = label.bytes
        case .number, .date:
            // A prefix of a number begins with the number's name, framed.
            var reader = ByteReader(label.bytes)
            name = (try? reader.framed(atMost: Attribute.maximumNameLength)) ?? []
        // The system's labels have no name.
        case .epoch, .device, .chart: name = []
        }
        let namespace = name.prefix { $0 != UInt8(ascii: ":") }
        guard namespace.count < name.count else { return 0 }
        return names.firstIndex { Array(utf8: $0).elementsEqual(namespace) } ?? 0
    }
}
