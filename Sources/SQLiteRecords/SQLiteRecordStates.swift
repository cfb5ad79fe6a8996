public import Identity
public import RecordStore
import SQLiteDatabase
public import SealedRecord

/// What is known of records.
extension SQLiteRecordStorage {
    /// By the table of records, in which deleted ones keep their row.
    public func presence(of id: RecordID) throws(RecordStoreError) -> RecordPresence {
        try read { try Self.presence(of: id, $0) }
    }

    /// One state for each content version, the newest envelope of each.
    public func versions(of id: RecordID) throws(RecordStoreError) -> [RecordState] {
        try read { try Self.versions(of: id, $0) }
    }

    /// `nil` if there is no such record or version, or no longer.
    public func object(
        of id: RecordID, version: UInt64
    ) throws(RecordStoreError) -> VersionObject? {
        try read { connection in
            try connection.first(
                """
                SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified, object, header
                FROM version JOIN record ON record.id = version.record WHERE version.record = ? AND number = ?
                """, [.blob(id.bytes), .integer(Int64(clamping: version))]
            ) { row in
                VersionObject(
                    state: try Self.state(row), header: try row.blob(10, atMost: SealedRecordHeader.maximumLength),
                    object: StoredObject(number: UInt64(clamping: try row.integer(9))))
            }
        }
    }

    /// At most 1000, by an index.
    public func records(
        after id: RecordID?, owner: UserID?, limit: Int
    ) throws(RecordStoreError) -> [RecordState] {
        let start = DatabaseValue.blob(id?.bytes ?? [])
        let count = DatabaseValue.integer(Int64(max(0, min(limit, 1000))))
        return try read { connection in
            if let owner {
                return try connection.rows(
                    """
                    SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified
                    FROM record JOIN version ON version.record = record.id AND version.number = record.version
                    WHERE owner = ? AND record.id > ? AND deleted IS NULL ORDER BY record.id LIMIT ?
                    """, [.blob(owner.bytes), start, count]
                ) { try Self.state($0) }
            }
            return try connection.rows(
                """
                SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified
                FROM record JOIN version ON version.record = record.id AND version.number = record.version
                WHERE record.id > ? AND deleted IS NULL ORDER BY record.id LIMIT ?
                """, [start, count]
            ) { try Self.state($0) }
        }
    }

    /// Summed over the table of versions: linear in how many the user has.
    public func usage(of owner: UserID) throws(RecordStoreError) -> UInt64 {
        try read { connection in
            UInt64(
                clamping: try connection.integer(
                    """
                    SELECT coalesce(sum(length), 0) FROM version JOIN record ON record.id = version.record WHERE owner = ?
                    """, [.blob(owner.bytes)]))
        }
    }

    // MARK: - Parts of transactions

    static func presence(
        of id: RecordID, _ connection: borrowing DatabaseConnection
    ) throws -> RecordPresence {
        let isDeleted = try connection.first("SELECT deleted FROM record WHERE id = ?", [.blob(id.bytes)]) { !$0.isNull(0) }
        guard let isDeleted else { return .absent }
        if isDeleted { return .deleted }
        let state = try connection.first(
            """
            SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified
            FROM record JOIN version ON version.record = record.id AND version.number = record.version WHERE record.id = ?
            """, [.blob(id.bytes)]
        ) { try Self.state($0) }
        guard let state else { throw DatabaseError.corrupt }
        return .present(state)
    }

    static func versions(
        of id: RecordID, _ connection: borrowing DatabaseConnection
    ) throws -> [RecordState] {
        try connection.rows(
            """
            SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified
            FROM version JOIN record ON record.id = version.record WHERE version.record = ? ORDER BY number
            """, [.blob(id.bytes)]
        ) { try Self.state($0) }
    }

    /// Columns: record, owner, content version, content hash, envelope, epoch, digest, length, modified.
    static func state(_ row: borrowing DatabaseRow) throws(DatabaseError) -> RecordState {
        guard let id = RecordID(bytes: try row.blob(0, count: 32)), let owner = UserID(bytes: try row.blob(1, count: 32)) else {
            throw .corrupt
        }
        return RecordState(
            id: id, owner: owner, contentVersion: UInt64(clamping: try row.integer(2)),
            contentHash: try row.blob(3, count: 32), envelopeSequence: UInt64(clamping: try row.integer(4)),
            epoch: UInt32(clamping: try row.integer(5)), digest: try row.blob(6, count: 32),
            length: UInt64(clamping: try row.integer(7)), modified: UInt64(clamping: try row.integer(8)))
    }
}
