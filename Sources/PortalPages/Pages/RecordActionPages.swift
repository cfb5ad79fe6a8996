import Framing

extension Pages {
    /// A record's versions and, for its owner, who opened it.
    public static func history(_ view: HistoryView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        func head(_ names: [String]) -> HTML {
            tag("thead") { tag("tr") { for name in names { tag("th", .attribute("scope", "col"), text: name) } } }
        }
        return layout.page(strings.historyOf(view.name)) {
            layout.heading(strings.historyOf(view.name)) {
                link(layout.recordPath(view.id), .classes("button"), text: layout.strings.frame.back)
            }
            layout.card(strings.versions, id: "s-versions") {
                tag("table", .classes("cards")) {
                    head([strings.version, strings.changed, strings.by, strings.envelope])
                    tag("tbody") {
                        for (index, version) in view.versions.enumerated() {
                            tag("tr") {
                                tag("th", .attribute("scope", "row")) {
                                    link(
                                        layout.recordPath(view.id, "/versions/\(version.number)"),
                                        text: "\(strings.version) \(layout.language.digits(String(version.number)))")
                                    if index == 0 {
                                        " "
                                        tag("span", .classes("mark"), text: strings.current)
                                    }
                                }
                                layout.cell(strings.changed, layout.time(version.at))
                                layout.cell(strings.by, version.by)
                                layout.cell(strings.envelope, layout.language.digits(String(version.envelope)))
                            }
                        }
                    }
                }
                tag("p", .classes("muted", "fine"), text: strings.envelopeHint)
            }
            if let accesses = view.accesses {
                layout.card(strings.accesses, id: "s-accesses") {
                    tag("p", .classes("muted", "fine"), text: strings.accessesHint)
                    if accesses.isEmpty {
                        tag("p", .classes("muted"), text: strings.noAccesses)
                    } else {
                        tag("table", .classes("cards")) {
                            head([strings.who, strings.what, strings.when])
                            tag("tbody") {
                                for access in accesses {
                                    tag("tr") {
                                        tag("th", .attribute("scope", "row"), text: access.who)
                                        layout.cell(strings.what, strings.access(access.what))
                                        layout.cell(strings.when, layout.time(access.at))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Asks once more before a record is deleted.
    public static func delete(_ view: DeleteView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        let field = layout.strings.form.field
        return layout.page(strings.deleteTitle, width: .narrow) {
            tag("h1", text: strings.deleteTitle)
            layout.form(layout.recordPath(view.id, "/delete"), .classes("card")) {
                layout.hidden(RecordFields.etag, view.etag)
                layout.facts([(field(.name), .text(view.name)), (field(.idNumber), .text(view.idNumber))])
                layout.warning(strings.deleteText)
                tag("div", .classes("buttons")) {
                    link(layout.recordPath(view.id), .classes("button"), text: strings.keepIt)
                    tag("button", .classes("danger"), .type("submit"), text: strings.deleteButton)
                }
            }
        }
    }

    /// Decides anew who can read a record.
    public static func share(_ view: ShareView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        let fault = view.choice.fault.map(layout.text)
        return layout.page(strings.shareOf(view.name), width: .narrow) {
            tag("h1", text: strings.shareOf(view.name))
            layout.problems(fault.map { [(layout.policyField(nil), $0)] } ?? [])
            layout.card(strings.now, id: "s-now") { layout.policy(view.policy) }
            layout.form(layout.recordPath(view.id, "/share"), .flag("data-writing"), .flag("novalidate")) {
                layout.hidden(RecordFields.etag, view.etag)
                layout.card(strings.newReaders, id: "s-new") {
                    tag("p", text: strings.shareIntro)
                    layout.policyChoice(view.choice)
                    layout.warning(strings.shareWarning)
                }
                layout.submit(strings.shareButton, cancel: layout.recordPath(view.id))
            }
        }
    }

    /// A document beside a record.
    public static func attachment(_ view: AttachmentView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        let content = layout.recordPath(view.record, "/attachments/\(PercentEncoding.encode(view.attachment.id))/content")
        return layout.page(view.attachment.title) {
            layout.heading(view.attachment.title) {
                link(content, .classes("button", "primary"), .flag("download"), text: strings.download)
                link(layout.recordPath(view.record), .classes("button"), text: layout.strings.frame.back)
            }
            tag("p", .classes("lead")) { link(layout.recordPath(view.record), text: view.patient) }
            if view.isImage {
                tag("figure", .classes("card")) {
                    HTML.void("img", [.src(content), .attribute("alt", "\(strings.picture): \(view.attachment.title)"), .classes("picture")])
                }
            }
            layout.card(strings.file, id: "s-file") {
                layout.facts([
                    (strings.type, .text(view.attachment.contentType)),
                    (strings.size, .text(view.attachment.length.map(layout.language.size) ?? layout.strings.frame.notStated)),
                ])
            }
            if !view.elements.isEmpty {
                layout.card(strings.dicom, id: "s-dicom") {
                    if let summary = view.attachment.dicomSummary { tag("p", text: summary) }
                    tag("table", .classes("cards")) {
                        tag("thead") {
                            tag("tr") {
                                tag("th", .attribute("scope", "col"), text: strings.element)
                                tag("th", .attribute("scope", "col"), text: strings.value)
                            }
                        }
                        tag("tbody") {
                            for element in view.elements {
                                tag("tr") {
                                    tag("th", .attribute("scope", "row")) {
                                        "\(element.name) "
                                        tag("code", text: element.tag)
                                    }
                                    layout.cell(strings.value, element.value)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
