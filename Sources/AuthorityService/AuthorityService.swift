public import Clocks
import Framing
public import HTTPTransport
import Identity
import JSON
public import KeyAuthority

/// The key authority over HTTP: takes enrolment requests and delivers what an administrator approved elsewhere.
///
/// It never has the passphrase of the master key, so whoever takes over the server cannot issue a key. Everything it
/// gives out is signed by the authority or sealed to the user, and is checked by the client against the fingerprint
/// that was pinned; `docs/http-api.md` describes the routes.
public struct AuthorityService: Sendable {
    private let authority: KeyAuthority
    private let now: @Sendable () -> UInt64

    /// - Parameter now: Unix seconds.
    public init(
        _ authority: KeyAuthority, now: @escaping @Sendable () -> UInt64 = { Clock.now }
    ) {
        self.authority = authority
        self.now = now
    }

    /// The routes, for a server.
    public var router: Router {
        Router([
            Route(.get, "/v1/authority") { _ in statement(authority.description.bytes) },
            Route(.get, "/v1/epoch") { _ in try refusing { statement(try authority.epochStatement().bytes) } },
            Route(.get, "/v1/revocations") { _ in try refusing { statement(try authority.revocationList().bytes) } },
            Route(
                .post, "/v1/enrolments",
                .collecting(bodyLimit: EnrolmentRequest.greatestByteCount) { try submit($0) }),
            Route(.get, "/v1/enrolments/{request}") { try status($0) },
            Route(.get, "/v1/enrolments/{request}/key") { try delivery($0) },
        ])
    }

    /// A signed statement of the authority's, or a sealed key.
    private func statement(_ bytes: [UInt8]) -> Response {
        Response(
            status: 200,
            headers: HeaderFields([("content-type", "application/octet-stream"), ("cache-control", "no-store")]),
            body: .bytes(bytes))
    }

    private func submit(_ request: Request) throws -> Response {
        try refusing {
            let enrolment: EnrolmentRequest
            do throws(StatementError) { enrolment = try EnrolmentRequest(bytes: request.body) } catch {
                throw AuthorityError.request(error)
            }
            let status = try authority.submit(enrolment, at: now())
            return describe(enrolment.id, status, code: status == .pending ? 202 : 200)
        }
    }

    private func status(_ request: Request) throws -> Response {
        try refusing {
            let id = try requestID(request)
            return describe(id, try authority.status(id), code: 200)
        }
    }

    private func delivery(_ request: Request) throws -> Response {
        try refusing {
            guard let delivery = try authority.keyDelivery(try requestID(request)) else {
                throw Problem(
                    status: 404, code: "no-key-yet", title: "There is no key for this request",
                    remedy: "Ask for the request's status; an administrator decides on it.")
            }
            return statement(delivery.bytes)
        }
    }

    private func requestID(_ request: Request) throws -> RequestID {
        guard let id = request.parameters["request"].flatMap(RequestID.init) else { throw AuthorityError.unknownRequest }
        return id
    }

    private func describe(_ id: RequestID, _ status: EnrolmentStatus, code: Int) -> Response {
        var members: [JSONNode.Member] = [.init("request", .string("\(id)"))]
        switch status {
        case .pending: members.append(.init("status", "pending"))
        case .approved: members.append(.init("status", "approved"))
        case .rejected(let reason):
            members.append(.init("status", "rejected"))
            members.append(.init("reason", .string(reason)))
        }
        return .json(.object(members), status: code)
    }

    /// Turns the authority's refusals into problem documents; what is damaged inside is not told outside.
    private func refusing(_ body: () throws -> Response) throws -> Response {
        do {
            return try body()
        } catch let error as AuthorityError {
            let (status, code): (Int, String) =
                switch error {
                case .request: (400, "bad-enrolment-request")
                case .unknownRequest, .unknownUser: (404, "unknown-request")
                case .alreadyPending, .alreadyEnrolled, .alreadyDecided: (409, "already-enrolled")
                case .tooManyPending: (503, "too-many-waiting")
                case .revoked: (403, "revoked")
                default: throw error
                }
            var headers = HeaderFields()
            if status == 503 { headers.set("retry-after", "3600") }
            throw Problem(status: status, code: code, title: "\(error)", remedy: error.remedy, headers: headers)
        }
    }
}
