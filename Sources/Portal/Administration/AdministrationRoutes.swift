import AccessPolicy
import Clocks
import HTTPTransport
import Identity
import KeyAuthority
import PortalPages
import Workstation

/// What the authority's administrator decides.
extension AuthorityPortal {
    var administrationRoutes: [Route] {
        let limit = Self.formLimit
        return [
            Route(.get, "/") { _ in try Response.redirect(to: "/requests") },
            Route(.get, "/requests") { request in
                try self.visit(request) { PageResponse.page(Pages.requests(try self.requests($0.request), $0.context)) }
            },
            Route(.post, "/requests/{id}/approve", .collecting(bodyLimit: limit) { try self.approve($0) }),
            Route(
                .post, "/requests/{id}/reject",
                .collecting(bodyLimit: limit) { request in
                    try self.submission(request) { visit, form in
                        let id = try Self.requestID(visit.request)
                        try self.authority.reject(
                            id, reason: DoctorPortal.trimmed(form[RequestsView.Field.reason.rawValue] ?? ""), at: Clock.now, by: self.actor)
                        visit.session.show(.rejected)
                        return try Response.redirect(to: "/requests")
                    }
                }),
            Route(.get, "/users") { request in
                try self.visit(request) { PageResponse.page(Pages.users(try self.users($0.request), $0.context)) }
            },
            Route(
                .post, "/users/renew",
                .collecting(bodyLimit: limit) { request in
                    try self.submission(request) { visit, _ in
                        _ = try self.authority.renewAll(passphrase: try visit.session.passphrase(), at: Clock.now, by: self.actor)
                        visit.session.show(.renewedAll)
                        return try Response.redirect(to: "/users")
                    }
                }),
            Route(
                .post, "/users/{id}/renew",
                .collecting(bodyLimit: limit) { request in
                    try self.submission(request) { visit, _ in
                        try self.authority.renew(
                            try Self.userID(visit.request), passphrase: try visit.session.passphrase(), at: Clock.now, by: self.actor)
                        visit.session.show(.renewed)
                        return try Response.redirect(to: "/users")
                    }
                }),
            Route(.get, "/users/{id}/revoke") { request in
                try self.visit(request) { visit in
                    let user = try self.authority.user(try Self.userID(visit.request))
                    return PageResponse.page(Pages.revoke(RevokeView(user: Self.row(user)), visit.context))
                }
            },
            Route(
                .post, "/users/{id}/revoke",
                .collecting(bodyLimit: limit) { request in
                    try self.submission(request) { visit, _ in
                        try self.authority.revoke(
                            try Self.userID(visit.request), passphrase: try visit.session.passphrase(), at: Clock.now, by: self.actor)
                        visit.session.show(.revoked)
                        return try Response.redirect(to: "/users")
                    }
                }),
            Route(
                .post, "/epoch",
                .collecting(bodyLimit: limit) { request in
                    try self.submission(request) { visit, form in
                        // The one that the page offered: a second click on the same page publishes no second epoch.
                        let next = try self.authority.epochStatement().epoch + 1
                        guard form["epoch"] == "\(next)" else {
                            throw Problem(
                                status: 409, code: "epoch-published", title: "The next epoch was published already", remedy: "Load the page again.")
                        }
                        try self.authority.publish(to: next, passphrase: try visit.session.passphrase(), at: Clock.now, by: self.actor)
                        visit.session.show(.epochPublished)
                        return try Response.redirect(to: "/users")
                    }
                }),
            Route(.get, "/audit") { request in
                try self.visit(request) { PageResponse.page(Pages.audit(try self.audit($0.request), $0.context)) }
            },
        ]
    }

    // MARK: - Requests

    /// Of each of which there may be 64 attributes, and anybody may apply.
    private static let requestsPerPage = 25

    /// The oldest thousand; others come up when these are decided.
    private func requests(_ request: Request) throws -> RequestsView {
        let all = try authority.pendingRequests()
        let (page, pageCount) = Self.page(request, of: all.count, each: Self.requestsPerPage)
        let shown = all.dropFirst((page - 1) * Self.requestsPerPage).prefix(Self.requestsPerPage)
        return RequestsView(requests: shown.map(Self.row), total: all.count, page: page, pageCount: pageCount)
    }

    private static func row(_ record: EnrolmentRecord) -> RequestsView.Request {
        let claims = record.request.claims
        return RequestsView.Request(
            id: "\(record.request.id)", name: claims.displayName, hospital: claims.hospital, department: claims.department,
            licence: claims.licenceNumber, asked: claims.attributes, submitted: record.submitted)
    }

