import AuthorityService
import Clocks
import Glibc
import Identity
import JSON
import KeyAuthority
import Portal
import Cryptography
import LocalFiles
import Workstation

/// `medseal authority …`: what the key authority's administrator does.
enum AuthorityCommands {
    static let all = [initialise, show, serve, portal, list, approve, reject, revoke, renew, publish]

    private static let database = Command.Option.value("db", "FILE", "the authority's database (default: authority.db)")

    static let initialise = Command(
        ["authority", "init"], "Found a key authority",
        options: [
            database, .value("name", "NAME", "what users see"),
            .value("description", "FILE", "also write the public description that users pin to FILE"),
            PassphrasePrompt.option,
        ],
        discussion: """
            Makes the master key and the signing key and keeps them in a passphrase vault inside the database. Whoever has \
            database and passphrase can make a key for any attribute. Print the fingerprint where users can compare it.
            """,
        examples: ["medseal authority init --db authority.db --name \"NSTU Key Authority\""]
    ) { invocation in
        let path = invocation.value("db") ?? "authority.db"
        let passphrase = try PassphrasePrompt.new("the master key", invocation)
        let authority = try KeyAuthority.create(
            at: path, name: try invocation.required("name"), passphrase: passphrase, now: Clock.now, actor: actor)
        if let file = invocation.value("description") {
            try OutputFile.write(authority.description.bytes, to: file, mode: 0o644, replacing: true)
        }
        if invocation.wantsJSON {
            try StandardStreams.result(
                JSONNode.object([
                    .init("database", .string(path)), .init("fingerprint", .string("\(authority.description.fingerprint)")),
                ]).text)
        } else {
            try StandardStreams.result("authority \(authority.description.name) in \(path)")
            try StandardStreams.result("fingerprint \(authority.description.fingerprint)")
        }
        try authority.close()
    }

    static let show = Command(
        ["authority", "show"], "Show an authority's name and fingerprint",
        operands: [.optional("FILE", "its public description; left out to take the authority's own database")],
        options: [database],
        discussion: "The fingerprint is what users compare before they trust an authority.",
        examples: ["medseal authority show --db authority.db"]
    ) { invocation in
        let description: AuthorityDescription
        if let file = invocation.operand(0) {
            description = try AuthorityDescription(bytes: try InputFile.contents(of: file, limit: 8192))
        } else {
            description = try open(invocation).description
        }
        if invocation.wantsJSON {
            try StandardStreams.result(
                JSONNode.object([
                    .init("name", .string(description.name)), .init("fingerprint", .string("\(description.fingerprint)")),
                ]).text)
        } else {
            try StandardStreams.result("authority \(description.name)")
            try StandardStreams.result("fingerprint \(description.fingerprint)")
        }
    }

    static let serve = Command(
        ["authority", "serve"], "Take enrolment requests and hand out keys over HTTP",
        options: [database, ServerOptions.listen, ServerOptions.host, ServerOptions.management, ServerOptions.rate, ServerOptions.log],
        discussion: """
            The server needs no passphrase and cannot issue anything: it takes requests, and delivers what an \
            administrator approved with medseal authority approve, sealed to the user's own key. It runs until SIGTERM.
            """,
        examples: ["medseal authority serve --db authority.db --listen 127.0.0.1:8440"]
    ) { invocation in
        let authority = try open(invocation)
        let service = AuthorityService(authority)
        try ServerOptions.run(
            service.router, invocation, defaultListen: "127.0.0.1:8440", name: "authority",
            unready: { (try? authority.epochStatement()) == nil ? "the database does not answer" : nil })
        try authority.close()
    }

    static let portal = Command(
        ["authority", "portal"], "Serve the administrator's pages to the browser on this machine",
        options: [
            database, PortalCommands.idle, PortalCommands.behindTLS, ServerOptions.listen, ServerOptions.host, ServerOptions.rate, ServerOptions.log,
        ],
        discussion: """
            Requests to approve, users, revocation, epochs and the audit trail. It is the administrator's own program, not a \
            server for users: it runs where the authority's database is, on the loopback address, and the passphrase of the \
            master key is in its memory from login to logout.
            """,
        examples: ["medseal authority portal --db authority.db --listen 127.0.0.1:8443"]
    ) { invocation in
        FreedMemory.overwriteFromNowOn(CommandLine.arguments)
        let authority = try open(invocation)
        let portal = AuthorityPortal(authority, actor: actor, try PortalCommands.configuration(invocation)) { message, requestID in
            StandardStreams.note("internal error in request \(requestID): \(message)")
        }
        try ServerOptions.run(
            portal.router, invocation, defaultListen: "127.0.0.1:8443", name: "authority portal",
            threads: PortalCommands.threads, problemPage: { portal.problemPage($0, $1) }, unready: { nil })
        portal.close()
        try authority.close()
    }

