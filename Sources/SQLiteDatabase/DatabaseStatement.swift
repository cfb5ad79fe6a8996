import CSQLite

/// An owned, prepared `sqlite3_stmt`.
@safe final class DatabaseStatement {
    let sql: StaticString
    private let statement: OpaquePointer

    /// Prepares exactly one statement.
    init(_ sql: StaticString, on database: OpaquePointer) throws(DatabaseError) {
        var statement: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let code = unsafe sqlite3_prepare_v3(
            database, UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self), Int32(sql.utf8CodeUnitCount),
            UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &tail)
        guard code == SQLITE_OK else { throw DatabaseError(code: code) }
        guard let statement = unsafe statement else { throw .engine(code: SQLITE_MISUSE) }
        self.sql = sql
        unsafe self.statement = statement
        // A second statement in the text would be ignored in silence.
        guard let tail = unsafe tail, unsafe UnsafeRawPointer(tail) == UnsafeRawPointer(sql.utf8Start) + sql.utf8CodeUnitCount else {
            throw .engine(code: SQLITE_MISUSE)
        }
    }

    deinit { unsafe sqlite3_finalize(statement) }

    /// Binds one value to each parameter, in order.
    func bind(_ values: [DatabaseValue]) throws(DatabaseError) {
        guard values.count == Int(unsafe sqlite3_bind_parameter_count(statement)) else { throw .engine(code: SQLITE_RANGE) }
        for (position, value) in values.enumerated() {
            let index = Int32(position + 1)
            let code =
                switch value {
                case .integer(let integer): unsafe sqlite3_bind_int64(statement, index, integer)
                case .null: unsafe sqlite3_bind_null(statement, index)
                case .text(var text):
                    text.withUTF8 { text in
                        // An empty buffer may have no address, which SQLite would take for NULL.
                        guard let address = text.baseAddress else {
                            return unsafe medseal_sqlite_bind_text(statement, index, "", 0)
                        }
                        let characters = unsafe UnsafeRawPointer(address).assumingMemoryBound(to: CChar.self)
                        return unsafe medseal_sqlite_bind_text(statement, index, characters, UInt64(text.count))
                    }
                case .blob(let bytes):
                    unsafe bytes.withUnsafeBytes { bytes in
                        guard let address = bytes.baseAddress else {
                            return unsafe sqlite3_bind_zeroblob(statement, index, 0)
                        }
                        return unsafe medseal_sqlite_bind_blob(statement, index, address, UInt64(bytes.count))
                    }
                }
            guard code == SQLITE_OK else { throw DatabaseError(code: code) }
        }
    }

    /// Runs to the next row; `false` at the end.
    func step() throws(DatabaseError) -> Bool {
        switch unsafe sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw DatabaseError(code: code)
        }
    }

    /// The row that the last ``step()`` gave.
    var row: DatabaseRow { unsafe DatabaseRow(statement) }

    /// Makes the statement ready for the next use and drops the bound values.
    func reset() {
        unsafe sqlite3_reset(statement)
        unsafe sqlite3_clear_bindings(statement)
    }
}
