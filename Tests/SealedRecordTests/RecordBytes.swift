import Framing

/// Where things stand in a sealed record, by the offsets of docs/format.md: tests that craft bytes go by it, not by the package.
struct RecordBytes {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static let prefixLength = 20
    var contentLength: Int { integer(8) }
    var envelopeLength: Int { integer(12) }
    var envelopeStart: Int { Self.prefixLength + contentLength }
    var headerLength: Int { envelopeStart + envelopeLength }
    var content: [UInt8] { Array(bytes[Self.prefixLength..<envelopeStart]) }
    var envelope: [UInt8] { Array(bytes[envelopeStart..<headerLength]) }
    /// Payload and leaf hashes.
    var rest: [UInt8] { Array(bytes[headerLength...]) }

    /// Signed parts, of sections that carry a single signature.
    var contentStatement: [UInt8] { Array(content.dropLast(65)) }
    var envelopeStatement: [UInt8] { Array(envelope.dropLast(65)) }

    /// A record of sections and what stands behind them.
    init(content: [UInt8], envelope: [UInt8], rest: [UInt8] = [], like other: RecordBytes) {
        bytes =
            Array(other.bytes[..<8]) + UInt32(content.count).bigEndianBytes + UInt32(envelope.count).bigEndianBytes + [0, 0, 0, 0] + content
            + envelope + rest
    }

    private func integer(_ offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
}
