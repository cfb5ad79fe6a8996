import HTTPTransport
import RecordStore

/// A sealed record on its way from a client into the store.
final class RecordSink: BodySink {
    private let upload: RecordUpload
    private let digest: [UInt8]
    private let respond: (RecordState, AccessEntry.Action) -> Response
    private var isFinished = false

    init(_ upload: RecordUpload, digest: [UInt8], respond: @escaping (RecordState, AccessEntry.Action) -> Response) {
        self.upload = upload
        self.digest = digest
        self.respond = respond
    }

    func receive(_ bytes: [UInt8]) throws { try ProblemCatalogue.refusing { try upload.receive(bytes) } }

    func finish() throws -> Response {
        let (state, action) = try ProblemCatalogue.refusing { try upload.finish(digest: digest) }
        isFinished = true
        return respond(state, action)
    }

    func abort() {
        if !isFinished { upload.abort() }
    }
}
