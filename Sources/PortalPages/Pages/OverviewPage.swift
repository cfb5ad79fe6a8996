extension Pages {
    /// The first page after logging in: how the key stands, how many records there are, what changed lately.
    public static func overview(_ view: OverviewView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let lists = layout.strings.lists
        func count(_ number: Int, _ name: String, _ path: String?) -> HTML {
            tag("li") {
                if let path {
                    HTML.element(
                        "a", [.href(path)],
                        group {
                            tag("strong", text: layout.language.number(number))
                            tag("span", text: name)
                        })
                } else {
                    tag("div") {
                        tag("strong", text: layout.language.number(number))
                        tag("span", text: name)
                    }
                }
            }
        }
        return layout.page(layout.strings.frame.overview) {
            layout.heading(lists.greeting(context.user ?? "")) {
                link("/records/new", .classes("button", "primary"), text: layout.strings.frame.newRecord)
            }
            layout.keyWarnings(view.key)
            layout.progress(view.progress)
            tag("ul", .classes("counts")) {
                count(view.mine + view.byOthers, lists.readable, "/records")
                count(view.mine, lists.mine, "/records?who=mine")
                count(view.byOthers, lists.byOthers, nil)
                count(view.unreadable, lists.closed, nil)
            }
            tag("div", .classes("columns")) {
                layout.card(lists.recent, id: "s-recent") {
                    if view.recent.isEmpty {
                        tag("p", .classes("muted"), text: lists.recentEmpty)
                    } else {
                        tag("ul", .classes("recent")) {
                            for row in view.recent { layout.recent(row) }
                        }
                        tag("p") { link("/records", text: lists.allPatients) }
                    }
                }
                layout.card(lists.yourKey, id: "s-key") {
                    layout.keyFacts(view.key)
                    tag("h3", text: lists.yourAttributes)
                    layout.attributes(view.key.attributes)
                }
            }
        }
    }
}

extension Layout {
    /// What the user has to know of their key, worst first as given.
    func keyWarnings(_ key: KeyStatus) -> HTML {
        group {
            for warning in key.warnings {
                if warning == .indexIsOld || warning == .indexIsIncomplete {
                    tag("div", .classes("note", "warning")) {
                        tag("p") {
                            tag("strong", text: strings.frame.warning)
                            " "
                            strings.lists.warning(warning, date)
                        }
                        if warning == .indexIsOld {
                            button("/index/rekey", strings.lists.rekey)
                        } else {
                            button("/index/rebuild", strings.lists.rebuild)
                        }
                    }
                } else {
                    self.warning(strings.lists.warning(warning, date))
                }
            }
        }
    }

    func keyFacts(_ key: KeyStatus) -> HTML {
        guard let epoch = key.epoch else { return tag("p", text: strings.lists.noKey) }
        var entries: [(String, HTML)] = [(strings.account.epoch, .text(language.digits(String(epoch))))]
        if let end = key.validUntil { entries.append((strings.account.validUntil, .text(date(end)))) }
        return group {
            if key.warnings.isEmpty { tag("p", .classes("good"), text: strings.lists.keyIsGood) }
            facts(entries)
        }
    }

    fileprivate func recent(_ row: RecordRow) -> HTML {
        tag("li") {
            link(recordPath(row.id), text: row.name.isEmpty ? row.id : row.name)
            withheldMark(row)
            tag("span", .classes("muted"), text: "\(row.idNumber) · \(row.isMine ? strings.frame.you : row.owner)")
            tag("span", .classes("muted", "when"), text: time(row.changed))
        }
    }
}
