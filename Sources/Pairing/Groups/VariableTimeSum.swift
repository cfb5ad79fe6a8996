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
        // The buckets win from some thousand digits on (counted in additions, and measured).
        let isLarge = rest.count * digitCount >= 1024
        sum.combine(isLarge ? bucketSumVariableTime(rest, digits) : windowedSumVariableTime(rest, digits))
        return sum
    }

    /// Straus's interleaving with non-adjacent forms of width 5 (Möller: "Algorithms for multi-exponentiation", 2001):
    /// for each digit the odd multiples 1, 3, …, 15 of its point.
    private static func windowedSumVariableTime(_ points: [Self], _ scalars: [EndomorphismDigits]) -> Self {
        var table: [Self] = []
        table.reserveCapacity(8 * digitCount * points.count)
        for point in points {
            var twice = point
            twice.double()
            table.append(point)
            for _ in 1..<8 {
                table.append(table[table.count - 1])
                table[table.count - 1].combine(twice)
            }
            for _ in 1..<digitCount {
                for _ in 0..<8 { table.append(table[table.count - 8].endomorphism()) }
            }
        }
        // The scalars are public, but the points may be a key.
        defer { wipe(&table) }
        let forms = scalars.flatMap { scalar in (0..<digitCount).map { scalar.nonAdjacentForm(ofDigit: $0) } }
        var sum = neutral
        for bit in (0..<(forms.map(\.count).max() ?? 0)).reversed() {
            sum.double()
            for (index, form) in forms.enumerated() where bit < form.count && form[bit] != 0 {
                let multiple = table[8 * index + Int(form[bit].magnitude) / 2]
                sum.combine(form[bit] > 0 ? multiple : multiple.negated())
            }
        }
        return sum
    }

    /// Pippenger: for each window of eight bits, the points are added into buckets by their digit, and Σ k·bucketₖ is two
    /// running sums (Bernstein, Doumen, Lange, Oosterwijk: "Faster batch forgery identification", 2012, §4).
    private static func bucketSumVariableTime(_ points: [Self], _ scalars: [EndomorphismDigits]) -> Self {
        var images: [Self] = []
        images.reserveCapacity(digitCount * points.count)
        for point in points {
            images.append(point)
            for _ in 1..<digitCount { images.append(images[images.count - 1].endomorphism()) }
        }
        defer { wipe(&images) }
        var sum = neutral
        for shift in stride(from: 256 / digitCount - 8, through: 0, by: -8) {
            for _ in 0..<8 { sum.double() }
            var buckets = [Self](repeating: neutral, count: 256)
            var image = 0
            for scalar in scalars {
                for position in 0..<digitCount {
                    let index = Int(scalar.digit(position) >> UInt128(shift) & 255)
                    if index != 0 { buckets[index].combine(images[image]) }
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

extension EndomorphismDigits {
    /// The non-adjacent form of width 5 of a digit, the least significant place first: every place is 0 or odd and
    /// between −15 and 15, and of five places in a row at most one is not 0. Variable-time.
    func nonAdjacentForm(ofDigit index: Int) -> [Int8] {
        var value = digit(index)
        var form: [Int8] = []
        form.reserveCapacity(129)
        while value != 0 {
            var place: Int8 = 0
            if value & 1 != 0 {
                place = Int8(value & 31)
                if place > 15 { place -= 32 }
                // No overflow: a digit is below |z|² < 0.7 · 2¹²⁸.
                value = place > 0 ? value - UInt128(place) : value + UInt128(-place)
            }
            form.append(place)
            value >>= 1
        }
        return form
    }
}
