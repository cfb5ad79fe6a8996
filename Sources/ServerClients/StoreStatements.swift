import Framing
import HTTPTransport
package import Identity
import JSON
package import SealedRecord

/// What owners and re-wrappers sign about records beside their contents.
extension StoreClient {
    /// Puts the envelope of `header` around the content that is there.
    ///
    /// - Parameter tag: of the state that it replaces.
    package func putEnvelope(_ header: SealedRecordHeader, replacing tag: String) throws -> State {
        var request = ClientRequest(.put, record(header.content.recordID).appending(["envelope"]))
        request.headers.set("if-match", tag)
        let state = try state(try send(request, body: header.envelope.bytes))
        guard state.isOf(header) else { throw Self.notUnderstood }
        return state
    }

    /// Deletes a record by its owner's statement.
    ///
    /// - Parameter tag: of the state that is deleted.
    package func delete(_ statement: DeletionStatement, _ tag: String) throws {
        var request = ClientRequest(.put, record(statement.recordID).appending(["deletion"]))
        request.headers.set("if-match", tag)
        _ = try send(request, body: statement.bytes)
    }

    /// The statement with which a record was deleted, unverified.
    package func deletion(of id: RecordID) throws -> DeletionStatement {
        let response = try send(ClientRequest(.get, record(id).appending(["deletion"])), limit: DeletionStatement.greatestByteCount)
        guard let statement = try? DeletionStatement(bytes: response.body) else { throw Self.notUnderstood }
        return statement
    }

    /// Hands in a succession statement, for whoever succeeds.
    package func put(_ succession: SuccessionStatement) throws {
        _ = try send(ClientRequest(.put, address(["v1", "successions"])), body: succession.bytes)
    }

    /// The succession statements that lead on from a user, unverified.
    package func successions(from user: UserID) throws -> [SuccessionStatement] {
        let document = try document(ClientRequest(.get, address(["v1", "users", "\(user)", "successions"])))
        guard let array = document["successions"]?.array else { throw Self.notUnderstood }
        return try array.map { node in
            guard let bytes = node.string.flatMap({ Base64.decode($0) }), let statement = try? SuccessionStatement(bytes: bytes) else {
                throw Self.notUnderstood
            }
            return statement
        }
    }
}
