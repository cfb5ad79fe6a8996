/// What Unicode's normal forms leave apart, though people who search do not.
enum LetterTable {
    /// The letters that a plain keyboard stands in for, after case folding.
    static let plainLetters: [Unicode.Scalar: String] = [
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "ĸ": "k", "ȷ": "j", "ɓ": "b", "ƀ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y", "ƶ": "z", "ɨ": "i", "ʉ": "u",
        "ɛ": "e", "ɔ": "o", "ə": "e",
    ]

    /// Combining marks of no script's own: the blocks Combining Diacritical Marks with their Extended, Supplement, for
    /// Symbols and Half Marks, and those for Cyrillic. A generic removal of marks would take Bangla's vowels away.
    static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036f, 0x1ab0...0x1aff, 0x1dc0...0x1dff, 0x20d0...0x20ff, 0xfe20...0xfe2f: true
        case 0x0483...0x0489, 0x2de0...0x2dff, 0xa66f...0xa672, 0xa674...0xa67d, 0xa69e...0xa69f: true
        default: false
        }
    }

    /// What stands for an apostrophe in names: the quotation marks, primes, and accents typed as characters of their own,
    /// and the modifier letters of Arabic's and Polynesia's transcriptions (`Qur’an`, `Hawaiʻi`).
    static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x27, 0x60, 0xb4, 0x02b9, 0x02bb...0x02bf, 0x02c8, 0x02ca, 0x02cb, 0x055a, 0x05f3: true
        case 0x1fbd, 0x1fbf, 0x1ffd, 0x2018...0x201b, 0x2032, 0x2035, 0xa78b, 0xa78c, 0xff07, 0xff40: true
        default: false
        }
    }
}
