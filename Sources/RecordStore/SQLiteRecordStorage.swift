public import Identity
package import SQLiteDatabase
public import SealedRecord

/// Sealed records in one SQLite file: the embedded default.
///
/// Objects stand in pieces of 1 MiB, written in short transactions while an upload arrives; one more transaction makes
/// them visible, with the log entry. What was staged and never published is removed when the file is opened. So that
/// this takes nobody's running uploads, the file is opened by one process at a time; a lock beside it sees to that.
public final class SQLiteRecordStorage: RecordStorage {
    /// 1 MiB: one row of the table of pieces.
    public static let pieceByteCount = 1 << 20

    private let database: Database

    /// Opens the file, made with mode 0600 if it is not there.
    ///
    /// - Throws: `.database`, with ``DatabaseError/claimed(path:)`` while the file is open elsewhere.
    public init(_ path: String, quickCheck: Bool = true) throws(RecordStoreError) {
        do {
            database = try Database(
                path, schema: Self.schema, options: DatabaseOptions(createIfAbsent: true, quickCheck: quickCheck, exclusive: true))
        } catch {
            throw .database(error)
        }
        // What an earlier run of the store was still receiving will never be complete.
        try write { try $0.execute("UPDATE object SET state = 2 WHERE state = 1") }
        try purge()
        try purgeTerms()
    }

    /// Closes the file and gives up the lock beside it.
    public func close() throws(RecordStoreError) { try catching { try database.close() } }

    /// Whether the file can be read.
    public func check() throws(RecordStoreError) {
        try read { _ = try $0.integer("SELECT count(*) FROM (SELECT 1 FROM record LIMIT 1)") }
    }

    /// "MSRS".
    package static let schema = DatabaseSchema(
        applicationID: 0x4d53_5253,
        migrations: [
            [
                // state: 0 published, 1 staged, 2 to be removed.
                """
                CREATE TABLE object (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    state INTEGER NOT NULL DEFAULT 1 CHECK (state IN (0, 1, 2))
                ) STRICT
                """,
                "CREATE INDEX object_state ON object (state) WHERE state <> 0",
                """
                CREATE TABLE piece (
                    object INTEGER NOT NULL REFERENCES object (id),
                    number INTEGER NOT NULL CHECK (number >= 0),
                    bytes BLOB NOT NULL,
                    UNIQUE (object, number)
                ) STRICT
                """,
                """
                CREATE TABLE record (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    owner BLOB NOT NULL CHECK (length(owner) = 16),
                    version INTEGER NOT NULL CHECK (version > 0),
                    deleted INTEGER
                ) STRICT, WITHOUT ROWID
                """,
                "CREATE INDEX record_owner ON record (owner, id)",
                """
                CREATE TABLE version (
                    record BLOB NOT NULL REFERENCES record (id),
                    number INTEGER NOT NULL CHECK (number > 0),
                    object INTEGER NOT NULL UNIQUE REFERENCES object (id),
                    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
                    envelope INTEGER NOT NULL CHECK (envelope > 0),
                    epoch INTEGER NOT NULL,
                    digest BLOB NOT NULL CHECK (length(digest) = 32),
                    length INTEGER NOT NULL,
                    modified INTEGER NOT NULL,
                    PRIMARY KEY (record, number)
                ) STRICT, WITHOUT ROWID
                """,
                """
                CREATE TABLE access (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    record BLOB NOT NULL CHECK (length(record) = 16),
                    time INTEGER NOT NULL,
                    user BLOB NOT NULL CHECK (length(user) = 16),
                    action TEXT NOT NULL
                ) STRICT
                """,
                "CREATE INDEX access_record ON access (record, number)",
            ], IndexTables.statements,
        ])

    // MARK: - Objects

    /// A row without pieces, that is removed when the file is opened again, unless it was published.
    public func stage() throws(RecordStoreError) -> StoredObject {
        try write { connection in
            try connection.execute("INSERT INTO object DEFAULT VALUES")
            return StoredObject(number: connection.lastInsertedRow)
        }
    }

    /// One transaction for each piece.
    ///
    /// - Throws: `.gone` if the object is not staged any more.
    public func append(_ piece: [UInt8], number: Int, to object: StoredObject) throws(RecordStoreError) {
        let added = try write { connection in
            try connection.execute(
                "INSERT INTO piece (object, number, bytes) SELECT id, ?, ? FROM object WHERE id = ? AND state = 1",
                [.integer(Int64(number)), .blob(piece), .integer(object.number)])
        }
        guard added == 1 else { throw .gone }
    }

    /// Removes the pieces at once, eight in a transaction.
    public func discard(_ object: StoredObject) throws(RecordStoreError) {
        try write { try $0.execute("UPDATE object SET state = 2 WHERE id = ? AND state = 1", [.integer(object.number)]) }
        try purge()
    }

