import HealthRecord
import TestSupport
import Testing

@Suite struct DICOMSummaryTests {
    struct Expected: Decodable, Equatable {
        var file, transferSyntax, transferSyntaxName: String
        var sopClass, sopClassName, patientName, patientID, birthDate, sex, modality, studyDate, studyTime: String?
        var studyDescription, seriesDescription, institution, bodyPart: String?
        var rows, columns, frames: Int?

        init(_ summary: DICOMSummary, file: String) {
            self.file = file
            transferSyntax = summary.transferSyntax
            transferSyntaxName = summary.transferSyntaxName ?? ""
            sopClass = summary.sopClass
            sopClassName = summary.sopClassName
            patientName = summary.patientName?.readable
            patientID = summary.patientID
            birthDate = summary.birthDate
            sex = summary.sex
            modality = summary.modality
            studyDate = summary.studyDate
            studyTime = summary.studyTime
            studyDescription = summary.studyDescription
            seriesDescription = summary.seriesDescription
            institution = summary.institution
            bodyPart = summary.bodyPart
            rows = summary.rows
            columns = summary.columns
            frames = summary.frames
        }
    }

    private static let examples = ["CT_small.dcm", "MR_small.dcm", "examples_jpeg2k.dcm", "waveform_ecg.dcm"]

    @Test func theExamplesSayWhatPydicomReads() throws {
        let expected = try VectorFile.json("dicom-summaries.json", as: [Expected].self)
        #expect(expected.map(\.file) == Self.examples)
        for expected in expected {
            let bytes = try VectorFile.example("dicom/\(expected.file)")
            let summary = try DICOMSummary(beginning: Array(bytes.prefix(DICOMSummary.usefulLength)))
            #expect(Expected(summary, file: expected.file) == expected)
            #expect(summary.ending == .header)
            #expect(try DICOMSummary(beginning: bytes) == summary)
        }
    }

