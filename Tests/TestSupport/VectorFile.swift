import Framing

import FoundationEssentials

/// The published and own known-answer vectors, and the sample records, as files of the checkout.
public enum VectorFile {
    /// Folder of the checkout, found from this source file's own place in it.
    public static let checkout: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// The bytes of `Vectors/<name>`.
    public static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: checkout + "/Vectors/" + name)))
    }

    /// `Vectors/<name>` decoded from JSON.
    public static func json<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(try bytes(name)))
    }

    /// `value` as the JSON of a vector file.
    public static func encoded(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// The bytes of `Examples/<name>`.
    public static func example(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: checkout + "/Examples/" + name)))
    }
}

extension Array where Element == UInt8 {
    /// The bytes of a hexadecimal literal in a test; traps on anything else.
    public init(hex: String) {
        guard let bytes = Hexadecimal.decode(hex) else { preconditionFailure("not hexadecimal") }
        self = bytes
    }

    public var hex: String { Hexadecimal.encode(self) }
}
