/// Writes DICOM files for tests: file meta information, then elements in the encoding given.
struct DICOMBuilder {
    var isExplicit = true
    var isBigEndian = false
    var bytes: [UInt8] = []

    static let implicitLittleEndian = "1.2.840.10008.1.2"
    static let explicitLittleEndian = "1.2.840.10008.1.2.1"
    static let explicitBigEndian = "1.2.840.10008.1.2.2"

    /// A file of that transfer syntax whose data set is what `build` writes.
    static func file(_ syntax: String?, _ build: (inout DICOMBuilder) -> Void) -> [UInt8] {
        var meta = DICOMBuilder()
        meta.add(0x0002_0001, "OB", [0, 1])
        if let syntax { meta.add(0x0002_0010, "UI", Array(syntax.utf8) + (syntax.utf8.count % 2 == 1 ? [0] : [])) }
        var builder = DICOMBuilder(isExplicit: syntax != implicitLittleEndian, isBigEndian: syntax == explicitBigEndian)
        build(&builder)
        return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + meta.bytes + builder.bytes
    }

    mutating func add(_ tag: UInt32, _ representation: String, _ value: [UInt8]) {
        self.tag(tag)
        length(representation, UInt32(value.count))
        bytes += value
    }

    mutating func add(_ tag: UInt32, _ representation: String, _ text: String) { add(tag, representation, Array(text.utf8)) }

    mutating func add(_ tag: UInt32, short: UInt16) { add(tag, "US", number(UInt32(short), 2)) }

    /// A sequence, or any element, of undefined length; what is inside is up to the caller.
    mutating func begin(_ tag: UInt32, _ representation: String = "SQ") {
        self.tag(tag)
        length(representation, .max)
    }

    mutating func item(_ length: UInt32 = .max) {
        tag(0xfffe_e000)
        bytes += number(length, 4)
    }

    mutating func endItem() {
        tag(0xfffe_e00d)
        bytes += number(0, 4)
    }

    mutating func endSequence() {
        tag(0xfffe_e0dd)
        bytes += number(0, 4)
    }

    mutating func tag(_ tag: UInt32) {
        bytes += number(tag >> 16, 2)
        bytes += number(tag & 0xffff, 2)
    }

    private mutating func length(_ representation: String, _ length: UInt32) {
        guard isExplicit else {
            bytes += number(length, 4)
            return
        }
        bytes += Array(representation.utf8)
        if ["OB", "OW", "SQ", "UN", "UT"].contains(representation) {
            bytes += [0, 0] + number(length, 4)
        } else {
            bytes += number(length, 2)
        }
    }

    func number(_ value: UInt32, _ count: Int) -> [UInt8] {
        let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        return isBigEndian ? little.reversed() : little
    }
}
