import Clocks
import HTTPTransport
import HealthRecord
import Identity
import PortalPages
import SealedRecord
import Workstation

/// The overview, the list of patients and the search.
extension DoctorPortal {
    static let rowsPerPage = 50
    static let greatestHitCount = 200

    var listRoutes: [Route] {
        [
            Route(.get, "/") { request in
                try self.visit(request) { visit in
                    guard visit.user.ring.certificate != nil else { return try Response.redirect(to: "/waiting") }
                    return PageResponse.page(Pages.overview(self.overview(visit), visit.context))
                }
            },
            Route(.get, "/records") { request in
                try self.visit(request) { visit in
                    visit.session.readList(visit.user)
                    return PageResponse.page(Pages.records(self.list(visit), visit.context))
                }
            },
            Route(.get, "/search") { request in
                try self.visit(request) { PageResponse.page(Pages.search(try self.search($0), $0.context)) }
            },
            Route(
                .post, "/index/rekey",
                .collecting(bodyLimit: Self.formLimit) { request in
                    try self.submission(request) { visit, _ in
                        _ = try visit.user.index.rekey()
                        visit.notes.indexIsOld = false
                        visit.notes.indexIsIncomplete = false
                        visit.notes.flash = .indexRekeyed
                        return try Response.redirect(to: "/")
                    }
                }),
            Route(
                .post, "/index/rebuild",
                .collecting(bodyLimit: Self.formLimit) { request in
                    try self.submission(request) { visit, _ in
                        _ = try visit.user.index.rebuild()
                        visit.notes.indexIsIncomplete = false
                        visit.notes.flash = .indexRebuilt
                        return try Response.redirect(to: "/")
                    }
                }),
            Route(.get, "/policy/check") { request in
                let check = PolicyCheck(request.target.parameter("text") ?? "", LanguageChoice.language(request))
                return Response(status: 200, headers: HeaderFields([("content-type", "application/json")]), body: .bytes(check.json))
            },
        ]
    }

    // MARK: - Overview

    private func overview(_ visit: Visit) -> OverviewView {
        visit.session.readList(visit.user)
        let entries = visit.session.catalogue.entries
        let patients = entries.filter { $0.kind == .patient }
        let own = visit.user.userID
        let mine = patients.count { $0.owner == own }
        let recent = patients.sorted { ($0.modified, "\($0.id)") > ($1.modified, "\($1.id)") }.prefix(8)
        return OverviewView(
            key: keyStatus(visit), mine: mine, byOthers: patients.count - mine, unreadable: entries.count { $0.kind == .closed },
            recent: recent.map { Self.row($0, own) }, progress: Self.progress(visit))
    }

    func keyStatus(_ visit: Visit) -> KeyStatus {
        let ring = visit.user.ring
        guard let certificate = ring.certificate else { return KeyStatus(epoch: nil, validUntil: nil, attributes: []) }
        var warnings: [KeyStatus.Warning] = []
        if let current = ring.epochStatement?.epoch, let held = ring.epochs.last, held < current { warnings.append(.old(current: current)) }
        let now = Clock.now
        if certificate.notAfter <= now {
            warnings.append(.certificateEnded(certificate.notAfter))
        } else if certificate.notAfter - now < 21 * 86_400 {
            warnings.append(.certificateEnds(certificate.notAfter))
        }
        if visit.notes.authorityIsAway { warnings.append(.authorityUnreachable) }
        if visit.notes.indexIsOld == nil { visit.notes.indexIsOld = try? visit.user.index.isOld() }
        if visit.notes.indexIsOld == true { warnings.append(.indexIsOld) }
        if visit.notes.indexIsIncomplete { warnings.append(.indexIsIncomplete) }
        return KeyStatus(
            epoch: ring.epochs.last, validUntil: certificate.notAfter, attributes: Self.attributes(visit.user), warnings: warnings)
    }

    private static func progress(_ visit: Visit) -> ListProgress? {
        visit.session.catalogue.progress.map { ListProgress(done: $0.done, total: $0.total) }
    }

