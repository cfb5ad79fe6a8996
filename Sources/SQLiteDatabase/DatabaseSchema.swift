/// What a database file must be: whose it is, and the steps that made its tables.
///
/// The number of steps is the schema version (`PRAGMA user_version`). A step that was released is never changed; a new
/// release appends. An older file is brought up when it is opened, all missing steps in one transaction.
public struct DatabaseSchema: Sendable {
    /// `PRAGMA application_id`: not 0, and another one for each role, so that no file is mistaken for another's.
    public let applicationID: Int32
    /// Each step is a list of SQL statements.
    public let migrations: [[StaticString]]

    /// A schema whose steps are all those ever released, in order; `applicationID` must not be 0.
    public init(applicationID: Int32, migrations: [[StaticString]]) {
        precondition(applicationID != 0, "an application number of 0 means a file of nobody")
        self.applicationID = applicationID
        self.migrations = migrations
    }

    /// Refuses a file of another application or a later release, without writing.
    func refuseForeign(_ connection: borrowing DatabaseConnection) throws(DatabaseError) { _ = try outstanding(connection) }

    /// Brings an older or empty file up.
    func apply(to connection: borrowing DatabaseConnection) throws(DatabaseError) {
        guard try outstanding(connection) else { return }
        try connection.execute("BEGIN IMMEDIATE")
        do throws(DatabaseError) {
            // Asked again under the lock: another process may have been faster.
            if try outstanding(connection) {
                for step in migrations[Int(try connection.integer("PRAGMA user_version"))...] {
                    for statement in step { try connection.execute(statement) }
                }
                try connection.setPragma("application_id", Int64(applicationID))
                try connection.setPragma("user_version", Int64(migrations.count))
            }
            try connection.execute("COMMIT")
        } catch {
            connection.rollBack()
            throw error
        }
    }

    private func outstanding(_ connection: borrowing DatabaseConnection) throws(DatabaseError) -> Bool {
        let application = Int32(truncatingIfNeeded: try connection.integer("PRAGMA application_id"))
        let version = Int(try connection.integer("PRAGMA user_version"))
        if application != applicationID {
            let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
            let fresh = application == 0 && version == 0 && tables == 0
            guard fresh else { throw .wrongApplication(found: application) }
        }
        guard version <= migrations.count else { throw .newerSchema(found: version, supported: migrations.count) }
        guard version >= 0 else { throw .corrupt }
        return application != applicationID || version < migrations.count
    }
}
