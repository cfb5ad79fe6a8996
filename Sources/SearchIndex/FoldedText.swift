/// A text as search sees it: what two people who mean the same write differently is made equal.
///
/// - Case and compatibility forms go (NFKC with full case folding: `ＡＬＩ` is `ali`, `ß` is `ss`), and so do code points that
///   are not seen, such as joiners.
/// - Accents go (`Agustín` is `agustin`, `Ñ` is `n`): the combining marks that belong to no script. The signs of scripts
///   stay, since Bangla's vowel signs, virama, nukta and chandrabindu are no ornament but the sound. Latin letters with a
///   stroke and ligatures, which Unicode does not decompose, are replaced by a table: `ł` is `l`, `æ` is `ae`.
/// - Decimal digits of every script become ASCII digits.
/// - Apostrophes of all kinds vanish (`O’Brien` is `obrien`). What else is no letter, sign or digit separates words.
/// - Letters written as one code point or as several are equal: `ড়` (U+09DC) is U+09A1 U+09BC, `ো` is `ে` and `া`.
///
/// Only the first ``greatestByteCount`` bytes of a text are looked at, and of a stretch without white space only its first
/// ``greatestRunLength`` code points; no name or number is that long.
public struct FoldedText: Hashable, Sendable {
    /// How much of a text counts, in bytes of UTF-8.
    public static let greatestByteCount = 65_536
    /// How much of a stretch without white space counts, in code points.
    public static let greatestRunLength = 256

    /// The words in their order, each of letters, signs and digits, in Normalization Form C.
    public let words: [String]

    /// Folds a text: all of it that counts, see ``greatestByteCount``.
    public init(_ text: String) { self.init(pieces: Self.pieces(of: text)) }

    /// - Parameter pieces: as ``pieces(of:)`` gives them.
    init(pieces: [String.UnicodeScalarView]) {
        var words: [String] = []
        for piece in pieces { Self.fold(piece, into: &words) }
        self.words = words
    }

    /// Letters, signs and digits without what is between them: the reading of an identifier.
    public var joined: String { words.joined() }

    /// The ASCII digits in it.
    public var digits: String { String(String.UnicodeScalarView(joined.unicodeScalars.filter(Self.isASCIIDigit))) }

    /// Whether there is anything but digits in the words.
    public var hasLetters: Bool { !joined.unicodeScalars.allSatisfy(Self.isASCIIDigit) }

    /// The stretches without white space, cut to the bounds.
    static func pieces(of text: String) -> [String.UnicodeScalarView] {
        var pieces: [String.UnicodeScalarView] = []
        var piece = String.UnicodeScalarView()
        var (length, byteCount) = (0, 0)
        for scalar in text.unicodeScalars {
            byteCount += UTF8.width(scalar)
            guard byteCount <= greatestByteCount else { break }
            if scalar.properties.isWhitespace {
                if length > 0 { pieces.append(piece) }
                piece = String.UnicodeScalarView()
                length = 0
            } else {
                if length < greatestRunLength { piece.append(scalar) }
                length += 1
            }
        }
        if length > 0 { pieces.append(piece) }
        return pieces
    }

    private static func fold(_ piece: String.UnicodeScalarView, into words: inout [String]) {
        var word = String.UnicodeScalarView()
        func flush() {
            guard !word.isEmpty else { return }
            words.append(String(word.allSatisfy(\.isASCII) ? word : UnicodeMapping.composed(word)))
            word = String.UnicodeScalarView()
        }
        // Some apostrophes decompose into a space and a mark, so they go first.
        let bare = String.UnicodeScalarView(piece.filter { !LetterTable.isApostrophe($0) })
        for scalar in UnicodeMapping.decomposedAndCaseFolded(bare) {
            if LetterTable.isAccent(scalar) || LetterTable.isApostrophe(scalar) { continue }
            if let plain = LetterTable.plainLetters[scalar] {
                word.append(contentsOf: plain.unicodeScalars)
                continue
            }
            switch scalar.properties.generalCategory {
            case .decimalNumber:
                guard let digit = scalar.properties.numericValue, (0...9).contains(digit) else { continue }
                word.append(Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit)))
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
                .spacingMark, .enclosingMark:
                word.append(scalar)
            default: flush()
            }
        }
        flush()
    }

    static func isASCIIDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
