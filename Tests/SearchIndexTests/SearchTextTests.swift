import SearchIndex
import TestSupport
import Testing

/// What people type, and what they find.
@Suite struct SearchTextTests {
    let key = TestIndex()
    let tokens: [SearchToken]

    init() {
        tokens = key.tokens(
            of: SearchableValues(
                names: ["Agustín O’Brien-Chattopadhyayer", "মোঃ রহিম উদ্দিন", "Anne-Marie X"], identifiers: ["BMDC A-1234", "NID 199012345678"],
                phones: ["+880 1712-345678"], subjects: ["00ff"]))
    }

    @Test(arguments: [
        "Agustín", "agustin", "AG", "agustin obrien", "o'brien", "OBrien ag", "chattopadhyayer", "chattopadhya", "রহিম", "রহি উদ্দিন", "রহিম ag",
        "anne-marie", "marie-anne", "anne  marie", "x", "bmdca1234", "BMDC A-1234", "bmdc-a-1234", "nid199012345678", "01712345678",
        "01712-345678", "+8801712345678", "০১৭১২৩৪৫৬৭৮", "01712 345678", "(0171) 234 5678", "agustin 01712345678", "1712345678",
        "obrien-chattopadhyayer", "rahim-agustin".replacingFirst("rahim", with: "রহিম"),
    ]) func isFound(_ text: String) { #expect(key.finds(text, tokens)) }

    @Test(arguments: [
        "agustina", "gustin", "a", "rahim", "agustin rahim", "chattopadhyaye", "bmdc", "1234", "712345678", "34567", "02712345678", "anne-mary",
        "রহীম", "00ff", "o brien",
    ]) func isNotFound(_ text: String) { #expect(!key.finds(text, tokens)) }

    @Test(arguments: ["", "   ", "-", "+ ()", "\u{200d}", "’", "· –"]) func nothingToSearchFor(_ text: String) {
        #expect(key.query(text) == nil)
    }

    @Test func subjectsAreComparedAsTheyAre() {
        #expect(key.query(subject: "00ff").matches(tokens) && !key.query(subject: "00FF").matches(tokens))
    }

    @Test func termsAreBoundedAndInNoOrderOfTheirs() throws {
        let words = (0..<40).map { "word\($0)" }
        #expect(try #require(key.query(words.joined(separator: " "))).terms.count == SearchAlternative.greatestTermCount)
        #expect(try #require(key.query(words.joined(separator: "-"))).terms.count == SearchAlternative.greatestTermCount)
        #expect(key.query("agustin marie") == key.query("marie agustin"))
        #expect(key.query("marie marie") == key.query("marie"))
        _ = key.query(String(repeating: "ab-", count: 50_000))
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with other: String) -> String { hasPrefix(part) ? other + dropFirst(part.count) : self }
}
