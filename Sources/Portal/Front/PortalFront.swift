import Clocks
import HTTPTransport
import PortalPages
import Workstation

/// What both portals do alike: forms that are their own, pages for who is not logged in, the language, failures.
protocol PortalFront: Sendable {
    associatedtype Session: EndableSession

    /// Which of the two it is.
    static var portal: PageContext.Portal { get }
    var sessions: SessionTable<Session> { get }
    var configuration: PortalConfiguration { get }

    /// What went wrong for somebody who is not logged in, as a page.
    func page(of error: any Error, _ context: PageContext, _ request: Request) throws -> Response
}

extension PortalFront {
    /// Most bytes of a form without files.
    static var formLimit: Int { 256 << 10 }

    /// The form that a request brings, if one of our pages made it.
    func genuineForm(_ request: Request) throws -> URLEncodedForm {
        try FormIntake.checkOrigin(request)
        let form: URLEncodedForm
        do throws(MalformedForm) { form = try URLEncodedForm(request) } catch { throw error.problem }
        guard sessions.isGenuine(form[FormIntake.csrf], request) else { throw FormIntake.Forged() }
        return form
    }

    /// What every page needs, for somebody who is not logged in. A cookie that it takes is added to `response`.
    func context(_ request: Request, in response: inout Response) throws -> PageContext {
        PageContext(
            language: LanguageChoice.language(request), csrf: try sessions.formToken(request, in: &response),
            path: request.target.rawPath + (request.target.rawQuery.map { "?" + $0 } ?? ""),
            idleMinutes: Int((configuration.idleSeconds + 59) / 60), searchQuery: Self.searchText(request),
            today: Clock.day(Clock.now, utcOffsetMinutes: configuration.utcOffsetMinutes),
            utcOffsetMinutes: configuration.utcOffsetMinutes, portal: Self.portal)
    }

    /// What was typed into the search bar: a form sent by GET writes a space as a plus sign.
    static func searchText(_ request: Request) -> String {
        (try? URLEncodedForm(Array((request.target.rawQuery ?? "").utf8)))?["q"] ?? ""
    }

    /// A response for somebody who is not logged in, with the cookie that its forms need.
    func publicResponse(_ request: Request, _ body: (PageContext) throws -> Response) throws -> Response {
        var carrier = Response(status: 200)
        var response = try body(try context(request, in: &carrier))
        response.add(carrier.headers)
        return response
    }

    /// A page for somebody who is not logged in.
    func publicPage(_ request: Request, status: Int = 200, _ body: (PageContext) throws -> HTML) throws -> Response {
        try publicResponse(request) { PageResponse.page(try body($0), status: status) }
    }

    /// Answers a form of somebody who is not logged in.
    func publicSubmission(_ request: Request, _ body: (URLEncodedForm) throws -> Response) throws -> Response {
        do {
            return try body(try genuineForm(request))
        } catch {
            return try publicFailure(error, request)
        }
    }

    /// What went wrong for somebody who is not logged in.
    func publicFailure(_ error: any Error, _ request: Request) throws -> Response {
        try publicResponse(request) { try page(of: error, $0, request) }
    }

    /// The page for what the server refuses before a route is asked.
    func pageOfProblem(_ problem: Problem, _ request: Request) -> Response? {
        try? publicResponse(request) { PageResponse.page(problem, $0, request) }
    }

    /// The button that chooses the language.
    var languageRoute: Route {
        Route(
            .post, "/language",
            .collecting(bodyLimit: Self.formLimit) { request in
                try self.publicSubmission(request) { form in
                    var response = try Response.redirect(to: LocalPath.checked(form["back"]) ?? "/")
                    if let language = form["language"].flatMap(Language.init(rawValue:)) {
                        response.set(try LanguageChoice.cookie(language, isSecure: self.configuration.isBehindTLS))
                    }
                    return response
                }
            })
    }
}