    private func approve(_ request: Request) throws -> Response {
        try submission(request) { visit, form in
            let id = try Self.requestID(visit.request)
            let ticked = form.all(RequestsView.Field.attributes.rawValue)
            let more = form[RequestsView.Field.moreAttributes.rawValue] ?? ""
            let attributes = ticked + DoctorPortal.lines(more)
            var fault: (RequestsView.Field, FieldFault)?
            if attributes.isEmpty { fault = (.attributes, .missing) }
            do throws(PolicyError) { _ = try AttributeSet(parsing: attributes) } catch { fault = (.moreAttributes, .notAnAttribute(error)) }
            if let fault {
                guard let record = try authority.pendingRequests().first(where: { $0.request.id == id }) else { throw AuthorityError.alreadyDecided }
                var row = Self.row(record)
                row.granted = Set(ticked)
                row.moreAttributes = more
                row.faults[fault.0] = fault.1
                return PageResponse.page(Pages.requests(RequestsView(requests: [row]), visit.context), status: 422)
            }
            let mayRewrap = form[RequestsView.Field.mayRewrap.rawValue] == "yes"
            try authority.approve(
                id, attributes: attributes, capabilities: mayRewrap ? [.author, .rewrap] : .author,
                passphrase: try visit.session.passphrase(), at: Clock.now, by: actor)
            visit.session.show(.approved)
            return try Response.redirect(to: "/requests")
        }
    }

    private static func requestID(_ request: Request) throws -> RequestID {
        guard let id = request.parameters["id"].flatMap({ RequestID($0) }) else { throw AuthorityError.unknownRequest }
        return id
    }

    // MARK: - Users

    private func users(_ request: Request) throws -> UsersView {
        var all: [EnrolledUser] = []
        while true {
            let page = try authority.users(after: all.last?.id)
            if page.isEmpty { break }
            all += page
        }
        let (page, pageCount) = Self.page(request, of: all.count)
        let epoch = try authority.epochStatement().epoch
        return UsersView(
            users: all.dropFirst((page - 1) * Self.rowsPerPage).prefix(Self.rowsPerPage).map(Self.row), currentEpoch: epoch,
            epochEnds: authority.end(ofEpoch: epoch), page: page, pageCount: pageCount)
    }

    private static func row(_ user: EnrolledUser) -> UsersView.User {
        UsersView.User(
            id: "\(user.id)", name: user.request.claims.displayName, attributes: user.attributes.attributes.map(\.description),
            epoch: user.certificate.epoch, certificateEnds: user.certificate.notAfter, revoked: user.revoked)
    }

    private static func userID(_ request: Request) throws -> UserID {
        guard let id = request.parameters["id"].flatMap({ UserID($0) }) else { throw AuthorityError.unknownUser }
        return id
    }

    // MARK: - Audit

    private func audit(_ request: Request) throws -> AuditView {
        var brokenAt: UInt64?
        var head = ""
        do throws(AuthorityError) { head = "\(try authority.verifyAuditTrail())" } catch {
            guard case .auditTrail(let number) = error else { throw error }
            brokenAt = number
        }
        // Numbers are without gaps, or the trail is broken; what is there is shown either way.
        var last: UInt64 = 0
        while let next = try authority.auditTrail(after: last).last { last = next.number }
        let (page, pageCount) = Self.page(request, of: Int(clamping: last))
        let end = last - min(last, UInt64((page - 1) * Self.rowsPerPage))
        let start = end - min(end, UInt64(Self.rowsPerPage))
        let entries = try authority.auditTrail(after: start, limit: Self.rowsPerPage).filter { $0.number <= end }.reversed()
        return AuditView(
            entries: entries.compactMap { entry in
                AuditView.Action(rawValue: entry.action.rawValue).map {
                    AuditView.Entry(number: entry.number, at: entry.time, actor: entry.actor, action: $0, subject: entry.subject)
                }
            }, head: head, brokenAt: brokenAt, page: page, pageCount: pageCount)
    }

    private static func page(_ request: Request, of count: Int, each rowCount: Int = rowsPerPage) -> (page: Int, pageCount: Int) {
        let pageCount = max(1, (count + rowCount - 1) / rowCount)
        return (min(pageCount, max(1, request.target.parameter("page").flatMap { Int($0) } ?? 1)), pageCount)
    }
}
