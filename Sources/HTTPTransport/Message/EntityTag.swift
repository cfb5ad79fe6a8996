/// Entity tags (RFC 9110 §8.8.3) as they stand in `ETag`, `If-Match` and `If-None-Match`.
public enum EntityTag {
    /// The strong tag with `opaque` in it, which must hold no quotation mark: `"…"`.
    public static func strong(_ opaque: String) -> String { "\"\(opaque)\"" }

    /// Whether the list of an `If-None-Match` field names `tag`, weakly compared, or is `*`.
    public static func weaklyMatches(_ tag: String, list: String) -> Bool {
        guard let tags = parse(list) else { return list == "*" }
        let opaque = withoutWeakness(tag)
        return tags.contains { withoutWeakness($0) == opaque }
    }

    /// The tags of a list, quotation marks and weakness prefixes included; `nil` if it is no list of tags.
    public static func parse(_ list: String) -> [String]? {
        var tags: [String] = []
        var rest = Substring(list)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            guard !rest.isEmpty else { return tags.isEmpty ? nil : tags }
            let weak = rest.hasPrefix("W/")
            let quoted = rest.dropFirst(weak ? 2 : 0)
            guard quoted.first == "\"", let end = quoted.dropFirst().firstIndex(of: "\"") else { return nil }
            tags.append((weak ? "W/" : "") + quoted[...end])
            rest = quoted[quoted.index(after: end)...].drop { $0 == " " || $0 == "\t" }
            guard rest.isEmpty || rest.first == "," else { return nil }
        }
    }

    private static func withoutWeakness(_ tag: String) -> Substring { tag.dropFirst(tag.hasPrefix("W/") ? 2 : 0) }
}
