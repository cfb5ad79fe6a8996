import HTTPTransport
import PortalPages

/// Pages as responses, with what tells a browser how little it may do with them.
enum PageResponse {
    static let contentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    static func page(_ html: HTML, status: Int = 200) -> Response {
        var response = Response(
            status: status,
            headers: HeaderFields([("content-type", "text/html; charset=utf-8"), ("content-security-policy", contentSecurityPolicy)]),
            body: .bytes(html.bytes))
        protect(&response)
        return response
    }

    /// Whatever comes from the portal stays with it.
    static func protect(_ response: inout Response) {
        response.headers.set("referrer-policy", "same-origin")
        response.headers.set("x-frame-options", "DENY")
        response.headers.set("cross-origin-opener-policy", "same-origin")
        response.headers.set("cross-origin-resource-policy", "same-origin")
        response.headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()")
        if response.headers.count("cache-control") == 0 { response.headers.set("cache-control", "no-store") }
    }

    /// The stylesheet and the script, whose paths change with their content.
    static var assets: [Route] {
        Assets.all.map { asset in
            Route(.get, PathTemplate(asset.path)) { _ in
                Response(
                    status: 200,
                    headers: HeaderFields([("content-type", asset.contentType), ("cache-control", "public, max-age=31536000, immutable")]),
                    body: .bytes(asset.bytes))
            }
        }
    }

    // MARK: - Failures

    static func page(_ kind: ErrorView.Kind, _ status: Int, _ reason: FailureReason?, _ context: PageContext, _ request: Request) -> Response {
        page(
            Pages.error(ErrorView(kind: kind, status: status, reason: reason, requestID: request.requestID), context), status: status)
    }

    static func page(_ problem: Problem, _ context: PageContext, _ request: Request) -> Response {
        let kind: ErrorView.Kind =
            switch problem.status {
            case 401, 403: .forbidden
            case 404: .notFound
            case 405: .methodNotAllowed
            case 410: .gone
            case 413: .tooLarge
            case 429: .tooManyRequests
            case 400..<500: .badRequest
            default: .inner
            }
        return page(kind, problem.status, nil, context, request)
    }
}

extension Response {
    /// Adds fields, such as the cookies that a page needs.
    mutating func add(_ fields: HeaderFields) {
        for field in fields.fields { headers.append(field.name, field.value) }
    }
}
