extension Pages {
    /// The form to ask an authority for an account.
    public static func signUp(_ view: SignUpView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let account = layout.strings.account
        func field(_ field: SignUpView.Field, _ label: String, hint: String? = nil, isRequired: Bool = true) -> Layout.Field {
            Layout.Field(name: field.rawValue, label: label, isRequired: isRequired, hint: hint, fault: view.faults[field].map(layout.text))
        }
        let fields: [SignUpView.Field: Layout.Field] = [
            .account: field(.account, account.account, hint: account.accountHint),
            .name: field(.name, account.name), .hospital: field(.hospital, account.hospital),
            .department: field(.department, account.department, isRequired: false),
            .licence: field(.licence, account.licence, hint: account.licenceHint, isRequired: false),
            .attributes: field(.attributes, account.attributes, hint: account.attributesHint, isRequired: false),
            .moreAttributes: field(.moreAttributes, account.moreAttributes, hint: account.moreAttributesHint, isRequired: false),
            .authority: field(.authority, account.authority, hint: account.authorityHint),
            .fingerprint: field(.fingerprint, account.fingerprint, hint: account.fingerprintHint),
            .store: field(.store, account.store, hint: account.storeHint),
            .passphrase: field(.passphrase, account.passphrase, hint: account.passphraseHint(layout.language.digits(view.minimumPassphrase))),
            .passphraseAgain: field(.passphraseAgain, account.passphraseAgain),
        ]
        func text(_ field: SignUpView.Field, type: StaticString = "text", autocomplete: String = "off", _ mode: String? = nil) -> HTML {
            guard let description = fields[field] else { return .empty }
            return layout.input(
                description, type: type, value: view.values[field] ?? "", autocomplete: autocomplete, .attribute("inputmode", ifAny: mode),
                .attribute("maxlength", "512"))
        }
        let faults = SignUpView.Field.allCases.compactMap { field in
            fields[field].flatMap { description in description.fault.map { (description, $0) } }
        }
        let terms = PolicyTerms(layout.language)
        return layout.page(account.signUp, width: .narrow) {
            tag("h1", text: account.signUp)
            tag("p", .classes("lead"), text: account.signUpIntro)
            if view.hasAccounts { tag("p") { link("/login", text: account.haveAccount) } }
            layout.problems(faults)
            layout.form("/sign-up", .flag("data-writing"), .flag("novalidate")) {
                layout.card(account.aboutYou, id: "s-you") {
                    text(.name, autocomplete: "name")
                    text(.hospital, autocomplete: "organization")
                    text(.department)
                    text(.licence)
                    if let description = fields[.attributes] {
                        layout.checkboxes(
                            description, options: view.suggestions.map { ($0, terms.label($0), nil) }, chosen: view.chosen)
                    }
                    if let description = fields[.moreAttributes] {
                        layout.textArea(description, value: view.values[.moreAttributes] ?? "", rows: 2, .attribute("spellcheck", "false"))
                    }
                }
                layout.card(account.servers, id: "s-servers") {
                    tag("p", .classes("muted"), text: account.serversHint)
                    text(.authority, type: "url", autocomplete: "url")
                    text(.fingerprint)
                    text(.store, type: "url", autocomplete: "url")
                }
                layout.card(account.account, id: "s-account") {
                    text(.account, autocomplete: "username")
                    if let description = fields[.passphrase] {
                        layout.passphrase(description, autocomplete: "new-password", .attribute("minlength", String(view.minimumPassphrase)))
                    }
                    if let description = fields[.passphraseAgain] {
                        layout.passphraseAgain(description, of: "passphrase")
                    }
                }
                layout.submit(account.send)
            }
        }
    }

