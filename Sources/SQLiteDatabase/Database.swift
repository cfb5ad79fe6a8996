import CSQLite

/// An SQLite database file with one connection, which several threads may share: each closure runs alone.
///
/// Durable: write-ahead log with `synchronous = FULL`, so what a transaction committed survives a crash of the process and
/// of the machine. Distrustful of its file: SQLite's defensive mode, no functions in the schema, no attached files, cells
/// checked for size. Deleted rows are overwritten with zeros.
public final class Database: @unchecked Sendable {
    // Sendable: `connection` and `claim` are touched only while `lock` is held.
    private let lock = ErrorCheckingLock()
    private var connection: DatabaseConnection?
    private var claim: ExclusiveClaim?

    /// Opens the file, or makes it, and brings its tables up to `schema`.
    ///
    /// - Throws: ``DatabaseError``: the file is not private (mode other than 0600, another owner, a symbolic link), is no
    ///   database, is damaged, belongs to another application or a later release, is busy, or is claimed.
    public init(_ path: String, schema: DatabaseSchema, options: DatabaseOptions = DatabaseOptions()) throws(DatabaseError) {
        try DatabaseFile.secure(path, createIfAbsent: options.createIfAbsent)
        let claim = options.exclusive ? try ExclusiveClaim(on: path) : nil
        let connection = try Self.open(path, options)
        // Read before anything is written: a file of somebody else stays as it is.
        _ = try connection.integer("SELECT count(*) FROM sqlite_schema")
        try schema.refuseForeign(connection)
        if options.quickCheck { try Self.quickCheck(connection) }
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute("PRAGMA synchronous = FULL")
        try connection.execute("PRAGMA foreign_keys = ON")
        try connection.execute("PRAGMA secure_delete = ON")
        try connection.execute("PRAGMA cell_size_check = ON")
        if let limit = options.maximumBytes {
            let pageSize = try connection.integer("PRAGMA page_size")
            try connection.setPragma("max_page_count", max(1, limit / pageSize))
        }
        try schema.apply(to: connection)
        self.connection = consume connection
        self.claim = claim
    }

    /// Runs `body` in a transaction that holds the write lock from its start (`BEGIN IMMEDIATE`): committed when `body`
    /// returns, rolled back when it throws.
    ///
    /// - Throws: what `body` throws; ``DatabaseError/nestedTransaction`` inside another `transaction` or `read`.
    @discardableResult
    public func transaction<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws -> T {
        try withConnection { connection in
            try connection.execute("BEGIN IMMEDIATE")
            do {
                let result = try body(connection)
                try connection.execute("COMMIT")
                return result
            } catch {
                connection.rollBack()
                throw error
            }
        }
    }

    /// Runs `body` on one unchanging state of the file; anything that it writes is rolled back.
    @discardableResult
    public func read<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws -> T {
        try withConnection { connection in
            try connection.execute("BEGIN DEFERRED")
            defer { connection.rollBack() }
            return try body(connection)
        }
    }

    /// Looks for damage in the whole file: linear in its size, everybody else waits.
    ///
    /// - Throws: ``DatabaseError/corrupt``.
    public func quickCheck() throws {
        try withConnection { try Self.quickCheck($0) }
    }

    /// Writes the write-ahead log into the file and empties it.
    public func checkpoint() throws {
        try withConnection { try $0.checkpoint() }
    }

    /// Checkpoints and closes; later calls throw ``DatabaseError/closed``. Closing twice does nothing.
    public func close() throws {
        guard lock.lock() else { throw DatabaseError.nestedTransaction }
        defer { lock.unlock() }
        guard let connection = connection.take() else { return }
        defer { claim = nil }
        // A reader in another process may keep the log from being emptied; it is complete all the same.
        do throws(DatabaseError) {
            try connection.checkpoint()
        } catch .busy {
            return
        }
    }

    private func withConnection<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws -> T {
        guard lock.lock() else { throw DatabaseError.nestedTransaction }
        defer { lock.unlock() }
        guard connection != nil else { throw DatabaseError.closed }
        return try body(connection!)
    }

    private static func open(_ path: String, _ options: DatabaseOptions) throws(DatabaseError) -> DatabaseConnection {
        var handle: OpaquePointer?
        // The connection's own lock is off: this class never lets two threads in.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard let database = unsafe handle else { throw .engine(code: SQLITE_NOMEM) }
        // From here on the connection closes the handle, also when opening failed.
        let connection = unsafe DatabaseConnection(database)
        guard code == SQLITE_OK else {
            if code & 0xff == SQLITE_CANTOPEN { throw .cannotOpen(path: path, errno: unsafe sqlite3_system_errno(database)) }
            throw DatabaseError(code: code)
        }
        unsafe sqlite3_busy_timeout(database, options.busyTimeoutMilliseconds)
        for (option, on) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        ] as [(Int32, Int32)] {
            let code = unsafe medseal_sqlite_db_switch(database, option, on)
            guard code == SQLITE_OK else { throw DatabaseError(code: code) }
        }
        unsafe sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0)
        return connection
    }

    private static func quickCheck(_ connection: borrowing DatabaseConnection) throws(DatabaseError) {
        do {
            let verdict = try connection.first("PRAGMA quick_check(1)") { try $0.text(0, atMost: 4096) }
            guard verdict == "ok" else { throw DatabaseError.corrupt }
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw .corrupt
        }
    }
}
