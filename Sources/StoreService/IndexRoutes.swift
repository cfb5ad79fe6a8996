import Framing
import HTTPTransport
import Identity
import JSON
import RecordStore
import SealedRecord
import SearchIndex

/// Search: what authors' clients tell of their records in tokens, and what readers' clients ask with them. Neither tokens nor
/// queries are logged.
extension StoreService {
    var indexRoutes: [Route] {
        [
            Route(.post, "/v1/index/terms", .streaming(bodyLimit: UInt64(TermsBatch.greatestByteCount)) { try setTerms($0) }),
            Route(.post, "/v1/index/search", .streaming(bodyLimit: UInt64(SearchQuery.greatestByteCount)) { try search($0) }),
            Route(.get, "/v1/index/keys") { try indexKeys($0) },
        ]
    }

    private func setTerms(_ request: Request) throws -> any BodySink {
        let caller = try caller(of: request)
        return try body(caller) { bytes in
            let batch = try Self.decoded { () throws(MalformedInput) in try TermsBatch(bytes: bytes) }
            let stale = try ProblemCatalogue.refusing { try store.setTerms(batch, by: caller.userID) }
            return .json([
                "applied": .unsigned(UInt64(batch.entries.count - stale.count)), "stale": .array(stale.map { .string("\($0)") }),
            ])
        }
    }

    private func search(_ request: Request) throws -> any BodySink {
        let caller = try caller(of: request)
        let limit = try Self.limit(request)
        let cursor = try Self.recordCursor(request)
        return try body(caller) { bytes in
            let query = try Self.decoded { () throws(MalformedInput) in try SearchQuery(bytes: bytes) }
            return try ProblemCatalogue.refusing {
                let page = try store.search(query, after: cursor, limit: limit)
                var members = [JSONNode.Member("records", .array(page.records.map { Self.listed($0, isIndexed: true) }))]
                if let next = page.next { members.append(.init("next", .string("\(next)"))) }
                return .json(.object(members))
            }
        }
    }

    private func indexKeys(_ request: Request) throws -> Response {
        _ = try caller(of: request)
        let limit = try Self.limit(request)
        let cursor = try Self.recordCursor(request)
        return try ProblemCatalogue.refusing {
            let page = try store.indexes(after: cursor, limit: limit)
            let keys = page.elements.map { index -> JSONNode in
                [
                    "id": .string("\(index.id)"), "owner": .string("\(index.owner)"), "contentVersion": .unsigned(index.contentVersion),
                    "records": .unsigned(index.records),
                ]
            }
            var members = [JSONNode.Member("keys", .array(keys))]
            if let next = page.next { members.append(.init("next", .string("\(next)"))) }
            return .json(.object(members))
        }
    }

    private static func decoded<T>(_ read: () throws(MalformedInput) -> T) throws -> T {
        do throws(MalformedInput) { return try read() } catch { throw ProblemCatalogue.invalid("\(error)") }
    }
}
