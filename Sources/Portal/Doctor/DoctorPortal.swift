import Framing
public import HTTPTransport
import PortalPages
import SealedRecord
import Cryptography
import Synchronization
import Workstation

/// The doctor's portal: a web application on the doctor's own machine. It holds the unlocked key, in memory, and talks to
/// authority and store; the browser beside it shows pages and has no key.
public final class DoctorPortal: PortalFront {
    static let portal = PageContext.Portal.doctor

    let accounts: Accounts
    let configuration: PortalConfiguration
    let sessions: SessionTable<DoctorSession>
    let attempts = LoginAttempts()
    /// Apart from logins: a sign-up waits for an authority at whatever address was typed.
    let signUps = LoginAttempts()
    /// Told the kind of what went wrong inside; never what a patient's record says.
    let report: @Sendable (String, String) -> Void

    /// - Parameter report: told about a failure for which a page cannot give a reason, with the request's id.
    public init(
        _ accounts: Accounts, _ configuration: PortalConfiguration = PortalConfiguration(),
        report: @escaping @Sendable (_ message: String, _ requestID: String) -> Void = { _, _ in }
    ) {
        self.accounts = accounts
        self.configuration = configuration
        self.report = report
        sessions = SessionTable(
            cookieName: "medseal-session", idleSeconds: configuration.idleSeconds, isSecure: configuration.isBehindTLS)
    }

    /// Ends all sessions: their keys are wiped when this returns.
    public func close() { sessions.endAll() }

    /// The routes, for a server.
    public var router: Router {
        Router(PageResponse.assets + signUpRoutes + accountRoutes + listRoutes + recordRoutes + formRoutes + attachmentRoutes)
    }

    // MARK: - Visits

    /// One request of somebody who is logged in.
    struct Visit {
        let request: Request
        let session: DoctorSession
        let user: UserSession
        /// What the session remembers from one request to the next.
        let notes: SessionNotes
        let context: PageContext
    }

    /// Answers a request of somebody who is logged in; sends others to the login.
    ///
    /// - Parameter isPage: whether what the last action came to may be shown on what is answered.
    func visit(_ request: Request, isPage: Bool = true, _ body: (Visit) throws -> Response) throws -> Response {
        try FormIntake.checkReader(request)
        guard let session = sessions.find(request) else { return try sendToLogin(request) }
        do {
            let (response, endsSession) = try session.with { user, notes in
                var carrier = Response(status: 200)
                var context = try context(request, in: &carrier)
                let certificate = user.ring.certificate
                context.user = certificate?.displayName ?? session.account
                context.hospital = Self.hospital(user)
                if isPage {
                    context.flash = notes.flash
                    notes.flash = nil
                }
                do {
                    if certificate != nil { try notes.checkStanding(user, olderThan: configuration.standingSeconds) }
                    return (try body(Visit(request: request, session: session, user: user, notes: notes, context: context)), false)
                } catch {
                    return try failurePage(error, user, context, request)
                }
            }
            guard endsSession else { return response }
            // Outside of the session's lock, which ending it takes.
            var last = response
            try sessions.end(request, in: &last)
            return last
        } catch is SessionOver {
            return try sendToLogin(request)
        }
    }

    /// Answers a form of somebody who is logged in.
    func submission(_ request: Request, _ body: (Visit, URLEncodedForm) throws -> Response) throws -> Response {
        try visit(request, isPage: false) { visit in
            let form = try genuineForm(request)
            return try body(visit, form)
        }
    }

    private func sendToLogin(_ request: Request) throws -> Response {
        let hadSession = Cookies(request)[sessions.cookieName].map { !$0.isEmpty } ?? false
        var target = "/login"
        if request.method == .get, request.target.rawPath != "/", request.target.rawPath.utf8.count < 500 {
            target += "?next=" + PercentEncoding.encode(request.target.rawPath, keeping: .unreservedAndSlash)
        } else if hadSession {
            target = "/signed-out?reason=idle"
        }
        return try Response.redirect(to: target)
    }

    static func hospital(_ user: UserSession) -> String? {
        let prefix = "hospital:"
        return user.ring.attributes?.attributes.lazy.compactMap { attribute in
            if case .plain(let name) = attribute, name.hasPrefix(prefix) { String(name.dropFirst(prefix.count)) } else { nil }
        }.first
    }
}
