public import Framing
public import Pairing
import Cryptography

/// mpk of FABEO: g1, g2 and e(g1, g2)^α. What everybody needs to seal, and nothing that opens.
public struct PublicParameters: Equatable, Sendable {
    /// Length of ``bytes``.
    public static let byteCount = 2 + 48 + 96 + 576

    /// e(g1, g2)^α.
    public let blinding: GT

    /// Version `u8` = 1, scheme `u8` = 1 (FABEO), g1 and g2 compressed (48 and 96 bytes), e(g1, g2)^α (576 bytes).
    public let bytes: [UInt8]

    /// mpkID = SHA-256(frame("FABEO", the hash domains of all families of labels, that of H0, mpk)), 32 bytes: binds
    /// ciphertexts and keys to these parameters and hashes. The rules by which a policy is compiled are bound by each
    /// ciphertext, not here, so that keys outlive them.
    public let identifier: [UInt8]

    init(blinding: GT) {
        self.blinding = blinding
        var writer = ByteWriter(reservingCapacity: Self.byteCount)
        writer.u8(1)
        writer.u8(1)
        writer.raw(G1.generator.affine.compressed)
        writer.raw(G2.generator.affine.compressed)
        writer.raw(blinding.bytes)
        bytes = writer.bytes
        identifier = SHA256.hash(frame([Array(utf8: "FABEO")] + HashDomain.all + [bytes]))
    }

    /// Reads untrusted parameters: the generators must be the standard ones, and the GT element of order r and not 1.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        try reader.expect([1, 1], "version 1 of FABEO's public parameters")
        try reader.expect(G1.generator.affine.compressed, "the standard generator of G1")
        try reader.expect(G2.generator.affine.compressed, "the standard generator of G2")
        let offset = reader.offset
        let value = try reader.raw(576, "e(g1, g2)^α")
        try reader.finish()
        do {
            self.init(blinding: try GT(bytes: value))
        } catch {
            throw MalformedInput(offset: offset, reason: "e(g1, g2)^α: \(error)")
        }
    }
}
