import Framing
package import HTTPTransport
import Identity
import JSON
package import LocalFiles
package import SealedRecord
import Cryptography

/// The ciphertext store's HTTP interface, every request signed as the user. What it gives is not to be believed before
/// it is verified.
public struct StoreClient: Sendable {
    private let url: HTTPURL
    private let client: HTTPClient
    private let signer: RequestSigner
    private let progress: ProgressStart

    package init(_ text: String, _ signer: RequestSigner, progress: @escaping ProgressStart) throws {
        url = try HTTPURL(text)
        client = HTTPClient(ServerConnection.configuration())
        self.signer = signer
        self.progress = progress
    }

    /// What a write or a look at a record gave.
    public struct State: Sendable {
        /// The entity tag, quotes included, to be given back in `If-Match`.
        public let entityTag: String

        /// What the store says that the state's ``SealedRecordHeader/stateHash`` is.
        private var hash: [UInt8]? { Hexadecimal.decode(String(entityTag.dropFirst().dropLast())) }

        /// Whether the tag is that of a state with this header. Everybody can compute it, so a store cannot show one state under the
        /// tag of another.
        package func isOf(_ header: SealedRecordHeader) -> Bool { hash == header.stateHash }
    }

    /// Which state of the record a write demands.
    public enum Precondition: Sendable {
        case absent
        case unchanged(String)
    }

    /// Uploads a sealed file.
    ///
    /// - Parameter header: of what is uploaded.
    package func put(_ header: SealedRecordHeader, file path: String, _ precondition: Precondition) throws -> State {
        let input = try InputFile(path)
        guard let length = input.length else { throw FileError.notSeekable(path: path) }
        let hash = SHA256()
        while true {
            let piece = try input.read(1 << 18)
            if piece.isEmpty { break }
            hash.update(piece)
        }
        let meter = progress("uploading", length)
        defer { meter?.finish() }
        return try put(header, digest: hash.finish(), precondition) {
            let body = try InputFile(path)
            return .producer(length: length) { count in
                let piece = try body.read(count)
                meter?.advance(by: piece.count)
                return piece
            }
        }
    }

    /// Uploads a sealed record from memory.
    package func put(_ header: SealedRecordHeader, _ bytes: [UInt8], _ precondition: Precondition) throws -> State {
        try put(header, digest: SHA256.hash(bytes), precondition) { .bytes(bytes) }
    }

    /// - Parameter body: from its beginning, each time.
    private func put(
        _ header: SealedRecordHeader, digest: [UInt8], _ precondition: Precondition, _ body: () throws -> ClientRequest.Body
    ) throws -> State {
        var request = ClientRequest(.put, record(header.content.recordID))
        request.headers.set("content-type", "application/octet-stream")
        switch precondition {
        case .absent: request.headers.set("if-none-match", "*")
        case .unchanged(let tag): request.headers.set("if-match", tag)
        }
        let state = try state(
            try send(limit: 65_536) {
                var request = request
                request.body = try body()
                try signer.sign(&request, digest: digest)
                return request
            })
        // Whoever says "done" without having what was sent has not stored it.
        guard state.isOf(header) else { throw Self.notUnderstood }
        return state
    }

    /// Downloads a record, or an older content version, into `output`.
    ///
    /// - Parameter limit: the most bytes that are taken, unless `output` refuses what is too long.
    package func get(_ id: RecordID, version: UInt64? = nil, atMost limit: UInt64 = .max, to output: any ByteOutput) throws -> State {
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
        guard response.isSuccess else { throw RemoteError.refused(Refusal(response, of: .store)) }
        return try state(response)
    }

    /// The header of the present record, or of an older content version, by one or two requests for its beginning.
    package func header(_ id: RecordID, version: UInt64? = nil) throws -> (header: SealedRecordHeader, state: State) {
        var (bytes, state) = try range(id, version: version, from: 0, count: 65_536)
        let length = try SealedRecordHeader.length(prefix: Array(bytes.prefix(SealedRecordHeader.prefixLength)))
        if length > bytes.count { (bytes, state) = try range(id, version: version, from: 0, count: length) }
        guard bytes.count >= length else { throw SealedRecordError.wrongLength }
        return (try SealedRecordHeader(bytes: Array(bytes.prefix(length))), state)
    }

    /// Up to `count` bytes of a record from `offset`, fewer at its end.
    package func range(
        _ id: RecordID, version: UInt64? = nil, from offset: UInt64, count: Int
    ) throws -> (bytes: [UInt8], state: State) {
        var request = ClientRequest(.get, version.map { record(id).appending(["versions", "\($0)"]) } ?? record(id))
        request.headers.set("range", "bytes=\(offset)-\(offset + UInt64(count) - 1)")
        let response = try send(request, limit: count)
        guard response.status == 206 || offset == 0 else {
            throw RemoteError.wholeForPart
        }
        return (response.body, try state(response))
    }

    // MARK: - Parts

    func record(_ id: RecordID) -> HTTPURL { url.appending(["v1", "records", "\(id)"]) }

    func state(_ response: ClientResponse) throws -> State {
        guard let tag = response.headers["etag"] else {
            throw RemoteError.noEntityTag
        }
        return State(entityTag: tag)
    }

    /// The answer's JSON.
    func document(_ request: ClientRequest) throws -> JSONNode {
        let response = try send(request, limit: 4 << 20)
        guard let document = try? JSONReader.value(of: response.body) else { throw Self.notUnderstood }
        return document
    }

    /// An address below the store's.
    func address(_ path: [String], query: [(name: String, value: String)] = []) -> HTTPURL { url.appending(path, query: query) }

    static var notUnderstood: RemoteError { .notUnderstood(.store) }

    func send(_ request: ClientRequest, limit: Int) throws -> ClientResponse {
        try send(limit: limit) {
            var request = request
            try signer.sign(&request)
            return request
        }
    }

    /// Sends a short body that is signed with the request.
    func send(_ request: ClientRequest, body: [UInt8]) throws -> ClientResponse {
        let digest = SHA256.hash(body)
        return try send(limit: 65_536) {
            var request = request
            request.headers.set("content-type", "application/octet-stream")
            request.body = .bytes(body)
            try signer.sign(&request, digest: digest)
            return request
        }
    }

    /// - Parameter signed: the request, signed anew each time: a store takes no signature twice.
    private func send(limit: Int, _ signed: () throws -> ClientRequest) throws -> ClientResponse {
        let response = try patiently { try client.send(try signed(), responseLimit: limit) }
        guard response.isSuccess else { throw RemoteError.refused(Refusal(response, of: .store)) }
        return response
    }
}
