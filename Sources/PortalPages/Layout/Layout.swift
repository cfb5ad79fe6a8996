/// A page around its content, in the reader's language: head, header with search and navigation, footer.
struct Layout {
    let context: PageContext

    var language: Language { context.language }
    var strings: Strings { context.language.strings }

    init(_ context: PageContext) { self.context = context }

    /// How much room the content takes.
    enum Width {
        /// A form or a message alone.
        case narrow
        case wide
    }

    /// A whole page. `isWriting` marks a form whose leaving the script warns of.
    func page(_ title: String, width: Width = .wide, @HTMLBuilder content: () -> HTML) -> HTML {
        document(title) {
            link("#main", .classes("skip"), text: strings.frame.skip)
            header
            tag("main", .id("main"), .attribute("tabindex", "-1"), width == .narrow ? .classes("narrow") : .classes("wide")) {
                flash
                content()
            }
            footer
        }
    }

    /// A document without header and footer, to be printed.
    func sheet(_ title: String, @HTMLBuilder content: () -> HTML) -> HTML {
        document(title) { tag("main", .id("main"), .classes("sheet"), content: content) }
    }

    private func document(_ title: String, @HTMLBuilder body: () -> HTML) -> HTML {
        HTML(
            document: tag("html", .attribute("lang", language.rawValue)) {
                tag("head") {
                    HTML.void("meta", [.attribute("charset", "utf-8")])
                    HTML.void("meta", [.name("viewport"), .attribute("content", "width=device-width, initial-scale=1")])
                    HTML.void("meta", [.name("color-scheme"), .attribute("content", "light dark")])
                    HTML.void("meta", [.name("robots"), .attribute("content", "noindex")])
                    HTML.void("meta", [.name("referrer"), .attribute("content", "same-origin")])
                    tag("title", text: "\(title) · MedSeal")
                    HTML.void("link", [.attribute("rel", "icon"), .type("image/svg+xml"), .href(Assets.icon.path)])
                    HTML.void("link", [.attribute("rel", "stylesheet"), .href(Assets.stylesheet.path)])
                    HTML.element("script", [.src(Assets.script.path), .flag("defer")], .empty)
                }
                tag(
                    "body", context.portal == .authority ? .classes("authority") : .classes("doctor"),
                    .attribute("data-idle", ifAny: context.user.map { _ in String(context.idleMinutes) }),
                    .attribute("data-idle-text", ifAny: context.user.map { _ in strings.frame.idleSoon }), content: body)
            })
    }

    private var portalName: String {
        context.portal == .authority ? strings.frame.authorityPortal : strings.frame.doctorsPortal
    }

    private var home: String { context.portal == .authority ? "/requests" : "/" }

    private var header: HTML {
        tag("header", .classes("top")) {
            tag("div", .classes("bar")) {
                HTML.element(
                    "a", [.classes("brand"), .href(home)],
                    group {
                        HTML.void("img", [.src(Assets.icon.path), .attribute("alt", ""), .attribute("width", "32"), .attribute("height", "32")])
                        tag("span") {
                            tag("strong", text: "MedSeal")
                            tag("small", text: portalName)
                        }
                    })
                if context.user != nil && context.portal == .doctor { search }
                tag("div", .classes("session")) {
                    languageSwitch
                    if let user = context.user {
                        tag("span", .classes("user")) {
                            tag("strong", text: user)
                            if let hospital = context.hospital { tag("small", text: hospital) }
                        }
                        form("/logout", .classes("logout")) {
                            tag("button", .classes("quiet"), .type("submit"), text: strings.frame.logOut)
                        }
                    }
                }
            }
            if context.user != nil { navigation }
        }
    }

    private var search: HTML {
        tag("form", .classes("search"), .attribute("role", "search"), .attribute("method", "get"), .action("/search")) {
            tag("label", .classes("hidden"), .attribute("for", "q"), text: strings.frame.search)
            HTML.void(
                "input",
                [
                    .id("q"), .name("q"), .type("search"), .value(context.searchQuery), .attribute("placeholder", strings.frame.searchHint),
                    .attribute("autocomplete", "off"), .attribute("maxlength", "200"), .attribute("spellcheck", "false"),
                ])
            tag("button", .type("submit"), text: strings.frame.find)
        }
    }

    /// A button with the other language's name: the one that its readers look for.
    private var languageSwitch: HTML {
        let other: Language = language == .english ? .bangla : .english
        return form("/language", .classes("language")) {
            hidden("back", context.path)
            tag(
                "button", .classes("quiet"), .type("submit"), .name("language"), .value(other.rawValue), .attribute("lang", other.rawValue),
                text: other.ownName)
        }
    }

    private var navigation: HTML {
        let frame = strings.frame
        let entries: [(path: String, name: String)] =
            context.portal == .authority
            ? [("/requests", frame.requests), ("/users", frame.users), ("/audit", frame.audit)]
            : [("/", frame.overview), ("/records", frame.patients), ("/records/new", frame.newRecord), ("/settings", frame.settings)]
        let path = context.path.prefix { $0 != "?" }
        // The longest that this page lies under: `/records/new` is not in `/records`.
        let current = entries.filter { path == $0.path || ($0.path != "/" && path.hasPrefix($0.path + "/")) }
            .max { $0.path.utf8.count < $1.path.utf8.count }
        return tag("nav", .classes("main"), .label(frame.mainNavigation)) {
            tag("ul") {
                for entry in entries {
                    tag("li") {
                        link(
                            entry.path, .attribute("aria-current", ifAny: entry.path == current?.path ? "page" : nil), text: entry.name)
                    }
                }
            }
        }
    }

    private var flash: HTML {
        guard let flash = context.flash else { return .empty }
        return tag("p", flash.kind == .done ? .classes("note", "done") : .classes("note"), .attribute("role", "status")) {
            tag("strong", text: flash.kind == .done ? strings.frame.done : strings.frame.notice)
            " "
            strings.frame.flash(flash)
        }
    }

    private var footer: HTML {
        tag("footer", .classes("foot")) {
            if context.portal == .doctor { tag("p", text: strings.account.sealing) }
            if context.user != nil {
                tag("p", .id("idle"), .attribute("role", "status"), text: strings.frame.idle(language.digits(context.idleMinutes)))
            }
        }
    }
}
