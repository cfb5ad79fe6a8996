import Framing
import HTTPTransport
import Identity
import RecordStore
import SealedRecord

/// What owners and re-wrappers sign about records beside their contents: envelopes, deletions, successions.
extension StoreService {
    var statementRoutes: [Route] {
        [
            Route(.put, "/v1/records/{id}/envelope", .streaming(bodyLimit: UInt64(EnvelopeSection.maximumLength)) { try putEnvelope($0) }),
            Route(.put, "/v1/records/{id}/deletion", .streaming(bodyLimit: UInt64(DeletionStatement.greatestByteCount)) { try putDeletion($0) }),
            Route(.get, "/v1/records/{id}/deletion") { try getDeletion($0) },
            Route(.put, "/v1/successions", .streaming(bodyLimit: UInt64(SuccessionStatement.greatestByteCount)) { try putSuccession($0) }),
            Route(.get, "/v1/users/{id}/successions") { try getSuccessions($0) },
        ]
    }

    private func putEnvelope(_ request: Request) throws -> any BodySink {
        let caller = try caller(of: request)
        let id = try Self.recordID(request)
        let digest = try presentDigest(request, id)
        return try body(caller) { bytes in
            let state = try telling(id) { try store.rewrap(id, envelope: bytes, by: caller.userID, digest: digest, admission(caller)) }
            var response = Response.json(.object(Self.members(state)))
            response.headers.set("etag", Self.tag(state))
            return response
        }
    }

    private func putDeletion(_ request: Request) throws -> any BodySink {
        let caller = try caller(of: request)
        let id = try Self.recordID(request)
        let digest = try presentDigest(request, id)
        return try body(caller) { bytes in
            try telling(id) { try store.delete(id, statement: bytes, by: caller.userID, digest: digest, at: time, caller.authority) }
            return Response(status: 204)
        }
    }

    private func getDeletion(_ request: Request) throws -> Response {
        _ = try caller(of: request)
        let id = try Self.recordID(request)
        return try ProblemCatalogue.refusing { Self.bytes(try store.deletion(of: id)) }
    }

    private func putSuccession(_ request: Request) throws -> any BodySink {
        let caller = try caller(of: request)
        return try body(caller) { bytes in
            try ProblemCatalogue.refusing { try store.keep(succession: bytes, by: caller.userID, at: time, caller.authority) }
            return Response(status: 204)
        }
    }

    private func getSuccessions(_ request: Request) throws -> Response {
        _ = try caller(of: request)
        guard let user = request.parameters["id"].flatMap(UserID.init) else {
            throw ProblemCatalogue.invalid("a user's identifier is 64 hexadecimal digits in lower case")
        }
        return try ProblemCatalogue.refusing {
            .json(["successions": .array(try store.successions(from: user).map { .string(Base64.encode($0.bytes)) })])
        }
    }

    /// The state that a change demands.
    private func presentDigest(_ request: Request, _ id: RecordID) throws -> [UInt8] {
        guard case .unchanged(let digest) = try precondition(request, id) else { throw ProblemCatalogue.preconditionRequired }
        return digest
    }

    private static func bytes(_ bytes: [UInt8]) -> Response {
        Response(status: 200, headers: HeaderFields([("content-type", "application/octet-stream")]), body: .bytes(bytes))
    }
}
