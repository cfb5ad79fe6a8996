import AccessPolicy
import Framing
import HTTPTransport
import Identity
import PortalPages
import Symmetric
import Workstation

/// Signing up, logging in and out, settings.
extension DoctorPortal {
    static let formLimit = 256 << 10

    var accountRoutes: [Route] {
        [
            Route(.get, "/sign-up") { request in
                try self.publicPage(request) { Pages.signUp(self.emptySignUp, $0) }
            },
            Route(.post, "/sign-up", .collecting(bodyLimit: Self.formLimit) { try self.signUp($0) }),
            Route(.get, "/login") { request in
                try self.publicPage(request) { Pages.login(self.loginView(next: request.target.parameter("next")), $0) }
            },
            Route(.post, "/login", .collecting(bodyLimit: Self.formLimit) { try self.logIn($0) }),
            Route(.post, "/logout", .collecting(bodyLimit: Self.formLimit) { try self.logOut($0) }),
            Route(.get, "/signed-out") { request in
                let reason: SignedOutView.Reason = request.target.parameter("reason") == "idle" ? .idle : .byUser
                return try self.publicPage(request) { Pages.signedOut(SignedOutView(reason: reason), $0) }
            },
            Route(.get, "/waiting") { request in try self.visit(request) { try self.waiting($0) } },
            Route(.post, "/waiting", .collecting(bodyLimit: Self.formLimit) { request in
                try self.submission(request) { visit, _ in
                    visit.session.flash = try visit.user.refresh().isApproved ? .keysFetched : .stillWaiting
                    if visit.user.ring.certificate != nil { visit.session.readList(visit.user) }
                    return try Response.redirect(to: visit.user.ring.certificate == nil ? "/waiting" : "/")
                }
            }),
            Route(.get, "/settings") { request in
                try self.visit(request) { PageResponse.page(Pages.settings(try self.settings($0), $0.context)) }
            },
            Route(.post, "/settings/passphrase", .collecting(bodyLimit: Self.formLimit) { try self.changePassphrase($0) }),
            Route(.post, "/settings/keys", .collecting(bodyLimit: Self.formLimit) { request in
                try self.submission(request) { visit, _ in
                    let standing = try visit.user.refresh()
                    visit.session.flash = standing == .approved(isNew: true) ? .keysFetched : .keysUnchanged
                    visit.session.indexIsOld = nil
                    visit.session.readList(visit.user)
                    return try Response.redirect(to: "/settings")
                }
            }),
            Route(.post, "/language", .collecting(bodyLimit: Self.formLimit) { try self.chooseLanguage($0) }),
        ]
    }

    // MARK: - Signing up

    private var emptySignUp: SignUpView {
        SignUpView(minimumPassphrase: configuration.shortestPassphrase, hasAccounts: !accounts.names.isEmpty)
    }

