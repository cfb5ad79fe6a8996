import Pairing
import TestSupport
import Testing

/// What the decoders refuse, each case with its error.
@Suite struct RefusalTests {
    private static let g1 = G1Affine.generator
    private static let g2 = G2Affine.generator

    /// x as the first Fp of a compressed encoding, after `zeros` zero bytes.
    private static func encoding(x: UInt8, zeros: Int) -> [UInt8] { [0x80] + [UInt8](repeating: 0, count: zeros - 1) + [x] }

    /// r P by double-and-add.
    private static func timesOrder<Group>(_ point: Group, zero: Group, add: (Group, Group) -> Group) -> Group {
        Parameters.r.bytes(32).reduce(zero) { sum, byte in
            (0..<8).reversed().reduce(sum) { sum, bit in
                let double = add(sum, sum)
                return byte >> bit & 1 != 0 ? add(double, point) : double
            }
        }
    }

    @Test func wrongLengths() {
        for length in [0, 1, 47, 49, 95, 96, 97, 191, 192, 193] {
            let bytes = [UInt8](repeating: 0x80, count: length)
            #expect(throws: DecodingError.wrongLength(expected: 48, got: length)) { try G1Affine(compressed: bytes) }
            if length != 96 {
                #expect(throws: DecodingError.wrongLength(expected: 96, got: length)) { try G1Affine(uncompressed: bytes) }
                #expect(throws: DecodingError.wrongLength(expected: 96, got: length)) { try G2Affine(compressed: bytes) }
            }
            if length != 192 {
                #expect(throws: DecodingError.wrongLength(expected: 192, got: length)) { try G2Affine(uncompressed: bytes) }
            }
            #expect(throws: DecodingError.wrongLength(expected: 576, got: length)) { try GT(bytes: bytes) }
        }
        // Each form given to the other's decoder.
        #expect(throws: DecodingError.wrongLength(expected: 48, got: 96)) { try G1Affine(compressed: Self.g1.uncompressed) }
        #expect(throws: DecodingError.wrongLength(expected: 192, got: 96)) { try G2Affine(uncompressed: Self.g2.compressed) }
    }