    static let list = Command(
        ["authority", "list"], "List waiting requests and users",
        options: [database, .flag("audit", "list the audit trail instead, after verifying it")],
        examples: ["medseal authority list --db authority.db", "medseal authority list --audit --db authority.db"]
    ) { invocation in
        let authority = try open(invocation)
        if invocation.has("audit") { return try listAudit(authority, invocation) }
        let requests = try authority.pendingRequests()
        let users = try authority.users()
        if invocation.wantsJSON {
            try StandardStreams.result(
                JSONNode.object([
                    .init("requests", .array(requests.map(json))), .init("users", .array(users.map(json))),
                ]).text)
            return
        }
        try StandardStreams.result("\(requests.count) waiting")
        for record in requests {
            let claims = record.request.claims
            try StandardStreams.result(
                "  \(record.request.id)  \(claims.displayName), \(claims.hospital), \(claims.department), licence \(claims.licenceNumber)")
            try StandardStreams.result("    asks for: \(claims.attributes.joined(separator: ", "))")
        }
        try StandardStreams.result("\(users.count) users")
        for user in users {
            let state = user.revoked.map { "revoked on \(Clock.text($0))" } ?? "epoch \(user.certificate.epoch)"
            try StandardStreams.result("  \(user.id)  \(user.request.claims.displayName), \(state)")
            try StandardStreams.result("    has: \(user.attributes.attributes.map(\.description).joined(separator: ", "))")
        }
    }

    static let approve = Command(
        ["authority", "approve"], "Approve a request and issue the user's key",
        operands: [.required("REQUEST", "identifier of the request")],
        options: [
            database,
            .repeated("attribute", "ATTRIBUTE", "an attribute to certify; without any, those that were asked for"),
            .flag("may-rewrap", "also certify the user to change who may read records of others"),
            PassphrasePrompt.option,
        ],
        discussion: "Check the applicant's name, hospital and licence first: the key proves what you certify here.",
        examples: [
            #"medseal authority approve "$REQUEST" --attribute role:doctor --attribute hospital:NSTU --db authority.db"#
        ]
    ) { invocation in
        let authority = try open(invocation)
        let id = try requestID(invocation)
        var attributes = invocation.all("attribute")
        if attributes.isEmpty { attributes = try authority.request(id).request.claims.attributes }
        let passphrase = try PassphrasePrompt.existing("the master key", invocation)
        let certificate = try authority.approve(
            id, attributes: attributes, capabilities: invocation.has("may-rewrap") ? [.author, .rewrap] : .author,
            passphrase: passphrase, at: Clock.now, by: actor)
        try report(certificate, "approved", invocation)
    }

