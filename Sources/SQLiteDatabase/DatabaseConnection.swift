import CSQLite

/// What runs statements, for the duration of a closure that ``Database`` calls under its lock.
///
/// SQL is a `StaticString` everywhere: a value can reach a statement only as a bound parameter.
@safe public struct DatabaseConnection: ~Copyable {
    private let database: OpaquePointer
    private let cache = StatementCache()

    /// Takes over an open connection.
    init(_ database: OpaquePointer) { unsafe self.database = database }

    deinit {
        cache.removeAll()
        unsafe sqlite3_close_v2(database)
    }

    /// Runs a statement to its end.
    ///
    /// - Returns: how many rows an INSERT, UPDATE or DELETE changed.
    @discardableResult
    public borrowing func execute(_ sql: StaticString, _ values: [DatabaseValue] = []) throws(DatabaseError) -> Int {
        let statement = try begin(sql, values)
        defer { end(statement) }
        while try statement.step() {}
        return Int(unsafe sqlite3_changes64(database))
    }

    /// Hands one row after the other to `body`, until it says `.stop`; nothing but the current row is held in memory.
    public borrowing func forEachRow(
        _ sql: StaticString, _ values: [DatabaseValue] = [], _ body: (borrowing DatabaseRow) throws -> RowIteration
    ) throws {
        let statement = try begin(sql, values)
        defer { end(statement) }
        while try statement.step() {
            if case .stop = try body(statement.row) { break }
        }
    }

    /// All rows, each turned into a value. For results of bounded size: put a LIMIT into the statement.
    public borrowing func rows<T>(
        _ sql: StaticString, _ values: [DatabaseValue] = [], _ transform: (borrowing DatabaseRow) throws -> T
    ) throws -> [T] {
        var result: [T] = []
        try forEachRow(sql, values) { row in
            result.append(try transform(row))
            return .next
        }
        return result
    }

    /// The first row turned into a value; `nil` if there is none.
    public borrowing func first<T>(
        _ sql: StaticString, _ values: [DatabaseValue] = [], _ transform: (borrowing DatabaseRow) throws -> T
    ) throws -> T? {
        var result: T?
        try forEachRow(sql, values) { row in
            result = try transform(row)
            return .stop
        }
        return result
    }

    /// The only column of the only row, which must be an integer: for counts and pragmas.
    public borrowing func integer(_ sql: StaticString, _ values: [DatabaseValue] = []) throws(DatabaseError) -> Int64 {
        let statement = try begin(sql, values)
        defer { end(statement) }
        guard try statement.step() else { throw .columnType(index: 0, expected: .integer) }
        return try statement.row.integer(0)
    }

    /// The row number that the last INSERT was given.
    public var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(database) }

    /// Ends an open transaction without its changes. Where this fails, closing the connection rolls back.
    borrowing func rollBack() {
        guard unsafe sqlite3_get_autocommit(database) == 0 else { return }
        _ = try? execute("ROLLBACK")
    }

    /// Sets a pragma to a number: pragmas take no bound parameters.
    borrowing func setPragma(_ name: StaticString, _ value: Int64) throws(DatabaseError) {
        let code = unsafe sqlite3_exec(database, "PRAGMA \(name) = \(value)", nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code: code) }
    }

    /// Writes the log into the database file and empties it.
    borrowing func checkpoint() throws(DatabaseError) {
        let code = unsafe sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code: code) }
    }

    private borrowing func begin(_ sql: StaticString, _ values: [DatabaseValue]) throws(DatabaseError) -> DatabaseStatement {
        let statement = if let cached = cache.take(sql) { cached } else { try unsafe DatabaseStatement(sql, on: database) }
        do throws(DatabaseError) {
            try statement.bind(values)
        } catch {
            end(statement)
            throw error
        }
        return statement
    }

    private borrowing func end(_ statement: DatabaseStatement) {
        statement.reset()
        cache.put(statement)
    }
}

/// What ``DatabaseConnection/forEachRow(_:_:_:)`` does next.
public enum RowIteration: Sendable {
    /// Goes on to the next row, or leaves the rest unread.
    case next, stop
}

/// Prepared statements that are not running now, by their text. A statement in use is taken out, so that the same text
/// can run again inside its own iteration.
private final class StatementCache {
    private static let limit = 64
    private var statements: [String: DatabaseStatement] = [:]

    func take(_ sql: StaticString) -> DatabaseStatement? { statements.removeValue(forKey: sql.description) }

    func put(_ statement: DatabaseStatement) {
        if statements.count >= Self.limit { statements.removeAll() }
        statements[statement.sql.description] = statement
    }

    func removeAll() { statements.removeAll() }
}
