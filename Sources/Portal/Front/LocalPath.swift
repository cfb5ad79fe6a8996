import HTTPTransport

/// Where a form or an address says to go next: on this server, or nowhere.
enum LocalPath {
    /// A path on this server to go to, or `nil`.
    static func checked(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count < 1000, (try? Response.redirect(to: text)) != nil else {
            return nil
        }
        return text
    }
}