    static func row(_ entry: Catalogue.Entry, _ own: UserID) -> RecordRow {
        RecordRow(
            id: "\(entry.id)", name: short(entry.name), idNumber: short(entry.idNumber), birthDate: short(entry.birthDate), sex: short(entry.sex),
            phone: short(entry.phone), changed: entry.modified, owner: entry.ownerName.isEmpty ? "\(entry.owner)" : entry.ownerName,
            isMine: entry.owner == own, isWithheld: entry.isWithheld)
    }

    /// What a list has room for: a record that anybody wrote may have a name of megabytes, and one such must not spoil the
    /// list for everybody. By scalars, since one character may have any number of them.
    private static func short(_ text: String) -> String {
        guard text.utf8.count > greatestCellLength else { return text }
        return String(text.unicodeScalars.prefix(greatestCellLength / 4)) + "…"
    }

    /// Bytes.
    private static let greatestCellLength = 800

    // MARK: - The list

    private func list(_ visit: Visit) -> RecordListView {
        let target = visit.request.target
        let sort = target.parameter("sort").flatMap(RecordListView.Column.init(rawValue:)) ?? .changed
        let order = target.parameter("order").flatMap(RecordListView.Order.init(rawValue:)) ?? (sort == .changed ? .descending : .ascending)
        let who = target.parameter("who").flatMap(RecordListView.Who.init(rawValue:)) ?? .all
        let own = visit.user.userID
        let entries = visit.session.catalogue.entries
        var rows = entries.filter { $0.kind == .patient && (who == .all || $0.owner == own) }.map { (Self.key($0, sort), $0) }
        rows.sort { a, b in
            let isBefore = (a.0, "\(a.1.id)") < (b.0, "\(b.1.id)")
            return order == .ascending ? isBefore : !isBefore && a.1.id != b.1.id
        }
        let pageCount = max(1, (rows.count + Self.rowsPerPage - 1) / Self.rowsPerPage)
        let page = min(pageCount, max(1, target.parameter("page").flatMap { Int($0) } ?? 1))
        let shown = rows.dropFirst((page - 1) * Self.rowsPerPage).prefix(Self.rowsPerPage)
        return RecordListView(
            rows: shown.map { Self.row($0.1, own) }, total: rows.count, page: page, pageCount: pageCount, sort: sort, order: order, who: who,
            unreadable: entries.count { $0.kind == .closed }, progress: Self.progress(visit))
    }

    /// What a column is sorted by.
    private static func key(_ entry: Catalogue.Entry, _ column: RecordListView.Column) -> String {
        switch column {
        case .name: short(entry.name).lowercased()
        case .number: short(entry.idNumber).lowercased()
        case .birth: short(entry.birthDate)
        case .sex: short(entry.sex)
        case .phone: short(entry.phone)
        case .changed: String(repeating: "0", count: max(0, 20 - "\(entry.modified)".count)) + "\(entry.modified)"
        case .owner: entry.ownerName.lowercased()
        }
    }

    // MARK: - Search

    private func search(_ visit: Visit) throws -> SearchView {
        let text = Self.trimmed(Self.searchText(visit.request))
        let catalogue = visit.session.catalogue
        let own = visit.user.userID
        let searched = catalogue.entries.count { $0.kind == .patient }
        guard !text.isEmpty, text.utf8.count <= 512 else {
            return SearchView(query: text, rows: [], searched: searched, progress: Self.progress(visit))
        }
        let found = try visit.user.search.find(text, limit: Self.greatestHitCount + 1)
        var rows: [RecordRow] = []
        for hit in found.prefix(Self.greatestHitCount) {
            let id = hit.id
            if let known = catalogue.entry(id), known.entityTag == hit.entityTag {
                if known.kind == .patient { rows.append(Self.row(known, own)) }
                continue
            }
            guard let record = try? visit.user.records.open(id, limit: PatientBundle.greatestLength),
                let bundle = try? PatientBundle(json: record.content)
            else { continue }
            catalogue.note(bundle, record.header, entityTag: record.entityTag, modified: hit.modified)
            if let entry = catalogue.entry(id) { rows.append(Self.row(entry, own)) }
        }
        rows.sort { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
        return SearchView(
            query: text, rows: rows, searched: max(searched, rows.count), isCut: found.count > Self.greatestHitCount, progress: Self.progress(visit))
    }
}
