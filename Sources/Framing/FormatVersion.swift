/// The version byte of every format of MedSeal.
///
/// Format 1 has not been released, and until all of it stands its objects carry this other byte, so that none of them is ever taken
/// for one of format 1.
public enum FormatVersion {
    /// Behind the magic number of every sealed record, statement and file.
    public static let byte: UInt8 = 0x30
}
