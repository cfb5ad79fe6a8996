import HealthRecord
import PortalPages
import Testing

/// What holds for every page, in both languages.
@Suite struct PageTests {
    static let hostile = "<script>alert(1)</script>\"'&\u{202e}"

    static let samples = Language.allCases.flatMap { language in
        (Samples(language).pages + Samples(language, name: hostile).pages).map { (language: language, name: $0.name, page: $0.page) }
    }

    private func forEachPage(_ check: (StrictDocument, _ page: String, Language) throws -> Void) throws {
        for sample in Self.samples {
            let document: StrictDocument
            do { document = try StrictDocument(sample.page.bytes) } catch {
                Issue.record("\(sample.language) \(sample.name): \(error)")
                continue
            }
            try check(document, "\(sample.language) \(sample.name)", sample.language)
        }
    }

    @Test func everyPageIsWellFormed() throws {
        #expect(Self.samples.count > 150)
        try forEachPage { document, page, language in
            #expect(document.elements.first?.name == "html", "\(page)")
            #expect(document.elements.first?.attributes["lang"] == language.rawValue, "\(page)")
            #expect(document.all("main").count == 1 && document.all("h1").count == 1, "\(page)")
            #expect(document.all("title").first?.text.isEmpty == false, "\(page)")
        }
    }

    /// A patient may be called anything; the name is shown, and is never markup.
    @Test func namesAreNeverMarkup() throws {
        try forEachPage { document, page, _ in
            for script in document.all("script") {
                #expect(script.text.isEmpty && script.attributes["src"] == Assets.script.path, "\(page)")
            }
        }
        for sample in Self.samples {
            #expect(!String(decoding: sample.page.bytes, as: UTF8.self).contains("alert(1)</script>"), "\(sample.name)")
        }
        let record = try StrictDocument(Pages.record(Samples(.english, name: Self.hostile).record, Samples(.english).context("/")).bytes)
        #expect(record.all("h1").first?.text == "<script>alert(1)</script>\"'&\u{fffd}")
        #expect(!record.elements.contains { $0.text.unicodeScalars.contains("\u{202e}") })
    }

