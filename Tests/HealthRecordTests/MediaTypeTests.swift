import HealthRecord
import TestSupport
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("%PDF-1.7\n", MediaType.pdf), ("%PDF", .text), ("hello\r\n\tworld\u{c}", .text), ("আয়েশা 😀", .text), ("", .unknown), ("a\0", .unknown),
        ("\u{1b}[0m", .unknown), ("<html>", .text), ("\u{7f}", .unknown),
    ]) func textsAreGuessed(text: String, type: MediaType) { #expect(MediaType.guess(beginning: Array(text.utf8)) == type) }

    @Test(arguments: [
        ("ffd8ffe000104a464946", MediaType.jpeg), ("ffd8", .unknown), ("89504e470d0a1a0a0000", .png), ("89504e47", .unknown),
        ("0000000c6a5020200d0a870a00000014", .jpeg2000), ("ff4fff51002f", .jpeg2000Codestream), ("ff4f", .unknown), ("c3", .unknown),
        ("61c3", .text), ("61e0a6", .text), ("61f09f98", .text), ("61ff", .unknown), ("6180", .unknown), ("61c3a9a9", .unknown), ("61c0", .unknown),
    ]) func signaturesAreGuessed(hex: String, type: MediaType) { #expect(MediaType.guess(beginning: [UInt8](hex: hex)) == type) }

    @Test func theExamplesAreDICOM() throws {
        for name in ["CT_small", "MR_small", "examples_jpeg2k", "waveform_ecg"] {
            let bytes = try VectorFile.example("dicom/\(name).dcm")
            #expect(MediaType.guess(beginning: bytes) == .dicom && MediaType.guess(beginning: Array(bytes.prefix(132))) == .dicom)
        }
        // The preamble is free.
        #expect(MediaType.guess(beginning: Array("%PDF-".utf8) + [UInt8](repeating: 0, count: 123) + Array("DICM".utf8)) == .dicom)
        #expect(MediaType.guess(beginning: try VectorFile.example("fhir/Liz_Conn.json")) == .text)
    }

    @Test func aTextCutAnywhereStaysAText() {
        let text = Array("aé€😀".utf8)
        for length in 1...text.count { #expect(MediaType.guess(beginning: Array(text[..<length])) == .text) }
    }
}
