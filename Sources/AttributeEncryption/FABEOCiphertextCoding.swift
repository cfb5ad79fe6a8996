package import AccessPolicy
import Framing
package import Pairing

extension FABEO.Ciphertext {
    /// ct1 (96) ‖ ct2_1 … ct2_τ (96 each) ‖ ct3_1 … ct3_n (48 each), compressed.
    package var encoded: [UInt8] {
        var writer = ByteWriter(reservingCapacity: 96 * (1 + ct2.count) + 48 * ct3.count)
        writer.raw(ct1.compressed)
        for point in ct2 { writer.raw(point.compressed) }
        for point in ct3 { writer.raw(point.compressed) }
        return writer.bytes
    }

    /// Reads ``encoded`` for a program, which tells n and τ. Every point checked: canonical, on the curve, in the
    /// subgroup, not the identity.
    ///
    /// - Throws: ``DecodingError``, `wrongLength` if the program's ciphertexts have another length.
    package init(encoded bytes: [UInt8], _ program: SpanProgram) throws(DecodingError) {
        let length = 96 * (program.maximumOccurrence + 1) + 48 * program.rowCount
        guard bytes.count == length else { throw .wrongLength(expected: length, got: bytes.count) }
        var offset = 0
        func next(_ count: Int) -> [UInt8] {
            defer { offset += count }
            return Array(bytes[offset..<offset + count])
        }
        let ct1 = try G2Affine(compressed: next(96))
        var ct2: [G2Affine] = []
        for _ in 0..<program.maximumOccurrence { ct2.append(try G2Affine(compressed: next(96))) }
        let ct3 = try G1Affine.batch(compressed: (0..<program.rowCount).map { _ in next(48) })
        self.init(ct1: ct1, ct2: ct2, ct3: ct3)
    }
}
