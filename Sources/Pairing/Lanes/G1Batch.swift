/// Operations on many points at once: the same results as one by one, with eight of them side by side where the
/// processor has AVX-512 IFMA.
extension G1 {
    /// `scalars[i] · points[i]`; constant time in the scalars and the points. As many scalars as points.
    public static func batchMultiply(_ points: [G1], _ scalars: [Scalar]) -> [G1] { batchSums([points], [scalars]) }

    /// `scalars[i] · points[i]`; constant time in the scalars and the points. As many scalars as points.
    public static func batchMultiply(_ points: [G1Affine], _ scalars: [Scalar]) -> [G1] {
        batchMultiply(points.map { G1($0) }, scalars)
    }

    /// Σⱼ `scalars[j][i] · points[j][i]` for every row i; constant time in the scalars and the points. At least one
    /// column j, all of one length, and as many scalars as points.
    public static func batchSums(_ points: [[G1]], _ scalars: [[Scalar]]) -> [G1] {
        precondition(!points.isEmpty && points.count == scalars.count, "one column of scalars for each column of points")
        let rowCount = points[0].count
        precondition(
            points.allSatisfy { $0.count == rowCount } && scalars.allSatisfy { $0.count == rowCount },
            "columns of one length")
        return LaneGroups.map(rowCount) { row in
            interleavedSum(points.map { $0[row] }, scalars.map { $0[row] })
        } eight: { rows in
            var terms = points.flatMap { column in rows.indices.map { column[rows[$0]] } }
            var factors = scalars.flatMap { column in rows.indices.map { column[rows[$0]] } }
            defer {
                wipe(&terms)
                wipe(&factors)
            }
            return LaneSum.rows(terms, factors)
        }
    }

    /// Fewer terms than this are summed faster one by one.
    static var smallestLaneSum: Int { 6 }

    /// Σ scalarᵢ · pointᵢ with the terms dealt out to eight lanes; constant time.
    static func laneSum(_ points: [G1Affine], _ digits: [EndomorphismDigits], bitsPerDigit: Int) -> G1 {
        let missing = (8 - points.count % 8) % 8
        var terms = points.map { G1($0) } + [G1](repeating: .identity, count: missing)
        var factors = digits + [EndomorphismDigits](repeating: EndomorphismDigits(low: 0, high: 0), count: missing)
        defer {
            wipe(&terms)
            wipe(&factors)
        }
        return LaneSum.rows(terms, factors, bitsPerDigit: bitsPerDigit).reduce(.identity, +)
    }
}

/// How rows are dealt out: eights go to the lanes, and a rest that is worth it, too.
enum LaneGroups {
    /// The rows of eight lanes: a lane beyond the last row repeats the last.
    struct Eight {
        let first: Int
        let end: Int
        var indices: Range<Int> { 0..<8 }
        subscript(lane: Int) -> Int { min(first + lane, end - 1) }
    }

    /// A rest of fewer rows than this is faster one by one.
    private static var smallestRest: Int { 3 }

    /// The results of `count` rows, by `single` one by one or by `eight` eight by eight.
    static func map<Result>(_ count: Int, single: (Int) -> Result, eight: (Eight) -> [Result]) -> [Result] {
        var results: [Result] = []
        results.reserveCapacity(count)
        while results.count < count {
            let rest = count - results.count
            if LaneMemory.isAvailable && rest >= smallestRest {
                results += eight(Eight(first: results.count, end: count)).prefix(rest)
            } else {
                results.append(single(results.count))
            }
        }
        return results
    }
}
