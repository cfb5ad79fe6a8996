import AccessPolicy
import Framing
import HTTPTransport
import Identity
import PortalPages
import Cryptography
import Workstation

/// Logging in and out, settings.
extension DoctorPortal {
    var accountRoutes: [Route] {
        [
            Route(.get, "/login") { request in
                try self.publicPage(request) { Pages.login(self.loginView(next: request.target.parameter("next")), $0) }
            },
            Route(.post, "/login", .collecting(bodyLimit: Self.formLimit) { try self.logIn($0) }),
            Route(.post, "/logout", .collecting(bodyLimit: Self.formLimit) { try self.logOut($0) }),
            Route(.get, "/signed-out") { request in
                let reason: SignedOutView.Reason = request.target.parameter("reason") == "idle" ? .idle : .byUser
                return try self.publicPage(request) { Pages.signedOut(SignedOutView(reason: reason), $0) }
            },
            Route(.get, "/settings") { request in
                try self.visit(request) { PageResponse.page(Pages.settings(try self.settings($0), $0.context)) }
            },
            Route(.post, "/settings/passphrase", .collecting(bodyLimit: Self.formLimit) { try self.changePassphrase($0) }),
            Route(
                .post, "/settings/keys",
                .collecting(bodyLimit: Self.formLimit) { request in
                    try self.submission(request) { visit, _ in
                        let standing = try visit.user.refresh()
                        visit.notes.flash = standing == .approved(isNew: true) ? .keysFetched : .keysUnchanged
                        visit.notes.indexIsOld = nil
                        visit.session.readList(visit.user)
                        return try Response.redirect(to: "/settings")
                    }
                }),
            languageRoute,
        ]
    }

    // MARK: - Logging in and out

    private func loginView(next: String?) -> LoginView {
        let names = accounts.names
        return LoginView(accounts: names, account: names.count == 1 ? names[0] : "", next: LocalPath.checked(next))
    }

    private func logIn(_ request: Request) throws -> Response {
        let form: URLEncodedForm
        do { form = try genuineForm(request) } catch { return try publicFailure(error, request) }
        var view = loginView(next: form["next"])
        view.account = Self.trimmed(form[LoginView.Field.account.rawValue] ?? view.account)
        let typed = form[LoginView.Field.passphrase.rawValue] ?? ""
        if view.account.isEmpty { view.faults[.account] = .missing }
        if typed.isEmpty { view.faults[.passphrase] = .missing }
        if view.faults.isEmpty {
            let account = view.account
            if !Accounts.isName(account) || !accounts.home(of: account).isEnrolled {
                view.faults[.account] = .noSuchAccount
            } else {
                do {
                    let passphrase = SecretBytes(copying: Array(typed.utf8))
                    let user = try attempts.attempt(account, isWrong: Self.isWrongPassphrase) {
                        try UserSession(accounts.home(of: account), passphrase: passphrase)
                    }
                    return try welcome(DoctorSession(account: account, user), request, next: view.next)
                } catch let refusal as LoginAttempts.TooSoon {
                    view.faults[.passphrase] = .tooManyAttempts(seconds: refusal.seconds)
                } catch  where Self.isWrongPassphrase(error) {
                    view.faults[.passphrase] = .wrongPassphrase
                } catch {
                    return try publicFailure(error, request)
                }
            }
        }
        return try publicPage(request, status: 422) { Pages.login(view, $0) }
    }

    private static func isWrongPassphrase(_ error: any Error) -> Bool { FailureKind(error) == .wrongPassphrase }

    private func welcome(_ session: DoctorSession, _ request: Request, next: String?) throws -> Response {
        let isCertified = try session.with { user, _ in
            // Renewed keys and the present epoch, if the authority can be asked.
            if user.ring.certificate != nil { _ = try? user.refresh() }
            if user.ring.certificate != nil { session.resume(user) }
            return user.ring.certificate != nil
        }
        var response = try Response.redirect(to: isCertified ? next ?? "/" : "/waiting")
        try sessions.begin(session, request, in: &response)
        return response
    }

    private func logOut(_ request: Request) throws -> Response {
        do { _ = try genuineForm(request) } catch { return try publicFailure(error, request) }
        if let session = sessions.find(request) { session.ifFree { user, _ in try session.catalogue.save(user) } }
        var response = try Response.redirect(to: "/signed-out")
        try sessions.end(request, in: &response)
        return response
    }

    // MARK: - Settings

    private func settings(_ visit: Visit) throws -> SettingsView {
        let enrolment = try visit.user.home.enrolment()
        return SettingsView(
            account: visit.session.account, userID: "\(visit.user.userID)", attributes: Self.attributes(visit.user),
            fingerprint: "\(visit.user.ring.authority.fingerprint)", authority: enrolment.authority, store: enrolment.store ?? "",
            key: keyStatus(visit), minimumPassphrase: configuration.shortestPassphrase)
    }

    private func changePassphrase(_ request: Request) throws -> Response {
        try submission(request) { visit, form in
            var view = try settings(visit)
            let old = form[SettingsView.Field.passphrase.rawValue] ?? ""
            let new = form[SettingsView.Field.newPassphrase.rawValue] ?? ""
            if old.isEmpty { view.faults[.passphrase] = .missing }
            if new.count < configuration.shortestPassphrase {
                view.faults[.newPassphrase] = .tooShort(minimum: configuration.shortestPassphrase)
            } else if new.utf8.count > 1024 {
                view.faults[.newPassphrase] = .tooLong(maximum: 1024)
            } else if new == old {
                view.faults[.newPassphrase] = .sameAsBefore
            }
            if new != form[SettingsView.Field.newPassphraseAgain.rawValue] ?? "" { view.faults[.newPassphraseAgain] = .doNotMatch }
            if view.faults.isEmpty {
                do {
                    let account = visit.session.account
                    try attempts.attempt(account, isWrong: Self.isWrongPassphrase) {
                        try visit.user.home.changePassphrase(
                            from: SecretBytes(copying: Array(old.utf8)), to: SecretBytes(copying: Array(new.utf8)))
                    }
                    // Who knows the old one only is out.
                    let own = visit.session
                    sessions.end { $0.account == account && $0 !== own }
                    visit.notes.flash = .passphraseChanged
                    return try Response.redirect(to: "/settings")
                } catch let refusal as LoginAttempts.TooSoon {
                    view.faults[.passphrase] = .tooManyAttempts(seconds: refusal.seconds)
                } catch  where Self.isWrongPassphrase(error) {
                    view.faults[.passphrase] = .wrongPassphrase
                }
            }
            return PageResponse.page(Pages.settings(view, visit.context), status: 422)
        }
    }

    // MARK: - Parts

    /// Text that a certificate can hold: no control characters, no line ends, nothing that turns the direction of text.
    static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x202a...0x202e, 0x2066...0x2069, 0x2028, 0x2029: false
            default: scalar.properties.generalCategory != .control
            }
        }
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    static func lines(_ text: String) -> [String] {
        text.split { $0.isNewline || $0 == "," }.map { trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    /// What the user's key proves, without the epoch, which is shown by itself.
    static func attributes(_ user: UserSession) -> [String] { (user.ring.attributes?.granted ?? []).map(\.description) }
}