    /// The elements of a whole header.
    private func header(_ builder: inout DICOMBuilder) {
        builder.add(0x0008_0005, "CS", "ISO_IR 192")
        builder.add(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.3.1\0")
        builder.add(0x0008_0020, "DA", "20261125")
        builder.add(0x0008_0030, "TM", "0859")
        builder.add(0x0008_0060, "CS", "US")
        builder.add(0x0008_0080, "LO", "ঢাকা ")
        builder.add(0x0008_1030, "LO", "Abdomen\u{7}\u{1b}x\0")
        builder.add(0x0008_103e, "LO", "Liver ")
        // Both ways to write a sequence, each with both ways to write an item, with names that are nobody's inside.
        builder.begin(0x0008_1110)
        builder.item()
        builder.add(0x0010_0010, "PN", "Wrong")
        builder.begin(0x0008_1199)
        builder.item(4)
        builder.bytes += [1, 2, 3, 4]
        builder.item()
        builder.endItem()
        builder.endSequence()
        builder.endItem()
        builder.endSequence()
        builder.add(0x0008_1115, "SQ", "anything")
        builder.add(0x0010_0010, "PN", "Khan^Ayesha^B^Dr.^MD=খান^আয়েশা=")
        builder.add(0x0010_0020, "LO", " P-7 ")
        builder.add(0x0010_0030, "DA", "1990.02.03")
        builder.add(0x0010_0040, "CS", "F ")
        builder.add(0x0018_0015, "CS", "LIVER ")
        builder.add(0x0028_0008, "IS", "12")
        builder.add(0x0028_0010, short: 480)
        builder.add(0x0028_0011, short: 640)
    }

    private static let syntaxes = [DICOMBuilder.implicitLittleEndian, DICOMBuilder.explicitLittleEndian, DICOMBuilder.explicitBigEndian]

    @Test(arguments: syntaxes) func everyEncodingIsRead(syntax: String) throws {
        let file = DICOMBuilder.file(syntax) {
            header(&$0)
            $0.add(0x7fe0_0010, "OW", [UInt8](repeating: 7, count: 100))
        }
        let summary = try DICOMSummary(beginning: file)
        #expect(summary.transferSyntax == syntax && summary.ending == .header)
        #expect(summary.sopClassName == "Ultrasound Multi-frame Image Storage")
        #expect(summary.patientName?.alphabetic == "Dr. Ayesha B Khan MD" && summary.patientName?.ideographic == "খান আয়েশা")
        #expect(summary.patientName?.phonetic == nil && summary.patientName?.readable == "Dr. Ayesha B Khan MD (খান আয়েশা)")
        #expect(summary.patientID == "P-7" && summary.birthDate == "1990-02-03" && summary.sex == "F")
        #expect(summary.studyDate == "2026-11-25" && summary.studyTime == "08:59" && summary.modality == "US")
        #expect(summary.institution == "ঢাকা" && summary.studyDescription == "Abdomenx" && summary.seriesDescription == "Liver")
        #expect(summary.bodyPart == "LIVER" && summary.frames == 12 && summary.rows == 480 && summary.columns == 640)
    }

    @Test(arguments: syntaxes) func everyBeginningGivesAPartOfTheWhole(syntax: String) throws {
        let file = DICOMBuilder.file(syntax, header)
        let whole = Expected(try DICOMSummary(beginning: file), file: "")
        let dataSet = DICOMBuilder.file(syntax) { _ in }.count
        for length in 0..<file.count {
            let beginning = Array(file[..<length])
            guard length >= dataSet else {
                #expect(throws: length < 132 ? DICOMError.notDICOM : .fileMeta) { try DICOMSummary(beginning: beginning) }
                continue
            }
            let summary = try DICOMSummary(beginning: beginning)
            #expect(summary.ending == .bytes)
            for (part, all) in zip(Mirror(reflecting: Expected(summary, file: "")).children, Mirror(reflecting: whole).children) {
                #expect("\(part.value)" == "\(all.value)" || "\(part.value)" == "nil")
            }
        }
    }

    @Test func everyBeginningOfTheExamplesIsReadOrRefused() throws {
        for name in Self.examples {
            let bytes = try VectorFile.example("dicom/\(name)")
            for length in 0..<2500 {
                do throws(DICOMError) { _ = try DICOMSummary(beginning: Array(bytes[..<length])) } catch { #expect(error != .noTransferSyntax) }
            }
        }
    }

    @Test func changedBytesAreSurvived() throws {
        var generator = SeededGenerator(3)
        let files = Self.syntaxes.map { DICOMBuilder.file($0, header) }
        for _ in 0..<3000 {
            var file = files.randomElement(using: &generator)!
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                file[Int.random(in: 132..<file.count, using: &generator)] = [0, 1, 255, 254, 224, 13].randomElement(using: &generator)!
            }
            guard let summary = try? DICOMSummary(beginning: file) else { continue }
            for child in Mirror(reflecting: Expected(summary, file: "")).children {
                #expect(!"\(child.value)".unicodeScalars.contains { $0.properties.generalCategory == .control })
            }
        }
    }

    @Test func aDeflatedFileSaysNoMoreThanItsMetaInformation() throws {
        let file = DICOMBuilder.file("1.2.840.10008.1.2.1.99") { $0.bytes = [UInt8](repeating: 0x5a, count: 50) }
        let summary = try DICOMSummary(beginning: file)
        #expect(summary.ending == .deflated && summary.transferSyntaxName == "Deflated Explicit VR Little Endian")
        #expect(summary.patientName == nil && summary.sopClass == nil)
    }

    @Test func whatIsNoDICOMFileIsRefused() {
        #expect(throws: DICOMError.notDICOM) { try DICOMSummary(beginning: []) }
        #expect(throws: DICOMError.notDICOM) { try DICOMSummary(beginning: [UInt8](repeating: 65, count: 1000)) }
        let preamble = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
        #expect(throws: DICOMError.fileMeta) { try DICOMSummary(beginning: preamble) }
        #expect(throws: DICOMError.fileMeta) { try DICOMSummary(beginning: preamble + [2, 0, 0x10, 0, 0, 0, 0, 0]) }
        #expect(throws: DICOMError.fileMeta) { try DICOMSummary(beginning: preamble + [8, 0, 5, 0, 67, 83, 0, 0]) }
        #expect(throws: DICOMError.noTransferSyntax) { try DICOMSummary(beginning: DICOMBuilder.file(nil, header)) }
        #expect(throws: DICOMError.noTransferSyntax) { try DICOMSummary(beginning: DICOMBuilder.file("1.2.x", header)) }
    }

    private func name(_ characterSet: String?, _ bytes: [UInt8]) throws -> String? {
        try DICOMSummary(
            beginning: DICOMBuilder.file(DICOMBuilder.explicitLittleEndian) {
                if let characterSet { $0.add(0x0008_0005, "CS", characterSet) }
                $0.add(0x0010_0010, "PN", bytes)
            }
        ).patientName?.readable
    }

    @Test func characterSetsAreFollowed() throws {
        let latin = Array("M".utf8) + [0xfc] + Array("ller^J".utf8) + [0xf6, 0x85] + Array("rg".utf8)
        #expect(try name("ISO_IR 100", latin) == "Jörg Müller")
        #expect(try name("ISO 2022 IR 100\\ISO 2022 IR 126", latin) == "Jörg Müller")
        #expect(try name(nil, latin) == "J\u{fffd}\u{fffd}rg M\u{fffd}ller")
        #expect(try name("", latin) == "J\u{fffd}\u{fffd}rg M\u{fffd}ller")
        #expect(try name("ISO_IR 144", latin) == "J\u{fffd}\u{fffd}rg M\u{fffd}ller")
        #expect(try name("ISO_IR 192", latin)?.contains("\u{fffd}") == true)
        // PS3.5 annex H.3.1: Yamada Tarou in kanji between escape sequences.
        let japanese =
            Array("Yamada^Tarou=".utf8) + [0x1b, 0x24, 0x42, 0x3b, 0x33, 0x45, 0x44, 0x1b, 0x28, 0x42, 0x5e]
            + [0x1b, 0x24, 0x42, 0x42, 0x40, 0x4f, 0x3a, 0x1b, 0x28, 0x42]
        #expect(try name("\\ISO 2022 IR 87", japanese) == "Tarou Yamada (\u{fffd} \u{fffd})")
        // Greek in place of Latin-1, ASCII as before.
        #expect(try name("ISO 2022 IR 100", [0x41, 0xe4, 0x1b, 0x2d, 0x46, 0xe4, 0x42, 0x1b, 0x2d, 0x41, 0xe4]) == "Aä\u{fffd}Bä")
        #expect(try name(nil, [0x1b]) == "\u{fffd}")
    }

    @Test func namesAreReadInOrder() {
        #expect(DICOMPersonName("Adams^John Robert Quincy^^Rev.^B.A. M.Div.")?.readable == "Rev. John Robert Quincy Adams B.A. M.Div.")
        #expect(DICOMPersonName("=山田^太郎=やまだ^たろう")?.readable == "山田 太郎 (やまだ たろう)")
        for text in ["", "^^^^", "==", " ^ ", "\u{202e}"] { #expect(DICOMPersonName(text) == nil) }
        #expect(DICOMPersonName("a^b^c^d^e^f=g=h=i")?.readable == "d b c a e (g, h)")
    }

    @Test func valuesThatAreNotWellFormedAreNotThere() throws {
        func summary(_ tag: UInt32, _ value: String) throws -> DICOMSummary {
            try DICOMSummary(beginning: DICOMBuilder.file(DICOMBuilder.explicitLittleEndian) { $0.add(tag, "LO", value) })
        }
        for date in ["", "2026", "20261301", "20260132", "2026112a", "20260000", "-2026112"] {
            #expect(try summary(0x0008_0020, date).studyDate == nil)
        }
        for time in ["", "1", "24", "1260", "12596", "125961", "aa", "+1"] { #expect(try summary(0x0008_0030, time).studyTime == nil) }
        #expect(try summary(0x0008_0030, "07").studyTime == "07" && summary(0x0008_0030, "07:01:02").studyTime == "07:01:02")
        for count in ["", "0", "-1", "x", "99999999999999999999"] { #expect(try summary(0x0028_0008, count).frames == nil) }
        #expect(try summary(0x0028_0010, "abc").rows == nil && summary(0x0028_0010, "").rows == nil)
        #expect(try summary(0x0010_0020, String(repeating: "x", count: 1025)).patientID == nil)
        #expect(try summary(0x0010_0020, "\0 \r\n").patientID == nil)
        #expect(try summary(0x0008_0016, "1.2.3").sopClassName == nil)
    }

    @Test func theFirstOfAValueCountsAndNothingBehindTheImage() throws {
        let file = DICOMBuilder.file(DICOMBuilder.explicitLittleEndian) {
            $0.add(0x0010_0020, "LO", "first ")
            $0.add(0x0010_0020, "LO", "second")
            $0.add(0x5400_0100, "SQ", [])
            $0.add(0x0010_0040, "CS", "F ")
        }
        let summary = try DICOMSummary(beginning: file)
        #expect(summary.patientID == "first" && summary.sex == nil && summary.ending == .header)
    }

    @Test func deepNestingEnds() throws {
        for (depth, ending) in [(32, DICOMSummary.Ending.header), (33, .malformed), (5000, .malformed)] {
            let file = DICOMBuilder.file(DICOMBuilder.explicitLittleEndian) { builder in
                builder.add(0x0008_0060, "CS", "CT")
                for _ in 0..<depth {
                    builder.begin(0x0008_1110)
                    builder.item()
                }
                for _ in 0..<depth {
                    builder.endItem()
                    builder.endSequence()
                }
                builder.add(0x0010_0020, "LO", "P1")
                builder.add(0x7fe0_0010, "OW", [])
            }
            let summary = try DICOMSummary(beginning: file)
            #expect(summary.ending == ending && summary.modality == "CT" && (summary.patientID == "P1") == (depth == 32))
        }
    }

    @Test func valuesOfUnknownRepresentationAreImplicitInside() throws {
        let file = DICOMBuilder.file(DICOMBuilder.explicitBigEndian) { builder in
            builder.begin(0x0009_0010, "UN")
            var inside = DICOMBuilder(isExplicit: false)
            inside.item()
            inside.add(0x0010_0020, "LO", "other1")
            inside.endItem()
            inside.endSequence()
            builder.bytes += inside.bytes
            builder.add(0x0010_0020, "LO", "P1")
        }
        #expect(try DICOMSummary(beginning: file).patientID == "P1")
    }

    @Test func brokenElementsEndTheSummary() throws {
        for broken in [[8, 0, 0x60, 0, 0x63, 0x73, 2, 0], [8, 0, 0x60, 0, 0x53, 0x51, 0, 0, 255, 255, 255, 255, 8, 0, 0x60, 0, 0, 0, 0, 0]]
            as [[UInt8]]
        {
            let file = DICOMBuilder.file(DICOMBuilder.explicitLittleEndian) {
                $0.add(0x0008_0020, "DA", "20261125")
                $0.bytes += broken
                $0.add(0x0010_0020, "LO", "P1")
            }
            let summary = try DICOMSummary(beginning: file)
            #expect(summary.ending == .malformed && summary.studyDate == "2026-11-25" && summary.patientID == nil)
        }
    }
}
