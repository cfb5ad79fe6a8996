/// A keyed fingerprint of one thing that can be searched for: the first 16 bytes of an HMAC-SHA-256, see ``IndexKey``.
/// Without the key it tells nothing but whether it equals another.
public struct SearchToken: Hashable, Comparable, Sendable {
    /// Length in bytes: half an HMAC-SHA-256.
    public static let byteCount = 16

    private let value: UInt128

    /// `nil` unless there are exactly 16 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// - Parameter code: of at least 16 bytes.
    init(truncating code: [UInt8]) {
        precondition(code.count >= Self.byteCount, "a code shorter than a token")
        value = code.prefix(Self.byteCount).reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        stride(from: 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt128($0)) }
    }

    /// The order of the bytes.
    public static func < (a: SearchToken, b: SearchToken) -> Bool { a.value < b.value }
}
