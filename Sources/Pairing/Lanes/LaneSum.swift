/// Sums of multiples of points of G1, eight sums side by side: Straus's interleaved windows, as in
/// ``WindowedGroup/interleavedSum(_:_:)``, in time that depends on the number of terms only.
package enum LaneSum {
    /// Terms whose tables are held at once: 34 KiB each.
    private static var termsAtOnce: Int { 16 }

    /// Lane k of the result is Σⱼ scalars[8 j + k] · points[8 j + k]. As many scalars as points, a multiple of 8.
    package static func rows(_ points: [G1], _ scalars: [Scalar]) -> [G1] {
        var digits = scalars.map { EndomorphismDigits($0, count: G1.digitCount) }
        defer { wipe(&digits) }
        return rows(points, digits, bitsPerDigit: 256 / G1.digitCount)
    }

    /// The same for scalars whose digits in the base of the endomorphism have no more than so many bits.
    static func rows(_ points: [G1], _ digits: [EndomorphismDigits], bitsPerDigit: Int) -> [G1] {
        precondition(points.count == digits.count && points.count % 8 == 0, "eight rows, each of as many terms")
        let windowCount = bitsPerDigit / 5 + 1
        let termCount = points.count / 8
        let roomForTables = min(termCount, termsAtOnce) * Table.size
        return LaneMemory.with(capacity: roomForTables + 3 * G1Lanes.size + G1LaneFormulas.size + 1) { memory in
            let formulas = G1LaneFormulas(&memory)
            let endomorphismFactor = memory.take()
            endomorphismFactor.set(G1.cubeRootOfUnity)
            let tables = memory.take(roomForTables)
            let chosen = G1Lanes(at: memory.take(G1Lanes.size))
            let partial = G1Lanes(at: memory.take(G1Lanes.size))
            let total = G1Lanes(at: memory.take(G1Lanes.size))
            total.setNeutral()
            for start in stride(from: 0, to: termCount, by: termsAtOnce) {
                let terms = start..<min(start + termsAtOnce, termCount)
                for term in terms {
                    let table = Table(at: tables.advanced(by: (term - start) * Table.size))
                    table.multiples[1].set(points, from: 8 * term)
                    table.fill(formulas, endomorphismFactor)
                }
                partial.setNeutral()
                for window in (0..<windowCount).reversed() {
                    if window != windowCount - 1 {
                        for _ in 0..<5 { formulas.double(partial) }
                    }
                    for term in terms {
                        let table = Table(at: tables.advanced(by: (term - start) * Table.size))
                        for position in 0..<G1.digitCount {
                            let (indices, signs) = recoded(digits, term: term, window: window, position: position)
                            table.select(indices, position, into: chosen)
                            // The endomorphism is (β x, −y).
                            formulas.negate(chosen.y, mask: position == 0 ? signs : ~signs)
                            formulas.add(chosen, to: partial)
                        }
                    }
                }
                formulas.add(partial, to: total)
            }
            return total.points()
        }
    }

    /// The digits of a term's eight scalars in one window: magnitudes, and a bit for each that is negative.
    ///
    /// Never inlined, as `select` is not, so that the check in Tests/ConstantTime finds it.
    @inline(never)
    private static func recoded(
        _ digits: [EndomorphismDigits], term: Int, window: Int, position: Int
    ) -> (LaneIndices, UInt8) {
        var indices = LaneIndices()
        var signs: UInt64 = 0
        for lane in 0..<8 {
            let digit = BoothDigit(bits: digits[8 * term + lane].window(window, ofDigit: position))
            indices[lane] = digit.magnitude
            signs |= digit.signMask & (1 << UInt64(lane))
        }
        return (indices, UInt8(truncatingIfNeeded: signs))
    }

    /// 0·P, 1·P, …, 16·P of eight points, and the x of their images under the endomorphism.
    private struct Table {
        static var size: Int { G1.multipleCount * (G1Lanes.size + 1) }

        private let first: FpLanes

        init(at first: FpLanes) { self.first = first }

        var multiples: Multiples { Multiples(first: first) }
        private var images: FpLanes { first.advanced(by: G1.multipleCount * G1Lanes.size) }

        struct Multiples {
            let first: FpLanes
            subscript(index: Int) -> G1Lanes { G1Lanes(at: first.advanced(by: index * G1Lanes.size)) }
        }

        /// Fills the table from its entry 1.
        func fill(_ formulas: G1LaneFormulas, _ endomorphismFactor: FpLanes) {
            multiples[0].setNeutral()
            for index in 2..<G1.multipleCount {
                multiples[index].set(multiples[index / 2])
                formulas.double(multiples[index])
                if index % 2 == 1 { formulas.add(multiples[1], to: multiples[index]) }
            }
            for index in 0..<G1.multipleCount {
                images.advanced(by: index).setProduct(multiples[index].x, endomorphismFactor)
            }
        }

        /// Every entry is read; constant time in the indices. `position` is 0 for the multiples, 1 for their images.
        @inline(never)
        func select(_ indices: LaneIndices, _ position: Int, into point: G1Lanes) {
            let count = G1.multipleCount
            if position == 0 {
                point.x.setEntry(of: multiples[0].x, stride: G1Lanes.size, count: count, indices)
            } else {
                point.x.setEntry(of: images, stride: 1, count: count, indices)
            }
            point.y.setEntry(of: multiples[0].y, stride: G1Lanes.size, count: count, indices)
            point.z.setEntry(of: multiples[0].z, stride: G1Lanes.size, count: count, indices)
        }
    }
}
