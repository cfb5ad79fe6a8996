import CSQLite

/// Why a database operation was refused. Neither SQL nor bound values are part of it: they may be a patient's data.
public enum DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process held the write lock for longer than the busy timeout.
    case busy
    /// Another process, or another part of this one, has the file for itself: see ``DatabaseOptions/exclusive``.
    case claimed(path: String)
    /// The disk, or the limit of ``DatabaseOptions/maximumBytes``, is full. The transaction was rolled back.
    case full
    /// The file's structure is damaged.
    case corrupt
    /// The file is no SQLite database.
    case notADatabase
    /// A row broke a rule of the schema.
    case constraint(Constraint)
    /// The file was written by a later release: its schema version, and the latest one that this release knows.
    case newerSchema(found: Int, supported: Int)
    /// The file belongs to another program or another role: its application number (`PRAGMA application_id`).
    case wrongApplication(found: Int32)
    /// Others than the owner may read or write the file, or somebody else owns it: the file and its mode bits.
    case permissions(path: String, mode: UInt32)
    /// The file cannot be opened or created: the path and the operating system's error number.
    case cannotOpen(path: String, errno: Int32)
    /// The file or its file system allows no writing.
    case readOnly
    /// The operating system failed to read or write: SQLite's extended result code.
    case inputOutput(code: Int32)
    /// A transaction was begun inside another of the same thread.
    case nestedTransaction
    /// The database was closed.
    case closed
    /// A column, counted from 0, does not hold the type that the caller demands.
    case columnType(index: Int, expected: ColumnType)
    /// A column, counted from 0, is longer than the caller allows: bytes found, bytes allowed.
    case columnTooLong(index: Int, byteCount: Int, limit: Int)
    /// Any other failure: SQLite's extended result code.
    case engine(code: Int32)

    /// Which rule of the schema a row broke.
    public enum Constraint: Equatable, Sendable {
        /// The rules that the schemas use; `unique` stands for primary keys and row numbers too, `other` for any
        /// else.
        case unique, foreignKey, notNull, check, other
    }

    /// SQLite's storage classes.
    public enum ColumnType: Equatable, Sendable {
        /// An integer of 64 bits, UTF-8, or bytes.
        case integer, text, blob
    }

    public var description: String {
        switch self {
        case .busy: "the database is in use by another process"
        case .claimed(let path): "\(path) is served by another process"
        case .full: "the database cannot grow: the disk or its size limit is full"
        case .corrupt: "the database file is damaged"
        case .notADatabase: "the file is not a database"
        case .constraint(let rule): "a row breaks the schema's rule (\(rule))"
        case .newerSchema(let found, let supported): "the database has schema \(found), this release knows up to \(supported)"
        case .wrongApplication(let found): "the file is the database of another program (application \(found))"
        case .permissions(let path, let mode): "\(path) is not private to its owner (mode 0\(String(mode, radix: 8)))"
        case .cannotOpen(let path, let errno): "cannot open \(path) (errno \(errno))"
        case .readOnly: "the database cannot be written"
        case .inputOutput(let code): "reading or writing the database failed (SQLite \(code))"
        case .nestedTransaction: "a transaction was begun inside another"
        case .closed: "the database is closed"
        case .columnType(let index, let expected): "column \(index) is not of type \(expected)"
        case .columnTooLong(let index, let byteCount, let limit): "column \(index) has \(byteCount) bytes, at most \(limit) allowed"
        case .engine(let code): "the database engine refused (SQLite \(code))"
        }
    }

    /// What whoever runs the program can do about it.
    public var remedy: String {
        switch self {
        case .busy: "Stop the other process that has the file open, or try again."
        case .claimed: "Stop the other process first: only one at a time can serve this file."
        case .full: "Free space on the disk or raise the size limit, then try again; nothing was lost."
        case .corrupt: "Restore the last backup; keep the damaged file for `sqlite3 .recover`."
        case .notADatabase: "Check the path: it names a file of another kind."
        case .constraint: "This is a defect or a race in the program: report it with the request's id."
        case .newerSchema: "Use the release that wrote the file, or a later one; there is no way down."
        case .wrongApplication: "Check the path: each role has a database of its own."
        case .permissions(let path, _): "Run `chmod 600 \(path)` as its owner, after finding out who could read it."
        case .cannotOpen: "Check that the folder exists and that this user may write there."
        case .readOnly: "Mount the file system for writing and give this user the file."
        case .inputOutput: "Check the disk and the system log."
        case .nestedTransaction, .closed, .columnType, .columnTooLong, .engine:
            "This is a defect in the program or in the file: run a quick check, then report it."
        }
    }

    /// The error of an extended result code of SQLite.
    init(code: Int32) {
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full
        case SQLITE_CORRUPT: self = .corrupt
        case SQLITE_NOTADB: self = .notADatabase
        case SQLITE_READONLY: self = .readOnly
        case SQLITE_IOERR: self = .inputOutput(code: code)
        case SQLITE_CONSTRAINT:
            // Extended codes are function-like macros in the header: primary code | number << 8.
            switch code >> 8 {
            case 1: self = .constraint(.check)
            case 3: self = .constraint(.foreignKey)
            case 5: self = .constraint(.notNull)
            case 6, 8, 10: self = .constraint(.unique)
            default: self = .constraint(.other)
            }
        default: self = .engine(code: code)
        }
    }
}
