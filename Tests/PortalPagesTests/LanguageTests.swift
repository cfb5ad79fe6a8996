import PortalPages
import Testing

@Suite struct LanguageTests {
    private func texts(_ language: Language) -> [(path: String, text: String)] { language.allTexts }

    @Test func noTextIsMissing() {
        let english = texts(.english), bangla = texts(.bangla)
        #expect(english.map(\.path) == bangla.map(\.path))
        #expect(english.count > 300)
        for text in english + bangla { #expect(!text.text.isEmpty, "\(text.path)") }
    }

    @Test func banglaIsBangla() {
        func isBangla(_ scalar: Unicode.Scalar) -> Bool { (0x0980...0x09ff).contains(scalar.value) }
        for (path, text) in texts(.bangla) where path != "unit.oxygenSaturation" {
            #expect(text.unicodeScalars.contains(where: isBangla), "\(path): \(text)")
        }
        for (path, text) in texts(.english) { #expect(!text.unicodeScalars.contains(where: isBangla), "\(path): \(text)") }
    }

    @Test func numbersAreGroupedAsTheLanguageDoes() {
        for (number, english, bangla) in [
            (0, "0", "০"), (999, "999", "৯৯৯"), (1000, "1,000", "১,০০০"), (12_345, "12,345", "১২,৩৪৫"), (1_234_567, "1,234,567", "১২,৩৪,৫৬৭"),
            (1_234_567_890, "1,234,567,890", "১,২৩,৪৫,৬৭,৮৯০"),
        ] {
            #expect(Language.english.number(number) == english)
            #expect(Language.bangla.number(number) == bangla)
        }
    }

    @Test func timesAreShownWhereTheReaderIs() {
        for (seconds, offset, english) in [
            (UInt64(0), 0, "1 Jan 1970 00:00"), (951_782_399, 0, "28 Feb 2000 23:59"), (951_782_400, 0, "29 Feb 2000 00:00"),
            (1_795_597_440, 360, "25 Nov 2026 15:04"), (0, -60, "31 Dec 1969 23:00"), (4_107_542_400, 0, "1 Mar 2100 00:00"),
            (1_767_204_000, 360, "1 Jan 2026 00:00"),
        ] {
            let context = PageContext(language: .english, csrf: "", path: "/", today: "2026-11-25", utcOffsetMinutes: offset)
            #expect(Language.english.time(seconds, context) == english)
        }
        let context = PageContext(language: .bangla, csrf: "", path: "/", today: "2026-11-25")
        #expect(Language.bangla.time(1_795_597_440, context) == "২৫ নভে ২০২৬ ১৫:০৪")
        #expect(!Language.bangla.time(.max, context).isEmpty)
    }

    @Test func datesOfRecordsAreShownAsPreciseAsTheyAre() {
        for (text, english) in [
            ("1980-02-29", "29 Feb 1980"), ("1980-02", "Feb 1980"), ("1980", "1980"), ("2026-11-25T14:58:00+06:00", "25 Nov 2026 14:58"), ("", ""),
            ("1980-13-01", "1980-13-01"), ("soon", "soon"), ("<b>", "<b>"), ("1980-02-03-04", "1980-02-03-04"),
        ] { #expect(Language.english.fhirTime(text) == english) }
    }

    @Test func sizesHaveAUnit() {
        for (bytes, english) in [
            (UInt64(0), "0 B"), (999, "999 B"), (1000, "1 kB"), (1234, "1.2 kB"), (999_949, "999.9 kB"), (999_999, "999.9 kB"),
            (52_428_800, "52.4 MB"),
            (1 << 30, "1 GB"), (.max, "18446744 TB"),
        ] { #expect(Language.english.size(bytes) == english) }
        #expect(Language.bangla.size(1_500_000) == "১.৫ মেগাবাইট")
    }
}
