public import Identity
public import RecordStore
import SQLiteDatabase
public import SealedRecord
public import SearchIndex

extension SQLiteRecordStorage {
    /// One transaction: terms of an older state or key are removed first.
    public func setTerms(_ batch: TermsBatch, by owner: UserID) throws(RecordStoreError) -> [RecordID] {
        try write { connection in
            guard let index = RecordID(bytes: batch.index) else { throw RecordStoreError.notFound }
            switch try Self.presence(of: index, connection) {
            case .absent: throw RecordStoreError.notFound
            case .deleted: throw RecordStoreError.deleted
            case .present(let state):
                guard state.owner == owner else { throw RecordStoreError.notOwner }
                guard state.contentVersion == batch.indexVersion else { throw RecordStoreError.indexChanged }
            }
            try connection.execute("INSERT INTO index_key VALUES (?) ON CONFLICT DO NOTHING", [.blob(batch.index)])
            try Self.removeTerms(of: index, connection)
            var stale: [RecordID] = []
            for entry in batch.entries {
                guard let id = RecordID(bytes: entry.record) else { continue }
                if try Self.isTarget(id, entry.digest, owner, connection) {
                    try Self.replaceTerms(of: id, entry, batch, connection)
                } else {
                    stale.append(id)
                }
            }
            return stale
        }
    }

    /// Whether the present state of that record has this digest and owner, and no index key is in it.
    private static func isTarget(
        _ id: RecordID, _ digest: [UInt8], _ owner: UserID, _ connection: borrowing DatabaseConnection
    ) throws -> Bool {
        guard case .present(let state) = try presence(of: id, connection), state.owner == owner, state.digest == digest else {
            return false
        }
        return try !isIndex(id, connection)
    }

    private static func replaceTerms(
        of id: RecordID, _ entry: RecordTerms, _ batch: TermsBatch, _ connection: borrowing DatabaseConnection
    ) throws {
        try removeTerms(of: id, connection)
        guard !entry.tokens.isEmpty else { return }
        try connection.execute(
            "INSERT INTO membership VALUES (?, ?, ?, ?)",
            [.blob(id.bytes), .blob(batch.index), .integer(Int64(clamping: batch.indexVersion)), .blob(entry.digest)])
        for token in entry.tokens {
            try connection.execute("INSERT INTO term VALUES (?, ?)", [.blob(token.bytes), .blob(id.bytes)])
        }
    }

    /// Terms are for one state of a record: whatever takes its place begins without.
    ///
    /// - Returns: whether there were any.
    @discardableResult
    static func removeTerms(of id: RecordID, _ connection: borrowing DatabaseConnection) throws -> Bool {
        try connection.execute("DELETE FROM term WHERE record = ?", [.blob(id.bytes)])
        return try connection.execute("DELETE FROM membership WHERE record = ?", [.blob(id.bytes)]) > 0
    }

    private static func isIndex(_ id: RecordID, _ connection: borrowing DatabaseConnection) throws -> Bool {
        try connection.integer("SELECT count(*) FROM index_key WHERE record = ?", [.blob(id.bytes)]) > 0
    }

    // MARK: - Searching

    /// At most 1000 records, and at most so much work as one request may cost.
    public func search(
        _ query: SearchQuery, after id: RecordID?, limit: Int
    ) throws(RecordStoreError) -> SearchPage {
        try read { connection in
            var search = TermSearch(query, workLimit: TermSearch.workForOnePage)
            return try search.page(after: id, limit: max(0, min(limit, 1000)), connection) { id in
                try Self.indexedState(of: id, connection)
            }
        }
    }

    /// Looks every record up; `ids` should be no more than a page.
    public func indexed(among ids: [RecordID]) throws(RecordStoreError) -> Set<RecordID> {
        try read { connection in Set(try ids.filter { try Self.indexedState(of: $0, connection) != nil }) }
    }

    /// The present state of a record if it has terms for it that count.
    private static func indexedState(
        of id: RecordID, _ connection: borrowing DatabaseConnection
    ) throws -> RecordState? {
        try connection.first(
            """
            SELECT record.id, record.owner, number, content_hash, envelope, epoch, version.digest, length, modified
            FROM membership JOIN record ON record.id = membership.record
            JOIN version ON version.record = record.id AND version.number = record.version
            JOIN record AS key ON key.id = membership.index_key
            WHERE membership.record = ? AND record.deleted IS NULL AND version.digest = membership.digest
            AND key.deleted IS NULL AND key.version = membership.index_version
            """, [.blob(id.bytes)]
        ) { try Self.state($0) }
    }

    /// At most 1000, each with how many records have terms under its present key.
    public func indexes(after id: RecordID?, limit: Int) throws(RecordStoreError) -> [IndexState] {
        try read { connection in
            try connection.rows(
                """
                SELECT record.id, owner, version,
                    (SELECT count(*) FROM membership WHERE index_key = record.id AND index_version = record.version)
                FROM index_key JOIN record ON record.id = index_key.record
                WHERE index_key.record > ? AND deleted IS NULL ORDER BY index_key.record LIMIT ?
                """, [.blob(id?.bytes ?? []), .integer(Int64(max(0, min(limit, 1000))))]
            ) { row in
                guard let id = RecordID(bytes: try row.blob(0, count: 32)), let owner = UserID(bytes: try row.blob(1, count: 32))
                else { throw DatabaseError.corrupt }
                return IndexState(
                    id: id, owner: owner, contentVersion: UInt64(clamping: try row.integer(2)),
                    records: UInt64(clamping: try row.integer(3)))
            }
        }
    }

    // MARK: - Terms that count no longer

    /// Removes terms that were made with keys that were replaced or deleted, also what a crash left of them.
    func purgeTerms() throws(RecordStoreError) {
        let indexes = try read { connection in
            try connection.rows("SELECT record FROM index_key") { try $0.blob(0, count: 32) }
        }
        for index in indexes.compactMap(RecordID.init(bytes:)) { try purgeTerms(under: index) }
    }

    /// The same for one index record, some records at a time, so that nobody waits long; does nothing for other records.
    func purgeTerms(under index: RecordID) throws(RecordStoreError) {
        guard try read({ try Self.isIndex(index, $0) }) else { return }
        while try write({ connection in
            let presence = try Self.presence(of: index, connection)
            // Versions only grow.
            var least = Int64.max
            if case .present(let state) = presence { least = Int64(clamping: state.contentVersion) }
            let old = try connection.rows(
                "SELECT record FROM membership WHERE index_key = ? AND index_version < ? LIMIT 32", [.blob(index.bytes), .integer(least)]
            ) { try $0.blob(0, count: 32) }
            for id in old.compactMap(RecordID.init(bytes:)) {
                // An index that names what its table has not would keep this loop going for ever.
                guard try Self.removeTerms(of: id, connection) else { throw DatabaseError.corrupt }
            }
            if old.isEmpty, presence == .deleted {
                try connection.execute("DELETE FROM index_key WHERE record = ?", [.blob(index.bytes)])
            }
            return !old.isEmpty
        }) {}
    }
}
