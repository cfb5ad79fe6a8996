/// Decompresses zlib streams (RFC 1950, RFC 1951) of trusted vector files; traps on anything malformed, and leaves the
/// Adler-32 check to whoever compares the result.
enum Inflate {
    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var bits = Bits(bytes: bytes, position: 16)
        var output: [UInt8] = []
        var isLast = false
        while !isLast {
            isLast = bits.take(1) == 1
            switch bits.take(2) {
            case 0: stored(&bits, &output)
            case 1: compressed(&bits, &output, literals: fixedLiterals, distances: Code(lengths: [Int](repeating: 5, count: 30)))
            default:
                let (literals, distances) = dynamicCodes(&bits)
                compressed(&bits, &output, literals: literals, distances: distances)
            }
        }
        return output
    }

    private struct Bits {
        let bytes: [UInt8]
        var position: Int

        /// `count` bits, least significant first.
        mutating func take(_ count: Int) -> Int {
            var value = 0
            for shift in 0..<count {
                value |= Int(bytes[position >> 3] >> UInt8(position & 7) & 1) << shift
                position += 1
            }
            return value
        }
    }

    /// A canonical Huffman code (RFC 1951 §3.2.2): how many words each length has, and the symbols in order.
    private struct Code {
        private var counts = [Int](repeating: 0, count: 16)
        private var symbols: [Int] = []

        init(lengths: [Int]) {
            for length in 1...15 {
                let found = lengths.indices.filter { lengths[$0] == length }
                counts[length] = found.count
                symbols += found
            }
        }

        func next(_ bits: inout Bits) -> Int {
            var word = 0
            var first = 0
            var index = 0
            for length in 1...15 {
                word = word << 1 | bits.take(1)
                if word - first < counts[length] { return symbols[index + word - first] }
                index += counts[length]
                first = (first + counts[length]) << 1
            }
            preconditionFailure("no such word in the code")
        }
    }

    private static let fixedLiterals = Code(
        lengths: [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
            + [Int](repeating: 8, count: 8))

    private static func stored(_ bits: inout Bits, _ output: inout [UInt8]) {
        bits.position = (bits.position + 7) & ~7
        let count = bits.take(16)
        _ = bits.take(16)
        let start = bits.position / 8
        output += bits.bytes[start..<start + count]
        bits.position += 8 * count
    }

    private static func dynamicCodes(_ bits: inout Bits) -> (literals: Code, distances: Code) {
        let literalCount = bits.take(5) + 257
        let distanceCount = bits.take(5) + 1
        let lengthCount = bits.take(4) + 4
        var lengthLengths = [Int](repeating: 0, count: 19)
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        for symbol in order[..<lengthCount] { lengthLengths[symbol] = bits.take(3) }
        let lengthCode = Code(lengths: lengthLengths)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            switch lengthCode.next(&bits) {
            case 16: lengths += [Int](repeating: lengths[lengths.count - 1], count: bits.take(2) + 3)
            case 17: lengths += [Int](repeating: 0, count: bits.take(3) + 3)
            case 18: lengths += [Int](repeating: 0, count: bits.take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        return (Code(lengths: Array(lengths[..<literalCount])), Code(lengths: Array(lengths[literalCount...])))
    }

    private static func compressed(_ bits: inout Bits, _ output: inout [UInt8], literals: Code, distances: Code) {
        while true {
            let symbol = literals.next(&bits)
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            // RFC 1951 §3.2.5: groups of four lengths, of two distances, with one more extra bit each.
            let code = symbol - 257
            let extra = code < 8 || code == 28 ? 0 : code / 4 - 1
            let length = code == 28 ? 258 : code < 8 ? code + 3 : ((4 + code % 4) << extra) + 3 + bits.take(extra)
            let distanceCode = distances.next(&bits)
            let distanceExtra = distanceCode < 4 ? 0 : distanceCode / 2 - 1
            let distance =
                distanceCode < 4 ? distanceCode + 1 : ((2 + distanceCode % 2) << distanceExtra) + 1 + bits.take(distanceExtra)
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}
