/// Multi-scalar multiplication for public scalars: the time tells them.
extension WindowedGroup {
    /// Σ scalarᵢ · pointᵢ. Terms with scalar 0 cost nothing, with 1 or −1 one addition each.
    static func sumVariableTime(_ points: [Self], _ scalars: [Scalar]) -> Self {
        precondition(points.count == scalars.count, "one scalar for each point")
        var sum = neutral
        var rest: [Self] = [], digits: [EndomorphismDigits] = []
        let one = Scalar.one, minusOne = -one
        for (point, scalar) in zip(points, scalars) {
            if scalar.isZero { continue }
            if scalar == one {
                sum.combine(point)
            } else if scalar == minusOne {
                sum.combine(point.negated())
            } else {
                rest.append(point)
                digits.append(EndomorphismDigits(scalar, count: digitCount))
            }
        }
        guard !rest.isEmpty else { return sum }
        sum.combine(rest.count < 24 ? windowedSumVariableTime(rest, digits) : bucketSumVariableTime(rest, digits))
        return sum
    }

    /// Straus: a table of multiples for each point.
    private static func windowedSumVariableTime(_ points: [Self], _ scalars: [EndomorphismDigits]) -> Self {
        var table: [Self] = []
        table.reserveCapacity(16 * digitCount * points.count)
        for point in points {
            appendMultiples(of: point, to: &table)
            for _ in 1..<digitCount {
                for _ in 0..<16 { table.append(table[table.count - 16].endomorphism()) }
            }
        }
        var sum = neutral, started = false
        for window in (0..<windowCount).reversed() {
            if started { for _ in 0..<4 { sum.double() } }
            var offset = 0
            for scalar in scalars {
                for position in 0..<digitCount {
                    let index = scalar.window(window, ofDigit: position)
                    if index != 0 {
                        sum.combine(table[offset + Int(index)])
                        started = true
                    }
                    offset += 16
                }
            }
        }
        return sum
    }

    /// Pippenger: for each window, the points are added into fifteen buckets by their digit, and Σ k·bucketₖ is two
    /// running sums (Bernstein, Doumen, Lange, Oosterwijk: "Faster batch forgery identification", 2012, §4).
    private static func bucketSumVariableTime(_ points: [Self], _ scalars: [EndomorphismDigits]) -> Self {
        var images: [Self] = []
        images.reserveCapacity(digitCount * points.count)
        for point in points {
            images.append(point)
            for _ in 1..<digitCount { images.append(images[images.count - 1].endomorphism()) }
        }
        var sum = neutral
        // Two windows at once, eight bits, from some hundreds of points on.
        let joined = images.count >= 256 ? 2 : 1
        let bucketCount = 1 << (4 * joined)
        for step in (0..<windowCount / joined).reversed() {
            for _ in 0..<4 * joined { sum.double() }
            var buckets = [Self](repeating: neutral, count: bucketCount)
            var image = 0
            for scalar in scalars {
                for position in 0..<digitCount {
                    var index: UInt64 = 0
                    for window in (step * joined..<step * joined + joined).reversed() {
                        index = index << 4 | scalar.window(window, ofDigit: position)
                    }
                    if index != 0 { buckets[Int(index)].combine(images[image]) }
                    image += 1
                }
            }
            var running = neutral, weighted = neutral
            for bucket in buckets.dropFirst().reversed() {
                running.combine(bucket)
                weighted.combine(running)
            }
            sum.combine(weighted)
        }
        return sum
    }
}
