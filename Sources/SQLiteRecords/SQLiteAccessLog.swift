public import Identity
public import RecordStore
import SQLiteDatabase
public import SealedRecord

/// The access log, and the names in it.
extension SQLiteRecordStorage {
    /// One transaction for each line.
    public func log(
        _ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64
    ) throws(RecordStoreError) {
        try write { try Self.log(action, of: id, by: user, at: now, $0) }
    }

    /// Entries with the names of those who are known by name.
    public func accessLog(
        of id: RecordID, after position: AccessPosition?, limit: Int
    ) throws(RecordStoreError) -> [AccessEntry] {
        try read { connection in
            try connection.rows(
                """
                SELECT number, time, access.user, action, name FROM access LEFT JOIN person ON person.user = access.user
                WHERE record = ? AND number > ? ORDER BY number LIMIT ?
                """,
                [.blob(id.bytes), .integer(Int64(clamping: position?.number ?? 0)), .integer(Int64(max(0, min(limit, 1000))))]
            ) { row in
                guard let user = UserID(bytes: try row.blob(2, count: 32)),
                    let action = AccessEntry.Action(rawValue: try row.text(3, atMost: 16))
                else { throw DatabaseError.corrupt }
                return AccessEntry(
                    position: AccessPosition(UInt64(clamping: try row.integer(0))), time: UInt64(clamping: try row.integer(1)), user: user,
                    action: action, name: row.isNull(4) ? nil : try row.text(4, atMost: 4096))
            }
        }
    }

    /// Writes only if the name is new.
    public func note(_ name: String, of user: UserID) throws(RecordStoreError) {
        try write { connection in
            try connection.execute(
                "INSERT INTO person VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
                [.blob(user.bytes), .text(name)])
        }
    }

    static func log(
        _ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64,
        _ connection: borrowing DatabaseConnection
    ) throws {
        try connection.execute(
            "INSERT INTO access (record, time, user, action) VALUES (?, ?, ?, ?)",
            [.blob(id.bytes), .integer(Int64(clamping: now)), .blob(user.bytes), .text(action.rawValue)])
    }
}