    private func signUp(_ request: Request) throws -> Response {
        let form: URLEncodedForm
        do { form = try genuineForm(request) } catch { return try publicFailure(error, request) }
        var view = emptySignUp
        for field in SignUpView.Field.allCases where ![.passphrase, .passphraseAgain, .attributes].contains(field) {
            view.values[field] = Self.trimmed(form[field.rawValue] ?? "")
        }
        view.chosen = Set(form.all(SignUpView.Field.attributes.rawValue)).intersection(view.suggestions)
        let attributes = view.suggestions.filter(view.chosen.contains) + Self.lines(view.values[.moreAttributes] ?? "")
        check(&view, attributes, form)
        if view.faults.isEmpty, let fingerprint = AuthorityFingerprint((view.values[.fingerprint] ?? "").lowercased()) {
            do {
                let account = view.values[.account] ?? ""
                let claims = EnrolmentRequest.Claims(
                    displayName: view.values[.name] ?? "", hospital: view.values[.hospital] ?? "", department: view.values[.department] ?? "",
                    licenceNumber: view.values[.licence] ?? "", attributes: attributes)
                let passphrase = SecretBytes(copying: Array((form[SignUpView.Field.passphrase.rawValue] ?? "").utf8))
                let home = accounts.home(of: account)
                let user = try signUps.inTurn {
                    _ = try home.enrol(
                        claims, at: view.values[.authority] ?? "", fingerprint: fingerprint, store: view.values[.store], passphrase: passphrase)
                    return try UserSession(home, passphrase: passphrase)
                }
                let session = DoctorSession(account: account, user)
                session.flash = .requestSent
                var response = try Response.redirect(to: "/waiting")
                try sessions.begin(session, request, in: &response)
                return response
            } catch let refusal as LoginAttempts.TooSoon {
                view.faults[.account] = .tooManyAttempts(seconds: refusal.seconds)
            } catch is StatementError {
                // More attributes, or longer ones, than a request can hold.
                view.faults[.moreAttributes] = .notAllowed
            } catch let failure as UserFailure {
                switch failure.kind {
                case .integrity: view.faults[.fingerprint] = .otherFingerprint
                case .conflict: view.faults[.account] = .alreadyTaken
                default: view.faults[.authority] = .unreachable
                }
            } catch is HTTPClientError {
                view.faults[.authority] = .unreachable
            }
        }
        return try publicPage(request, status: 422) { Pages.signUp(view, $0) }
    }

    private func check(_ view: inout SignUpView, _ attributes: [String], _ form: URLEncodedForm) {
        for field in [SignUpView.Field.account, .name, .hospital, .licence, .authority, .fingerprint, .store] where (view.values[field] ?? "").isEmpty {
            view.faults[field] = .missing
        }
        for (field, value) in view.values where value.utf8.count > 255 && field != .moreAttributes { view.faults[field] = .tooLong(maximum: 255) }
        for field in [SignUpView.Field.name, .hospital, .department, .licence] where !Self.isPlain(view.values[field] ?? "") {
            view.faults[field] = .notAllowed
        }
        let account = view.values[.account] ?? ""
        if !account.isEmpty, !Accounts.isName(account) { view.faults[.account] = .notAllowed }
        if Accounts.isName(account), accounts.home(of: account).isEnrolled { view.faults[.account] = .alreadyTaken }
        for field in [SignUpView.Field.authority, .store] where view.faults[field] == nil {
            guard let url = try? HTTPURL(view.values[field] ?? ""), url.isSecure || url.isLoopback else {
                view.faults[field] = .notAnAddress
                continue
            }
        }
        if view.faults[.fingerprint] == nil, AuthorityFingerprint((view.values[.fingerprint] ?? "").lowercased()) == nil {
            view.faults[.fingerprint] = .notAFingerprint
        }
        do throws(PolicyError) { _ = try AttributeSet(parsing: attributes) } catch { view.faults[.moreAttributes] = .notAnAttribute(error) }
        if attributes.isEmpty { view.faults[.attributes] = .missing }
        let passphrase = form[SignUpView.Field.passphrase.rawValue] ?? ""
        if passphrase.isEmpty {
            view.faults[.passphrase] = .missing
        } else if passphrase.count < configuration.shortestPassphrase {
            view.faults[.passphrase] = .tooShort(minimum: configuration.shortestPassphrase)
        } else if passphrase.utf8.count > 1024 {
            view.faults[.passphrase] = .tooLong(maximum: 1024)
        }
        if passphrase != form[SignUpView.Field.passphraseAgain.rawValue] ?? "" { view.faults[.passphraseAgain] = .doNotMatch }
    }

