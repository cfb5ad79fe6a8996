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
        if error is FormIntake.Forged { return (PageResponse.page(.staleForm, 403, nil, context, request), false) }
        if error is NoSuchPage { return (PageResponse.page(.notFound, 404, nil, context, request), false) }
        if let problem = error as? Problem { return (PageResponse.page(problem, context, request), false) }
        if case .policyNotSatisfied(let policies)? = error as? SealedRecordError, let user {
            return (notEntitled(policies, user, context, request), false)
        }
        let failure = FailureKind(error)
        let (kind, status): (ErrorView.Kind, Int) =
            switch failure {
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
        let reason = kind == .notFound ? nil : FailureReason(error)
        if failure == .revokedOrExpired {
            var gone = context
            gone.user = nil
            return (PageResponse.page(kind, status, reason, gone, request), true)
        }
        return (PageResponse.page(kind, status, reason, context, request), false)
    }

    private func notEntitled(_ policies: [String], _ user: UserSession, _ context: PageContext, _ request: Request) -> Response {
        let parsed = policies.compactMap { try? Policy(canonical: Array($0.utf8)) }
        guard let policy = parsed.first, let attributes = user.ring.attributes else {
            return PageResponse.page(.forbidden, 403, nil, context, request)
        }
        // The least that is missing for any of them.
        let missing = parsed.map { PolicyExplanation($0, for: attributes).missing }.min { $0.count < $1.count } ?? []
        let view = NotEntitledView(
            id: request.parameters["id"] ?? "", policy: policies.count == 1 ? policy.text : policies.map { "(\($0))" }.joined(separator: " or "),
            missing: missing)
        return PageResponse.page(Pages.notEntitled(view, context), status: 403)
    }

    /// The page for what the server refuses before a route is asked.
    public func problemPage(_ problem: Problem, _ request: Request) -> Response? { pageOfProblem(problem, request) }

    func page(of error: any Error, _ context: PageContext, _ request: Request) throws -> Response {
        try failurePage(error, nil, context, request).response
    }
}

/// The address names nothing.
struct NoSuchPage: Error {}
