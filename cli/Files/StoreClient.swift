import FoundationEssentials
import Framing
import HTTPTransport
import SealedRecord
import Symmetric

/// The ciphertext store's HTTP interface, every request signed as the user. What it gives is not to be believed before
/// it is verified.
struct StoreClient {
    private let url: HTTPURL
    private let client: HTTPClient
    private let signer: RequestSigner

    init(_ text: String, _ signer: RequestSigner) throws {
        url = try HTTPURL(text)
        client = HTTPClient(RemoteFailure.configuration(for: url))
        self.signer = signer
    }

    /// What a write or a look at a record gave.
    struct State {
        /// The entity tag, quotes included, to be given back in `If-Match`.
        let entityTag: String
    }

    /// Which state of the record a write demands.
    enum Precondition {
        case absent
        case unchanged(String)
    }

    /// Uploads a sealed file.
    func put(_ id: RecordID, file path: String, _ precondition: Precondition) throws -> State {
        let input = try InputFile(path)
        guard let length = input.length else { throw CommandFailure(.general, "\(path) is no regular file") }
        let hash = SHA256()
        while true {
            let piece = try input.read(1 << 18)
            if piece.isEmpty { break }
            hash.update(piece)
        }
        let digest = hash.finish()
        let body = try InputFile(path)
        var progress = ProgressBar("uploading", total: length)
        defer { progress.finish() }
        var request = ClientRequest(
            .put, record(id),
            body: .producer(length: length) { count in
                let piece = try body.read(count)
                progress.advance(by: piece.count)
                return piece
            })
        request.headers.set("content-type", "application/octet-stream")
        switch precondition {
        case .absent: request.headers.set("if-none-match", "*")
        case .unchanged(let tag): request.headers.set("if-match", tag)
        }
        return try state(try send(&request, digest: digest, limit: 65_536))
    }

    /// Downloads a record, or an older content version, into `output`.
    func get(_ id: RecordID, version: UInt64? = nil, to output: OutputFile) throws -> State {
        var request = ClientRequest(
            .get, version.map { record(id).appending(["versions", "\($0)"]) } ?? record(id))
        try signer.sign(&request)
        let response = try client.send(request) { _, bytes in try output.write(bytes) }
        guard response.isSuccess else { throw RemoteFailure.failure(response, of: "the store") }
        return try state(response)
    }

    /// The header of the present record, by one or two requests for its beginning.
    func header(_ id: RecordID) throws -> (header: SealedRecordHeader, state: State) {
        var (bytes, tag) = try beginning(id, 65_536)
        let length = try SealedRecordHeader.length(prefix: Array(bytes.prefix(SealedRecordHeader.prefixLength)))
        if length > bytes.count {
            (bytes, tag) = try beginning(id, length)
        }
        guard bytes.count >= length else { throw SealedRecordError.wrongLength }
        return (try SealedRecordHeader(bytes: Array(bytes.prefix(length))), tag)
    }

    func delete(_ id: RecordID, _ tag: String) throws {
        var request = ClientRequest(.delete, record(id))
        request.headers.set("if-match", tag)
        _ = try send(&request, limit: 65_536)
    }

    /// One page of the list of records, as the store's JSON has it.
    struct Page: Decodable {
        struct Entry: Decodable {
            let id: String
            let contentVersion: UInt64
            let envelopeSequence: UInt64
            let length: UInt64
            let owner: String
            let modified: UInt64
        }
        let records: [Entry]
        let next: String?
    }

    func list(after cursor: String?, owner: String?) throws -> Page {
        var query: [(name: String, value: String)] = [("limit", "100")]
        if let cursor { query.append(("cursor", cursor)) }
        if let owner { query.append(("owner", owner)) }
        var request = ClientRequest(.get, url.appending(["v1", "records"], query: query))
        let response = try send(&request, limit: 1 << 20)
        do { return try JSONDecoder().decode(Page.self, from: Data(response.body)) } catch {
            throw CommandFailure(.remote, "the store's answer is not understood")
        }
    }

    private func record(_ id: RecordID) -> HTTPURL { url.appending(["v1", "records", "\(id)"]) }

    private func beginning(_ id: RecordID, _ count: Int) throws -> (bytes: [UInt8], state: State) {
        var request = ClientRequest(.get, record(id))
        request.headers.set("range", "bytes=0-\(count - 1)")
        let response = try send(&request, limit: count)
        return (response.body, try state(response))
    }

    private func state(_ response: ClientResponse) throws -> State {
        guard let tag = response.headers["etag"] else {
            throw CommandFailure(.remote, "the store did not say which state of the record this is")
        }
        return State(entityTag: tag)
    }

    private func send(_ request: inout ClientRequest, digest: [UInt8]? = nil, limit: Int) throws -> ClientResponse {
        try signer.sign(&request, digest: digest)
        let response = try client.send(request, responseLimit: limit)
        guard response.isSuccess else { throw RemoteFailure.failure(response, of: "the store") }
        return response
    }
}