    private func waiting(_ visit: Visit) throws -> Response {
        if visit.user.ring.certificate != nil { return try Response.redirect(to: "/") }
        let enrolment = try visit.user.home.enrolment()
        var status = WaitingView.Status.pending
        do {
            switch try visit.user.refresh() {
            case .approved:
                visit.session.readList(visit.user)
                status = .approved
            case .rejected(let reason): status = .rejected(reason: reason)
            case .waiting: break
            }
        } catch where UserFailure(error).kind == .remote {
            status = .unreachable
        }
        let view = WaitingView(
            account: visit.session.account, requestID: enrolment.request, status: status, authority: (try? HTTPURL(enrolment.authority).authority) ?? enrolment.authority,
            asked: status == .unreachable ? nil : Clock.now)
        return PageResponse.page(Pages.waiting(view, visit.context))
    }

    // MARK: - Logging in and out

    private func loginView(next: String?) -> LoginView {
        let names = accounts.names
        return LoginView(accounts: names, account: names.count == 1 ? names[0] : "", next: Self.localPath(next))
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
                } catch where Self.isWrongPassphrase(error) {
                    view.faults[.passphrase] = .wrongPassphrase
                } catch {
                    return try publicFailure(error, request)
                }
            }
        }
        return try publicPage(request, status: 422) { Pages.login(view, $0) }
    }

    private static func isWrongPassphrase(_ error: any Error) -> Bool { UserFailure(error).kind == .wrongPassphrase }

    private func welcome(_ session: DoctorSession, _ request: Request, next: String?) throws -> Response {
        let isCertified = try session.with { user in
            // Renewed keys and the present epoch, if the authority can be asked.
            if user.ring.certificate != nil { _ = try? user.refresh() }
            if user.ring.certificate != nil { session.readList(user) }
            return user.ring.certificate != nil
        }
        var response = try Response.redirect(to: isCertified ? next ?? "/" : "/waiting")
        try sessions.begin(session, request, in: &response)
        return response
    }

    private func logOut(_ request: Request) throws -> Response {
        do { _ = try genuineForm(request) } catch { return try publicFailure(error, request) }
        if let session = sessions.find(request) { session.ifFree { try session.catalogue.save($0) } }
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
                    visit.session.flash = .passphraseChanged
                    return try Response.redirect(to: "/settings")
                } catch let refusal as LoginAttempts.TooSoon {
                    view.faults[.passphrase] = .tooManyAttempts(seconds: refusal.seconds)
                } catch where Self.isWrongPassphrase(error) {
                    view.faults[.passphrase] = .wrongPassphrase
                }
            }
            return PageResponse.page(Pages.settings(view, visit.context), status: 422)
        }
    }

    private func chooseLanguage(_ request: Request) throws -> Response {
        let form: URLEncodedForm
        do { form = try genuineForm(request) } catch { return try publicFailure(error, request) }
        var response = try Response.redirect(to: Self.localPath(form["back"]) ?? "/")
        if let language = form["language"].flatMap(Language.init(rawValue:)) {
            response.set(try LanguageChoice.cookie(language, isSecure: configuration.isBehindTLS))
        }
        return response
    }

    // MARK: - Parts

    /// A failure for somebody who is not logged in.
    private func publicFailure(_ error: any Error, _ request: Request) throws -> Response {
        var carrier = Response(status: 200)
        let context = try context(request, in: &carrier)
        var response = try failurePage(error, nil, context, request).response
        response.add(carrier.headers)
        return response
    }

    /// Text that a certificate can hold: no control characters, no line ends, nothing that turns the direction of text.
    static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x202a...0x202e, 0x2066...0x2069, 0x2028, 0x2029: false
            default: scalar.properties.generalCategory != .control
            }
        }
    }

    /// A path on this server to go to, or `nil`.
    static func localPath(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count < 1000, (try? Response.redirect(to: text)) != nil else {
            return nil
        }
        return text
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
    static func attributes(_ user: UserSession) -> [String] {
        (user.ring.attributes?.attributes ?? []).compactMap { attribute in
            if case .numeric(.epoch, _) = attribute { nil } else { attribute.description }
        }
    }
}

extension UserSession.Standing {
    var isApproved: Bool {
        if case .approved = self { true } else { false }
    }
}
