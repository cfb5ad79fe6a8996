/// Decodes points of G1 eight at a time, with every check of ``G1Affine/init(compressed:allowingIdentity:)``.
///
/// Variable-time only in what is public: encodings.
extension G1Affine {
    /// Decodes encodings of 48 bytes each, in order; the identity is refused.
    ///
    /// Throws the error of the first encoding that is refused: `wrongLength`, `badFlags`, `notCanonical`, `notOnCurve`,
    /// `notInSubgroup` or `identity`.
    public static func batch(compressed encodings: [[UInt8]]) throws(DecodingError) -> [G1Affine] {
        try batch(encodings, checkingSubgroup: true)
    }

    /// Every check but the subgroup's: for points that are checked otherwise, or that this machine wrote.
    public static func batch(uncheckedSubgroupCompressed encodings: [[UInt8]]) throws(DecodingError) -> [G1Affine] {
        try batch(encodings, checkingSubgroup: false)
    }

    private static func batch(_ encodings: [[UInt8]], checkingSubgroup: Bool) throws(DecodingError) -> [G1Affine] {
        let decoded = LaneGroups.map(encodings.count) { row in
            Result { () throws(DecodingError) in
                checkingSubgroup
                    ? try G1Affine(compressed: encodings[row])
                    : try G1Affine(uncheckedSubgroupCompressed: encodings[row])
            }
        } eight: { rows in
            LaneDecompression.decode(rows.indices.map { encodings[rows[$0]] }, checkingSubgroup: checkingSubgroup)
        }
        var points: [G1Affine] = []
        points.reserveCapacity(decoded.count)
        for result in decoded { points.append(try result.get()) }
        return points
    }
}

package enum LaneDecompression {
    /// The results of eight encodings. For a processor that has the lanes.
    package static func decode(_ encodings: [[UInt8]], checkingSubgroup: Bool) -> [Result<G1Affine, DecodingError>] {
        let headers = encodings.map { encoding in
            Result { () throws(DecodingError) in try CompressedHeader(encoding) }
        }
        // A lane whose encoding is refused already computes with x = 0.
        let xs = headers.map { (try? $0.get().x) ?? .zero }
        return LaneMemory.with(capacity: 3 * JacobianLanes.size + JacobianLanes.Scratch.size + 2) { memory in
            let scratch = JacobianLanes.Scratch(&memory)
            let point = JacobianLanes(&memory)
            let (square, difference) = (memory.take(), memory.take())
            point.x.set(xs, from: 0) { $0 }
            point.z.set(Fp.one)
            // y² = x³ + 4, and y = (y²)^((p+1)/4) if that has a root.
            square.setSquare(point.x)
            square.setProduct(square, point.x)
            difference.set(Fp.curveConstant)
            square.setSum(square, difference)
            point.y.setPowerPMinus3Over4(square)
            point.y.setProduct(point.y, square)
            difference.setSquare(point.y)
            difference.setDifference(difference, square)
            let onCurve = difference.zeroMask
            let inSubgroup = checkingSubgroup ? Self.subgroupMask(point, scratch, &memory) : 0xff
            let roots = point.y.elements()
            return headers.indices.map { lane in
                headers[lane].flatMap { header in
                    guard onCurve >> UInt8(lane) & 1 != 0 else { return .failure(.notOnCurve) }
                    guard inSubgroup >> UInt8(lane) & 1 != 0 else { return .failure(.notInSubgroup) }
                    let root = roots[lane]
                    return .success(G1Affine(uncheckedX: header.x, y: root.isLargerHalf == header.isLargerY ? root : -root))
                }
            }
        }
    }

    /// Bit k is 1 where point k of the curve, with z = 1, is of order r: (β x, −y) = |z|² P, see ``G1Affine/isInSubgroup``.
    private static func subgroupMask(_ point: JacobianLanes, _ scratch: JacobianLanes.Scratch, _ memory: inout LaneMemory) -> UInt8 {
        let once = JacobianLanes(&memory), twice = JacobianLanes(&memory)
        point.multiplyByCurveParameter(into: once, scratch)
        once.multiplyByCurveParameter(into: twice, scratch)
        // No multiple k P with k < r is P, −P or the identity, so where Z is 0 the point is not of order r.
        let failed = twice.z.zeroMask
        let (zz, expected, difference) = (scratch.t0, scratch.t1, scratch.t2)
        // X = β x Z², Y = −y Z³.
        zz.setSquare(twice.z)
        difference.set(G1.cubeRootOfUnity)
        expected.setProduct(point.x, zz)
        expected.setProduct(expected, difference)
        difference.setDifference(twice.x, expected)
        let xAgrees = difference.zeroMask
        zz.setProduct(zz, twice.z)
        expected.setProduct(point.y, zz)
        difference.setSum(twice.y, expected)
        return ~failed & xAgrees & difference.zeroMask
    }
}

/// The flags and x of a compressed point that is not the identity.
struct CompressedHeader {
    let x: Fp
    let isLargerY: Bool

    init(_ encoding: [UInt8]) throws(DecodingError) {
        guard encoding.count == Fp.byteCount else { throw .wrongLength(expected: Fp.byteCount, got: encoding.count) }
        let flags = encoding[0] & PointFlag.all
        guard flags & PointFlag.compressed != 0 else { throw .badFlags }
        if flags & PointFlag.identity != 0 {
            // The reason why an identity is refused, or a malformed one.
            _ = try G1Affine.decodedCompressed(encoding, allowingIdentity: false)
        }
        x = try Fp(bytes: encoding, at: 0, withFlags: true)
        isLargerY = flags & PointFlag.largerY != 0
    }
}
