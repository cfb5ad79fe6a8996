import Framing

extension ByteReader {
    /// Tokens behind their number as a big-endian `u16`, ascending without repetition, so that one set has one encoding.
    mutating func ascendingTokens(atLeast least: Int, atMost most: Int, _ what: String) throws(MalformedInput) -> [SearchToken] {
        let count = Int(try u16("number of \(what)"))
        guard count >= least, count <= most else { throw malformed("\(what): an unfit number") }
        guard count * SearchToken.byteCount <= remaining else { throw malformed("\(what): the bytes end before them") }
        var tokens: [SearchToken] = []
        tokens.reserveCapacity(count)
        for _ in 0..<count {
            guard let token = SearchToken(bytes: try raw(SearchToken.byteCount, what)) else { throw malformed("a token expected") }
            if let last = tokens.last, last >= token { throw malformed("\(what) out of order") }
            tokens.append(token)
        }
        return tokens
    }
}

extension ByteWriter {
    /// What `ascendingTokens` reads.
    mutating func counted(_ tokens: [SearchToken]) {
        u16(UInt16(tokens.count))
        for token in tokens { raw(token.bytes) }
    }
}