    @Test func everyTruncationOfAPoint() {
        for length in 0..<48 {
            #expect(throws: DecodingError.wrongLength(expected: 48, got: length)) {
                try G1Affine(compressed: Array(Self.g1.compressed.prefix(length)))
            }
        }
        for length in 0..<96 {
            #expect(throws: DecodingError.wrongLength(expected: 96, got: length)) {
                try G2Affine(compressed: Array(Self.g2.compressed.prefix(length)))
            }
        }
    }

    @Test func wrongFlags() {
        var bytes = Self.g1.compressed
        bytes[0] &= 0x7f
        #expect(throws: DecodingError.badFlags) { try G1Affine(compressed: bytes) }
        bytes = Self.g2.compressed
        bytes[0] &= 0x7f
        #expect(throws: DecodingError.badFlags) { try G2Affine(compressed: bytes) }
        for flag in [UInt8(0x80), 0x20, 0xa0, 0xe0] {
            bytes = Self.g1.uncompressed
            bytes[0] |= flag
            #expect(throws: DecodingError.badFlags) { try G1Affine(uncompressed: bytes) }
            bytes = Self.g2.uncompressed
            bytes[0] |= flag
            #expect(throws: DecodingError.badFlags) { try G2Affine(uncompressed: bytes) }
        }
        // The identity has no sign.
        bytes = G1Affine.identity.compressed
        bytes[0] |= 0x20
        #expect(throws: DecodingError.badFlags) { try G1Affine(compressed: bytes, allowingIdentity: true) }
        bytes = G2Affine.identity.compressed
        bytes[0] |= 0x20
        #expect(throws: DecodingError.badFlags) { try G2Affine(compressed: bytes, allowingIdentity: true) }
    }

    @Test func identity() throws {
        #expect(G1Affine.identity.compressed == [0xc0] + [UInt8](repeating: 0, count: 47))
        #expect(G2Affine.identity.compressed == [0xc0] + [UInt8](repeating: 0, count: 95))
        #expect(throws: DecodingError.identity) { try G1Affine(compressed: G1Affine.identity.compressed) }
        #expect(throws: DecodingError.identity) { try G1Affine(uncompressed: G1Affine.identity.uncompressed) }
        #expect(throws: DecodingError.identity) { try G2Affine(compressed: G2Affine.identity.compressed) }
        #expect(throws: DecodingError.identity) { try G2Affine(uncompressed: G2Affine.identity.uncompressed) }
        #expect(throws: DecodingError.identity) { try G1Affine(uncheckedSubgroupCompressed: G1Affine.identity.compressed) }
        #expect(try G1Affine(compressed: G1Affine.identity.compressed, allowingIdentity: true).isIdentity)
        #expect(try G1Affine(uncompressed: G1Affine.identity.uncompressed, allowingIdentity: true).isIdentity)
        #expect(try G2Affine(compressed: G2Affine.identity.compressed, allowingIdentity: true).isIdentity)
        #expect(try G2Affine(uncompressed: G2Affine.identity.uncompressed, allowingIdentity: true).isIdentity)
    }

    @Test func identityWithOtherBits() {
        for position in [0, 1, 47] {
            var bytes = G1Affine.identity.compressed
            bytes[position] |= 1
            #expect(throws: DecodingError.notCanonical) { try G1Affine(compressed: bytes, allowingIdentity: true) }
            bytes = G2Affine.identity.uncompressed
            bytes[position] |= 1
            #expect(throws: DecodingError.notCanonical) { try G2Affine(uncompressed: bytes, allowingIdentity: true) }
        }
        // (0, 0), by which the identity is known inside, is no encoding of it.
        #expect(throws: DecodingError.notOnCurve) {
            try G1Affine(uncompressed: [UInt8](repeating: 0, count: 96), allowingIdentity: true)
        }
        #expect(throws: DecodingError.notOnCurve) {
            try G2Affine(uncompressed: [UInt8](repeating: 0, count: 192), allowingIdentity: true)
        }
    }

    @Test func nonCanonicalCoordinates() {
        let p = Parameters.p
        func flagged(_ bytes: [UInt8]) -> [UInt8] { [bytes[0] | 0x80] + bytes.dropFirst() }
        // x + p for x = 0…39 fits 381 bits and would give a point if it were reduced.
        let x = Self.g1.uncompressed.prefix(48)
        for small in UInt(0)..<40 {
            let bytes = flagged((p + ReferenceInteger(small)).bytes(48))
            #expect(throws: DecodingError.notCanonical) { try G1Affine(uncheckedSubgroupCompressed: bytes) }
        }
        #expect(throws: DecodingError.notCanonical) { try G1Affine(compressed: flagged(p.bytes(48))) }
        #expect(throws: DecodingError.notCanonical) { try G1Affine(uncompressed: p.bytes(48) + Self.g1.uncompressed.suffix(48)) }
        #expect(throws: DecodingError.notCanonical) { try G1Affine(uncompressed: x + [UInt8](repeating: 0xff, count: 48)) }
        let q = Self.g2.uncompressed
        #expect(throws: DecodingError.notCanonical) { try G2Affine(compressed: flagged(p.bytes(48)) + q[48..<96]) }
        #expect(throws: DecodingError.notCanonical) { try G2Affine(compressed: flagged(Array(q[0..<48])) + p.bytes(48)) }
        #expect(throws: DecodingError.notCanonical) { try G2Affine(uncompressed: q[0..<96] + p.bytes(48) + q[144..<192]) }
        #expect(throws: DecodingError.notCanonical) { try G2Affine(uncompressed: q[0..<144] + p.bytes(48)) }
    }

    @Test func offTheCurve() throws {
        // Of the encodings with small x, about half are on the curve, and none is in the subgroup.
        var offG1 = 0, offG2 = 0
        for x in UInt8(0)..<40 {
            do {
                _ = try G1Affine(uncheckedSubgroupCompressed: Self.encoding(x: x, zeros: 47))
            } catch {
                #expect(error == .notOnCurve)
                offG1 += 1
            }
            do {
                _ = try G2Affine(uncheckedSubgroupCompressed: Self.encoding(x: x, zeros: 95))
            } catch {
                #expect(error == .notOnCurve)
                offG2 += 1
            }
        }
        #expect((8...32).contains(offG1))
        #expect((8...32).contains(offG2))
        var bytes = Self.g1.uncompressed
        bytes[95] ^= 1
        #expect(throws: DecodingError.notOnCurve) { try G1Affine(uncompressed: bytes) }
        #expect(throws: DecodingError.notOnCurve) { try G1Affine(uncheckedSubgroupUncompressed: bytes) }
        bytes = Self.g2.uncompressed
        bytes[191] ^= 1
        #expect(throws: DecodingError.notOnCurve) { try G2Affine(uncompressed: bytes) }
        #expect(throws: DecodingError.notOnCurve) { try G2Affine(uncheckedSubgroupUncompressed: bytes) }
    }

    @Test func outsideTheSubgroupOfG1() throws {
        var found = 0
        // x = 0 gives (0, ±2), of order 3.
        for x in UInt8(0)..<40 {
            let bytes = Self.encoding(x: x, zeros: 47)
            guard let point = try? G1Affine(uncheckedSubgroupCompressed: bytes) else { continue }
            found += 1
            let torsion = Self.timesOrder(G1(point), zero: .identity) { $0 + $1 }
            #expect(!torsion.isIdentity)
            #expect(throws: DecodingError.notInSubgroup) { try G1Affine(compressed: bytes) }
            #expect(throws: DecodingError.notInSubgroup) { try G1Affine(uncompressed: point.uncompressed) }
            // A point of the cofactor's order, alone and hidden in a point of the subgroup.
            #expect(throws: DecodingError.notInSubgroup) { try G1Affine(compressed: torsion.compressed) }
            #expect(throws: DecodingError.notInSubgroup) { try G1Affine(compressed: (torsion + .generator).compressed) }
        }
        #expect(found >= 8)
    }

    @Test func outsideTheSubgroupOfG2() throws {
        var found = 0
        for x in UInt8(0)..<40 {
            let bytes = Self.encoding(x: x, zeros: 95)
            guard let point = try? G2Affine(uncheckedSubgroupCompressed: bytes) else { continue }
            found += 1
            let torsion = Self.timesOrder(G2(point), zero: .identity) { $0 + $1 }
            #expect(!torsion.isIdentity)
            #expect(throws: DecodingError.notInSubgroup) { try G2Affine(compressed: bytes) }
            #expect(throws: DecodingError.notInSubgroup) { try G2Affine(uncompressed: point.uncompressed) }
            #expect(throws: DecodingError.notInSubgroup) { try G2Affine(compressed: torsion.compressed) }
            #expect(throws: DecodingError.notInSubgroup) { try G2Affine(compressed: (torsion + .generator).compressed) }
        }
        #expect(found >= 8)
    }

    @Test func elementsOfGT() throws {
        let bytes = GT.generator.bytes
        #expect(try GT(bytes: bytes) == .generator)
        #expect(throws: DecodingError.identity) { try GT(bytes: GT.one.bytes) }
        #expect(throws: DecodingError.wrongOrder) { try GT(bytes: [UInt8](repeating: 0, count: 576)) }
        #expect(throws: DecodingError.wrongOrder) { try GT(bytes: GT(value: Fp12(-.one, .zero)).bytes) }
        #expect(throws: DecodingError.wrongLength(expected: 576, got: 575)) { try GT(bytes: Array(bytes.dropLast())) }
        #expect(throws: DecodingError.wrongLength(expected: 576, got: 577)) { try GT(bytes: bytes + [0]) }
        for coefficient in 0..<12 {
            var changed = bytes
            changed.replaceSubrange(48 * coefficient..<48 * coefficient + 48, with: Parameters.p.bytes(48))
            #expect(throws: DecodingError.notCanonical) { try GT(bytes: changed) }
            changed = bytes
            changed[48 * coefficient + 47] ^= 1
            #expect(throws: DecodingError.wrongOrder) { try GT(bytes: changed) }
        }
        // The flags of points are no flags here.
        var flagged = bytes
        flagged[0] |= 0x80
        #expect(throws: DecodingError.notCanonical) { try GT(bytes: flagged) }
    }

    /// The cyclotomic subgroup has order Φ₁₂(p) = r · (cofactor with small primes): membership in it is not enough.
    @Test func cyclotomicElementsOfOtherOrders() throws {
        var generator = SeededGenerator(21)
        for _ in 0..<5 {
            let f = Fp12.random(using: &generator)
            #expect(throws: DecodingError.wrongOrder) { try GT(bytes: GT(value: f).bytes) }
            let unitary = f.conjugate() * f.inverse()
            #expect(throws: DecodingError.wrongOrder) { try GT(bytes: GT(value: unitary).bytes) }
            let cyclotomic = unitary.frobenius().frobenius() * unitary
            #expect(cyclotomic.isInCyclotomicSubgroup)
            #expect(throws: DecodingError.wrongOrder) { try GT(bytes: GT(value: cyclotomic).bytes) }
            let cofactorOrder = Self.timesOrder(cyclotomic, zero: .one) { $0 * $1 }
            #expect(cofactorOrder.isInCyclotomicSubgroup && cofactorOrder != .one)
            #expect(throws: DecodingError.wrongOrder) { try GT(bytes: GT(value: cofactorOrder).bytes) }
            let hidden = cofactorOrder * GT.generator.value
            #expect(throws: DecodingError.wrongOrder) { try GT(bytes: GT(value: hidden).bytes) }
        }
    }

    /// Changed encodings never trap, and what is accepted is the one encoding of its point.
    @Test func changedEncodings() {
        var generator = SeededGenerator(31)
        let seeds = [Self.g1.compressed, Self.g1.uncompressed, Self.g2.compressed, Self.g2.uncompressed, GT.generator.bytes]
        for round in 0..<400 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...Int(generator.next() % 3) {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            if round % 2 == 0 { bytes[0] ^= UInt8(truncatingIfNeeded: generator.next()) & 0xe0 }
            if let point = try? G1Affine(compressed: bytes, allowingIdentity: true) { #expect(point.compressed == bytes) }
            if let point = try? G1Affine(uncompressed: bytes, allowingIdentity: true) { #expect(point.uncompressed == bytes) }
            if let point = try? G2Affine(compressed: bytes, allowingIdentity: true) { #expect(point.compressed == bytes) }
            if let point = try? G2Affine(uncompressed: bytes, allowingIdentity: true) { #expect(point.uncompressed == bytes) }
            if let element = try? GT(bytes: bytes) { #expect(element.bytes == bytes) }
        }
    }
}