    static let reject = Command(
        ["authority", "reject"], "Reject a request",
        operands: [.required("REQUEST", "identifier of the request")],
        options: [database, .value("reason", "TEXT", "what the applicant is told")],
        examples: [#"medseal authority reject "$REQUEST" --reason "licence not found" --db authority.db"#]
    ) { invocation in
        let authority = try open(invocation)
        let id = try requestID(invocation)
        try authority.reject(id, reason: try invocation.required("reason"), at: Clock.now, by: actor)
        try StandardStreams.result(invocation.wantsJSON ? JSONNode.object([.init("rejected", .string("\(id)"))]).text : "rejected \(id)")
    }

    static let revoke = Command(
        ["authority", "revoke"], "Revoke a user and publish the new revocation list",
        operands: [.required("USER", "identifier of the user")],
        options: [database, PassphrasePrompt.option],
        discussion: """
            The store refuses the user from when it has the new list, and no key of a later epoch is issued. Records that \
            the user's key opens already stay open to that key until they are re-wrapped: follow with medseal authority \
            publish --next-epoch, medseal authority renew --all and medseal record rewrap.
            """,
        examples: [#"medseal authority revoke "$USER_ID" --db authority.db"#]
    ) { invocation in
        let authority = try open(invocation)
        let passphrase = try PassphrasePrompt.existing("the master key", invocation)
        let id = try userID(invocation)
        let list = try authority.revoke(id, passphrase: passphrase, at: Clock.now, by: actor)
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([.init("revoked", .string("\(id)")), .init("revocationList", .unsigned(list.sequence))]).text
                : "revoked \(id); revocation list \(list.sequence)")
    }

    static let renew = Command(
        ["authority", "renew"], "Issue a user's key again for the present epoch",
        operands: [.optional("USER", "identifier of the user; left out with --all")],
        options: [
            database, .flag("all", "renew everybody who is not revoked and has no key of this epoch"),
            .repeated("attribute", "ATTRIBUTE", "the attributes from now on; without any, those of before"),
            PassphrasePrompt.option,
        ],
        discussion: "Every issuance is under fresh randomness: an old and a new key cannot be combined.",
        examples: [
            #"medseal authority renew "$USER_ID" --db authority.db"#,
            "medseal authority renew --all --db authority.db",
        ]
    ) { invocation in
        guard invocation.has("all") != (invocation.operand(0) != nil) else {
            throw Invocation.usage("give either USER or --all", invocation.command)
        }
        let authority = try open(invocation)
        let passphrase = try PassphrasePrompt.existing("the master key", invocation)
        if invocation.has("all") {
            let renewed = try authority.renewAll(passphrase: passphrase, at: Clock.now, by: actor)
            try StandardStreams.result(
                invocation.wantsJSON
                    ? JSONNode.object([.init("renewed", .array(renewed.map { .string("\($0)") }))]).text
                    : "renewed \(renewed.count) users")
            return
        }
        let attributes = invocation.all("attribute")
        let certificate = try authority.renew(
            try userID(invocation), attributes: attributes.isEmpty ? nil : attributes, passphrase: passphrase, at: Clock.now,
            by: actor)
        try report(certificate, "renewed", invocation)
    }

    static let publish = Command(
        ["authority", "publish"], "Sign a new epoch statement and revocation list",
        options: [
            database, .flag("next-epoch", "begin the next epoch now"),
            .value("epoch", "NUMBER", "begin this epoch, which must be a later one"),
            PassphrasePrompt.option,
        ],
        discussion: """
            Without an option the epoch is the one that the calendar says: 30 days each since the authority was founded. \
            Records sealed from now on open only with keys of the new epoch: renew users first or right after.
            """,
        examples: ["medseal authority publish --next-epoch --db authority.db"]
    ) { invocation in
        let authority = try open(invocation)
        var epoch: UInt32? = try invocation.integer("epoch", 0...(EpochStatement.epochLimit - 1))
        if invocation.has("next-epoch") { epoch = try authority.epochStatement().epoch + 1 }
        let passphrase = try PassphrasePrompt.existing("the master key", invocation)
        let published = try authority.publish(to: epoch, passphrase: passphrase, at: Clock.now, by: actor)
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("epoch", .integer(Int64(published.epoch.epoch))),
                    .init("revocationList", .unsigned(published.revocations.sequence)),
                ]).text
                : "epoch \(published.epoch.epoch), revocation list \(published.revocations.sequence)")
    }

    // MARK: - Parts

    /// Who acts, for the audit trail: the account's name.
    private static var actor: String {
        guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else { return "uid \(getuid())" }
        return unsafe String(cString: name)
    }

    private static func open(_ invocation: Invocation) throws -> KeyAuthority {
        let path = invocation.value("db") ?? "authority.db"
        guard Folder.exists(path) else {
            throw CommandFailure(.notFound, "\(path) does not exist", hint: "medseal authority init makes an authority")
        }
        return try KeyAuthority(opening: path)
    }

    private static func requestID(_ invocation: Invocation) throws -> RequestID {
        guard let id = RequestID(invocation.operand(0) ?? "") else {
            throw Invocation.usage("REQUEST is 32 hexadecimal digits, as medseal authority list shows them", invocation.command)
        }
        return id
    }

    private static func userID(_ invocation: Invocation) throws -> UserID {
        guard let id = UserID(invocation.operand(0) ?? "") else {
            throw Invocation.usage("USER is 64 hexadecimal digits, as medseal authority list shows them", invocation.command)
        }
        return id
    }

    private static func report(_ certificate: Certificate, _ done: String, _ invocation: Invocation) throws {
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("user", .string("\(certificate.userID)")), .init("serial", .unsigned(certificate.serial)),
                    .init("epoch", .integer(Int64(certificate.epoch))), .init("notAfter", .unsigned(certificate.notAfter)),
                ]).text
                : "\(done) \(certificate.displayName) as user \(certificate.userID), epoch \(certificate.epoch), until \(Clock.text(certificate.notAfter))"
        )
    }

    private static func listAudit(_ authority: KeyAuthority, _ invocation: Invocation) throws {
        let head = try authority.verifyAuditTrail()
        var after: UInt64 = 0
        while true {
            let entries = try authority.auditTrail(after: after)
            guard let last = entries.last else { break }
            for entry in entries {
                try StandardStreams.result(
                    invocation.wantsJSON
                        ? JSONNode.object([
                            .init("number", .unsigned(entry.number)), .init("time", .unsigned(entry.time)),
                            .init("actor", .string(entry.actor)), .init("action", .string(entry.action.rawValue)),
                            .init("subject", .string(entry.subject)),
                        ]).text
                        : "\(entry.number)  \(Clock.text(entry.time))  \(entry.actor)  \(entry.action.rawValue)  \(entry.subject)")
            }
            after = last.number
        }
        StandardStreams.note("the trail holds together; its head is \(head)")
    }

    private static func json(_ record: EnrolmentRecord) -> JSONNode {
        let claims = record.request.claims
        return .object([
            .init("request", .string("\(record.request.id)")), .init("name", .string(claims.displayName)),
            .init("hospital", .string(claims.hospital)), .init("department", .string(claims.department)),
            .init("licence", .string(claims.licenceNumber)),
            .init("attributes", .array(claims.attributes.map { .string($0) })), .init("submitted", .unsigned(record.submitted)),
        ])
    }

    private static func json(_ user: EnrolledUser) -> JSONNode {
        .object([
            .init("user", .string("\(user.id)")), .init("name", .string(user.request.claims.displayName)),
            .init("attributes", .array(user.attributes.attributes.map { .string($0.description) })),
            .init("epoch", .integer(Int64(user.certificate.epoch))),
            .init("revoked", user.revoked.map { .unsigned($0) } ?? .null),
        ])
    }
}
