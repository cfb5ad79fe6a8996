import HTTPTransport
import PortalPages

/// Which language a browser's user reads: what they chose, else what the browser asks for.
enum LanguageChoice {
    static let cookieName = "medseal-language"

    static func language(_ request: Request) -> Language {
        if let chosen = Cookies(request)[cookieName].flatMap(Language.init(rawValue:)) { return chosen }
        // RFC 9110 §12.5.4: the first one that the portal has; weights are ignored, since browsers list them in order.
        for range in (request.headers["accept-language"] ?? "").split(separator: ",") {
            let tag = range.drop { $0 == " " }.prefix { $0 != ";" && $0 != "-" }.lowercased()
            if let language = Language(rawValue: tag) { return language }
        }
        return .english
    }

    static func cookie(_ language: Language, isSecure: Bool) throws -> SetCookie {
        try SetCookie(cookieName, language.rawValue, maxAge: 31_536_000, isSecure: isSecure)
    }
}