    /// Removes the bytes of objects that nobody can see any more, some pieces at a time: a large one is overwritten for
    /// seconds, and everybody else would wait. What a crash leaves behind goes when the store is opened again.
    private func purge() throws(RecordStoreError) {
        while try write({ connection in
            let object = try connection.first("SELECT id FROM object WHERE state = 2 AND state <> 0 LIMIT 1") { try $0.integer(0) }
            guard let object else { return false }
            let removed = try connection.execute(
                "DELETE FROM piece WHERE rowid IN (SELECT rowid FROM piece WHERE object = ? LIMIT 8)", [.integer(object)])
            if removed == 0 { try connection.execute("DELETE FROM object WHERE id = ?", [.integer(object)]) }
            return true
        }) {}
    }

    /// From within one piece: fewer than `limit` bytes where it ends.
    public func read(_ object: StoredObject, at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8] {
        let size = UInt64(Self.pieceByteCount)
        let piece = try read { connection in
            try connection.first(
                "SELECT bytes FROM piece JOIN object ON object.id = object WHERE object = ? AND number = ? AND state <> 2",
                [.integer(object.number), .integer(Int64(clamping: offset / size))]
            ) { try $0.blob(0, atMost: Self.pieceByteCount) }
        }
        guard let piece, offset % size < piece.count else { throw .gone }
        return Array(piece[Int(offset % size)...].prefix(limit))
    }

    // MARK: - Records

    /// By the table of records, in which deleted ones keep their row.
    public func presence(of id: RecordID) throws(RecordStoreError) -> RecordPresence {
        try read { try Self.presence(of: id, $0) }
    }

