extension Pages {
    /// The user's key, passphrase, servers and language.
    public static func settings(_ view: SettingsView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings
        let account = strings.account
        func field(_ field: SettingsView.Field, _ label: String, hint: String? = nil) -> Layout.Field {
            Layout.Field(name: field.rawValue, label: label, isRequired: true, hint: hint, fault: view.faults[field].map(layout.text))
        }
        let old = field(.passphrase, account.oldPassphrase)
        let new = field(.newPassphrase, account.newPassphrase, hint: account.passphraseHint(layout.language.digits(view.minimumPassphrase)))
        let again = field(.newPassphraseAgain, account.newPassphraseAgain)
        return layout.page(strings.frame.settings) {
            tag("h1", text: strings.frame.settings)
            layout.keyWarnings(view.key)
            tag("div", .classes("columns", "even")) {
                tag("div", .classes("stack")) {
                    layout.card(account.key, id: "s-key") {
                        layout.keyFacts(view.key)
                        layout.facts([(account.account, .text(view.account)), (account.userID, layout.grouped(view.userID))])
                        tag("h3", text: strings.lists.yourAttributes)
                        layout.attributes(view.attributes)
                        tag("p", .classes("muted"), text: account.fetchKeysHint)
                        layout.button("/settings/keys", account.fetchKeys)
                    }
                    layout.card(account.addresses, id: "s-addresses") {
                        layout.facts([
                            (account.authority, .text(view.authority)), (account.authorityFingerprint, layout.grouped(view.fingerprint)),
                            (account.store, .text(view.store)),
                        ])
                    }
                }
                tag("div", .classes("stack")) {
                    layout.card(account.interfaceLanguage, id: "s-language") {
                        layout.form("/language", .classes("inline")) {
                            layout.hidden("back", "/settings")
                            for language in Language.allCases {
                                tag(
                                    "button", .type("submit"), .name("language"), .value(language.rawValue),
                                    .attribute("lang", language.rawValue),
                                    .attribute("aria-pressed", language == context.language ? "true" : "false"), text: language.ownName)
                            }
                        }
                    }
                    layout.card(account.changePassphrase, id: "s-passphrase") {
                        tag("p", .classes("muted"), text: account.changePassphraseHint)
                        layout.problems([old, new, again].compactMap { field in field.fault.map { (field, $0) } })
                        layout.form("/settings/passphrase", .flag("novalidate")) {
                            layout.passphrase(old, autocomplete: "current-password")
                            layout.passphrase(new, autocomplete: "new-password", .attribute("minlength", String(view.minimumPassphrase)))
                            layout.passphraseAgain(again, of: SettingsView.Field.newPassphrase.rawValue)
                            layout.submit(account.change)
                        }
                    }
                    layout.card(account.session, id: "s-session") {
                        tag("p", text: account.sessionText(layout.language.digits(context.idleMinutes)))
                    }
                }
            }
        }
    }
}