    /// What the content security policy forbids, and what would ask another server.
    @Test func nothingIsInlineAndNothingIsElsewhere() throws {
        try forEachPage { document, page, _ in
            #expect(document.all("style").isEmpty, "\(page)")
            for element in document.elements {
                for (name, value) in element.attributes {
                    #expect(!name.hasPrefix("on") && name != "style", "\(page): \(name)")
                    if ["href", "src", "action"].contains(name) {
                        #expect((value.hasPrefix("/") && !value.hasPrefix("//")) || value.hasPrefix("#"), "\(page): \(value)")
                        #expect(!value.contains("<") && !value.contains(" "), "\(page): \(value)")
                    }
                }
            }
        }
        for asset in Assets.all {
            let text = String(decoding: asset.bytes, as: UTF8.self)
            #expect(!text.contains("@import") && !text.contains("url("), "\(asset.path)")
            #expect(
                text.split(separator: "http").allSatisfy { !$0.hasPrefix("s://") && (!$0.hasPrefix("://") || $0.hasPrefix("://www.w3.org/2000/svg")) }
            )
        }
    }

    @Test func identifiersAreUniqueAndReferencesLead() throws {
        try forEachPage { document, page, _ in
            let ids = document.elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(page): \(ids.filter { id in ids.count { $0 == id } > 1 })")
            for element in document.elements {
                for name in ["for", "aria-describedby", "aria-labelledby", "data-same-as", "data-chooses"] {
                    for id in (element.attributes[name] ?? "").split(separator: " ") { #expect(ids.contains(String(id)), "\(page): \(id)") }
                }
                if let href = element.attributes["href"], href.hasPrefix("#"), href != "#" {
                    #expect(ids.contains(String(href.dropFirst())), "\(page): \(href)")
                }
            }
        }
    }

    @Test func everyFieldHasALabel() throws {
        try forEachPage { document, page, _ in
            let labelled = Set(document.all("label").compactMap { $0.attributes["for"] })
            for field in document.all("input", "select", "textarea") where field.attributes["type"] != "hidden" {
                let id = try #require(field.attributes["id"], "\(page)")
                #expect(labelled.contains(id), "\(page): \(id)")
                #expect(field.attributes["aria-invalid"] == nil || field.attributes["aria-describedby"] != nil, "\(page): \(id)")
                if field.attributes["type"] == "password" {
                    #expect(["current-password", "new-password"].contains(field.attributes["autocomplete"]), "\(page): \(id)")
                    #expect(field.attributes["value"] == nil, "\(page): \(id)")
                }
            }
            for button in document.all("button", "a", "h1", "h2") {
                #expect(!button.text.allSatisfy(\.isWhitespace) || !button.attributes["aria-label", default: ""].isEmpty, "\(page)")
            }
        }
    }

    /// Whatever changes something is a POST with the session's token; only searching and sorting are not.
    @Test func everyFormHasTheToken() throws {
        try forEachPage { document, page, _ in
            for (index, form) in document.elements.enumerated() where form.name == "form" {
                let fields = document.all("input").filter { $0.ancestors.contains(index) }
                let tokens = fields.filter { $0.attributes["name"] == "csrf" }
                if form.attributes["method"] == "get" {
                    #expect(["/search", "/records"].contains(form.attributes["action"]) && tokens.isEmpty, "\(page)")
                } else {
                    #expect(form.attributes["method"] == "post" && tokens.map { $0.attributes["value"] } == ["token-0123"], "\(page)")
                    #expect(fields.contains { $0.attributes["type"] == "file" } == (form.attributes["enctype"] == "multipart/form-data"), "\(page)")
                }
            }
        }
    }

    /// A fault stands beside its field and in the summary at the top, which links to it.
    @Test func faultsAreSaidTwice() throws {
        for language in Language.allCases {
            let samples = Samples(language)
            for name in ["sign-up-refused", "record-refused", "share", "settings"] {
                let page = try #require(samples.pages.first { $0.name == name }).page
                let document = try StrictDocument(page.bytes)
                let faults = document.elements.filter { $0.attributes["class"] == "fault" }
                let summary = try #require(document.elements.firstIndex { $0.attributes["class"] == "problems" })
                #expect(!faults.isEmpty && document.all("a").count { $0.ancestors.contains(summary) } == faults.count, "\(name)")
            }
        }
    }

    @Test func mandatoryFieldsSaySo() throws {
        for (language, word) in [(Language.english, "required"), (.bangla, "আবশ্যক")] {
            let page = try #require(Samples(language).pages.first { $0.name == "record-new" }).page
            let document = try StrictDocument(page.bytes)
            for name in ["name", "idNumber", "birthDate", "sex", "phone", "address"] {
                let label = try #require(document.all("label").first { $0.attributes["for"] == "f-\(name)" })
                #expect(label.text.hasSuffix(word))
            }
            let fields = Set(document.elements.compactMap { $0.attributes["name"] })
            for field in RecordFields.all { #expect(fields.contains(RecordFields.name(field))) }
            #expect(fields.isSuperset(of: ["csrf", "etag", "template", "policy"]))
        }
    }

    /// What was typed comes back as it was, so that nothing is lost in a conflict.
    @Test func aFormGivesBackWhatWasTyped() throws {
        for name in [nil, Self.hostile] {
            let samples = Samples(.bangla, name: name)
            let page = try #require(samples.pages.first { $0.name == "conflict" }).page
            let document = try StrictDocument(page.bytes)
            var sent: [String: String] = [:]
            for field in document.elements {
                guard let key = field.attributes["name"] else { continue }
                switch field.name {
                case "textarea": sent[key] = String(field.text.drop { $0 == "\n" })
                case "input": sent[key] = field.attributes["value"]
                default: break
                }
            }
            for option in document.all("option") where option.attributes["selected"] != nil {
                guard let select = option.ancestors.last.map({ document.elements[$0] }), let key = select.attributes["name"] else { continue }
                sent[key] = option.attributes["value"]
            }
            var expected = samples.form
            expected.attachments = []
            if name != nil { expected.name = "<script>alert(1)</script>\"'&\u{fffd}" }
            #expect(RecordFields.form { sent[$0] } == expected)
        }
    }

    @Test func onlyWhatIsAllowedIsOffered() throws {
        let samples = Samples(.english)
        func links(_ record: RecordView) throws -> Set<String> {
            let document = try StrictDocument(Pages.record(record, samples.context("/")).bytes)
            return Set(document.all("a").compactMap { $0.attributes["href"]?.split(separator: "/").last.map(String.init) })
        }
        #expect(try links(samples.record).isSuperset(of: ["edit", "share", "delete", "export", "print", "history"]))
        var closed = samples.record
        closed.actions = []
        #expect(try links(closed).isDisjoint(with: ["edit", "share", "delete"]))
    }

    @Test func theListSortsByItsHead() throws {
        let view = RecordListView(rows: [], total: 0)
        var sorted = view
        sorted.rows = [RecordRow(id: "a/b", name: "", idNumber: "", birthDate: "", sex: "", phone: "", changed: 0, owner: "", isMine: true)]
        let document = try StrictDocument(Pages.records(sorted, Samples(.english).context("/records")).bytes)
        #expect(document.all("th").compactMap { $0.attributes["aria-sort"] } == ["descending"])
        let links = document.all("a").compactMap { $0.attributes["href"] }
        #expect(links.contains("/records?sort=name&order=asc&who=all") && links.contains("/records?sort=changed&order=asc&who=all"))
        #expect(links.contains("/records/a%2Fb"))
    }

    @Test func signedOutPagesHaveNoNavigation() throws {
        let document = try StrictDocument(Pages.login(LoginView(accounts: []), Samples(.english).context("/login", user: false)).bytes)
        #expect(document.all("nav").isEmpty && !document.elements.contains { $0.attributes["action"] == "/logout" })
    }
}
