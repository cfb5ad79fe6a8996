import Framing

/// What the beginning of a DICOM file (PS3.10) says about it, to be shown beside an attachment. The image is not looked at.
///
/// Every value is without padding and control characters, and `nil` where the file does not say it, or not well-formed.
public struct DICOMSummary: Equatable, Sendable {
    /// Where reading ended.
    public enum Ending: Equatable, Sendable {
        /// Behind every element that is shown: at the image or waveform at the latest.
        case header
        /// With the bytes given: the file may say more.
        case bytes
        /// Behind the file meta information, because the rest is compressed.
        case deflated
        /// At an element that is not well-formed.
        case malformed
    }

    /// Bytes of a file's beginning that almost always have the whole header.
    public static let usefulLength = 64 << 10

    /// Unique identifier of the encoding.
    public let transferSyntax: String
    /// Unique identifier of the kind of object.
    public let sopClass: String?
    /// Patient's Name (0010,0010), of which up to three writings exist.
    public let patientName: DICOMPersonName?
    /// Patient ID (0010,0020): the number of whoever took the image, not necessarily the hospital's.
    public let patientID: String?
    /// `1971-01-23`.
    public let birthDate: String?
    /// `F`, `M` or `O`.
    public let sex: String?
    /// `CT`, `MR`, `US`, `ECG`, …
    public let modality: String?
    /// `2004-08-26`.
    public let studyDate: String?
    /// `18`, `18:50` or `18:50:59`.
    public let studyTime: String?
    /// Study Description (0008,1030).
    public let studyDescription: String?
    /// Series Description (0008,103E).
    public let seriesDescription: String?
    /// Institution Name (0008,0080): where it was taken.
    public let institution: String?
    /// Body Part Examined (0018,0015), such as `CHEST`.
    public let bodyPart: String?
    /// Pixels of one image, from top to bottom.
    public let rows: Int?
    /// Pixels of one image, from left to right.
    public let columns: Int?
    /// Number of Frames (0028,0008): images in the file.
    public let frames: Int?
    /// Whether the summary can be complete.
    public let ending: Ending

    /// The transfer syntax in words, if it is a usual one.
    public var transferSyntaxName: String? { DICOMNames.transferSyntax(transferSyntax) }

    /// The kind of object in words, if it is a usual one.
    public var sopClassName: String? { sopClass.flatMap(DICOMNames.sopClass) }

    /// - Parameter beginning: the file, or as much of it as is at hand.
    public init(beginning: [UInt8]) throws(DICOMError) {
        // PS3.10 §7.1.
        guard beginning.count >= 132, beginning[128..<132].elementsEqual("DICM".utf8) else { throw .notDICOM }
        var values: [UInt32: ArraySlice<UInt8>] = [:]
        var meta = DICOMReader(beginning, from: 132, .explicitLittleEndian)
        while let tag = meta.nextTag, tag >> 16 == 2 {
            guard let element = try? meta.next() else { throw .fileMeta }
            if values[element.tag] == nil { values[element.tag] = element.value }
        }
        guard let syntax = values[Tag.transferSyntax].flatMap(Self.identifier) else {
            throw meta.position == 132 || meta.nextTag == nil ? .fileMeta : .noTransferSyntax
        }
        transferSyntax = syntax
        ending = syntax == DICOMNames.deflatedExplicitLittleEndian ? .deflated : Self.collect(beginning, from: meta.position, syntax, &values)

        let text = values[Tag.characterSet].map(DICOMText.init) ?? DICOMText()
        let codes = DICOMText()
        sopClass = values[Tag.sopClass].flatMap(Self.identifier) ?? values[Tag.mediaSOPClass].flatMap(Self.identifier)
        patientName = values[Tag.patientName].flatMap(text.decoded).flatMap(DICOMPersonName.init)
        patientID = values[Tag.patientID].flatMap(text.text)
        birthDate = values[Tag.birthDate].flatMap(codes.text).flatMap(Self.date)
        sex = values[Tag.sex].flatMap(codes.text)
        modality = values[Tag.modality].flatMap(codes.text)
        studyDate = values[Tag.studyDate].flatMap(codes.text).flatMap(Self.date)
        studyTime = values[Tag.studyTime].flatMap(codes.text).flatMap(Self.time)
        studyDescription = values[Tag.studyDescription].flatMap(text.text)
        seriesDescription = values[Tag.seriesDescription].flatMap(text.text)
        institution = values[Tag.institution].flatMap(text.text)
        bodyPart = values[Tag.bodyPart].flatMap(codes.text)
        let isBigEndian = Self.encoding(syntax).isBigEndian
        rows = values[Tag.rows].flatMap { Self.short($0, isBigEndian: isBigEndian) }
        columns = values[Tag.columns].flatMap { Self.short($0, isBigEndian: isBigEndian) }
        frames = values[Tag.frames].flatMap(codes.text).flatMap(Self.count)
    }

