import Framing
import SearchIndex
import Cryptography
import TestSupport
import Testing

@Suite struct IndexKeyTests {
    private func key(_ vectors: SearchVectors) throws -> TestIndex {
        TestIndex(try IndexKey(encoded: SecretBytes(copying: [UInt8](hex: vectors.encodedKey))))
    }

    @Test func tokensAreTheKnownOnes() throws {
        let vectors = try SearchVectors.load()
        let key = try key(vectors)
        #expect(key.key.classLabel == vectors.classLabel)
        for record in vectors.records {
            let tokens = key.tokens(of: record.values.searchable)
            #expect(tokens.map(\.bytes.hex) == record.padded)
            #expect(Set(record.tokens).isSubset(of: record.padded))
        }
        for query in vectors.queries {
            #expect(key.query(query.text)?.terms.map { $0.map(\.bytes.hex) } == query.terms, "\(query.text)")
        }
    }

    @Test func theEncodingIsReadAgainAndNothingElse() throws {
        let written = try IndexKey(classLabel: "role:doctor\nhospital:NSTU").encoded().revealed()
        let again = try IndexKey(encoded: SecretBytes(copying: written))
        #expect(again.encoded().revealed() == written && again.classLabel == "role:doctor\nhospital:NSTU")
        for count in 0..<written.count {
            #expect(throws: MalformedInput.self) { _ = try IndexKey(encoded: SecretBytes(copying: written[..<count])) }
        }
        #expect(throws: MalformedInput.self) { _ = try IndexKey(encoded: SecretBytes(copying: written + [0])) }
        for position in 0..<13 {
            var changed = written
            changed[position] ^= 0x80
            #expect(throws: MalformedInput.self) { _ = try IndexKey(encoded: SecretBytes(copying: changed)) }
        }
        var noText = written
        noText[13] = 0xff
        #expect(throws: MalformedInput.self) { _ = try IndexKey(encoded: SecretBytes(copying: noText)) }
    }

    @Test func aLabelIsBounded() throws {
        let longest = String(repeating: "x", count: IndexKey.greatestLabelByteCount)
        let encoded = try IndexKey(classLabel: longest).encoded()
        #expect(evaluated(try IndexKey(encoded: encoded).classLabel == longest))
        #expect(throws: SearchIndexError.classLabelTooLong(byteCount: IndexKey.greatestLabelByteCount + 1)) {
            _ = try IndexKey(classLabel: longest + "x")
        }
    }

    @Test func keysAreRandomUnlessTheSourceIsGiven() throws {
        #expect(IndexKey.random().encoded().revealed() != IndexKey.random().encoded().revealed())
        var (a, b) = (SeededGenerator(1), SeededGenerator(1))
        let first = try IndexKey(classLabel: "", using: &a)
        let second = try IndexKey(classLabel: "", using: &b)
        #expect(evaluated(first.encoded().constantTimeEquals(second.encoded())))
    }

    @Test func tokensOfDifferentKeysAndFieldsHaveNothingInCommon() {
        let values = SearchableValues(names: ["rahim 123456"], identifiers: ["123456"], phones: ["123456"], subjects: ["123456", "rahim"])
        let (one, two) = (TestIndex(), TestIndex())
        #expect(Set(one.tokens(of: values)).isDisjoint(with: two.tokens(of: values)))
        let single = [
            SearchableValues(names: ["1234567890123"]), SearchableValues(identifiers: ["1234567890123"]),
            SearchableValues(phones: ["4567890123"]), SearchableValues(subjects: ["1234567890123"]),
        ].map { one.tokens(of: $0) }
        for (number, tokens) in single.enumerated() {
            for other in single[..<number] { #expect(Set(tokens).isDisjoint(with: other)) }
        }
    }

    @Test func tokensArePaddedOrderedAndTheSameAgain() {
        let key = TestIndex()
        for count in 0..<40 {
            let values = SearchableValues(identifiers: (0..<count).map { "id\($0)" })
            let tokens = key.tokens(of: values)
            #expect(tokens.count == max(1, (count + 15) / 16) * 16 && Set(tokens).count == tokens.count)
            #expect(tokens == tokens.sorted() && tokens == key.tokens(of: values))
        }
        // Padding of one record is nowhere else.
        let (a, b) = (key.tokens(of: SearchableValues(identifiers: ["a"])), key.tokens(of: SearchableValues(identifiers: ["b"])))
        #expect(Set(a).isDisjoint(with: b))
    }

    @Test func whatIsOverTheBoundIsDroppedFromTheNamesEnd() throws {
        let key = TestIndex()
        let names = (0..<200).map { "x\($0)family y\($0)given" }
        let values = SearchableValues(names: names, identifiers: ["A-1"], phones: ["01712345678"], subjects: ["s"])
        let tokens = key.tokens(of: values)
        #expect(tokens.count == IndexKey.greatestTokenCount)
        #expect(key.query(subject: "s").matches(tokens))
        for text in ["a1", "1712345678", "x0fa y0giv", "y199given", "x199family y0"] { #expect(key.finds(text, tokens), "\(text)") }
        for text in ["y199give", "x199f"] { #expect(!key.finds(text, tokens), "\(text)") }
        let many = SearchableValues(names: ["zed"], identifiers: (0..<2000).map { "id\($0)" })
        #expect(key.tokens(of: many).count == IndexKey.greatestTokenCount)
        #expect(!key.finds("zed", key.tokens(of: many)))
        #expect(key.finds("id1023", key.tokens(of: many)))
        #expect(!key.finds("id1024", key.tokens(of: many)))
    }
}
