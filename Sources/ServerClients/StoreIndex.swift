import HTTPTransport
package import Identity
import JSON
package import SealedRecord

/// The store's search index, which it cannot read.
extension StoreClient {
    /// Sets the search terms of a batch of records.
    ///
    /// - Returns: the records that were in another state meanwhile.
    package func setTerms(_ batch: [UInt8]) throws -> [RecordID] {
        var request = ClientRequest(.post, address(["v1", "index", "terms"]), body: .bytes(batch))
        request.headers.set("content-type", "application/octet-stream")
        return try page(try document(request), "stale") { node in node.string.flatMap { RecordID(text: $0) } }.elements
    }

    package func search(_ query: [UInt8], after cursor: String?, limit: Int) throws -> Page<Entry> {
        var parameters: [(name: String, value: String)] = [("limit", "\(limit)")]
        if let cursor { parameters.append(("cursor", cursor)) }
        var request = ClientRequest(.post, address(["v1", "index", "search"], query: parameters), body: .bytes(query))
        request.headers.set("content-type", "application/octet-stream")
        return try page(try document(request), "records") { Entry($0) }
    }

    /// A record that the store calls an index key.
    package struct IndexEntry: Sendable {
        package let id: RecordID
        package let owner: UserID
        package let contentVersion: UInt64

        init?(_ node: JSONNode) {
            guard let id = node["id"]?.string.flatMap({ RecordID(text: $0) }), let owner = node["owner"]?.string.flatMap({ UserID($0) }),
                let version = node["contentVersion"]?.unsigned
            else { return nil }
            self.id = id
            self.owner = owner
            contentVersion = version
        }
    }

    /// All index keys that the store knows of.
    package func indexKeys() throws -> [IndexEntry] {
        var all: [IndexEntry] = []
        try StoreClient.eachPage { cursor in
            var query: [(name: String, value: String)] = [("limit", "500")]
            if let cursor { query.append(("cursor", cursor)) }
            let page = try page(try document(ClientRequest(.get, address(["v1", "index", "keys"], query: query))), "keys") { IndexEntry($0) }
            all += page.elements
            return page.next
        }
        return all
    }
}
