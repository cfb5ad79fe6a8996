internal import COpenSSL

/// Overwrites an array of plain values (scalars, points) with zeros in a way that the optimiser does not remove, and
/// empties it.
///
/// The array must be uniquely referenced: another reference would keep the old values.
public func wipe<Element: BitwiseCopyable>(_ values: inout [Element]) {
    unsafe values.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    values = []
}
