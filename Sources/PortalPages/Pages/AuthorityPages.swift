import Framing

extension Pages {
    /// The administrator's way in.
    public static func authorityLogin(_ view: LoginView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let authority = layout.strings.authority
        return layout.loginPage(
            authority.login, intro: authority.loginIntro, button: authority.unlock, label: authority.masterPassphrase, view
        ) {
        } after: {
        }
    }

    /// Requests that wait for a decision.
    public static func requests(_ view: RequestsView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let authority = layout.strings.authority
        return layout.page(layout.strings.frame.requests) {
            tag("h1", text: layout.strings.frame.requests)
            if view.requests.isEmpty {
                tag("div", .classes("card", "message")) { tag("p", text: authority.noRequests) }
            } else {
                tag("p", .classes("lead"), text: authority.requestCount(view.total))
                layout.notice(authority.compare)
            }
            for (index, request) in view.requests.enumerated() { layout.request(request, index) }
            layout.paging(view.page, of: view.pageCount) { URLText.path("/requests", [("page", String($0))]) }
        }
    }

    /// Everybody who has a certificate, and the epoch.
    public static func users(_ view: UsersView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let authority = layout.strings.authority
        return layout.page(layout.strings.frame.users) {
            tag("h1", text: layout.strings.frame.users)
            layout.card("\(authority.epoch) \(layout.language.digits(String(view.currentEpoch)))", id: "s-epoch") {
                layout.facts([(authority.epochEnds, .text(layout.time(view.epochEnds)))])
                tag("div", .classes("pairs")) {
                    tag("div") {
                        layout.form("/epoch", .classes("single")) {
                            layout.hidden("epoch", String(UInt64(view.currentEpoch) + 1))
                            tag("button", .type("submit"), text: authority.publish)
                        }
                        tag("p", .classes("muted"), text: authority.publishHint)
                    }
                    tag("div") {
                        layout.button("/users/renew", authority.renewAll)
                        tag("p", .classes("muted"), text: authority.renewAllHint)
                    }
                }
            }
            if view.users.isEmpty {
                tag("div", .classes("card", "message")) { tag("p", text: authority.noUsers) }
            } else {
                tag("table", .classes("cards")) {
                    tag("thead") {
                        tag("tr") {
                            for name in [
                                authority.user, authority.attributes, authority.epoch, authority.certificateEnds, authority.state,
                                authority.actions,
                            ] { tag("th", .attribute("scope", "col"), text: name) }
                        }
                    }
                    tag("tbody") { for user in view.users { layout.user(user) } }
                }
                layout.paging(view.page, of: view.pageCount) { URLText.path("/users", [("page", String($0))]) }
            }
        }
    }

    /// Asks once more before a user is revoked.
    public static func revoke(_ view: RevokeView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let authority = layout.strings.authority
        return layout.page(authority.revokeTitle, width: .narrow) {
            tag("h1", text: authority.revokeTitle)
            layout.form("/users/\(PercentEncoding.encode(view.user.id))/revoke", .classes("card")) {
                layout.facts([
                    (authority.user, .text(view.user.name)), (layout.strings.account.userID, layout.grouped(view.user.id)),
                ])
                layout.attributes(view.user.attributes)
                layout.warning(authority.revokeText)
                tag("div", .classes("buttons")) {
                    link("/users", .classes("button"), text: layout.strings.frame.cancel)
                    tag("button", .classes("danger"), .type("submit"), text: authority.revoke)
                }
            }
        }
    }

