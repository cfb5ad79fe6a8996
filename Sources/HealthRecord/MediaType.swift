/// What kind of file an attachment is, by how it begins: what a sender says of it proves nothing.
public enum MediaType: String, Sendable, CaseIterable {
    /// "DICM" behind 128 bytes (PS3.10 §7.1).
    case dicom = "application/dicom"
    /// "%PDF-" at the beginning.
    case pdf = "application/pdf"
    /// The start of an image and the next marker's first byte.
    case jpeg = "image/jpeg"
    /// JPEG 2000 in its file format (ISO/IEC 15444-1 Annex I).
    case jpeg2000 = "image/jp2"
    /// JPEG 2000 as a codestream alone (ISO/IEC 15444-1 Annex A).
    case jpeg2000Codestream = "image/j2c"
    /// The signature of eight bytes (RFC 2083 §3.1).
    case png = "image/png"
    /// UTF-8 without control characters except tabs and the ends of lines and pages.
    case text = "text/plain"
    /// Anything else, and an empty file.
    case unknown = "application/octet-stream"

    /// - Parameter beginning: the file, or as much of it as is at hand; 64 KiB are plenty, 132 bytes the least for DICOM.
    public static func guess(beginning: [UInt8]) -> MediaType {
        // First: the 128 bytes before its mark are free, and may look like another format (PS3.10 §7.1).
        if beginning.count >= 132, beginning[128..<132].elementsEqual("DICM".utf8) { return .dicom }
        for (type, signature) in signatures where beginning.starts(with: signature) { return type }
        return isText(beginning) ? .text : .unknown
    }

    private static let signatures: [(MediaType, [UInt8])] = [
        (.pdf, Array("%PDF-".utf8)),
        // Start of image, and the first byte of the next marker.
        (.jpeg, [0xff, 0xd8, 0xff]),
        // The signature box.
        (.jpeg2000, [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a]),
        // Start of codestream, image and tile size.
        (.jpeg2000Codestream, [0xff, 0x4f, 0xff, 0x51]),
        (.png, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ]

    private static func isText(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || [0x09, 0x0a, 0x0c, 0x0d].contains($0) }) else { return false }
        if String(validating: bytes, as: UTF8.self) != nil { return true }
        // The end may cut a character of up to four bytes.
        return (1...3).contains { cut in
            let rest = bytes.suffix(cut)
            guard cut < bytes.count, rest.dropFirst().allSatisfy({ (0x80...0xbf).contains($0) }), let first = rest.first,
                (0xc2...0xf4).contains(first), cut < (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4)
            else { return false }
            return String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
        }
    }
}
