public import Clocks
import Framing
public import HTTPTransport
import Identity
import JSON
public import RecordStore
import SealedRecord

/// The ciphertext store over HTTP. Every request is signed by a user whom the pinned authority certified, has not revoked,
/// and whose certificate is valid now; `docs/http-api.md` describes the routes.
public struct StoreService: Sendable {
    /// The most records that one page of a list has.
    public static let pageLimit = 500

    let store: RecordStore
    private let authentication: Authentication
    private let recordLimit: UInt64
    private let now: @Sendable () -> UInt64

    /// - Parameters:
    ///   - verifier: one for all routes and all servers of a process, or a request could be replayed from one to another.
    ///   - recordLimit: the longest sealed record that is taken, in bytes.
    ///   - now: Unix seconds.
    public init(
        _ store: RecordStore, _ watch: AuthorityWatch, verifier: SignatureVerifier = SignatureVerifier(), recordLimit: UInt64 = 64 << 30,
        now: @escaping @Sendable () -> UInt64 = { Clock.now }
    ) {
        self.store = store
        authentication = Authentication(watch: watch, verifier: verifier, now: now)
        self.recordLimit = recordLimit
        self.now = now
    }

    /// The routes, for a server.
    public var router: Router {
        Router(
            [
                Route(.get, "/v1/records") { try list($0) },
                Route(.put, "/v1/records/{id}", .streaming(bodyLimit: recordLimit) { try put($0) }),
                Route(.get, "/v1/records/{id}") { try get($0, version: nil) },
                Route(.get, "/v1/records/{id}/versions") { try versions($0) },
                Route(.get, "/v1/records/{id}/versions/{version}") { try get($0, version: Self.version($0)) },
                Route(.get, "/v1/records/{id}/accesses") { try accesses($0) },
            ] + statementRoutes + indexRoutes)
    }

    /// Why the store cannot work now; `nil` if it can.
    public func unready() -> String? {
        do throws(Problem) { _ = try authentication.watch.current() } catch { return error.title }
        do { try store.check() } catch { return "the database cannot be read" }
        return nil
    }

    /// Who makes a request; the name in their certificate is kept for the access log.
    func caller(of request: Request) throws -> Caller {
        let caller = try authentication.caller(of: request)
        try ProblemCatalogue.refusing { try store.note(caller.certificate.displayName, of: caller.userID) }
        return caller
    }

    // MARK: - Writing

    private func put(_ request: Request) throws -> any BodySink {
        let caller = try caller(of: request)
        let id = try Self.recordID(request)
        let precondition = try precondition(request, id)
        guard let digest = caller.contentDigest else { throw SignatureError.digestMissing.problem }
        let upload = try telling(id) { try store.upload(to: id, by: caller.userID, precondition, admission(caller)) }
        return RecordSink(upload, digest: digest) { state, action in
            var response = Response.json(.object(Self.members(state)), status: action == .create ? 201 : 200)
            response.headers.set("etag", Self.tag(state))
            if action == .create { response.headers.set("location", "/v1/records/\(id)") }
            return response
        }
    }

    /// By what an upload is judged that begins now.
    func admission(_ caller: Caller) -> Admission {
        let authority = caller.authority
        return Admission(at: now(), authority) { [watch = authentication.watch] epoch in watch.epoch(reaching: epoch, from: authority) }
    }

    /// Unix seconds.
    var time: UInt64 { now() }

    // MARK: - Reading

    private func get(_ request: Request, version: UInt64?) throws -> Response {
        let caller = try caller(of: request)
        let id = try Self.recordID(request)
        return try ProblemCatalogue.refusing {
            let record = try store.open(id, version: version)
            let tag = Self.tag(record.state)
            let isKnown = request.headers["if-none-match"].map { EntityTag.weaklyMatches(tag, list: $0) } ?? false
            // Who reads is written down before the first byte goes out.
            if request.method == .get, !isKnown { try store.logReading(of: id, by: caller.userID, at: now()) }
            return Response(
                status: 200, headers: HeaderFields([("content-type", "application/octet-stream"), ("etag", tag)]),
                body: .stream(RecordSource(record), length: record.state.length))
        }
    }

    private func versions(_ request: Request) throws -> Response {
        _ = try caller(of: request)
        let id = try Self.recordID(request)
        return try ProblemCatalogue.refusing {
            .json(["versions": .array(try store.versions(of: id).map { .object(Self.members($0)) })])
        }
    }

    private func list(_ request: Request) throws -> Response {
        _ = try caller(of: request)
        let limit = try Self.limit(request)
        let cursor = try Self.recordCursor(request)
        let owner = try request.target.parameter("owner").map { text in
            guard let owner = UserID(text) else { throw ProblemCatalogue.invalid("the owner is no user identifier") }
            return owner
        }
        return try ProblemCatalogue.refusing {
            let page = try store.records(after: cursor, owner: owner, limit: limit)
            var members = [JSONNode.Member("records", .array(page.elements.map { Self.listed($0.state, isIndexed: $0.isIndexed) }))]
            if let next = page.next { members.append(.init("next", .string("\(next)"))) }
            return .json(.object(members))
        }
    }

