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

extension FormIntake {
    /// Refuses what another page has the browser fetch for it: a service on another port of this machine is of the same site,
    /// so that its pages' requests carry the cookies, and would keep a session alive for ever. A person's click on a link is
    /// let through, and so is a browser that does not tell.
    static func checkReader(_ request: Request) throws(Problem) {
        guard let site = request.headers["sec-fetch-site"], site != "same-origin", site != "none" else { return }
        let isClick =
            (request.method == .get || request.method == .head) && request.headers["sec-fetch-mode"] == "navigate"
            && request.headers["sec-fetch-dest"] == "document"
        guard isClick else {
            throw Problem(
                status: 403, code: "other-site", title: "Another site's page asked for this", remedy: "Open the page by itself.")
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
