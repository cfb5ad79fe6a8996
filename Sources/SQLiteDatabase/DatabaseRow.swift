import CSQLite

/// One row of a result, readable only while the closure that it was handed to runs. Columns count from 0; SQLite's
/// conversions between types are refused, so that a damaged or tampered file is noticed.
@safe public struct DatabaseRow: ~Copyable {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { unsafe self.statement = statement }

    /// Whether the column holds SQL's NULL.
    public borrowing func isNull(_ index: Int) -> Bool { type(index) == SQLITE_NULL }

    /// A 64-bit integer.
    public borrowing func integer(_ index: Int) throws(DatabaseError) -> Int64 {
        guard type(index) == SQLITE_INTEGER else { throw .columnType(index: index, expected: .integer) }
        return unsafe sqlite3_column_int64(statement, Int32(index))
    }

    /// Well-formed UTF-8 of at most `limit` bytes.
    public borrowing func text(_ index: Int, atMost limit: Int) throws(DatabaseError) -> String {
        guard type(index) == SQLITE_TEXT, let address = unsafe sqlite3_column_text(statement, Int32(index)) else {
            throw .columnType(index: index, expected: .text)
        }
        let bytes = unsafe UnsafeBufferPointer(start: address, count: try byteCount(index, atMost: limit))
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else { throw .columnType(index: index, expected: .text) }
        return text
    }

    /// A byte string of at most `limit` bytes.
    public borrowing func blob(_ index: Int, atMost limit: Int) throws(DatabaseError) -> [UInt8] {
        guard type(index) == SQLITE_BLOB else { throw .columnType(index: index, expected: .blob) }
        let address = unsafe sqlite3_column_blob(statement, Int32(index))
        return unsafe Array(UnsafeRawBufferPointer(start: address, count: try byteCount(index, atMost: limit)))
    }

    /// A byte string of exactly `count` bytes.
    public borrowing func blob(_ index: Int, count: Int) throws(DatabaseError) -> [UInt8] {
        let bytes = try blob(index, atMost: count)
        guard bytes.count == count else { throw .columnType(index: index, expected: .blob) }
        return bytes
    }

    private borrowing func type(_ index: Int) -> Int32 { unsafe sqlite3_column_type(statement, Int32(index)) }

    private borrowing func byteCount(_ index: Int, atMost limit: Int) throws(DatabaseError) -> Int {
        let count = Int(unsafe sqlite3_column_bytes(statement, Int32(index)))
        guard count <= limit else { throw .columnTooLong(index: index, byteCount: count, limit: limit) }
        return count
    }
}