    private func accesses(_ request: Request) throws -> Response {
        let caller = try caller(of: request)
        let id = try Self.recordID(request)
        let limit = try Self.limit(request)
        let cursor = try request.target.parameter("cursor").map { text in
            guard let position = AccessPosition(text) else { throw ProblemCatalogue.invalid("the cursor is none that this store gave") }
            return position
        }
        return try ProblemCatalogue.refusing {
            let page = try store.accessLog(of: id, for: caller.userID, after: cursor, limit: limit)
            let entries = page.elements.map { entry -> JSONNode in
                var members: [JSONNode.Member] = [
                    .init("time", .unsigned(entry.time)), .init("user", .string("\(entry.user)")),
                    .init("action", .string(entry.action.rawValue)),
                ]
                if let name = entry.name { members.append(.init("name", .string(name))) }
                return .object(members)
            }
            var members = [JSONNode.Member("accesses", .array(entries))]
            if let next = page.next { members.append(.init("next", .string("\(next)"))) }
            return .json(.object(members))
        }
    }

    // MARK: - Parts of requests and responses

    /// Collects a short body, and answers when it is what was signed.
    func body(_ caller: Caller, _ respond: @escaping ([UInt8]) throws -> Response) throws -> any BodySink {
        guard let digest = caller.contentDigest else { throw SignatureError.digestMissing.problem }
        return CollectedBody(digest: digest, respond: respond)
    }

    /// Runs `body`; a refusal because of the record's state tells that state's tag.
    func telling<T>(_ id: RecordID, _ body: () throws -> T) throws -> T {
        do {
            return try ProblemCatalogue.refusing(body)
        } catch var problem as Problem {
            if problem.status == 412, let state = try? store.state(of: id) { problem.headers.set("etag", Self.tag(state)) }
            throw problem
        }
    }

    func precondition(_ request: Request, _ id: RecordID) throws -> RecordStore.Precondition {
        switch (request.headers["if-match"], request.headers["if-none-match"]) {
        case (nil, nil): throw ProblemCatalogue.preconditionRequired
        case (nil, "*"): return .absent
        case (let field?, nil):
            guard let tags = EntityTag.parse(field), tags.count == 1 else {
                throw ProblemCatalogue.invalid("If-Match has one entity tag here")
            }
            guard let digest = Self.digest(tags[0]) else {
                // No state ever had that tag.
                return try telling(id) { throw RecordStoreError.stale }
            }
            return .unchanged(digest: digest)
        default: throw ProblemCatalogue.invalid("give either If-Match with a tag or If-None-Match with *")
        }
    }

    static func recordID(_ request: Request) throws -> RecordID {
        guard let id = request.parameters["id"].flatMap(RecordID.init(text:)) else {
            throw ProblemCatalogue.invalid("a record's identifier is 64 hexadecimal digits in lower case")
        }
        return id
    }

    private static func version(_ request: Request) throws -> UInt64 {
        guard let version = request.parameters["version"].flatMap(number), version > 0 else {
            throw ProblemCatalogue.invalid("a version is a decimal number from 1")
        }
        return version
    }

    /// Behind which record a page begins; `nil` for the first.
    static func recordCursor(_ request: Request) throws -> RecordID? {
        try request.target.parameter("cursor").map { text in
            guard let id = RecordID(text: text) else { throw ProblemCatalogue.invalid("the cursor is none that this store gave") }
            return id
        }
    }

    static func limit(_ request: Request) throws -> Int {
        guard let text = request.target.parameter("limit") else { return 100 }
        guard let limit = number(text), (1...UInt64(pageLimit)).contains(limit) else {
            throw ProblemCatalogue.invalid("the limit is a number from 1 to \(pageLimit)")
        }
        return Int(limit)
    }

    /// Decimal digits only, without a leading zero: one number has one text.
    private static func number(_ text: String) -> UInt64? {
        guard let value = UInt64(text), "\(value)" == text else { return nil }
        return value
    }

    static func tag(_ state: RecordState) -> String { EntityTag.strong(Hexadecimal.encode(state.digest)) }

    /// The digest in a tag that ``tag(_:)`` made.
    private static func digest(_ tag: String) -> [UInt8]? {
        guard let digest = Hexadecimal.decode(String(tag.dropFirst().dropLast())), digest.count == 32,
            tag == EntityTag.strong(Hexadecimal.encode(digest))
        else { return nil }
        return digest
    }

    /// A state as lists have it.
    static func listed(_ state: RecordState, isIndexed: Bool) -> JSONNode {
        .object(members(state) + [.init("indexed", .bool(isIndexed))])
    }

    static func members(_ state: RecordState) -> [JSONNode.Member] {
        [
            .init("id", .string("\(state.id)")), .init("owner", .string("\(state.owner)")),
            .init("contentVersion", .unsigned(state.contentVersion)), .init("envelopeSequence", .unsigned(state.envelopeSequence)),
            .init("epoch", .unsigned(UInt64(state.epoch))), .init("length", .unsigned(state.length)),
            .init("modified", .unsigned(state.modified)), .init("etag", .string(tag(state))),
        ]
    }
}
