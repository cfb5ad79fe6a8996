/// Why a file has no ``DICOMSummary``.
public enum DICOMError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It does not begin with 128 bytes and "DICM".
    case notDICOM
    /// Its file meta information is damaged, or ends behind the bytes given.
    case fileMeta
    /// It does not say how it is encoded.
    case noTransferSyntax

    public var description: String {
        switch self {
        case .notDICOM: "the file is not a DICOM file"
        case .fileMeta: "the DICOM file's meta information is damaged or cut off"
        case .noTransferSyntax: "the DICOM file does not say how it is encoded"
        }
    }
}
