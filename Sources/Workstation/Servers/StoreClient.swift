import FoundationEssentials
import Framing
import HTTPTransport
public import Identity
public import SealedRecord
import Cryptography

/// The ciphertext store's HTTP interface, every request signed as the user. What it gives is not to be believed before
/// it is verified.
public struct StoreClient: Sendable {
    private let url: HTTPURL
    private let client: HTTPClient
    private let signer: RequestSigner
    private let progress: ProgressStart

    init(_ text: String, _ signer: RequestSigner, progress: @escaping ProgressStart) throws {
        url = try HTTPURL(text)
        client = HTTPClient(RemoteFailure.configuration(for: url))
        self.signer = signer
        self.progress = progress
    }

    /// What a write or a look at a record gave.
    public struct State: Sendable {
        /// The entity tag, quotes included, to be given back in `If-Match`.
        public let entityTag: String

        /// SHA-256 of the whole sealed record, which the store's tag is in hexadecimal; `nil` for a tag of another kind.
        var digest: [UInt8]? { Hexadecimal.decode(String(entityTag.dropFirst().dropLast())) }
    }

    /// Which state of the record a write demands.
    public enum Precondition: Sendable {
        case absent
        case unchanged(String)
    }

    /// Uploads a sealed file.
    func put(_ id: RecordID, file path: String, _ precondition: Precondition) throws -> State {
        let input = try InputFile(path)
        guard let length = input.length else { throw UserFailure(.general, "\(path) is no regular file") }
        let hash = SHA256()
        while true {
            let piece = try input.read(1 << 18)
            if piece.isEmpty { break }
            hash.update(piece)
        }
        let meter = progress("uploading", length)
        defer { meter?.finish() }
        return try put(id, digest: hash.finish(), precondition) {
            let body = try InputFile(path)
            return .producer(length: length) { count in
                let piece = try body.read(count)
                meter?.advance(by: piece.count)
                return piece
            }
        }
    }

    /// Uploads a sealed record from memory.
    func put(_ id: RecordID, _ bytes: [UInt8], _ precondition: Precondition) throws -> State {
        try put(id, digest: SHA256.hash(bytes), precondition) { .bytes(bytes) }
    }

    /// - Parameter body: from its beginning, each time.
    private func put(
        _ id: RecordID, digest: [UInt8], _ precondition: Precondition, _ body: () throws -> ClientRequest.Body
    ) throws -> State {
        var request = ClientRequest(.put, record(id))
        request.headers.set("content-type", "application/octet-stream")
        switch precondition {
        case .absent: request.headers.set("if-none-match", "*")
        case .unchanged(let tag): request.headers.set("if-match", tag)
        }
        return try state(
            try send(limit: 65_536) {
                var request = request
                request.body = try body()
                try signer.sign(&request, digest: digest)
                return request
            })
    }

    /// Downloads a record, or an older content version, into `output`.
    ///
    /// - Parameter limit: the most bytes that are taken, unless `output` refuses what is too long.
    func get(_ id: RecordID, version: UInt64? = nil, atMost limit: UInt64 = .max, to output: any ByteOutput) throws -> State {
        let request = ClientRequest(.get, version.map { record(id).appending(["versions", "\($0)"]) } ?? record(id))
        var left = limit
        let response = try patiently {
            var request = request
            try signer.sign(&request)
            return try client.send(request) { _, bytes in
                guard UInt64(bytes.count) <= left else { throw SealedRecordError.wrongLength }
                left -= UInt64(bytes.count)
                try output.write(bytes)
            }
        }
        guard response.isSuccess else { throw RemoteFailure.failure(response, of: "the store") }
        return try state(response)
    }

    /// The header of the present record, by one or two requests for its beginning.
    func header(_ id: RecordID) throws -> (header: SealedRecordHeader, state: State) {
        var (bytes, state) = try range(id, from: 0, count: 65_536)
        let length = try SealedRecordHeader.length(prefix: Array(bytes.prefix(SealedRecordHeader.prefixLength)))
        if length > bytes.count { (bytes, state) = try range(id, from: 0, count: length) }
        guard bytes.count >= length else { throw SealedRecordError.wrongLength }
        return (try SealedRecordHeader(bytes: Array(bytes.prefix(length))), state)
    }

    /// Up to `count` bytes of a record from `offset`, fewer at its end.
    func range(_ id: RecordID, from offset: UInt64, count: Int) throws -> (bytes: [UInt8], state: State) {
        var request = ClientRequest(.get, record(id))
        request.headers.set("range", "bytes=\(offset)-\(offset + UInt64(count) - 1)")
        let response = try send(request, limit: count)
        guard response.status == 206 || offset == 0 else {
            throw UserFailure(.remote, "the store gave all of a record where a part was asked for")
        }
        return (response.body, try state(response))
    }

    func delete(_ id: RecordID, _ tag: String) throws {
        var request = ClientRequest(.delete, record(id))
        request.headers.set("if-match", tag)
        _ = try send(request, limit: 65_536)
    }

