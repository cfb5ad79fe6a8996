import AccessPolicy
public import HTTPTransport
import PortalPages
import SealedRecord
import Workstation

/// What went wrong, as a page.
extension DoctorPortal {
    /// - Returns: the page, and whether the session must end with it, because the user is not certified any more.
    func failurePage(
        _ error: any Error, _ user: UserSession?, _ context: PageContext, _ request: Request
    ) throws -> (response: Response, endsSession: Bool) {
        if error is SessionOver { throw error }
        if error is FormIntake.Forged { return (Self.page(.staleForm, 403, nil, context, request), false) }
        if let problem = error as? Problem { return (Self.page(problem, context, request), false) }
        if case .policyNotSatisfied(let policies)? = error as? SealedRecordError, let user {
            return (notEntitled(policies, user, context, request), false)
        }
        let failure = UserFailure(error)
        let (kind, status): (ErrorView.Kind, Int) =
            switch failure.kind {
            case .notFound: (.notFound, 404)
            case .usage: (.badRequest, 400)
            case .conflict: (.badRequest, 409)
            case .integrity: (.damaged, 502)
            case .remote: (.storeUnreachable, 502)
            case .revokedOrExpired: (.notCertified, 403)
            case .policyNotSatisfied: (.forbidden, 403)
            case .general, .partial, .wrongPassphrase, .interrupted: (.inner, 500)
            }
        if status == 500 { report("\(type(of: error))", request.requestID) }
        if failure.kind == .revokedOrExpired {
            var gone = context
            gone.user = nil
            return (Self.page(kind, status, failure.message, gone, request), true)
        }
        return (Self.page(kind, status, failure.message, context, request), false)
    }

    private func notEntitled(_ policies: [String], _ user: UserSession, _ context: PageContext, _ request: Request) -> Response {
        let parsed = policies.compactMap { try? Policy(canonical: Array($0.utf8)) }
        guard let policy = parsed.first, let attributes = user.ring.attributes else { return Self.page(.forbidden, 403, nil, context, request) }
        // The least that is missing for any of them.
        let missing = parsed.map { PolicyExplanation($0, for: attributes).missing }.min { $0.count < $1.count } ?? []
        let view = NotEntitledView(
            id: request.parameters["id"] ?? "", policy: policies.count == 1 ? policy.text : policies.map { "(\($0))" }.joined(separator: " or "), missing: missing)
        return PageResponse.page(Pages.notEntitled(view, context), status: 403)
    }

    static func page(_ kind: ErrorView.Kind, _ status: Int, _ detail: String?, _ context: PageContext, _ request: Request) -> Response {
        PageResponse.page(
            Pages.error(ErrorView(kind: kind, status: status, detail: detail, requestID: request.requestID), context), status: status)
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
        return page(kind, problem.status, problem.detail.isEmpty ? problem.title : problem.detail, context, request)
    }

    /// The page for what the server refuses before a route is asked.
    public func problemPage(_ problem: Problem, _ request: Request) -> Response? {
        var carrier = Response(status: 200)
        guard let context = try? context(request, in: &carrier) else { return nil }
        var page = Self.page(problem, context, request)
        page.add(carrier.headers)
        return page
    }
}
