/// A file that pages refer to.
public struct Asset: Sendable {
    /// Absolute, with a hash of the content in it: the answer may be cached for ever.
    public let path: String
    /// The value of `Content-Type`, with its charset where it is a text.
    public let contentType: String
    /// The whole file.
    public let bytes: [UInt8]

    init(name: String, suffix: String, contentType: String, text: String) {
        bytes = Array(text.utf8)
        path = "/assets/\(name).\(Self.hash(bytes)).\(suffix)"
        self.contentType = contentType
    }

    /// FNV-1a of 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv §2) as 16 hexadecimal digits. It names a version, no more.
    private static func hash(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What every page loads.
public enum Assets {
    /// The one style sheet: palette, frame, forms, content, and rules for narrow screens.
    public static let stylesheet = Asset(
        name: "portal", suffix: "css", contentType: "text/css; charset=utf-8",
        text: Palette.rules + frameStyle + formStyle + contentStyle + narrowStyle)
    /// The one script; every page works without it.
    public static let script = Asset(name: "portal", suffix: "js", contentType: "text/javascript; charset=utf-8", text: scriptText)
    /// The mark in the browser's tab, an SVG.
    public static let icon = Asset(name: "mark", suffix: "svg", contentType: "image/svg+xml", text: iconText)

    /// Each is served under its path.
    public static let all = [stylesheet, script, icon]
}