    /// What became of a request for an account.
    public static func waiting(_ view: WaitingView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let account = layout.strings.account
        let (state, isGood): (String, Bool?) =
            switch view.status {
            case .pending: (account.pending, nil)
            case .approved: (account.approved, true)
            case .rejected: (account.rejected, false)
            case .unreachable: (account.unreachable, nil)
            }
        return layout.page(account.waiting, width: .narrow) {
            tag("h1", text: account.waiting)
            tag("p", .classes("lead"), text: account.waitingIntro(view.authority))
            tag(
                "div", isGood == true ? .classes("state", "done") : isGood == false ? .classes("state", "refused") : .classes("state"),
                .attribute("role", "status")
            ) {
                tag("strong", text: state)
                if case .rejected(let reason) = view.status { tag("p", text: "\(account.reason): \(reason)") }
                if let asked = view.asked { tag("p", .classes("muted"), text: account.lastAsked(layout.time(asked))) }
            }
            layout.card(account.request, id: "s-request") {
                tag("p", .classes("big")) { layout.grouped(view.requestID) }
                tag("p", .classes("muted"), text: account.requestHint)
                layout.facts([(account.account, .text(view.account))])
            }
            tag("div", .classes("buttons")) {
                switch view.status {
                case .approved: link("/login", .classes("button", "primary"), text: account.continueToLogin)
                case .rejected: link("/sign-up", .classes("button", "primary"), text: account.askAnew)
                case .pending, .unreachable: layout.button("/waiting", account.askAgain, "primary")
                }
            }
        }
    }

    /// The doctor's way in.
    public static func login(_ view: LoginView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let account = layout.strings.account
        let name = Layout.Field(
            name: LoginView.Field.account.rawValue, label: account.account, isRequired: true, fault: view.faults[.account].map(layout.text))
        return layout.loginPage(account.login, intro: account.loginIntro, button: account.logIn, label: account.passphrase, view) {
            if view.accounts.isEmpty {
                layout.input(name, value: view.account, autocomplete: "username", .attribute("maxlength", "128"), .attribute("spellcheck", "false"))
            } else {
                layout.select(name, options: view.accounts.map { ($0, $0) }, chosen: view.account, autocomplete: "username")
            }
        } after: {
            tag("p") { link("/sign-up", text: account.noAccount) }
        }
    }

    /// After logging out.
    public static func signedOut(_ view: SignedOutView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let account = layout.strings.account
        return layout.page(account.signedOut, width: .narrow) {
            tag("div", .classes("card", "message")) {
                tag("h1", text: account.signedOut)
                tag("p", text: view.reason == .idle ? account.signedOutIdle : account.signedOutByUser)
                tag("div", .classes("buttons")) { link("/login", .classes("button", "primary"), text: account.logInAgain) }
            }
        }
    }
}

extension Layout {
    /// A passphrase that must be the same as the one before it, which the script tells while it is typed.
    func passphraseAgain(_ description: Field, of other: String) -> HTML {
        group {
            passphrase(
                description, autocomplete: "new-password", .attribute("data-same-as", "f-\(other)"),
                .attribute("data-same", strings.account.passphrasesMatch), .attribute("data-different", strings.account.passphrasesDiffer))
            tag("p", .classes("live"), .id("\(description.id)-live"), .attribute("aria-live", "polite"), text: "")
        }
    }

    /// A card with a passphrase, of either portal.
    func loginPage(
        _ title: String, intro: String, button: String, label: String, _ view: LoginView, @HTMLBuilder before: () -> HTML,
        @HTMLBuilder after: () -> HTML
    ) -> HTML {
        let field = Field(
            name: LoginView.Field.passphrase.rawValue, label: label, isRequired: true, fault: view.faults[.passphrase].map(text))
        return page(title, width: .narrow) {
            tag("div", .classes("card", "login")) {
                tag("h1", text: title)
                tag("p", .classes("muted"), text: intro)
                form("/login") {
                    if let next = view.next { hidden("next", next) }
                    before()
                    passphrase(field, autocomplete: "current-password", .flag("autofocus"))
                    tag("div", .classes("buttons")) { tag("button", .classes("primary"), .type("submit"), text: button) }
                }
                after()
            }
        }
    }
}
