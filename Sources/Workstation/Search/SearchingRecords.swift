import Framing
import HealthRecord
import Identity
public import SealedRecord
import SearchIndex
public import ServerClients
import Cryptography

/// Searching the store, which learns neither what is searched for nor what is found.
public struct Search {
    let session: UserSession

    /// The present records in which every word of `text` is found: names or their beginnings, numbers, telephone numbers.
    ///
    /// Only records are found whose readers this user is among, since others' index keys do not open.
    /// - Returns: at most `limit`, in the order of their identifiers; none if there is no letter or digit in `text`.
    public func find(_ text: String, limit: Int = 500) throws -> [StoreClient.Entry] {
        try find(limit: limit) { $0.query(text) }
    }

    /// The records of readings that belong to a patient's record.
    public func readings(of id: RecordID, limit: Int = 10_000) throws -> [StoreClient.Entry] {
        try find(limit: limit) { $0.query(subject: "\(id)") }
    }

    /// The records that hold index keys, which are no patients' records.
    public func indexKeyRecords() throws -> Set<RecordID> { Set(try session.store().indexKeys().map(\.id)) }

    private func find(limit: Int, _ query: (borrowing IndexKey) -> SearchAlternative?) throws -> [StoreClient.Entry] {
        var found: [RecordID: StoreClient.Entry] = [:]
        var some: [SearchAlternative] = []
        var tokenCount = 0
        func send() throws {
            guard !some.isEmpty else { return }
            let bytes = try SearchQuery(some).bytes
            some = []
            tokenCount = 0
            try StoreClient.eachPage { cursor in
                let page = try session.store().search(bytes, after: cursor, limit: min(500, limit))
                for entry in page.elements { found[entry.id] = entry }
                return found.count < limit ? page.next : nil
            }
        }
        for held in try readableIndexKeys() {
            guard let alternative = query(held.key) else { return [] }
            let count = alternative.terms.reduce(0) { $0 + $1.count }
            if some.count == SearchQuery.greatestAlternativeCount || tokenCount + count > SearchQuery.greatestTokenCount { try send() }
            some.append(alternative)
            tokenCount += count
        }
        try send()
        return found.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.prefix(limit).map(\.value)
    }

    /// The index keys that this user's keys open, of all authors.
    private func readableIndexKeys() throws -> [IndexKeys.Held] {
        var held: [IndexKeys.Held] = []
        var present: [IndexKeys.Place: IndexKeys.Held?] = [:]
        for entry in try session.store().indexKeys() {
            let place = IndexKeys.Place(record: entry.id, version: entry.contentVersion)
            let known = try session.indexKeys.readable[place] ?? readIndexKey(place, owner: entry.owner)
            present.updateValue(known, forKey: place)
            if let known { held.append(known) }
        }
        session.indexKeys.readable = present
        return held
    }

    /// - Returns: `nil` if this user's keys do not open it, or nothing can be found by it.
    private func readIndexKey(_ place: IndexKeys.Place, owner: UserID) throws -> IndexKeys.Held? {
        do {
            var record = try session.records.open(place.record, limit: IndexKey.greatestLabelByteCount + 64)
            let (version, author, readers) = (record.header.content.contentVersion, record.author.userID, record.header.envelope.readers)
            // The key's author vouches for it. What else stands there is no index that could be searched, and one
            // author's mistake must not end everybody's search.
            guard version == place.version, author == owner, let key = try? IndexKey(encoded: SecretBytes(wiping: &record.content)),
                key.classLabel == SearchableContent.classLabel(readers)
            else { return nil }
            return IndexKeys.Held(key, place.record, version)
        } catch SealedRecordError.policyNotSatisfied {
            return nil
        } catch  where FailureKind.isNotFound(error) {
            return nil
        } catch  where FailureKind.isAboutOneRecord(error) {
            session.notice(.unusableIndexKey(error))
            return nil
        }
    }
}

extension UserSession {
    public var search: Search { Search(session: self) }
}
