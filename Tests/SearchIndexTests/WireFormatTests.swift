import Framing
import SearchIndex
import TestSupport
import Testing

@Suite struct WireFormatTests {
    private func token(_ number: UInt8) -> SearchToken { SearchToken(bytes: [UInt8](repeating: number, count: 16))! }

    private func entry(_ record: UInt8, _ tokens: [UInt8]) throws -> RecordTerms {
        try RecordTerms(
            record: [UInt8](repeating: record, count: 32), digest: [UInt8](repeating: 9, count: 32), tokens: tokens.map { token($0) })
    }

    private func batch() throws -> TermsBatch {
        try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 3, entries: [entry(8, [4, 2]), entry(7, []), entry(1, [3])])
    }

    private func query() throws -> SearchQuery {
        let key = TestIndex()
        return try SearchQuery([try #require(key.query("anne marie")), key.query(subject: "x")])
    }

    @Test func aBatchIsReadAsItWasWrittenAndAtNoOtherLength() throws {
        let batch = try batch()
        let bytes = batch.bytes
        #expect(try TermsBatch(bytes: bytes) == batch && TermsBatch(bytes: bytes).bytes == bytes)
        #expect(batch.entries.map(\.record[0]) == [1, 7, 8] && bytes.count == 53 + 3 * 66 + 3 * 16)
        for count in 0..<bytes.count { #expect(throws: MalformedInput.self) { try TermsBatch(bytes: Array(bytes[..<count])) } }
        #expect(throws: MalformedInput.self) { try TermsBatch(bytes: bytes + [0]) }
        let empty = try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 1, entries: [])
        #expect(try TermsBatch(bytes: empty.bytes) == empty && empty.bytes.count == TermsBatch.emptyByteCount)
    }

    @Test func aBatchOutOfBoundsIsRefused() throws {
        #expect(throws: SearchIndexError.repeatedRecord) {
            try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 1, entries: [entry(1, []), entry(1, [2])])
        }
        #expect(throws: SearchIndexError.wrongLength) { try TermsBatch(index: [1], indexVersion: 1, entries: []) }
        #expect(throws: SearchIndexError.wrongLength) { try RecordTerms(record: [1], digest: [UInt8](repeating: 1, count: 32), tokens: []) }
        #expect(throws: SearchIndexError.wrongLength) { try RecordTerms(record: [UInt8](repeating: 1, count: 32), digest: [], tokens: []) }
        #expect(throws: SearchIndexError.unfitTokens) { try entry(1, [2, 2]) }
        let many = (0...IndexKey.greatestTokenCount).map { number in
            SearchToken(bytes: [UInt8](repeating: 0, count: 14) + [UInt8(number >> 8), UInt8(number & 255)])!
        }
        #expect(throws: SearchIndexError.unfitTokens) {
            try RecordTerms(record: [UInt8](repeating: 1, count: 32), digest: [UInt8](repeating: 1, count: 32), tokens: many)
        }
        let heavy = try (0..<254).map { number in
            try RecordTerms(
                record: [UInt8](repeating: UInt8(number), count: 32), digest: [UInt8](repeating: 1, count: 32), tokens: Array(many.dropLast()))
        }
        let length = 53 + 254 * (66 + 1024 * 16)
        #expect(length <= TermsBatch.greatestByteCount)
        #expect(try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 1, entries: heavy).bytes.count == length)
        let more = try RecordTerms(record: [UInt8](repeating: 255, count: 32), digest: heavy[0].digest, tokens: Array(many.dropLast()))
        #expect(throws: SearchIndexError.batchTooLong(byteCount: length + 66 + 1024 * 16)) {
            try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 1, entries: heavy + [more])
        }
        #expect(throws: MalformedInput.self) { try TermsBatch(bytes: [UInt8](repeating: 0, count: TermsBatch.greatestByteCount + 1)) }
        let empty = try (0...TermsBatch.greatestEntryCount).map { number in
            try RecordTerms(
                record: [UInt8](repeating: 0, count: 30) + [UInt8(number >> 8), UInt8(number & 255)], digest: heavy[0].digest, tokens: [])
        }
        #expect(throws: SearchIndexError.tooManyEntries(count: 4097)) {
            try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 1, entries: empty)
        }
        var counted = try TermsBatch(index: [UInt8](repeating: 5, count: 32), indexVersion: 1, entries: Array(empty.dropLast())).bytes
        #expect(throws: Never.self) { try TermsBatch(bytes: counted) }
        counted.replaceSubrange(49..<53, with: [0, 0, 0x10, 1])
        #expect(throws: MalformedInput.self) { try TermsBatch(bytes: counted + [UInt8](repeating: 0xff, count: 64) + [0, 0]) }

        // Bytes that an encoder would not write: records or tokens out of order or twice, too many tokens.
        let bytes = try batch().bytes
        let second = 53 + 66 + 16
        for change in [(second, UInt8(0)), (second, 1), (53 + 64, 5), (second + 66 + 64 + 1, 1)] {
            var changed = bytes
            changed[change.0] = change.1
            if change.1 == 1, change.0 == second { changed.replaceSubrange(second..<second + 32, with: [UInt8](repeating: 1, count: 32)) }
            #expect(throws: MalformedInput.self, "\(change)") { try TermsBatch(bytes: changed) }
        }
        var swapped = bytes
        swapped.replaceSubrange(swapped.count - 32..<swapped.count, with: token(4).bytes + token(2).bytes)
        #expect(throws: MalformedInput.self) { try TermsBatch(bytes: swapped) }
    }

    @Test func aQueryIsReadAsItWasWrittenAndAtNoOtherLength() throws {
        let query = try query()
        let bytes = query.bytes
        #expect(try SearchQuery(bytes: bytes) == query && SearchQuery(bytes: bytes).bytes == bytes)
        for count in 0..<bytes.count { #expect(throws: MalformedInput.self) { try SearchQuery(bytes: Array(bytes[..<count])) } }
        #expect(throws: MalformedInput.self) { try SearchQuery(bytes: bytes + [0]) }
    }

    /// A query's bytes with these alternatives of terms of tokens, right or not.
    private func written(_ alternatives: [[[UInt8]]]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw([UInt8](utf8: "MEDSEALY") + [1])
        writer.u16(UInt16(alternatives.count))
        for terms in alternatives {
            writer.u8(UInt8(terms.count))
            for term in terms {
                writer.u16(UInt16(term.count))
                for number in term { writer.raw(token(number).bytes) }
            }
        }
        return writer.bytes
    }

    @Test func aQueryOutOfBoundsIsRefused() throws {
        #expect(throws: Never.self) { try SearchQuery(bytes: written([[[1, 2], [2, 3]], [[1]]])) }
        let refused: [[[[UInt8]]]] = [
            [], [[]], [[[]]], [[[2, 1]]], [[[1, 1]]], [[[2], [1]]], [[[1], [1]]], [[[1], []]], [(1...17).map { [$0] }],
            [[[UInt8]]](repeating: [[1]], count: 513), [[[UInt8]]](repeating: [Array(1...100)], count: 41),
        ]
        for alternatives in refused { #expect(throws: MalformedInput.self) { try SearchQuery(bytes: written(alternatives)) } }
        let key = TestIndex()
        let one = key.query(subject: "x")
        #expect(throws: SearchIndexError.unfitAlternatives(count: 0)) { try SearchQuery([]) }
        #expect(throws: SearchIndexError.unfitAlternatives(count: 513)) { try SearchQuery([SearchAlternative](repeating: one, count: 513)) }
        let wide = try #require(key.query((0..<16).map { "word\($0)" }.joined(separator: " ")))
        let count = wide.terms.reduce(0) { $0 + $1.count }
        let copies = SearchQuery.greatestTokenCount / count
        let widest = try SearchQuery([SearchAlternative](repeating: wide, count: copies))
        #expect(widest.bytes.count <= SearchQuery.greatestByteCount)
        #expect(throws: SearchIndexError.tooManyTokens(count: (copies + 1) * count)) {
            try SearchQuery([SearchAlternative](repeating: wide, count: copies + 1))
        }
    }

    @Test func tokensAreSixteenBytesInTheOrderOfTheBytes() {
        let bytes = Array(0..<16).map { UInt8($0) }
        #expect(SearchToken(bytes: bytes)?.bytes == bytes)
        for count in [0, 15, 17] { #expect(SearchToken(bytes: [UInt8](repeating: 1, count: count)) == nil) }
        #expect(token(1) < token(2) && token(0x7f) < token(0x80))
    }
}
