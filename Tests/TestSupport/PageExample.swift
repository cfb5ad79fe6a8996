import FoundationEssentials

/// The example on a product's page, and the lines of a test that run it: the two must be the same text.
public enum PageExample {
    /// The first block of Swift in `Sources/<module>/<module>.docc/<module>.md`, line by line.
    public static func onPage(of module: String) throws -> [String] {
        let lines = try lines(ofFile: "\(VectorFile.checkout)/Sources/\(module)/\(module).docc/\(module).md")
        return between("```swift", "```", lines)
    }

    /// The lines of a test's source between `// The page's example:` and `// End of the example.`, without their indentation.
    public static func inTest(_ path: String) throws -> [String] {
        let lines = between("// The page's example:", "// End of the example.", try lines(ofFile: path))
        let indentation = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(indentation)) }
    }

    private static func lines(ofFile path: String) throws -> [String] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }

    /// What stands between the first line that is `opening`, indentation aside, and the next that is `closing`; nothing if one is missing.
    private static func between(_ opening: String, _ closing: String, _ lines: [String]) -> [String] {
        func isMark(_ line: String, _ mark: String) -> Bool { line.drop { $0 == " " } == mark[...] }
        guard let start = lines.firstIndex(where: { isMark($0, opening) }),
            let end = lines[(start + 1)...].firstIndex(where: { isMark($0, closing) })
        else { return [] }
        return Array(lines[(start + 1)..<end])
    }
}
