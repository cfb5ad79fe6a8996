package import SQLiteDatabase

extension SQLiteRecordStorage {
    /// "MSR0": a file of what came before format 1 is refused.
    package static let schema = DatabaseSchema(
        applicationID: 0x4d53_5230,
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
                    id BLOB PRIMARY KEY CHECK (length(id) = 32),
                    owner BLOB NOT NULL CHECK (length(owner) = 32),
                    version INTEGER NOT NULL CHECK (version > 0),
                    deleted INTEGER,
                    -- The owner's statement, of a record that was deleted.
                    deletion BLOB CHECK ((deletion IS NULL) = (deleted IS NULL))
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
                    header BLOB NOT NULL,
                    PRIMARY KEY (record, number)
                ) STRICT, WITHOUT ROWID
                """,
                """
                CREATE TABLE access (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    record BLOB NOT NULL CHECK (length(record) = 32),
                    time INTEGER NOT NULL,
                    user BLOB NOT NULL CHECK (length(user) = 32),
                    action TEXT NOT NULL
                ) STRICT
                """,
                "CREATE INDEX access_record ON access (record, number)",
                """
                CREATE TABLE succession (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    user BLOB NOT NULL CHECK (length(user) = 32),
                    name BLOB NOT NULL UNIQUE CHECK (length(name) = 32),
                    bytes BLOB NOT NULL
                ) STRICT
                """,
                "CREATE INDEX succession_user ON succession (user, number)",
            ], IndexTables.statements,
        ])
}
