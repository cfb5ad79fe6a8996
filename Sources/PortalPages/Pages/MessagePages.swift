extension Pages {
    /// A record that the user's key does not open.
    public static func notEntitled(_ view: NotEntitledView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        return layout.page(strings.notEntitled, width: .narrow) {
            tag("h1", text: strings.notEntitled)
            tag("div", .classes("card")) {
                tag("h2", text: strings.missing)
                layout.attributes(view.missing)
                tag("p", text: strings.missingHint)
            }
            tag("div", .classes("card")) {
                tag("h2", text: strings.notEntitledText)
                layout.policy(view.policy)
                layout.facts([(strings.identifier, tag("code", .classes("id"), text: view.id))])
            }
            tag("div", .classes("buttons")) { link("/records", .classes("button"), text: layout.strings.frame.patients) }
        }
    }

    /// The answer to a request that failed.
    public static func error(_ view: ErrorView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.errors
        let (title, hint) = strings.explanation(view.kind)
        var facts: [(String, HTML)] = [(strings.status, .text(layout.language.digits(view.status)))]
        if let reason = view.reason { facts.append((strings.detail, .text(strings.failure(reason)))) }
        if let id = view.requestID { facts.append((strings.requestID, tag("code", .classes("id"), text: id))) }
        return layout.page(title, width: .narrow) {
            tag("div", .classes("card", "message")) {
                tag("h1", text: title)
                tag("p", .classes("lead"), text: hint)
                layout.facts(facts)
                tag("div", .classes("buttons")) {
                    link(context.portal == .authority ? "/requests" : "/", .classes("button"), text: strings.toOverview)
                }
            }
        }
    }
}
