/// Tables for search and for the names in the access log.
enum IndexTables {
    static let statements: [StaticString] = [
        // Records that an index key travels in.
        "CREATE TABLE index_key (record BLOB PRIMARY KEY REFERENCES record (id)) STRICT, WITHOUT ROWID",
        // Which state of which record has terms, made with the key in which version of which index record. A row whose
        // index record has another version by now, or is deleted, counts no longer and is removed in small steps.
        """
        CREATE TABLE membership (
            record BLOB PRIMARY KEY REFERENCES record (id),
            index_key BLOB NOT NULL REFERENCES index_key (record),
            index_version INTEGER NOT NULL CHECK (index_version > 0),
            digest BLOB NOT NULL CHECK (length(digest) = 32)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX membership_index ON membership (index_key, index_version)",
        // In the order in which a search walks.
        """
        CREATE TABLE term (
            token BLOB NOT NULL CHECK (length(token) = 16),
            record BLOB NOT NULL REFERENCES membership (record),
            PRIMARY KEY (token, record)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX term_record ON term (record)",
        """
        CREATE TABLE person (
            user BLOB PRIMARY KEY CHECK (length(user) = 32),
            name TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