    /// One record of a list, as the store's JSON has it.
    public struct Entry: Decodable, Sendable {
        private let id: String
        private let owner: String
        private let etag: String
        public let contentVersion: UInt64
        public let envelopeSequence: UInt64
        /// Bytes of the sealed record.
        public let length: UInt64
        /// Unix seconds.
        public let modified: UInt64
        /// Whether the store has search terms for this state of the record.
        public let indexed: Bool?

        /// The identifiers, or a failure if they are none.
        public func checked() throws -> (id: RecordID, owner: UserID, entityTag: String) {
            guard let id = RecordID(text: id), let owner = UserID(owner) else { throw StoreClient.notUnderstood }
            return (id, owner, etag)
        }
    }

    struct Page: Decodable {
        let records: [Entry]
        let next: String?
    }

    func list(after cursor: String?, owner: String?, limit: Int = 500) throws -> Page {
        var query: [(name: String, value: String)] = [("limit", "\(limit)")]
        if let cursor { query.append(("cursor", cursor)) }
        if let owner { query.append(("owner", owner)) }
        return try decoded(ClientRequest(.get, url.appending(["v1", "records"], query: query)))
    }

    /// One line of a record's access log.
    public struct Access: Decodable, Sendable {
        /// Unix seconds.
        public let time: UInt64
        public let user: String
        /// As the user's certificate had it, says the store.
        public let name: String?
        /// `create`, `read`, `update`, `rewrap` or `delete`.
        public let action: String
    }

    struct AccessPage: Decodable {
        let accesses: [Access]
        let next: String?
    }

    func accesses(_ id: RecordID, after cursor: String?) throws -> AccessPage {
        var query: [(name: String, value: String)] = [("limit", "500")]
        if let cursor { query.append(("cursor", cursor)) }
        return try decoded(ClientRequest(.get, record(id).appending(["accesses"], query: query)))
    }

    struct Versions: Decodable {
        let versions: [Entry]
    }

    func versions(_ id: RecordID) throws -> [Entry] {
        try (decoded(ClientRequest(.get, record(id).appending(["versions"]))) as Versions).versions
    }

    // MARK: - The search index

    /// Sets the search terms of a batch of records.
    ///
    /// - Returns: the records that were in another state meanwhile.
    package func setTerms(_ batch: [UInt8]) throws -> [RecordID] {
        struct Answer: Decodable { let stale: [String] }
        var request = ClientRequest(.post, url.appending(["v1", "index", "terms"]), body: .bytes(batch))
        request.headers.set("content-type", "application/octet-stream")
        let answer: Answer = try decoded(request)
        return answer.stale.compactMap { RecordID(text: $0) }
    }

    func search(_ query: [UInt8], after cursor: String?, limit: Int) throws -> Page {
        var parameters: [(name: String, value: String)] = [("limit", "\(limit)")]
        if let cursor { parameters.append(("cursor", cursor)) }
        var request = ClientRequest(.post, url.appending(["v1", "index", "search"], query: parameters), body: .bytes(query))
        request.headers.set("content-type", "application/octet-stream")
        return try decoded(request)
    }

    struct IndexPage: Decodable {
        struct Entry: Decodable {
            let id: String
            let owner: String
            let contentVersion: UInt64
            let records: UInt64
        }
        let keys: [Entry]
        let next: String?
    }

    func indexKeys(after cursor: String?) throws -> IndexPage {
        var query: [(name: String, value: String)] = [("limit", "500")]
        if let cursor { query.append(("cursor", cursor)) }
        return try decoded(ClientRequest(.get, url.appending(["v1", "index", "keys"], query: query)))
    }

    // MARK: - Parts

    private func record(_ id: RecordID) -> HTTPURL { url.appending(["v1", "records", "\(id)"]) }

    private func state(_ response: ClientResponse) throws -> State {
        guard let tag = response.headers["etag"] else {
            throw UserFailure(.remote, "the store did not say which state of the record this is")
        }
        return State(entityTag: tag)
    }

    private func decoded<Answer: Decodable>(_ request: ClientRequest) throws -> Answer {
        let response = try send(request, limit: 4 << 20)
        do { return try JSONDecoder().decode(Answer.self, from: Data(response.body)) } catch { throw Self.notUnderstood }
    }

    static var notUnderstood: UserFailure { UserFailure(.remote, "the store's answer is not understood") }

    private func send(_ request: ClientRequest, limit: Int) throws -> ClientResponse {
        try send(limit: limit) {
            var request = request
            try signer.sign(&request)
            return request
        }
    }

    /// - Parameter signed: the request, signed anew each time: a store takes no signature twice.
    private func send(limit: Int, _ signed: () throws -> ClientRequest) throws -> ClientResponse {
        let response = try patiently { try client.send(try signed(), responseLimit: limit) }
        guard response.isSuccess else { throw RemoteFailure.failure(response, of: "the store") }
        return response
    }
}
