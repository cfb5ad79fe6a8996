import HTTPTransport
import RecordStore
import Cryptography

/// A short body that is needed whole: held in memory, since its signature was verified, and answered only if it is what was
/// signed.
final class CollectedBody: BodySink {
    private let digest: [UInt8]
    private let respond: ([UInt8]) throws -> Response
    private var bytes: [UInt8] = []

    /// - Parameter digest: SHA-256 of the body, as the signed request announced it.
    init(digest: [UInt8], respond: @escaping ([UInt8]) throws -> Response) {
        self.digest = digest
        self.respond = respond
    }

    func receive(_ bytes: [UInt8]) { self.bytes += bytes }

    func finish() throws -> Response {
        guard constantTimeEquals(SHA256.hash(bytes), digest) else { throw try ProblemCatalogue.refusal(.digestMismatch) }
        return try respond(bytes)
    }

    func abort() { bytes = [] }
}
