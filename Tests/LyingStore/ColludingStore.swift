import Cryptography
import Framing
import HTTPTransport
import SealedRecord
import Synchronization

/// A store that works with somebody: where it is told to, it serves what they give it and takes whatever is written there; it
/// keeps every record that was ever sent to it. In all else it passes requests on to the real store.
public final class ColludingStore: Sendable {
    /// What is served at a path.
    public enum Answer: Sendable {
        case record([UInt8])
        case document(String)
        case problem(Int, code: String)
        /// What the real store has.
        case truth
    }

    private struct State {
        var answers: [String: [Answer]] = [:]
        var written: [(id: String, bytes: [UInt8])] = []
        var questions: [[UInt8]] = []
        var takesEverything = false
    }

    private let state = Mutex(State())

    /// - Parameter proxy: in front of the real store.
    public init(_ proxy: LyingStore) {
        proxy.lie { self.answer($0) }
    }

    /// Serves these answers for a record, or what is below it, one after the other, and the last one from then on.
    ///
    /// - Parameter below: the rest of the path: `/versions/2`.
    public func serve(_ answers: [Answer], for id: String, below: String = "") { serve(answers, at: "/v1/records/" + id + below) }

    /// Serves these answers at a path, one after the other, and the last one from then on.
    public func serve(_ answers: [Answer], at path: String) { state.withLock { $0.answers[path] = answers } }

    /// Acknowledges whatever is written, wherever, and serves it.
    public func takeEverything() { state.withLock { $0.takesEverything = true } }

    /// Records that were sent to it, in their order.
    public var written: [(id: String, bytes: [UInt8])] { state.withLock { $0.written } }

    /// The last state of a record that was sent to it; empty if there is none.
    public func last(_ id: String) -> [UInt8] { written.last { $0.id == id }?.bytes ?? [] }

    /// What it was asked to search for.
    public var questions: [[UInt8]] { state.withLock { $0.questions } }

    private static func header(_ record: [UInt8]) -> SealedRecordHeader? {
        guard let length = try? SealedRecordHeader.length(prefix: Array(record.prefix(SealedRecordHeader.prefixLength))) else { return nil }
        return try? SealedRecordHeader(bytes: Array(record.prefix(length)))
    }

    /// What is written, as a whole record: an envelope stands around the content that was written last.
    private static func whole(_ path: String, _ body: [UInt8], _ written: [(id: String, bytes: [UInt8])]) -> (id: String, bytes: [UInt8]) {
        guard path.hasSuffix("/envelope") else { return (path, body) }
        let id = String(path.dropLast("/envelope".count))
        guard let last = written.last(where: { $0.id == id })?.bytes, let before = header(last), let envelope = try? EnvelopeSection(bytes: body),
            let header = try? SealedRecordHeader(before, envelope)
        else { return (id, body) }
        return (id, header.bytes + last.dropFirst(before.bytes.count))
    }

    private func answer(_ request: Request) -> Response? {
        let path = request.target.rawPath
        let id = path.hasPrefix("/v1/records/") ? String(path.dropFirst("/v1/records/".count)) : ""
        if request.method == .post, path.hasSuffix("/index/search") { state.withLock { $0.questions.append(request.body) } }
        let given = state.withLock { state -> Answer? in
            if request.method == .put, path.hasPrefix("/v1/records/"), !path.hasSuffix("/deletion") {
                let (record, body) = Self.whole(id, request.body, state.written)
                state.written.append((record, body))
                let place = "/v1/records/" + record
                guard state.answers[place] != nil || state.takesEverything else { return nil }
                state.answers[place] = [.record(body)]
                return .record(body)
            }
            guard let answers = state.answers[path], let first = answers.first else { return nil }
            if answers.count > 1 { state.answers[path] = Array(answers.dropFirst()) }
            return first
        }
        switch given {
        case nil, .truth: return nil
        case .record(let bytes):
            let tag = "\"\(Hexadecimal.encode(Self.header(bytes)?.stateHash ?? SHA256.hash(bytes)))\""
            return Response(
                status: 200, headers: HeaderFields([("content-type", "application/octet-stream"), ("etag", tag)]),
                body: request.method == .get ? .bytes(bytes) : .empty)
        case .document(let json): return .text(json: json)
        case .problem(let status, let code):
            return Response(
                status: status, headers: HeaderFields([("content-type", "application/problem+json")]),
                body: .bytes(Array(#"{"title":"No","status":\#(status),"code":"\#(code)"}"#.utf8)))
        }
    }
}
