/// A person's name (PS3.5 §6.2.1): up to three writings of it, each in order to be read.
public struct DICOMPersonName: Equatable, Sendable {
    /// In letters: prefix, given, middle, family name, suffix.
    public let alphabetic: String?
    /// In ideographs: family name, then given name.
    public let ideographic: String?
    /// As it sounds: family name, then given name.
    public let phonetic: String?

    /// - Parameter text: groups divided by `=`, each of family, given, middle name, prefix and suffix divided by `^`.
    /// - Returns: `nil` if there is no name in it.
    public init?(_ text: String) {
        let groups = text.unicodeScalars.split(separator: "=", maxSplits: 3, omittingEmptySubsequences: false).map { group in
            group.split(separator: "^", maxSplits: 5, omittingEmptySubsequences: false).map { DICOMText.cleaned(String($0)) }
        }
        func written(_ group: Int, _ order: [Int]) -> String? {
            guard group < groups.count else { return nil }
            let components = groups[group]
            let text = order.filter { $0 < components.count }.map { components[$0] }.filter { !$0.isEmpty }.joined(separator: " ")
            return text.isEmpty ? nil : text
        }
        alphabetic = written(0, [3, 1, 2, 0, 4])
        ideographic = written(1, [0, 1, 2, 3, 4])
        phonetic = written(2, [0, 1, 2, 3, 4])
        guard alphabetic != nil || ideographic != nil || phonetic != nil else { return nil }
    }

    /// In one line: `Tarou Yamada (山田 太郎, やまだ たろう)`.
    public var readable: String {
        let writings = [alphabetic, ideographic, phonetic].compactMap(\.self)
        return writings[0] + (writings.count > 1 ? " (" + writings.dropFirst().joined(separator: ", ") + ")" : "")
    }
}
