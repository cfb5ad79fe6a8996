import SearchIndex
import TestSupport
import Testing

@Suite struct FoldedTextTests {
    private func scalars(_ words: [String]) -> [[UInt32]] { words.map { $0.unicodeScalars.map(\.value) } }

    @Test func textsAreFoldedAsAnotherImplementationFoldsThem() throws {
        let file = try SearchVectors.load()
        #expect(file.folding.count > 20)
        for entry in file.folding {
            // By code points: Swift calls strings equal that are so canonically.
            #expect(scalars(FoldedText(entry.text).words) == scalars(entry.words), "\(entry.text)")
        }
    }

    @Test(arguments: [
        ("Agustín", "AGUSTIN"), ("Muñoz", "munoz"), ("Łódź", "lodz"), ("Straße", "STRASSE"), ("İpek", "ipek"), ("O’Brien", "obrien"),
        ("\u{09dc}", "\u{09a1}\u{09bc}"), ("\u{09df}", "\u{09af}\u{09bc}"), ("\u{0995}\u{09cb}", "\u{0995}\u{09c7}\u{09be}"),
        ("\u{0995}\u{09cc}", "\u{0995}\u{09c7}\u{09d7}"), ("র\u{200d}্যাব", "র্যাব"), ("০১৭", "017"), ("ｒａｈｉｍ", "Rahim"), ("\u{feff}a\u{ad}b", "ab"),
    ]) func whatPeopleMeanTheSameIsEqual(_ a: String, _ b: String) {
        #expect(scalars(FoldedText(a).words) == scalars(FoldedText(b).words))
        #expect(!FoldedText(a).words.isEmpty)
    }

    @Test(arguments: [
        ("চাঁদ", "চাদ"), ("কি", "কী"), ("কা", "ক"), ("\u{09a1}", "\u{09dc}"), ("\u{09af}", "\u{09df}"), ("ক্ত", "কত"), ("মোঃ", "মো"), ("হিন্দি", "হিন্দী"),
    ]) func signsThatAreSoundsAreKept(_ a: String, _ b: String) { #expect(FoldedText(a).words != FoldedText(b).words) }

    @Test func foldingTwiceChangesNothing() throws {
        for entry in try SearchVectors.load().folding {
            let words = FoldedText(entry.text).words
            #expect(scalars(FoldedText(words.joined(separator: " ")).words) == scalars(words))
        }
    }

    @Test func numbersAndIdentifiersAreReadWithoutWhatIsBetween() {
        #expect(FoldedText("BMDC A-12/৩৪").joined == "bmdca1234" && FoldedText("BMDC A-12/৩৪").digits == "1234")
        #expect(FoldedText("a1").hasLetters && !FoldedText("১২-34").hasLetters && !FoldedText("").hasLetters)
    }

    @Test func whatIsTooLongIsCutAndQuick() {
        let run = String(repeating: "x", count: FoldedText.greatestRunLength)
        #expect(FoldedText(run + "yz b").words == [run, "b"])
        let text = String(repeating: "ab ", count: 30_000)
        #expect(FoldedText(text).words.count == (FoldedText.greatestByteCount + 2) / 3)
        // Marks in the order that sorts slowest, and those that hide behind joiners.
        let marks = (0..<40_000).map { $0 % 2 == 0 ? "\u{0301}" : "\u{0323}" }.joined()
        let hidden = (0..<20_000).map { $0 % 2 == 0 ? "\u{200d}\u{0301}" : "\u{200d}\u{0323}" }.joined()
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(FoldedText("a" + marks).words == ["a"])
            #expect(FoldedText("a" + hidden).words == ["a"])
            _ = FoldedText(String(repeating: "\u{fdfa}", count: 20_000))
        }
        #expect(time < .seconds(1))
    }
}