    /// What the authority has done.
    public static func audit(_ view: AuditView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let authority = layout.strings.authority
        return layout.page(layout.strings.frame.audit) {
            tag("h1", text: layout.strings.frame.audit)
            if let broken = view.brokenAt {
                layout.warning(authority.broken(layout.language.digits(String(broken))))
            } else {
                tag("p", .classes("note", "done"), text: authority.whole)
            }
            layout.card(authority.head, id: "s-head") {
                tag("code", .classes("id"), text: view.head)
                tag("p", .classes("muted"), text: authority.headHint)
            }
            tag("table", .classes("cards")) {
                tag("thead") {
                    tag("tr") {
                        for name in [authority.number, layout.strings.record.when, authority.action, authority.actor, authority.subject] {
                            tag("th", .attribute("scope", "col"), text: name)
                        }
                    }
                }
                tag("tbody") {
                    for entry in view.entries {
                        tag("tr") {
                            tag("th", .attribute("scope", "row"), text: layout.language.digits(String(entry.number)))
                            layout.cell(layout.strings.record.when, layout.time(entry.at))
                            layout.cell(authority.action, authority.act(entry.action))
                            layout.cell(authority.actor, entry.actor)
                            tag("td", .attribute("data-label", authority.subject)) { tag("code", text: entry.subject) }
                        }
                    }
                }
            }
            layout.paging(view.page, of: view.pageCount) { URLText.path("/audit", [("page", String($0))]) }
        }
    }
}

extension Layout {
    /// A request with the forms to approve and to reject it.
    fileprivate func request(_ request: RequestsView.Request, _ index: Int) -> HTML {
        let authority = strings.authority
        let terms = PolicyTerms(language)
        let path = "/requests/\(PercentEncoding.encode(request.id))"
        func field(_ field: RequestsView.Field, _ label: String, hint: String?, isRequired: Bool = false) -> Field {
            Field(
                name: field.rawValue, label: label, isRequired: isRequired, hint: hint, fault: request.faults[field].map(text), suffix: "-\(index)")
        }
        let granted = field(.attributes, authority.grant, hint: nil)
        let more = field(.moreAttributes, authority.moreAttributes, hint: authority.moreAttributesHint)
        let rewrap = field(.mayRewrap, authority.mayRewrap, hint: nil)
        let reason = field(.reason, authority.reason, hint: authority.rejectHint, isRequired: true)
        return card(request.name, id: "s-request-\(index)") {
            problems([granted, more, reason].compactMap { field in field.fault.map { (field, $0) } })
            facts([
                (strings.errors.requestID, grouped(request.id)), (strings.account.hospital, .text(request.hospital)),
                (strings.account.department, .text(request.department)), (strings.account.licence, .text(request.licence)),
                (authority.submitted, .text(time(request.submitted))),
            ])
            tag("div", .classes("columns")) {
                form("\(path)/approve", .flag("novalidate")) {
                    checkboxes(granted, options: request.asked.map { ($0, terms.label($0), authority.asked) }, chosen: request.granted)
                    textArea(more, value: request.moreAttributes, rows: 2, .attribute("spellcheck", "false"))
                    tag("label", .classes("tick"), .attribute("for", rewrap.id)) {
                        HTML.void("input", [.id(rewrap.id), .type("checkbox"), .name(rewrap.name), .value("yes")])
                        tag("span") {
                            "\(authority.mayRewrap) "
                            tag("small", text: authority.mayRewrapHint)
                        }
                    }
                    submit(authority.approve)
                }
                form("\(path)/reject", .flag("novalidate")) {
                    textArea(reason, value: "", rows: 3, .attribute("maxlength", "1024"))
                    tag("div", .classes("buttons")) { tag("button", .classes("danger"), .type("submit"), text: authority.reject) }
                }
            }
        }
    }

    fileprivate func user(_ user: UsersView.User) -> HTML {
        let authority = strings.authority
        let path = "/users/\(PercentEncoding.encode(user.id))"
        return tag("tr") {
            tag("th", .attribute("scope", "row")) {
                "\(user.name) "
                tag("code", .classes("id", "short"), .attribute("title", user.id), text: String(user.id.prefix(16)))
            }
            tag("td", .attribute("data-label", authority.attributes)) { attributes(user.attributes) }
            cell(authority.epoch, language.digits(String(user.epoch)))
            cell(authority.certificateEnds, date(user.certificateEnds))
            cell(authority.state, user.revoked.map { "\(authority.revoked) · \(date($0))" } ?? authority.active)
            tag("td", .attribute("data-label", authority.actions)) {
                if user.revoked == nil {
                    tag("div", .classes("buttons")) {
                        button("\(path)/renew", authority.renew)
                        link("\(path)/revoke", .classes("button", "danger"), text: authority.revoke)
                    }
                }
            }
        }
    }
}
