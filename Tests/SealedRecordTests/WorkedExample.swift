import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import Pairing
import SealedRecord
import Cryptography
import TestSupport

/// The worked example of `docs/format.md`: one authority, one user, one record and one archive under fixed randomness,
/// with every value on the way.
///
/// The files come from MedSeal's own functions. The values in between are computed here a second time, from the
/// formulas of the document and from primitives alone, and from the files by the document's offsets.
struct WorkedExample: Codable {
    struct Value: Codable, Equatable {
        let name: String
        let value: String
    }

    struct Section: Codable {
        let title: String
        let values: [Value]
    }

    let description: String
    let sections: [Section]

    /// Each value under "section/name".
    var values: [String: String] {
        var all: [String: String] = [:]
        for section in sections { for value in section.values { all["\(section.title)/\(value.name)"] = value.value } }
        return all
    }

    func bytes(_ path: String) -> [UInt8] { [UInt8](hex: values[path] ?? "?") }

    /// The file's text, one value a line.
    var json: String {
        func quoted(_ text: String) -> String {
            precondition(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" }, "needs no escape")
            return "\"\(text)\""
        }
        let body = sections.map { section in
            let values = section.values.map { "    {\"name\": \(quoted($0.name)), \"value\": \(quoted($0.value))}" }
            return "  {\"title\": \(quoted(section.title)), \"values\": [\n\(values.joined(separator: ",\n"))\n  ]}"
        }
        return "{\n \"description\": \(quoted(description)),\n \"sections\": [\n\(body.joined(separator: ",\n"))\n ]\n}\n"
    }
}

/// A random source for one purpose: the words are the first eight bytes, little-endian, of
/// SHA-256(frame("MedSeal worked example", purpose, k as u64)), k = 0, 1, ….
struct ExampleSource: RandomNumberGenerator {
    private let purpose: String
    private var counter: UInt64 = 0

    init(_ purpose: String) { self.purpose = purpose }

    mutating func next() -> UInt64 {
        var writer = ByteWriter()
        writer.u64(counter)
        counter += 1
        let hash = SHA256.hash(frame(Array(utf8: "MedSeal worked example"), Array(utf8: purpose), writer.bytes))
        return hash[..<8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func bytes(_ purpose: String, _ count: Int) -> [UInt8] {
        var source = ExampleSource(purpose)
        return SecretBytes(randomCount: count, using: &source).revealed()
    }

    static func scalar(_ purpose: String) -> Scalar {
        var source = ExampleSource(purpose)
        return Scalar.random(using: &source)
    }
}

/// Collects the values.
struct ExampleWriter {
    private(set) var sections: [WorkedExample.Section] = []
    private var title = ""
    private var values: [WorkedExample.Value] = []

    mutating func section(_ title: String) {
        end()
        self.title = title
    }

    mutating func add(_ name: String, _ bytes: [UInt8]) { values.append(.init(name: name, value: bytes.hex)) }
    mutating func add(_ name: String, _ scalar: Scalar) { add(name, scalar.bigEndianBytes) }
    mutating func add(_ name: String, text: String) { values.append(.init(name: name, value: text)) }

    mutating func end() {
        if !values.isEmpty { sections.append(.init(title: title, values: values)) }
        values = []
    }
}

extension FixedWidthInteger {
    /// Big-endian, as the document writes integers.
    var exampleBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self(Self.bitWidth - 8 - 8 * $0)) }
    }
}
