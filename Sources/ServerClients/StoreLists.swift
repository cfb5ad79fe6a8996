import HTTPTransport
public import Identity
import JSON
public import SealedRecord

/// What a store lists: records, their versions, who fetched them. All of it is only the store's word.
extension StoreClient {
    /// One record of a list.
    public struct Entry: Sendable {
        public let id: RecordID
        public let owner: UserID
        /// The entity tag, quotes included.
        public let entityTag: String
        public let contentVersion: UInt64
        public let envelopeSequence: UInt64
        /// Bytes of the sealed record.
        public let length: UInt64
        /// Unix seconds.
        public let modified: UInt64
        /// Whether the store has search terms for this state of the record; `nil` if it does not say.
        public let isIndexed: Bool?

        init?(_ node: JSONNode) {
            guard let id = node["id"]?.string.flatMap({ RecordID(text: $0) }), let owner = node["owner"]?.string.flatMap({ UserID($0) }),
                let tag = node["etag"]?.string, let version = node["contentVersion"]?.unsigned,
                let envelope = node["envelopeSequence"]?.unsigned, let length = node["length"]?.unsigned,
                let modified = node["modified"]?.unsigned
            else { return nil }
            self.id = id
            self.owner = owner
            entityTag = tag
            contentVersion = version
            envelopeSequence = envelope
            self.length = length
            self.modified = modified
            isIndexed = node["indexed"]?.bool
        }
    }

    /// Part of a list, and where it goes on.
    package struct Page<Element: Sendable>: Sendable {
        package let elements: [Element]
        /// `nil` at the end.
        package let next: String?
    }

    /// A page behind `cursor` of the present records, in the order of their identifiers.
    package func list(after cursor: String?, owner: String?, limit: Int = 500) throws -> Page<Entry> {
        var query: [(name: String, value: String)] = [("limit", "\(limit)")]
        if let cursor { query.append(("cursor", cursor)) }
        if let owner { query.append(("owner", owner)) }
        return try page(try document(ClientRequest(.get, address(["v1", "records"], query: query))), "records") { Entry($0) }
    }

    /// One line of a record's access log.
    public struct Access: Sendable {
        /// Unix seconds.
        public let time: UInt64
        public let user: String
        /// As the user's certificate had it, says the store.
        public let name: String?
        /// `create`, `read`, `update`, `rewrap` or `delete`.
        public let action: String

        init?(_ node: JSONNode) {
            guard let time = node["time"]?.unsigned, let user = node["user"]?.string, let action = node["action"]?.string else { return nil }
            self.time = time
            self.user = user
            name = node["name"]?.string
            self.action = action
        }
    }

    package func accesses(_ id: RecordID, after cursor: String?) throws -> Page<Access> {
        var query: [(name: String, value: String)] = [("limit", "500")]
        if let cursor { query.append(("cursor", cursor)) }
        return try page(try document(ClientRequest(.get, record(id).appending(["accesses"], query: query))), "accesses") { Access($0) }
    }

    /// The versions of a record that can be read, ascending.
    package func versions(_ id: RecordID) throws -> [Entry] {
        try page(try document(ClientRequest(.get, record(id).appending(["versions"]))), "versions") { Entry($0) }.elements
    }

    /// - Throws: ``RemoteError/notUnderstood(_:)`` if any element is none: a list of which a part is not understood is none.
    func page<Element>(_ document: JSONNode, _ name: String, _ element: (JSONNode) -> Element?) throws -> Page<Element> {
        guard let array = document[name]?.array else { throw Self.notUnderstood }
        let elements = try array.map { node in
            guard let found = element(node) else { throw Self.notUnderstood }
            return found
        }
        var next: String?
        if let cursor = document["next"], !cursor.isNull {
            guard let text = cursor.string else { throw Self.notUnderstood }
            next = text
        }
        return Page(elements: elements, next: next)
    }
}
