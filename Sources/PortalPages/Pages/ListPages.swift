extension Pages {
    /// The list of patients.
    public static func records(_ view: RecordListView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let lists = layout.strings.lists
        func path(sort: RecordListView.Column? = nil, order: RecordListView.Order? = nil, who: RecordListView.Who? = nil, page: Int = 1) -> String {
            URLText.path(
                "/records",
                [
                    ("sort", (sort ?? view.sort).rawValue), ("order", (order ?? view.order).rawValue), ("who", (who ?? view.who).rawValue),
                    ("page", page > 1 ? String(page) : nil),
                ])
        }
        func head(_ column: RecordListView.Column) -> HTML {
            let isSorted = column == view.sort
            let isAscending = view.order == .ascending
            // A second click turns the order around; times begin with the newest.
            let next: RecordListView.Order = isSorted ? (isAscending ? .descending : .ascending) : column == .changed ? .descending : .ascending
            return tag(
                "th", .attribute("scope", "col"), .attribute("aria-sort", ifAny: isSorted ? (isAscending ? "ascending" : "descending") : nil)
            ) {
                link(path(sort: column, order: next), text: lists.column(column))
            }
        }
        return layout.page(layout.strings.frame.patients) {
            layout.heading(layout.strings.frame.patients) {
                link("/records/new", .classes("button", "primary"), text: layout.strings.frame.newRecord)
            }
            layout.progress(view.progress)
            tag("div", .classes("tools")) {
                tag("nav", .classes("tabs"), .label(lists.show)) {
                    for who in RecordListView.Who.allCases {
                        link(
                            path(who: who), .attribute("aria-current", ifAny: who == view.who ? "true" : nil),
                            text: who == .all ? lists.everybody : lists.mineOnly)
                    }
                }
                tag("p", .classes("muted"), text: lists.total(view.total))
                layout.sortForm(view)
            }
            if view.rows.isEmpty {
                tag("div", .classes("card", "message")) {
                    tag("h2", text: lists.empty)
                    tag("p", .classes("muted"), text: lists.emptyHint)
                }
            } else {
                layout.table(view.rows, head: head)
            }
            layout.paging(view.page, of: view.pageCount) { path(page: $0) }
            if view.unreadable > 0 { tag("p", .classes("muted"), text: lists.unreadable(view.unreadable)) }
        }
    }

    /// What a search found.
    public static func search(_ view: SearchView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let lists = layout.strings.lists
        let title = view.query.isEmpty ? layout.strings.frame.search : lists.found(view.query)
        return layout.page(title) {
            tag("h1", text: title)
            layout.progress(view.progress)
            if !view.query.isEmpty {
                tag("p", .classes("lead"), .attribute("role", "status"), text: lists.searched(view.rows.count, view.searched))
            }
            if view.rows.isEmpty {
                if !view.query.isEmpty { tag("p", text: lists.nothingFound) }
            } else {
                layout.table(view.rows) { column in tag("th", .attribute("scope", "col"), text: lists.column(column)) }
                if view.isCut { tag("p", text: lists.cut) }
            }
            tag("p", .classes("muted", "fine"), text: lists.searchHelp)
        }
    }
}

extension Layout {
    /// A table of records, which on a phone becomes cards.
    fileprivate func table(_ rows: [RecordRow], head: (RecordListView.Column) -> HTML) -> HTML {
        let lists = strings.lists
        return tag("table", .classes("cards")) {
            tag("thead") { tag("tr") { for column in RecordListView.Column.allCases { head(column) } } }
            tag("tbody") {
                for row in rows {
                    tag("tr") {
                        tag("th", .attribute("scope", "row")) {
                            link(recordPath(row.id), text: row.name.isEmpty ? row.id : row.name)
                            withheldMark(row)
                        }
                        cell(lists.column(.number), row.idNumber)
                        cell(lists.column(.birth), language.fhirTime(row.birthDate))
                        cell(lists.column(.sex), sex(row.sex))
                        cell(lists.column(.phone), row.phone)
                        cell(lists.column(.changed), time(row.changed))
                        cell(lists.column(.owner), row.isMine ? strings.frame.you : row.owner)
                    }
                }
            }
        }
    }

    /// A cell that says on a phone which column it is of.
    func cell(_ column: String, _ text: String) -> HTML { tag("td", .attribute("data-label", column), text: text) }

    /// On a phone the table has no head to sort by.
    fileprivate func sortForm(_ view: RecordListView) -> HTML {
        tag("form", .classes("sort"), .attribute("method", "get"), .action("/records")) {
            hidden("who", view.who.rawValue)
            hidden("order", view.order.rawValue)
            tag("label", .attribute("for", "sort"), text: strings.lists.sortBy)
            tag("select", .id("sort"), .name("sort")) {
                for column in RecordListView.Column.allCases {
                    tag("option", .value(column.rawValue), .flag("selected", column == view.sort), text: strings.lists.column(column))
                }
            }
            tag("button", .type("submit"), text: strings.lists.apply)
        }
    }
}
