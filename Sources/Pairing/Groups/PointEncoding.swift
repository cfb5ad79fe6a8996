/// The ZCash encoding of points, as in draft-irtf-cfrg-pairing-friendly-curves, Appendix C: big-endian coordinates, the
/// coordinate of u first, with three flags in the uppermost bits of the first byte.
enum PointFlag {
    /// The encoding gives x only.
    static var compressed: UInt8 { 0x80 }
    /// The identity; every other bit but `compressed` is 0.
    static var identity: UInt8 { 0x40 }
    /// Of a compressed point: y is the greater of the two roots.
    static var largerY: UInt8 { 0x20 }
    static var all: UInt8 { 0xe0 }
}

extension AffinePoint {
    func encodedCompressed() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Coordinate.byteCount)
        x.append(to: &bytes)
        bytes[0] |= PointFlag.compressed
        if isIdentity {
            bytes[0] |= PointFlag.identity
        } else if y.isLargerHalf {
            bytes[0] |= PointFlag.largerY
        }
        return bytes
    }

    func encodedUncompressed() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * Coordinate.byteCount)
        x.append(to: &bytes)
        y.append(to: &bytes)
        if isIdentity { bytes[0] |= PointFlag.identity }
        return bytes
    }

    /// All checks but the subgroup's.
    static func decodedCompressed(_ bytes: [UInt8], allowingIdentity: Bool) throws(DecodingError) -> Self {
        guard bytes.count == Coordinate.byteCount else {
            throw .wrongLength(expected: Coordinate.byteCount, got: bytes.count)
        }
        let flags = bytes[0] & PointFlag.all
        guard flags & PointFlag.compressed != 0 else { throw .badFlags }
        if flags & PointFlag.identity != 0 {
            return try decodedIdentity(bytes, flags: PointFlag.compressed | PointFlag.identity, allowed: allowingIdentity)
        }
        let x = try Coordinate(bytes: bytes, at: 0, withFlags: true)
        guard let root = (x.squared() * x + .curveConstant).squareRoot() else { throw .notOnCurve }
        let largerY = flags & PointFlag.largerY != 0
        return Self(uncheckedX: x, y: root.isLargerHalf == largerY ? root : -root)
    }

    /// All checks but the subgroup's.
    static func decodedUncompressed(_ bytes: [UInt8], allowingIdentity: Bool) throws(DecodingError) -> Self {
        guard bytes.count == 2 * Coordinate.byteCount else {
            throw .wrongLength(expected: 2 * Coordinate.byteCount, got: bytes.count)
        }
        let flags = bytes[0] & PointFlag.all
        guard flags & (PointFlag.compressed | PointFlag.largerY) == 0 else { throw .badFlags }
        if flags & PointFlag.identity != 0 {
            return try decodedIdentity(bytes, flags: PointFlag.identity, allowed: allowingIdentity)
        }
        let x = try Coordinate(bytes: bytes, at: 0, withFlags: true)
        let y = try Coordinate(bytes: bytes, at: Coordinate.byteCount, withFlags: false)
        let point = Self(uncheckedX: x, y: y)
        // (0, 0) stands for the identity inside, and is no point when it comes without the flag.
        guard !point.isIdentity, point.isOnCurve else { throw .notOnCurve }
        return point
    }

    private static func decodedIdentity(_ bytes: [UInt8], flags: UInt8, allowed: Bool) throws(DecodingError) -> Self {
        guard bytes[0] & PointFlag.all == flags else { throw .badFlags }
        guard bytes[0] == flags, bytes.dropFirst().allSatisfy({ $0 == 0 }) else { throw .notCanonical }
        guard allowed else { throw .identity }
        return Self(uncheckedX: .zero, y: .zero)
    }

    func checkedForSubgroup() throws(DecodingError) -> Self {
        guard isInSubgroup else { throw .notInSubgroup }
        return self
    }
}
