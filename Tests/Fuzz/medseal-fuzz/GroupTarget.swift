import Pairing

/// Points, GT elements and scalars.
enum GroupTarget {
    /// r − 1, big-endian.
    private static let minusOne = -Scalar.one

    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind % 6 {
        case 0:
            if let point = try? G1Affine(compressed: bytes) { check(point, compressed: bytes) }
            if let point = try? G1Affine(compressed: bytes, allowingIdentity: true) { check(point, compressed: bytes) }
        case 1: if let point = try? G1Affine(uncompressed: bytes) { check(point, uncompressed: bytes) }
        case 2:
            if let point = try? G2Affine(compressed: bytes) { check(point, compressed: bytes) }
            if let point = try? G2Affine(compressed: bytes, allowingIdentity: true) { check(point, compressed: bytes) }
        case 3: if let point = try? G2Affine(uncompressed: bytes) { check(point, uncompressed: bytes) }
        case 4:
            guard let element = try? GT(bytes: bytes) else { return }
            demand(element.bytes == bytes, "an element of GT is written as it was read")
            demand(!element.isOne && (element.power(minusOne) * element).isOne, "it has order r")
        default:
            if let scalar = try? Scalar(bigEndian: bytes) {
                demand(scalar.bigEndianBytes == bytes, "a scalar is written as it was read")
                if scalar != .zero { demand(scalar * scalar.inverse() == .one, "and has an inverse") }
            }
            if bytes.count == 64 {
                let wide = Scalar(reducing: bytes)
                demand((try? Scalar(bigEndian: wide.bigEndianBytes)) == wide, "a reduced scalar is below r")
            }
        }
    }

    private static func check(_ point: G1Affine, compressed bytes: [UInt8]) {
        demand(point.compressed == bytes, "a point is written as it was read")
        demand((try? G1Affine(uncompressed: point.uncompressed, allowingIdentity: true)) == point, "in both forms")
        demand((G1(point).multiplied(by: minusOne) + G1(point)).isIdentity, "it has order r")
    }

    private static func check(_ point: G1Affine, uncompressed bytes: [UInt8]) {
        demand(point.uncompressed == bytes, "a point is written as it was read")
        check(point, compressed: point.compressed)
    }

    private static func check(_ point: G2Affine, compressed bytes: [UInt8]) {
        demand(point.compressed == bytes, "a point is written as it was read")
        demand((try? G2Affine(uncompressed: point.uncompressed, allowingIdentity: true)) == point, "in both forms")
        demand((G2(point).multiplied(by: minusOne) + G2(point)).isIdentity, "it has order r")
    }

    private static func check(_ point: G2Affine, uncompressed bytes: [UInt8]) {
        demand(point.uncompressed == bytes, "a point is written as it was read")
        check(point, compressed: point.compressed)
    }
}