    /// One transaction, with the log's line. The bytes of what was replaced go afterwards, or when the file is opened
    /// again.
    public func publish(
        _ object: StoredObject, _ state: RecordState, replacing digest: [UInt8]?, by user: UserID,
        _ action: AccessEntry.Action
    ) throws(RecordStoreError) {
        try write { connection in
            switch (try Self.presence(of: state.id, connection), digest) {
            case (.absent, nil):
                try connection.execute(
                    "INSERT INTO record (id, owner, version) VALUES (?, ?, ?)",
                    [.blob(state.id.bytes), .blob(state.owner.bytes), .integer(Int64(clamping: state.contentVersion))])
            case (.present(let present), let digest?) where present.digest == digest:
                if present.contentVersion == state.contentVersion {
                    try Self.removeVersion(state.contentVersion, of: state.id, connection)
                }
                try connection.execute(
                    "UPDATE record SET version = ? WHERE id = ?",
                    [.integer(Int64(clamping: state.contentVersion)), .blob(state.id.bytes)])
            default: throw RecordStoreError.stale
            }
            try Self.removeTerms(of: state.id, connection)
            guard
                try connection.execute(
                    "UPDATE object SET state = 0 WHERE id = ? AND state = 1", [.integer(object.number)]) == 1
            else { throw RecordStoreError.gone }
            try connection.execute(
                "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .blob(state.id.bytes), .integer(Int64(clamping: state.contentVersion)), .integer(object.number),
                    .blob(state.contentHash), .integer(Int64(clamping: state.envelopeSequence)), .integer(Int64(state.epoch)),
                    .blob(state.digest), .integer(Int64(clamping: state.length)), .integer(Int64(clamping: state.modified)),
                ])
            try Self.log(action, of: state.id, by: user, at: state.modified, connection)
        }
        purgeQuietly(state.id)
    }

    /// One transaction, with the log's line. The bytes go afterwards, or when the file is opened again.
    public func delete(
        _ id: RecordID, replacing digest: [UInt8], by user: UserID, at now: UInt64
    ) throws(RecordStoreError) {
        try write { connection in
            guard case .present(let present) = try Self.presence(of: id, connection), present.digest == digest else {
                throw RecordStoreError.stale
            }
            try Self.removeTerms(of: id, connection)
            for version in try Self.versions(of: id, connection) {
                try Self.removeVersion(version.contentVersion, of: id, connection)
            }
            try connection.execute(
                "UPDATE record SET deleted = ? WHERE id = ?", [.integer(Int64(clamping: now)), .blob(id.bytes)])
            try Self.log(.delete, of: id, by: user, at: now, connection)
        }
        purgeQuietly(id)
    }

    /// After a change of a record that is done: should removing what it replaced fail now, it is done when the storage is
    /// opened again.
    private func purgeQuietly(_ id: RecordID) {
        do throws(RecordStoreError) {
            try purge()
            try purgeTerms(under: id)
        } catch {}
    }

    /// One state for each content version, the newest envelope of each.
    public func versions(of id: RecordID) throws(RecordStoreError) -> [RecordState] {
        try read { try Self.versions(of: id, $0) }
    }

    /// `nil` if there is no such record or version, or no longer.
    public func object(
        of id: RecordID, version: UInt64
    ) throws(RecordStoreError) -> (object: StoredObject, state: RecordState)? {
        try read { connection in
            try connection.first(
                """
                SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified, object
                FROM version JOIN record ON record.id = version.record WHERE version.record = ? AND number = ?
                """, [.blob(id.bytes), .integer(Int64(clamping: version))]
            ) { (object: StoredObject(number: try $0.integer(9)), state: try Self.state($0)) }
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

    // MARK: - Access log

    /// One transaction for each line.
    public func log(
        _ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64
    ) throws(RecordStoreError) {
        try write { try Self.log(action, of: id, by: user, at: now, $0) }
    }

    /// Entries with the names of those who are known by name.
    public func accessLog(
        of id: RecordID, after number: UInt64, limit: Int
    ) throws(RecordStoreError) -> [AccessEntry] {
        try read { connection in
            try connection.rows(
                """
                SELECT number, time, access.user, action, name FROM access LEFT JOIN person ON person.user = access.user
                WHERE record = ? AND number > ? ORDER BY number LIMIT ?
                """,
                [.blob(id.bytes), .integer(Int64(clamping: number)), .integer(Int64(max(0, min(limit, 1000))))]
            ) { row in
                guard let user = UserID(bytes: try row.blob(2, count: 16)),
                    let action = AccessEntry.Action(rawValue: try row.text(3, atMost: 16))
                else { throw DatabaseError.corrupt }
                return AccessEntry(
                    number: UInt64(clamping: try row.integer(0)), time: UInt64(clamping: try row.integer(1)), user: user,
                    action: action, name: row.isNull(4) ? nil : try row.text(4, atMost: 4096))
            }
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

    private static func versions(
        of id: RecordID, _ connection: borrowing DatabaseConnection
    ) throws -> [RecordState] {
        try connection.rows(
            """
            SELECT record.id, owner, number, content_hash, envelope, epoch, digest, length, modified
            FROM version JOIN record ON record.id = version.record WHERE version.record = ? ORDER BY number
            """, [.blob(id.bytes)]
        ) { try Self.state($0) }
    }

    private static func removeVersion(
        _ number: UInt64, of id: RecordID, _ connection: borrowing DatabaseConnection
    ) throws {
        let values: [DatabaseValue] = [.blob(id.bytes), .integer(Int64(clamping: number))]
        let object = try connection.integer("SELECT object FROM version WHERE record = ? AND number = ?", values)
        try connection.execute("DELETE FROM version WHERE record = ? AND number = ?", values)
        try remove(object, connection)
    }

    private static func remove(_ object: Int64, _ connection: borrowing DatabaseConnection) throws {
        try connection.execute("UPDATE object SET state = 2 WHERE id = ?", [.integer(object)])
    }

    private static func log(
        _ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64,
        _ connection: borrowing DatabaseConnection
    ) throws {
        try connection.execute(
            "INSERT INTO access (record, time, user, action) VALUES (?, ?, ?, ?)",
            [.blob(id.bytes), .integer(Int64(clamping: now)), .blob(user.bytes), .text(action.rawValue)])
    }

    /// Columns: record, owner, content version, content hash, envelope, epoch, digest, length, modified.
    static func state(_ row: borrowing DatabaseRow) throws(DatabaseError) -> RecordState {
        guard let id = RecordID(bytes: try row.blob(0, count: 16)), let owner = UserID(bytes: try row.blob(1, count: 16)) else {
            throw .corrupt
        }
        return RecordState(
            id: id, owner: owner, contentVersion: UInt64(clamping: try row.integer(2)),
            contentHash: try row.blob(3, count: 32), envelopeSequence: UInt64(clamping: try row.integer(4)),
            epoch: UInt32(clamping: try row.integer(5)), digest: try row.blob(6, count: 32),
            length: UInt64(clamping: try row.integer(7)), modified: UInt64(clamping: try row.integer(8)))
    }

    // MARK: - Errors

    @discardableResult
    func write<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws(RecordStoreError) -> T {
        try catching { try database.transaction(body) }
    }

    func read<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws(RecordStoreError) -> T {
        try catching { try database.read(body) }
    }

    private func catching<T>(_ body: () throws -> T) throws(RecordStoreError) -> T {
        do { return try body() } catch let error as RecordStoreError { throw error } catch let error as DatabaseError {
            throw .database(error)
        } catch {
            throw .database(.corrupt)
        }
    }
}
