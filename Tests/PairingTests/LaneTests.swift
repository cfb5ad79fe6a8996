import CFieldArithmetic
import Pairing
import TestSupport
import Testing

private let processorHasLanes: Bool = {
    let before = medseal_field_kernel()
    defer { medseal_field_select_kernel(before) }
    return medseal_field_select_kernel(medseal_kernel_ifma) == medseal_kernel_ifma
}()

/// The eight lanes against the scalar arithmetic, called directly so that no other test's choice of kernel hides them.
@Suite(.enabled(if: processorHasLanes, "this processor has no AVX-512 IFMA")) struct LaneTests {
    // The field.

    /// 0, 1, −1, values around the limbs of 52 and of 64 bits and their negatives, and random ones.
    private static let elements: [Fp] = {
        var values: [Fp] = [.zero, .one, -.one, Fp(2).inverse()]
        var power = Fp.one
        for bit in 1..<384 {
            power = power + power
            if bit % 52 <= 1 || bit % 52 == 51 || bit % 64 <= 1 || bit % 64 == 63 { values += [power, power - .one, -power] }
        }
        var generator = SeededGenerator(52)
        for _ in 0..<40 { values.append(Fp(reducing: generator.bytes(64), at: 0)) }
        while values.count % 8 != 0 { values.append(.one) }
        return values
    }()

    /// Calls `body` with places for five times eight elements, the first two of them loaded.
    private static func lanes(_ a: [Fp], _ b: [Fp], _ body: (UnsafeMutablePointer<fp8_t>) -> Void) -> [[Fp]] {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 5 * MemoryLayout<fp8_t>.stride, alignment: 64)
        defer { unsafe bytes.deallocate() }
        let first = unsafe bytes.bindMemory(to: fp8_t.self, capacity: 5)
        unsafe medseal_fp8_load(first, a.map(\.value))
        unsafe medseal_fp8_load(first + 1, b.map(\.value))
        for index in 2..<5 { unsafe medseal_fp8_load(first + index, a.map(\.value)) }
        unsafe body(first)
        return (0..<5).map { index in
            var values = [fp_t](repeating: fp_t(), count: 8)
            unsafe medseal_fp8_store(&values, first + index)
            return values.map { Fp(value: $0) }
        }
    }

    private static func groups() -> [[Fp]] {
        stride(from: 0, to: elements.count, by: 8).map { Array(elements[$0..<$0 + 8]) }
    }

    @Test func loadingAndStoringLosesNothing() {
        for a in Self.groups() {
            #expect(unsafe Self.lanes(a, a) { _ in }[0] == a)
        }
    }

    @Test func productsSumsAndDifferences() {
        for a in Self.groups() {
            for b in Self.groups() {
                let results = unsafe Self.lanes(a, b) { x in
                    unsafe medseal_fp8_mul(x + 2, x, x + 1)
                    unsafe medseal_fp8_sub(x + 3, x, x + 1)
                    unsafe medseal_fp8_add(x + 4, x, x + 1)
                }
                #expect(results[2] == zip(a, b).map { $0 * $1 })
                #expect(results[3] == zip(a, b).map { $0 - $1 })
                #expect(results[4] == zip(a, b).map { $0 + $1 })
            }
            let squares = unsafe Self.lanes(a, a) { x in
                unsafe medseal_fp8_sqr(x + 2, x)
                unsafe medseal_fp8_scale(x + 3, x, 36)
                unsafe medseal_fp8_pow_p_minus_3_over_4(x + 4, x)
            }
            #expect(squares[2] == a.map { $0.squared() })
            #expect(squares[3] == a.map { $0 * Fp(36) })
            #expect(squares[4] == a.map { Fp(value: fp_pow_p_minus_3_over_4($0.value)) })
        }
    }

    /// The greatest operands that the header allows: 2¹⁵ a and 2¹⁵ b, unreduced, are below 2¹⁶ p.
    @Test func looseOperandsUpToTheBound() {
        let factor = Fp(1 << 15)
        for a in Self.groups() {
            for b in Self.groups() {
                let results = unsafe Self.lanes(a, b) { x in
                    for place in 0..<2 {
                        unsafe medseal_fp8_scale(x + place, x + place, 1 << 8)
                        unsafe medseal_fp8_scale(x + place, x + place, 1 << 7)
                    }
                    unsafe medseal_fp8_mul(x + 2, x, x + 1)
                    unsafe medseal_fp8_sqr(x + 3, x)
                    unsafe medseal_fp8_add(x + 4, x, x + 1)
                }
                #expect(results[2] == zip(a, b).map { $0 * $1 * factor * factor })
                #expect(results[3] == a.map { ($0 * factor).squared() })
                #expect(results[4] == zip(a, b).map { ($0 + $1) * factor })
                let sums = unsafe Self.lanes(a, b) { x in
                    unsafe medseal_fp8_scale(x + 1, x + 1, 1 << 9)
                    unsafe medseal_fp8_scale(x, x, 1 << 7)
                    unsafe medseal_fp8_scale(x, x, 1 << 7)
                    unsafe medseal_fp8_sum_of_products(x + 2, x, x + 1, x, x)
                    unsafe medseal_fp8_difference_of_products(x + 3, x, x, x + 1, x)
                    unsafe medseal_fp8_sub(x + 4, x + 4, x + 1)
                }
                let (large, small) = (Fp(1 << 14), Fp(1 << 9))
                #expect(sums[2] == zip(a, b).map { $0 * large * ($1 * small + $0 * large) })
                #expect(sums[3] == zip(a, b).map { $0 * large * ($0 * large - $1 * small) })
                #expect(sums[4] == zip(a, b).map { $0 - $1 * small })
            }
        }
    }

    @Test func masksSelectZeroAndParity() {
        for a in Self.groups() {
            let b = Array(a.reversed())
            for mask: UInt8 in [0, 1, 0x80, 0x5a, 0xff] {
                let results = unsafe Self.lanes(a, b) { x in unsafe medseal_fp8_select(x + 2, x, x + 1, mask) }
                #expect(results[2] == (0..<8).map { mask >> UInt8($0) & 1 != 0 ? b[$0] : a[$0] })
            }
            var zero: UInt8 = 0, zeroUnreduced: UInt8 = 0, odd: UInt8 = 0
            _ = unsafe Self.lanes(a, b) { x in
                unsafe zero = medseal_fp8_is_zero(x)
                unsafe odd = medseal_fp8_is_odd(x)
                unsafe medseal_fp8_sub(x + 2, x, x)
                unsafe zeroUnreduced = medseal_fp8_is_zero(x + 2)
            }
            #expect(zeroUnreduced == 0xff)
            for lane in 0..<8 {
                #expect((zero >> UInt8(lane) & 1 != 0) == a[lane].isZero)
                #expect(odd >> UInt8(lane) & 1 == a[lane].bigEndianBytes[47] & 1)
            }
        }
    }

    @Test func lookingUpReadsTheLanesOfTheirEntries() {
        let groups = Self.groups()
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 5 * MemoryLayout<fp8_t>.stride, alignment: 64)
        defer { unsafe bytes.deallocate() }
        let first = unsafe bytes.bindMemory(to: fp8_t.self, capacity: 5)
        for entry in 0..<4 { unsafe medseal_fp8_load(first + entry, groups[entry].map(\.value)) }
        let indices: [UInt64] = [0, 1, 2, 3, 4, 3, .max, 0]
        // Entries two apart, so two of them; whatever is beyond is 0.
        unsafe medseal_fp8_look_up(first + 4, first, 2, 2, indices)
        var values = [fp_t](repeating: fp_t(), count: 8)
        unsafe medseal_fp8_store(&values, first + 4)
        #expect(values.map { Fp(value: $0) } == (0..<8).map { indices[$0] < 2 ? groups[2 * Int(indices[$0])][$0] : .zero })
    }

    // Sums of multiples.

    @Test func sumsAgreeWithScalarMultiplications() {
        var generator = SeededGenerator(8)
        func scalar() -> Scalar { Scalar(reducing: generator.bytes(64)) }
        let edges: [Scalar] = [.zero, .one, -.one, Scalar(16), Scalar(17), Scalar(1 << 63), -Scalar(31), scalar()]
        for termCount in [1, 2, 3, 17] {
            var points = (0..<8 * termCount).map { _ in G1.generator.multiplied(by: scalar()) }
            var scalars = (0..<points.count).map { _ in scalar() }
            scalars.replaceSubrange(0..<8, with: edges)
            // The identity, and a term that cancels or repeats the one before.
            points[3] = .identity
            if termCount > 1 {
                (points[8], scalars[8]) = (points[0], -scalars[0])
                (points[9], scalars[9]) = (points[1], scalars[1])
            }
            let sums = LaneSum.rows(points, scalars)
            for row in 0..<8 {
                var expected = G1.identity
                for term in 0..<termCount { expected += points[8 * term + row].multiplied(by: scalars[8 * term + row]) }
                #expect(sums[row] == expected)
                #expect(sums[row].compressed == expected.compressed)
            }
        }
    }

    @Test(arguments: [1, 5, 6, 7, 8, 20]) func batchCoefficientsAreTheScalarsTheySay(_ count: Int) {
        var generator = SeededGenerator(128)
        let points = G1.batchAffine((0..<count).map { _ in G1.generator.multiplied(by: Scalar(reducing: generator.bytes(64))) })
        var coefficients = (0..<count).map { _ in BatchCoefficient(using: &generator) }
        coefficients[0] = .one
        #expect(BatchCoefficient.one.scalar == .one)
        let expected = zip(points, coefficients).reduce(G1.identity) { $0 + G1($1.0).multiplied(by: $1.1.scalar) }
        #expect(G1.sum(points, coefficients) == expected)
        #expect(G1.multiScalarMultiplication(points, coefficients.map(\.scalar)) == expected)
    }

    /// Units, which cost an addition, among other scalars.
    @Test func variableTimeSumsAgree() {
        var generator = SeededGenerator(17)
        let points = G1.batchAffine((0..<20).map { _ in G1.generator.multiplied(by: Scalar(reducing: generator.bytes(64))) })
        for otherCount in [0, 1, 5, 6, 17] {
            let scalars = (0..<20).map { $0 < otherCount ? Scalar(reducing: generator.bytes(64)) : [.zero, .one, -.one][$0 % 3] }
            let expected = zip(points, scalars).reduce(G1.identity) { $0 + G1($1.0).multiplied(by: $1.1) }
            #expect(G1.multiScalarMultiplicationVariableTime(points, scalars) == expected)
        }
    }

    // Decoding.

    @Test func decodingRefusesExactlyWhatOneByOneRefuses() {
        var generator = SeededGenerator(48)
        let good = G1.generator.multiplied(by: Scalar(reducing: generator.bytes(64))).compressed
        var other = (-G1.generator).compressed
        var encodings: [[UInt8]] = [good, other, [], Array(good.dropLast()), [UInt8](repeating: 0xff, count: 48)]
        encodings.append([0xc0] + [UInt8](repeating: 0, count: 47))
        encodings.append([0xe0] + [UInt8](repeating: 0, count: 47))
        encodings.append([0xc0] + [UInt8](repeating: 1, count: 47))
        other[0] &= 0x7f
        encodings.append(other)
        // x = 0 has y = 2, a point of order 3; other small x are on the curve or not, but not in the subgroup.
        for x: UInt8 in 0..<40 { encodings.append([0x80] + [UInt8](repeating: 0, count: 46) + [x]) }
        // p itself.
        encodings.append(Fp.zeroPlusModulus)
        for _ in 0..<40 {
            var bytes = generator.bytes(48)
            bytes[0] = bytes[0] & 0x1f | 0x80
            encodings.append(bytes)
        }
        while encodings.count % 8 != 0 { encodings.append(good) }
        var accepted = 0, acceptedUnchecked = 0
        for start in stride(from: 0, to: encodings.count, by: 8) {
            let group = Array(encodings[start..<start + 8])
            for (encoding, result) in zip(group, LaneDecompression.decode(group, checkingSubgroup: true)) {
                let expected = Result { () throws(DecodingError) in try G1Affine(compressed: encoding) }
                #expect(result == expected)
                if case .success = result { accepted += 1 }
            }
            for (encoding, result) in zip(group, LaneDecompression.decode(group, checkingSubgroup: false)) {
                let expected = Result { () throws(DecodingError) in try G1Affine(uncheckedSubgroupCompressed: encoding) }
                #expect(result == expected)
                if case .success = result { acceptedUnchecked += 1 }
            }
        }
        #expect(accepted >= 2)
        #expect(acceptedUnchecked > accepted)
        #expect(throws: DecodingError.badFlags) { _ = try G1Affine.batch(compressed: [good, good, good, other, good]) }
    }

    @Test func publishedMultiplesDecodeAndEncode() throws {
        let file = try VectorFile.bytes("bls12_381/g1_compressed_multiples_0_to_999.dat")
        let encodings = stride(from: 48, to: file.count, by: 48).map { Array(file[$0..<$0 + 48]) }
        #expect(encodings.count == 999)
        #expect(try G1Affine.batch(compressed: encodings).map(\.compressed) == encodings)
    }

    // Hashing.

    @Test func hashesAgreeWithHashesOneByOne() {
        let domain = Array("MEDSEAL-LANE-TEST".utf8)
        for count in [0, 1, 2, 3, 7, 8, 9, 20] {
            let inputs = (0..<count).map { (message: Array("message \($0)".utf8), domain: domain + [UInt8($0 % 3)]) }
            let hashes = G1.batchHash(inputs)
            #expect(hashes.map(\.compressed) == inputs.map { G1.hash($0.message, domain: $0.domain).compressed })
        }
    }

    /// u = 0 and the roots of Z u² = −1 are the exceptions of the simplified SWU map; equal and opposite elements are those
    /// of the sum on the isogenous curve.
    @Test func exceptionalFieldElements() throws {
        var generator = SeededGenerator(11)
        let u = Fp(reducing: generator.bytes(64), at: 0), v = Fp(reducing: generator.bytes(64), at: 0)
        let minusOne = -Fp.one
        // −1/11 is a square or it is not: then no such exception exists.
        let exception = (minusOne * Fp(11).inverse()).squareRoot() ?? .zero
        let pairs: [(Fp, Fp)] = [(.zero, u), (u, .zero), (.zero, .zero), (u, u), (u, -u), (exception, v), (.one, minusOne), (u, v)]
        let hashes = LaneHashToCurve.map(pairs)
        for (pair, hash) in zip(pairs, hashes) {
            // The identity stands for "not computed": allowed for equal and opposite elements only.
            if hash.isIdentity && (pair.0 == pair.1 || pair.0 == -pair.1) { continue }
            #expect(hash == G1.map(pair.0, pair.1))
        }
        #expect(!hashes[0].isIdentity && !hashes[7].isIdentity)
    }
}

extension Fp {
    /// p as 48 bytes with the flag of a compressed point: not canonical.
    fileprivate static var zeroPlusModulus: [UInt8] {
        var bytes = (-Fp.one).bigEndianBytes
        bytes[47] += 1
        bytes[0] |= 0x80
        return bytes
    }
}
