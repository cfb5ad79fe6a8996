public import Identity
public import RecordStore
import SQLiteDatabase
public import SealedRecord

/// What changes a record: each in one transaction, with its line in the access log.
extension SQLiteRecordStorage {
    /// One transaction, with the log's line. The bytes of what was replaced go afterwards, or when the file is opened again.
    public func publish(
        _ object: StoredObject, _ state: RecordState, header: [UInt8], replacing digest: [UInt8]?, by user: UserID,
        _ action: AccessEntry.Action
    ) throws(RecordStoreError) {
        try write { connection in
            switch (try Self.presence(of: state.id, connection), digest) {
            case (.absent, nil):
                try connection.execute(
                    "INSERT INTO record (id, owner, version) VALUES (?, ?, ?)",
                    [.blob(state.id.bytes), .blob(state.owner.bytes), .integer(Int64(clamping: state.contentVersion))])
            case (.present(let present), let digest?) where present.digest == digest:
                try connection.execute(
                    "UPDATE record SET owner = ?, version = ? WHERE id = ?",
                    [.blob(state.owner.bytes), .integer(Int64(clamping: state.contentVersion)), .blob(state.id.bytes)])
            default: throw RecordStoreError.stale
            }
            try Self.removeTerms(of: state.id, connection)
            guard
                try connection.execute(
                    "UPDATE object SET state = 0 WHERE id = ? AND state = 1", [.integer(Int64(clamping: object.number))]) == 1
            else { throw RecordStoreError.gone }
            try connection.execute(
                "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .blob(state.id.bytes), .integer(Int64(clamping: state.contentVersion)), .integer(Int64(clamping: object.number)),
                    .blob(state.contentHash), .integer(Int64(clamping: state.envelopeSequence)), .integer(Int64(state.epoch)),
                    .blob(state.digest), .integer(Int64(clamping: state.length)), .integer(Int64(clamping: state.modified)),
                    .blob(header),
                ])
            try Self.log(action, of: state.id, by: user, at: state.modified, connection)
        }
        purgeQuietly(state.id)
    }

    /// One transaction, with the log's line.
    public func replaceHeader(
        _ state: RecordState, header: [UInt8], replacing digest: [UInt8], by user: UserID, _ action: AccessEntry.Action
    ) throws(RecordStoreError) {
        try write { connection in
            guard case .present(let present) = try Self.presence(of: state.id, connection), present.digest == digest,
                present.contentVersion == state.contentVersion
            else { throw RecordStoreError.stale }
            try Self.removeTerms(of: state.id, connection)
            try connection.execute(
                "UPDATE version SET envelope = ?, epoch = ?, digest = ?, length = ?, modified = ?, header = ? WHERE record = ? AND number = ?",
                [
                    .integer(Int64(clamping: state.envelopeSequence)), .integer(Int64(state.epoch)), .blob(state.digest),
                    .integer(Int64(clamping: state.length)), .integer(Int64(clamping: state.modified)), .blob(header), .blob(state.id.bytes),
                    .integer(Int64(clamping: state.contentVersion)),
                ])
            try Self.log(action, of: state.id, by: user, at: state.modified, connection)
        }
        purgeQuietly(state.id)
    }

    /// The row of a deleted record has it.
    public func deletion(of id: RecordID) throws(RecordStoreError) -> [UInt8]? {
        try read { connection in
            try connection.first("SELECT deletion FROM record WHERE id = ? AND deleted IS NOT NULL", [.blob(id.bytes)]) {
                try $0.blob(0, atMost: DeletionStatement.greatestByteCount)
            }
        }
    }

    /// One transaction.
    public func keep(
        succession statement: [UInt8], named name: [UInt8], from user: UserID, limit: Int
    ) throws(RecordStoreError) -> Bool {
        try write { connection in
            guard try connection.integer("SELECT count(*) FROM succession WHERE name = ?", [.blob(name)]) == 0 else { return true }
            guard try connection.integer("SELECT count(*) FROM succession WHERE user = ?", [.blob(user.bytes)]) < limit else { return false }
            try connection.execute(
                "INSERT INTO succession (user, name, bytes) VALUES (?, ?, ?)", [.blob(user.bytes), .blob(name), .blob(statement)])
            return true
        }
    }

    /// By an index.
    public func successions(from user: UserID) throws(RecordStoreError) -> [[UInt8]] {
        try read { connection in
            try connection.rows("SELECT bytes FROM succession WHERE user = ? ORDER BY number", [.blob(user.bytes)]) {
                try $0.blob(0, atMost: SuccessionStatement.greatestByteCount)
            }
        }
    }

    /// One transaction, with the log's line. The bytes go afterwards, or when the file is opened again.
    public func delete(
        _ id: RecordID, replacing digest: [UInt8], statement: [UInt8], by user: UserID, at now: UInt64
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
                "UPDATE record SET deleted = ?, deletion = ? WHERE id = ?",
                [.integer(Int64(clamping: now)), .blob(statement), .blob(id.bytes)])
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
}
