import Framing
public import HTTPTransport
public import KeyAuthority
import PortalPages
import Cryptography
import Synchronization
import Workstation

/// The key authority's administrator at a browser: requests, users, revocation, epochs, audit.
///
/// It runs where the authority's file is, for the administrator alone. The passphrase of the master key is kept in memory
/// from login to logout, and the vault is opened with it for the length of one action, as by the command line.
public final class AuthorityPortal: PortalFront {
    static let portal = PageContext.Portal.authority

    static let rowsPerPage = 100

    let authority: KeyAuthority
    let configuration: PortalConfiguration
    let actor: String
    let sessions: SessionTable<AdministratorSession>
    private let attempts = LoginAttempts()
    private let report: @Sendable (String, String) -> Void

    /// - Parameters:
    ///   - actor: who acts, for the audit trail.
    ///   - report: told about a failure for which a page cannot give a reason, with the request's id.
    public init(
        _ authority: KeyAuthority, actor: String, _ configuration: PortalConfiguration = PortalConfiguration(),
        report: @escaping @Sendable (_ message: String, _ requestID: String) -> Void = { _, _ in }
    ) {
        self.authority = authority
        self.actor = actor
        self.configuration = configuration
        self.report = report
        sessions = SessionTable(
            cookieName: "medseal-authority", idleSeconds: configuration.idleSeconds, isSecure: configuration.isBehindTLS)
    }

    /// Ends all sessions: the passphrase is wiped when this returns.
    public func close() { sessions.endAll() }

    /// The routes, for a server.
    public var router: Router { Router(PageResponse.assets + loginRoutes + administrationRoutes) }

    // MARK: - Visits

    struct Visit {
        let request: Request
        let session: AdministratorSession
        let context: PageContext
    }

    func visit(_ request: Request, isPage: Bool = true, _ body: (Visit) throws -> Response) throws -> Response {
        try FormIntake.checkReader(request)
        guard let session = sessions.find(request) else { return try Response.redirect(to: "/login") }
        var carrier = Response(status: 200)
        var context = try context(request, in: &carrier)
        context.user = authority.description.name
        if isPage { context.flash = session.takeFlash() }
        do {
            return try body(Visit(request: request, session: session, context: context))
        } catch is SessionOver {
            return try Response.redirect(to: "/login")
        } catch {
            return failurePage(error, context, request)
        }
    }

    func submission(_ request: Request, _ body: (Visit, URLEncodedForm) throws -> Response) throws -> Response {
        try visit(request, isPage: false) { try body($0, try genuineForm(request)) }
    }

    private func failurePage(_ error: any Error, _ context: PageContext, _ request: Request) -> Response {
        if error is FormIntake.Forged { return PageResponse.page(.staleForm, 403, nil, context, request) }
        if let problem = error as? Problem { return PageResponse.page(problem, context, request) }
        if let error = error as? AuthorityError {
            let (kind, status): (ErrorView.Kind, Int) =
                switch error {
                case .unknownRequest, .unknownUser: (.notFound, 404)
                case .alreadyDecided, .alreadyEnrolled, .revoked, .tooManyUsers: (.badRequest, 409)
                case .attributes, .tooManyAttributes, .epoch: (.badRequest, 400)
                case .corrupt, .auditTrail: (.damaged, 500)
                default: (.inner, 500)
                }
            return PageResponse.page(kind, status, FailureReason(error), context, request)
        }
        report("\(type(of: error))", request.requestID)
        return PageResponse.page(.inner, 500, nil, context, request)
    }

    /// The page for what the server refuses before a route is asked.
    public func problemPage(_ problem: Problem, _ request: Request) -> Response? { pageOfProblem(problem, request) }

    func page(of error: any Error, _ context: PageContext, _ request: Request) -> Response { failurePage(error, context, request) }

    // MARK: - Logging in and out

    private var loginRoutes: [Route] {
        [
            Route(.get, "/login") { request in try self.publicPage(request) { Pages.authorityLogin(LoginView(accounts: []), $0) } },
            Route(.post, "/login", .collecting(bodyLimit: Self.formLimit) { try self.logIn($0) }),
            Route(
                .post, "/logout",
                .collecting(bodyLimit: Self.formLimit) { request in
                    do { _ = try self.genuineForm(request) } catch { return try self.publicFailure(error, request) }
                    var response = try Response.redirect(to: "/signed-out")
                    try self.sessions.end(request, in: &response)
                    return response
                }),
            Route(.get, "/signed-out") { request in
                try self.publicPage(request) { Pages.signedOut(SignedOutView(reason: .byUser), $0) }
            },
            languageRoute,
        ]
    }

    private func logIn(_ request: Request) throws -> Response {
        let form: URLEncodedForm
        do { form = try genuineForm(request) } catch { return try publicFailure(error, request) }
        var view = LoginView(accounts: [])
        let typed = form[LoginView.Field.passphrase.rawValue] ?? ""
        if typed.isEmpty {
            view.faults[.passphrase] = .missing
        } else {
            let passphrase = SecretBytes(copying: Array(typed.utf8))
            do {
                try attempts.attempt("", isWrong: Self.isWrongPassphrase) { try authority.check(passphrase: passphrase) }
                var response = try Response.redirect(to: "/requests")
                try sessions.begin(AdministratorSession(passphrase), request, in: &response)
                return response
            } catch let refusal as LoginAttempts.TooSoon {
                view.faults[.passphrase] = .tooManyAttempts(seconds: refusal.seconds)
            } catch  where Self.isWrongPassphrase(error) {
                view.faults[.passphrase] = .wrongPassphrase
            } catch {
                return try publicFailure(error, request)
            }
        }
        return try publicPage(request, status: 422) { Pages.authorityLogin(view, $0) }
    }

    private static func isWrongPassphrase(_ error: any Error) -> Bool {
        if case .vault(.wrongPassphrase)? = error as? AuthorityError { true } else { false }
    }
}

/// An administrator who is logged in.
final class AdministratorSession: EndableSession {
    private struct State: ~Copyable {
        var passphrase: SecretBytes?
        var flash: Flash?
    }

    private let state: Mutex<State>

    init(_ passphrase: borrowing SecretBytes) { state = Mutex(State(passphrase: passphrase.duplicate(), flash: nil)) }

    /// The passphrase of the master key, for one action.
    ///
    /// - Throws: ``SessionOver``.
    func passphrase() throws -> SecretBytes {
        let copy = state.withLock { state -> SecretBytes? in
            switch state.passphrase {
            case .some(let passphrase): passphrase.duplicate()
            case .none: nil
            }
        }
        guard let copy else { throw SessionOver() }
        return copy
    }

    /// Its work is the authority's own, in seconds.
    var isBusy: Bool { false }

    func end() { state.withLock { $0.passphrase = nil } }

    func takeFlash() -> Flash? {
        state.withLock { state in
            defer { state.flash = nil }
            return state.flash
        }
    }

    func show(_ flash: Flash) { state.withLock { $0.flash = flash } }
}
