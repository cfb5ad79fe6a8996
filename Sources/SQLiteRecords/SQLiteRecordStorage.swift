public import RecordStore
import SQLiteDatabase

/// Sealed records in one SQLite file: the embedded default.
///
/// Objects stand in pieces of 1 MiB, written in short transactions while an upload arrives; one more transaction makes
/// them visible, with the log entry. What was staged and never published is removed when the file is opened. So that
/// this takes nobody's running uploads, the file is opened by one process at a time; a lock beside it sees to that.
public final class SQLiteRecordStorage: RecordStorage {
    public static let pieceByteCount = 1 << 20

    private let database: Database

    /// Opens the file, made with mode 0600 if it is not there.
    ///
    /// - Throws: `.storage`, of the kind `.claimed` while the file is open elsewhere.
    public init(_ path: String, quickCheck: Bool = true) throws(RecordStoreError) {
        do {
            database = try Database(
                path, schema: Self.schema, options: DatabaseOptions(createIfAbsent: true, quickCheck: quickCheck, exclusive: true))
        } catch {
            throw .storage(StorageFailure(error))
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

    // MARK: - Transactions

    @discardableResult
    func write<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws(RecordStoreError) -> T {
        try catching { try database.transaction(body) }
    }

    func read<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws(RecordStoreError) -> T {
        try catching { try database.read(body) }
    }

    private func catching<T>(_ body: () throws -> T) throws(RecordStoreError) -> T {
        do { return try body() } catch let error as RecordStoreError { throw error } catch let error as DatabaseError {
            throw .storage(StorageFailure(error))
        } catch {
            throw .storage(StorageFailure(DatabaseError.corrupt))
        }
    }
}
