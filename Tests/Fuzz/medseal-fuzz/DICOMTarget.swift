import HealthRecord

/// The headers of medical images.
enum DICOMTarget {
    static func run(_ input: [UInt8]) {
        let type = MediaType.guess(beginning: input)
        if type == .text { demand(!input.contains(0) && !input.isEmpty, "a text has no zeros") }
        guard let summary = try? DICOMSummary(beginning: input) else { return }
        demand(type == .dicom, "what is read as DICOM is DICOM")
        let texts = [
            summary.patientName?.readable, summary.patientID, summary.birthDate, summary.sex, summary.modality, summary.studyDate,
            summary.studyTime, summary.studyDescription, summary.seriesDescription, summary.institution, summary.bodyPart, summary.sopClass,
        ]
        for text in texts.compactMap(\.self) {
            demand(!text.isEmpty && text.utf8.count <= 4096, "a text is neither empty nor long")
            demand(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "a text has no control characters")
        }
        // Half of the file says the same, or less.
        guard let half = try? DICOMSummary(beginning: Array(input.prefix(input.count / 2))) else { return }
        demand(half.transferSyntax == summary.transferSyntax, "the encoding is the same")
        // Texts may differ, by a character set that stands further on.
        for (part, whole) in [(half.rows, summary.rows), (half.columns, summary.columns)] {
            demand(part == nil || part == whole, "the size is the same")
        }
    }
}
