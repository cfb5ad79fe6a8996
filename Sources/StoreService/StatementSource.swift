public import HTTPTransport
import Identity

/// Where the authority's signed statements come from. What it gives is not believed before it was verified.
public protocol StatementSource: Sendable {
    /// The encoded epoch statement.
    func epochStatement() throws -> [UInt8]
    /// The encoded revocation list.
    func revocationList() throws -> [UInt8]
}

/// The authority's HTTP interface.
public struct RemoteStatements: StatementSource {
    private let url: HTTPURL
    private let client: HTTPClient

    /// - Parameters:
    ///   - url: the authority's address; `/v1/epoch` and `/v1/revocations` are asked for below it.
    ///   - client: should have a short total timeout: a request waits for the answer now and then.
    public init(_ url: HTTPURL, _ client: HTTPClient? = nil) {
        self.url = url
        var configuration = HTTPClientConfiguration()
        configuration.connectTimeout = 3
        configuration.totalTimeout = 10
        self.client = client ?? HTTPClient(configuration)
    }

    /// `GET /v1/epoch`; throws ``UnavailableStatement`` unless it is answered 200.
    public func epochStatement() throws -> [UInt8] { try get("epoch", limit: EpochStatement.byteCount) }

    /// `GET /v1/revocations`; throws ``UnavailableStatement`` unless it is answered 200.
    public func revocationList() throws -> [UInt8] { try get("revocations", limit: RevocationList.greatestByteCount) }

    private func get(_ name: String, limit: Int) throws -> [UInt8] {
        // Room for a refusal, too, so that it is known as one.
        let response = try client.send(ClientRequest(.get, url.appending(["v1", name])), responseLimit: max(limit, 65_536))
        guard response.status == 200 else { throw UnavailableStatement() }
        return response.body
    }
}

/// Two files that somebody else keeps up to date, for a store without a way to the authority.
public struct StatementFiles: StatementSource {
    private let epoch: String
    private let revocations: String

    /// Paths of the two files, read anew at each question.
    public init(epoch: String, revocations: String) {
        self.epoch = epoch
        self.revocations = revocations
    }

    public func epochStatement() throws -> [UInt8] { try read(epoch, limit: EpochStatement.byteCount) }

    public func revocationList() throws -> [UInt8] { try read(revocations, limit: RevocationList.greatestByteCount) }

    private func read(_ path: String, limit: Int) throws -> [UInt8] {
        do { return try BoundedFile.contents(of: path, limit: limit, followsLinks: true) } catch { throw UnavailableStatement() }
    }
}

/// The authority answered something else than a statement, or a file cannot be read.
public struct UnavailableStatement: Error, CustomStringConvertible {
    /// Without the cause, which the operator sees at the source.
    public init() {}

    public var description: String { "a statement of the authority is not available" }
}
