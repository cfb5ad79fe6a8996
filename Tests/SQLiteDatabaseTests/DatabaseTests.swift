import Glibc
import SQLiteDatabase
import TestSupport
import Testing

let noteSchema = DatabaseSchema(
    applicationID: 0x4d53_5431,
    migrations: [
        ["CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE, bytes BLOB) STRICT"],
        [
            "CREATE TABLE mark (note INTEGER NOT NULL REFERENCES note (id), level INTEGER CHECK (level > 0)) STRICT",
            "CREATE INDEX mark_note ON mark (note)",
        ],
    ])

@Suite struct DatabaseTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("notes.db") }

    @Test func valuesOfEveryTypeComeBackAsTheyWere() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { connection in
            let changed = try connection.execute(
                "INSERT INTO note (id, body, bytes) VALUES (?, ?, ?)", [.integer(.max), "Ångström \0 x", .blob([0, 255, 7])])
            #expect(changed == 1)
            #expect(connection.lastInsertedRow == .max)
            try connection.execute("INSERT INTO note (id, body, bytes) VALUES (?, ?, ?)", [.integer(.min), "", .blob([])])
            try connection.execute("INSERT INTO note (id, body, bytes) VALUES (?, ?, ?)", [1, "none", .null])
        }
        try database.read { connection in
            let found = try connection.rows("SELECT id, body, bytes FROM note ORDER BY id DESC") { row in
                (try row.integer(0), try row.text(1, atMost: 100), row.isNull(2) ? nil : try row.blob(2, atMost: 3))
            }
            #expect(found.map(\.0) == [.max, 1, .min])
            #expect(found.map(\.1) == ["Ångström \0 x", "none", ""])
            #expect(found.map(\.2) == [[0, 255, 7], nil, []])
        }
        try database.close()
        #expect(throws: DatabaseError.closed) { try database.read { _ in } }
        try database.close()
        // Nothing but the file itself is left behind, private to its owner.
        #expect(folder.names == ["notes.db"])
        var status = stat()
        let found = unsafe stat(path, &status)
        #expect(found == 0 && status.st_mode & 0o7777 == 0o600)
    }

    @Test func columnsOfAnotherTypeOrLengthAreRefused() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { connection in
            try connection.execute("INSERT INTO note (body, bytes) VALUES (?, ?)", ["four", .blob([1, 2, 3])])
            #expect(throws: DatabaseError.columnType(index: 0, expected: .integer)) {
                try connection.integer("SELECT body FROM note")
            }
            #expect(throws: DatabaseError.columnType(index: 0, expected: .blob)) {
                try connection.first("SELECT body FROM note") { try $0.blob(0, atMost: 9) }
            }
            #expect(throws: DatabaseError.columnTooLong(index: 0, byteCount: 4, limit: 3)) {
                try connection.first("SELECT body FROM note") { try $0.text(0, atMost: 3) }
            }
            #expect(throws: DatabaseError.columnType(index: 0, expected: .blob)) {
                try connection.first("SELECT bytes FROM note") { try $0.blob(0, count: 4) }
            }
            #expect(throws: DatabaseError.columnType(index: 0, expected: .text)) {
                try connection.first("SELECT CAST(x'ff' AS TEXT)") { try $0.text(0, atMost: 9) }
            }
            #expect(throws: DatabaseError.columnType(index: 0, expected: .integer)) {
                try connection.integer("SELECT id FROM note WHERE id = 99")
            }
        }
    }

    @Test func aThrowRollsBackAndNestingIsRefused() throws {
        struct Refusal: Error {}
        let database = try Database(path, schema: noteSchema)
        #expect(throws: Refusal.self) {
            try database.transaction { connection in
                try connection.execute("INSERT INTO note (body) VALUES ('a')")
                throw Refusal()
            }
        }
        try database.transaction { connection in
            let count = try connection.integer("SELECT count(*) FROM note")
            #expect(count == 0)
            #expect(throws: DatabaseError.nestedTransaction) { try database.transaction { _ in } }
            #expect(throws: DatabaseError.nestedTransaction) { try database.read { _ in } }
            #expect(throws: DatabaseError.nestedTransaction) { try database.close() }
        }
        try database.read { _ = try $0.execute("INSERT INTO note (body) VALUES ('in a read')") }
        #expect(try database.read { try $0.integer("SELECT count(*) FROM note") } == 0)
    }

    @Test func theSchemaIsEnforced() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { connection in
            try connection.execute("INSERT INTO note (id, body) VALUES (1, 'a')")
            #expect(throws: DatabaseError.constraint(.unique)) { try connection.execute("INSERT INTO note (body) VALUES ('a')") }
            #expect(throws: DatabaseError.constraint(.unique)) { try connection.execute("INSERT INTO note VALUES (1, 'b', NULL)") }
            #expect(throws: DatabaseError.constraint(.notNull)) { try connection.execute("INSERT INTO note (body) VALUES (NULL)") }
            #expect(throws: DatabaseError.constraint(.foreignKey)) { try connection.execute("INSERT INTO mark VALUES (9, 1)") }
            #expect(throws: DatabaseError.constraint(.check)) { try connection.execute("INSERT INTO mark VALUES (1, 0)") }
            #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO nothing VALUES (1)") }
            #expect(throws: DatabaseError.self) { try connection.execute("DELETE FROM note; DELETE FROM mark") }
            #expect(throws: DatabaseError.self) { try connection.execute("DELETE FROM note WHERE id = ?") }
            // Text in double quotes is an identifier, never a string; other files cannot be attached.
            #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO note (body) VALUES (\"a\")") }
        }
        #expect(throws: DatabaseError.self) {
            try database.read { try $0.execute("ATTACH DATABASE '/tmp/other.db' AS other") }
        }
    }

    @Test func iterationStopsWhereItIsToldAndMayNest() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { connection in
            for name in ["a", "b", "c"] { try connection.execute("INSERT INTO note (body) VALUES (?)", [.text(name)]) }
            var seen: [String] = []
            try connection.forEachRow("SELECT body FROM note ORDER BY body") { outer in
                seen.append(try outer.text(0, atMost: 1))
                try connection.forEachRow("SELECT body FROM note ORDER BY body") { inner in
                    seen.append(try inner.text(0, atMost: 1))
                    return .stop
                }
                return seen.count < 4 ? .next : .stop
            }
            #expect(seen == ["a", "a", "b", "a"])
        }
    }

    @Test func theSizeLimitIsAnErrorThatLosesNothing() throws {
        let database = try Database(path, schema: noteSchema, options: DatabaseOptions(maximumBytes: 200_000))
        try database.transaction { _ = try $0.execute("INSERT INTO note (body) VALUES ('kept')") }
        #expect(throws: DatabaseError.full) {
            try database.transaction { connection in
                for number in 0..<1000 {
                    try connection.execute(
                        "INSERT INTO note (body, bytes) VALUES (?, ?)",
                        [.text("\(number)"), .blob([UInt8](repeating: 1, count: 1000))])
                }
            }
        }
        #expect(try database.read { try $0.integer("SELECT count(*) FROM note") } == 1)
        try database.transaction { _ = try $0.execute("INSERT INTO note (body) VALUES ('also kept')") }
    }

    @Test func severalThreadsShareOneConnection() async throws {
        let database = try Database(path, schema: noteSchema)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<25 {
                        try database.transaction { connection in
                            let count = try connection.integer("SELECT count(*) FROM note")
                            try connection.execute("INSERT INTO note (body) VALUES (?)", [.text("\(task) \(number) \(count)")])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try database.read { try $0.integer("SELECT count(*) FROM note") } == 100)
    }

    @Test func twoConnectionsOfOneFileTakeTurnsOrReportBusy() throws {
        let first = try Database(path, schema: noteSchema)
        let second = try Database(path, schema: noteSchema, options: DatabaseOptions(busyTimeoutMilliseconds: 20))
        try first.transaction { connection in
            try connection.execute("INSERT INTO note (body) VALUES ('a')")
            #expect(throws: DatabaseError.busy) { try second.transaction { _ in } }
            // Readers are not held up, and see the committed state only.
            #expect(try second.read { try $0.integer("SELECT count(*) FROM note") } == 0)
        }
        try second.transaction { connection in
            let count = try connection.integer("SELECT count(*) FROM note")
            #expect(count == 1)
        }
    }

    @Test func noErrorTellsWhatWasStored() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { connection in
            try connection.execute("INSERT INTO note (body) VALUES (?)", ["Alberto Atencio"])
            do throws(DatabaseError) {
                try connection.execute("INSERT INTO note (body) VALUES (?)", ["Alberto Atencio"])
                Issue.record("a duplicate was accepted")
            } catch {
                #expect(!error.description.contains("Alberto") && !error.description.contains("INSERT"))
                #expect(!error.remedy.isEmpty)
            }
        }
    }
}
