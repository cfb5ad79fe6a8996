import AccessPolicy
import Framing
import HealthRecord

/// Pieces that several pages have.
extension Layout {
    func time(_ seconds: UInt64) -> String { language.time(seconds, context) }
    func date(_ seconds: UInt64) -> String { language.date(seconds, context) }

    /// A title with what stands beside it.
    func heading(_ title: String, @HTMLBuilder beside: () -> HTML = { .empty }) -> HTML {
        let beside = beside()
        return tag("div", .classes("heading")) {
            tag("h1", text: title)
            if !beside.isEmpty { tag("div", .classes("actions")) { beside } }
        }
    }

    /// A part of a page under a title of its own.
    func card(_ title: String, id: String, @HTMLBuilder content: () -> HTML) -> HTML {
        tag("section", .classes("card"), .attribute("aria-labelledby", id)) {
            tag("h2", .id(id), text: title)
            content()
        }
    }

    /// Names and values.
    func facts(_ entries: [(name: String, value: HTML)]) -> HTML {
        tag("dl", .classes("facts")) {
            for entry in entries {
                tag("div") {
                    tag("dt", text: entry.name)
                    tag("dd") { entry.value }
                }
            }
        }
    }

    func warning(_ text: String) -> HTML {
        tag("p", .classes("note", "warning")) {
            tag("strong", text: strings.frame.warning)
            " "
            text
        }
    }

    /// That the store does not give a record of a list any more.
    func withheldMark(_ row: RecordRow) -> HTML {
        row.isWithheld ? tag("p", .classes("note", "warning"), text: strings.lists.withheld) : group {}
    }

    func notice(_ text: String) -> HTML {
        tag("p", .classes("note")) {
            tag("strong", text: strings.frame.notice)
            " "
            text
        }
    }

    /// Attributes of a person, each in words.
    func attributes(_ texts: [String]) -> HTML {
        guard !texts.isEmpty else { return tag("p", .classes("muted"), text: strings.lists.noAttributes) }
        let terms = PolicyTerms(language)
        return tag("ul", .classes("chips")) {
            for text in texts { tag("li", .attribute("title", text), text: terms.label(text)) }
        }
    }

    /// A policy in words; a list where one sentence would not do.
    func words(_ words: PolicyInWords) -> HTML {
        guard words.lines.count > 1 else { return tag("p", .classes("words"), text: words.lines.first?.text ?? "") }
        return tag("div", .classes("words")) { Self.list(words.lines[...], depth: 0) }
    }

    /// Of a policy as text; one that is none, which a record never has, is shown as it stands.
    func words(ofPolicy text: String) -> HTML {
        // With the system's condition on the epoch the text is one that nobody may write but the system.
        guard let policy = (try? Policy(parsing: text)) ?? (try? Policy(canonical: Array(text.utf8))) else { return tag("p", text: text) }
        return words(PolicyInWords(policy.expression, language))
    }

    private static func list(_ lines: ArraySlice<PolicyInWords.Line>, depth: Int) -> HTML {
        var items: [HTML] = []
        var start = lines.startIndex
        while start < lines.endIndex {
            let end = lines[(start + 1)...].firstIndex { $0.depth <= depth } ?? lines.endIndex
            let children = lines[(start + 1)..<end]
            let text = HTML.text(lines[start].text)
            items.append(
                children.isEmpty
                    ? text
                    : group {
                        text
                        list(children, depth: depth + 1)
                    })
            start = end
        }
        return depth == 0 ? HTML(items) : tag("ul") { for item in items { tag("li") { item } } }
    }

    func progress(_ progress: ListProgress?) -> HTML {
        guard let progress else { return .empty }
        return tag("div", .classes("note", "progress"), .attribute("role", "status")) {
            tag("label", .attribute("for", "progress"), text: strings.lists.progress(language.number(progress.done), language.number(progress.total)))
            HTML.element(
                "progress", [.id("progress"), .value(String(progress.done)), .attribute("max", String(max(progress.total, 1)))], .empty)
        }
    }

    /// Links to the pages around this one. `path` makes the address of a page.
    func paging(_ page: Int, of count: Int, path: (Int) -> String) -> HTML {
        guard count > 1 else { return .empty }
        return tag("nav", .classes("paging"), .label(strings.frame.pages)) {
            if page > 1 { link(path(page - 1), .classes("button"), .attribute("rel", "prev"), text: strings.frame.previous) }
            tag("span", text: strings.frame.page(language.digits(page), language.digits(count)))
            if page < count { link(path(page + 1), .classes("button"), .attribute("rel", "next"), text: strings.frame.next) }
        }
    }

    func sex(_ code: String) -> String { code.isEmpty ? "" : strings.form.sex(code) }

    /// Years, or months of the first two; `nil` unless both are whole dates in this order.
    func age(_ birthDate: String) -> String? {
        func numbers(_ date: String) -> [Int] { date.split(separator: "-").compactMap { Int($0) } }
        let (born, now) = (numbers(birthDate), numbers(context.today))
        guard born.count == 3, now.count == 3, birthDate <= context.today, born.allSatisfy({ $0 < 10_000 }), now.allSatisfy({ $0 < 10_000 }) else {
            return nil
        }
        let months = (now[0] - born[0]) * 12 + now[1] - born[1] - (now[2] < born[2] ? 1 : 0)
        return strings.record.age(months / 12, months)
    }

    func recordPath(_ id: String, _ rest: String = "") -> String { "/records/\(PercentEncoding.encode(id))\(rest)" }

    /// A hexadecimal identifier in groups of four, as people compare it.
    func grouped(_ text: String) -> HTML {
        let plain = text.filter { $0 != " " }
        guard plain.count > 12, plain.allSatisfy(\.isHexDigit) else { return tag("code", .classes("id"), text: text) }
        var groups: [String] = []
        var rest = Substring(plain)
        while !rest.isEmpty {
            groups.append(String(rest.prefix(4)))
            rest = rest.dropFirst(4)
        }
        return tag("code", .classes("id"), text: groups.joined(separator: " "))
    }
}
