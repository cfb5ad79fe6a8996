public import HTTPTransport
public import Identity
import JSON

/// The authority's HTTP interface, as a user's program sees it. What it gives is not to be believed before it is
/// verified against the pinned description.
public struct AuthorityClient {
    public let url: HTTPURL
    private let client: HTTPClient

    public init(_ text: String) throws {
        url = try HTTPURL(text)
        var configuration = ServerConnection.configuration()
        // Its answers are short: one that never ends must not hold its caller up.
        configuration.totalTimeout = 30
        client = HTTPClient(configuration)
    }

    /// What the authority says of itself; the caller compares its fingerprint.
    public func description() throws -> AuthorityDescription { try AuthorityDescription(bytes: try get(["v1", "authority"], limit: 8192)) }

    /// The newest epoch statement, not yet verified.
    public func epochStatement() throws -> EpochStatement { try EpochStatement(bytes: try get(["v1", "epoch"], limit: EpochStatement.byteCount)) }

    /// The newest revocation list, not yet verified.
    public func revocationList() throws -> RevocationList {
        try RevocationList(bytes: try get(["v1", "revocations"], limit: RevocationList.greatestByteCount))
    }

    /// What has become of an enrolment request.
    public struct Status: Sendable {
        /// `pending`, `approved` or `rejected`.
        public let status: String
        public let reason: String?
    }

    /// Hands an enrolment request in.
    public func submit(_ request: EnrolmentRequest) throws -> Status {
        var message = ClientRequest(.post, url.appending(["v1", "enrolments"]), body: .bytes(request.bytes))
        message.headers.set("content-type", "application/octet-stream")
        return try status(try send(message, limit: 65_536))
    }

    /// What has become of a request.
    public func status(_ request: RequestID) throws -> Status {
        try status(try get(["v1", "enrolments", "\(request)"], limit: 65_536))
    }

    /// The sealed key of an approved request, not yet verified.
    public func keyDelivery(_ request: RequestID) throws -> KeyDelivery {
        try KeyDelivery(bytes: try get(["v1", "enrolments", "\(request)", "key"], limit: KeyDelivery.greatestByteCount))
    }

    private func status(_ body: [UInt8]) throws -> Status {
        guard let answer = try? JSONReader.value(of: body), let status = answer["status"]?.string else {
            throw RemoteError.notUnderstood(.authority)
        }
        return Status(status: status, reason: answer["reason"]?.string)
    }

    private func get(_ path: [String], limit: Int) throws -> [UInt8] {
        try send(ClientRequest(.get, url.appending(path)), limit: limit)
    }

    private func send(_ request: ClientRequest, limit: Int) throws -> [UInt8] {
        let response = try client.send(request, responseLimit: limit)
        guard response.isSuccess else { throw RemoteError.refused(Refusal(response, of: .authority)) }
        return response.body
    }
}
