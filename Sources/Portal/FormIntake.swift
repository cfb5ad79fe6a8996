import HTTPTransport

/// What a browser sent, if one of our own pages made it send that.
enum FormIntake {
    /// A form that was made for another session, or by another site.
    struct Forged: Error {}

    static let csrf = "csrf"

    /// A browser says which site a form comes from; a program that does not has no cookies to be abused.
    static func checkOrigin(_ request: Request) throws(Forged) {
        if let origin = request.headers["origin"] {
            guard let end = origin.range(of: "://")?.upperBound, String(origin[end...]).lowercased() == request.authority else { throw Forged() }
        }
        if let site = request.headers["sec-fetch-site"] {
            guard site == "same-origin" || site == "none" else { throw Forged() }
        }
    }
}

extension String {
    /// The first place where `text` stands.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
