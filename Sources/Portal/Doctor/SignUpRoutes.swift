import AccessPolicy
import Clocks
import HTTPTransport
import Identity
import PortalPages
import ServerClients
import Cryptography
import Workstation

/// Signing up, and waiting for the authority's approval.
extension DoctorPortal {
    var signUpRoutes: [Route] {
        [
            Route(.get, "/sign-up") { request in
                try self.publicPage(request) { Pages.signUp(self.emptySignUp, $0) }
            },
            Route(.post, "/sign-up", .collecting(bodyLimit: Self.formLimit) { try self.signUp($0) }),
            Route(.get, "/waiting") { request in try self.visit(request) { try self.waiting($0) } },
            Route(
                .post, "/waiting",
                .collecting(bodyLimit: Self.formLimit) { request in
                    try self.submission(request) { visit, _ in
                        visit.notes.flash = try visit.user.refresh().isApproved ? .keysFetched : .stillWaiting
                        if visit.user.ring.certificate != nil { visit.session.readList(visit.user) }
                        return try Response.redirect(to: visit.user.ring.certificate == nil ? "/waiting" : "/")
                    }
                }),
        ]
    }

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
                try session.with { $1.flash = .requestSent }
                var response = try Response.redirect(to: "/waiting")
                try sessions.begin(session, request, in: &response)
                return response
            } catch let refusal as LoginAttempts.TooSoon {
                view.faults[.account] = .tooManyAttempts(seconds: refusal.seconds)
            } catch is StatementError {
                // More attributes, or longer ones, than a request can hold.
                view.faults[.moreAttributes] = .notAllowed
            } catch ClientError.otherAuthority {
                view.faults[.fingerprint] = .otherFingerprint
            } catch ClientError.userExists {
                view.faults[.account] = .alreadyTaken
            } catch  where error is RemoteError || error is HTTPClientError {
                view.faults[.authority] = .unreachable
            }
        }
        return try publicPage(request, status: 422) { Pages.signUp(view, $0) }
    }

    private func check(_ view: inout SignUpView, _ attributes: [String], _ form: URLEncodedForm) {
        for field in [SignUpView.Field.account, .name, .hospital, .licence, .authority, .fingerprint, .store] where (view.values[field] ?? "").isEmpty
        {
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
        } catch  where FailureKind(error) == .remote {
            status = .unreachable
        }
        let view = WaitingView(
            account: visit.session.account, requestID: enrolment.request, status: status,
            authority: (try? HTTPURL(enrolment.authority).authority) ?? enrolment.authority,
            asked: status == .unreachable ? nil : Clock.now)
        return PageResponse.page(Pages.waiting(view, visit.context))
    }
}

extension UserSession.Standing {
    var isApproved: Bool {
        if case .approved = self { true } else { false }
    }
}