    private enum Tag {
        static let mediaSOPClass: UInt32 = 0x0002_0002
        static let transferSyntax: UInt32 = 0x0002_0010
        static let characterSet: UInt32 = 0x0008_0005
        static let sopClass: UInt32 = 0x0008_0016
        static let studyDate: UInt32 = 0x0008_0020
        static let studyTime: UInt32 = 0x0008_0030
        static let modality: UInt32 = 0x0008_0060
        static let institution: UInt32 = 0x0008_0080
        static let studyDescription: UInt32 = 0x0008_1030
        static let seriesDescription: UInt32 = 0x0008_103e
        static let patientName: UInt32 = 0x0010_0010
        static let patientID: UInt32 = 0x0010_0020
        static let birthDate: UInt32 = 0x0010_0030
        static let sex: UInt32 = 0x0010_0040
        static let bodyPart: UInt32 = 0x0018_0015
        static let frames: UInt32 = 0x0028_0008
        static let rows: UInt32 = 0x0028_0010
        static let columns: UInt32 = 0x0028_0011

        static let wanted: Set<UInt32> = [
            characterSet, sopClass, studyDate, studyTime, modality, institution, studyDescription, seriesDescription, patientName, patientID,
            birthDate, sex, bodyPart, frames, rows, columns,
        ]
    }

    /// Every transfer syntax but two is written explicit and little endian (PS3.5 §A), those of later editions, too.
    private static func encoding(_ transferSyntax: String) -> DICOMReader.Encoding {
        switch transferSyntax {
        case "1.2.840.10008.1.2": .implicitLittleEndian
        case "1.2.840.10008.1.2.2": .explicitBigEndian
        default: .explicitLittleEndian
        }
    }

    /// Tags are in ascending order (PS3.5 §7.1), so that nothing wanted stands behind group 0028: neither waveforms (5400)
    /// nor pixels (7FE0) are ever reached.
    private static func collect(
        _ bytes: [UInt8], from start: Int, _ transferSyntax: String, _ values: inout [UInt32: ArraySlice<UInt8>]
    ) -> Ending {
        var reader = DICOMReader(bytes, from: start, encoding(transferSyntax))
        do throws(DICOMReader.Stop) {
            while let tag = reader.nextTag, tag >> 16 <= 0x28 {
                let element = try reader.next()
                if Tag.wanted.contains(tag), values[tag] == nil { values[tag] = element.value }
            }
        } catch {
            return error == .malformed ? .malformed : .bytes
        }
        return reader.nextTag == nil ? .bytes : .header
    }

    /// A unique identifier (PS3.5 §9.1): digits and dots, at most 64.
    private static func identifier(_ value: ArraySlice<UInt8>) -> String? {
        let text = value.prefix { $0 != 0 && $0 != 0x20 }
        guard (1...64).contains(text.count), text.allSatisfy({ $0 == UInt8(ascii: ".") || ASCII.isDigit($0) }) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// `20040826`, or as before version 3.0 `2004.08.26`.
    private static func date(_ text: String) -> String? {
        let digits = Array(text.utf8.filter { $0 != UInt8(ascii: ".") })
        guard digits.count == 8, digits.allSatisfy(ASCII.isDigit), (1...12).contains(number(digits[4..<6])), (1...31).contains(number(digits[6...]))
        else { return nil }
        return [digits[..<4], digits[4..<6], digits[6...]].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// `185059.250`, `1850`, `18`, or as before version 3.0 `18:50:59`. Parts of a second are left out.
    private static func time(_ text: String) -> String? {
        let digits = Array(text.utf8.prefix { $0 != UInt8(ascii: ".") }.filter { $0 != UInt8(ascii: ":") })
        guard [2, 4, 6].contains(digits.count), digits.allSatisfy(ASCII.isDigit) else { return nil }
        let parts = stride(from: 0, to: digits.count, by: 2).map { digits[$0..<$0 + 2] }
        // 60 is a leap second.
        guard zip(parts, [23, 59, 60]).allSatisfy({ number($0) <= $1 }) else { return nil }
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ":")
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }

    /// An integer string (PS3.5 §6.2) above zero.
    private static func count(_ text: String) -> Int? {
        guard text.utf8.count <= 12, let count = Int(text), (1...Int(Int32.max)).contains(count) else { return nil }
        return count
    }

    private static func short(_ value: ArraySlice<UInt8>, isBigEndian: Bool) -> Int? {
        guard value.count == 2, let first = value.first, let last = value.last else { return nil }
        return isBigEndian ? Int(first) << 8 | Int(last) : Int(last) << 8 | Int(first)
    }
}
