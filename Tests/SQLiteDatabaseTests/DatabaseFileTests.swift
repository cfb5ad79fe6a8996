import Glibc
import SQLiteDatabase
import TestSupport
import Testing

/// Files that are not what they should be, and files of a process that died.
@Suite struct DatabaseFileTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("notes.db") }

    /// A closed database of about 400 KB.
    private func fill() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { connection in
            for number in 0..<400 {
                try connection.execute(
                    "INSERT INTO note (body, bytes) VALUES (?, ?)", [.text("note \(number)"), .blob([UInt8](repeating: 7, count: 900))])
            }
        }
        try database.close()
    }

    @Test func aDamagedFileIsNoticed() throws {
        try fill()
        var bytes = TemporaryFolder.read(path)
        for position in 4096..<bytes.count - 4096 { bytes[position] = 0xa5 }
        TemporaryFolder.write(bytes, to: path)
        #expect(throws: DatabaseError.corrupt) {
            try Database(path, schema: noteSchema, options: DatabaseOptions(quickCheck: true))
        }
    }

    @Test func aTruncatedFileIsNoticed() throws {
        try fill()
        TemporaryFolder.write(Array(TemporaryFolder.read(path).prefix(60_000)), to: path)
        #expect(throws: DatabaseError.corrupt) {
            try Database(path, schema: noteSchema, options: DatabaseOptions(quickCheck: true))
        }
        #expect(throws: DatabaseError.corrupt) {
            try Database(path, schema: noteSchema).read { try $0.rows("SELECT bytes FROM note") { try $0.blob(0, atMost: 900) } }
        }
    }

    @Test func aFileOfAnotherKindIsRefusedAndLeftAlone() throws {
        let text = Array(repeating: Array("not a database\n".utf8), count: 100).flatMap { $0 }
        TemporaryFolder.write(text, to: path)
        #expect(throws: DatabaseError.notADatabase) { try Database(path, schema: noteSchema) }
        #expect(TemporaryFolder.read(path) == text)
    }

    @Test func anotherApplicationsFileIsRefusedAndLeftAlone() throws {
        let other = DatabaseSchema(applicationID: 77, migrations: [["CREATE TABLE t (a INTEGER) STRICT"]])
        try Database(path, schema: other).close()
        let before = TemporaryFolder.read(path)
        #expect(throws: DatabaseError.wrongApplication(found: 77)) { try Database(path, schema: noteSchema) }
        #expect(TemporaryFolder.read(path) == before)
    }

    @Test func aFileWithTablesButNoOwnerIsRefused() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { _ = try $0.execute("PRAGMA application_id = 0") }
        try database.close()
        #expect(throws: DatabaseError.wrongApplication(found: 0)) { try Database(path, schema: noteSchema) }
    }

    @Test func anOlderFileIsBroughtUpAndANewerOneRefused() throws {
        let old = DatabaseSchema(applicationID: noteSchema.applicationID, migrations: [noteSchema.migrations[0]])
        let first = try Database(path, schema: old)
        try first.transaction { _ = try $0.execute("INSERT INTO note (body) VALUES ('old')") }
        try first.close()
        let second = try Database(path, schema: noteSchema)
        #expect(try second.read { try $0.integer("SELECT count(*) FROM note") } == 1)
        #expect(try second.read { try $0.integer("SELECT count(*) FROM mark") } == 0)
        try second.close()
        #expect(throws: DatabaseError.newerSchema(found: 2, supported: 1)) { try Database(path, schema: old) }
    }

    @Test func aMigrationThatFailsChangesNothing() throws {
        try fill()
        let broken = DatabaseSchema(
            applicationID: noteSchema.applicationID,
            migrations: noteSchema.migrations + [["CREATE TABLE extra (a INTEGER) STRICT", "CREATE TABLE note (a INTEGER) STRICT"]])
        #expect(throws: DatabaseError.self) { try Database(path, schema: broken) }
        let database = try Database(path, schema: noteSchema)
        #expect(throws: DatabaseError.self) { try database.read { try $0.integer("SELECT count(*) FROM extra") } }
    }

    @Test(arguments: [0o644, 0o660, 0o604] as [mode_t])
    func aFileThatOthersMayReadIsRefused(mode: mode_t) throws {
        try fill()
        unsafe chmod(path, mode)
        #expect(throws: DatabaseError.permissions(path: path, mode: UInt32(mode))) { try Database(path, schema: noteSchema) }
    }

    @Test func aSymbolicLinkAndAMissingFileAreRefused() throws {
        try fill()
        let link = folder.file("link.db")
        unsafe symlink(path, link)
        #expect(throws: DatabaseError.self) { try Database(link, schema: noteSchema) }
        #expect(throws: DatabaseError.cannotOpen(path: folder.file("none.db"), errno: ENOENT)) {
            try Database(folder.file("none.db"), schema: noteSchema, options: DatabaseOptions(createIfAbsent: false))
        }
        #expect(throws: DatabaseError.cannotOpen(path: "/nowhere/x.db", errno: ENOENT)) {
            try Database("/nowhere/x.db", schema: noteSchema)
        }
    }

    /// The file and its log as they stand in the middle of a transaction are what a killed process leaves behind.
    @Test func afterACrashExactlyTheCommittedRowsAreThere() throws {
        let database = try Database(path, schema: noteSchema)
        try database.transaction { _ = try $0.execute("INSERT INTO note (body) VALUES ('committed')") }
        try database.transaction { connection in
            // A cache of a few pages makes uncommitted pages reach the log.
            try connection.execute("PRAGMA cache_size = 5")
            for number in 0..<2000 {
                try connection.execute(
                    "INSERT INTO note (body, bytes) VALUES (?, ?)", [.text("\(number)"), .blob([UInt8](repeating: 9, count: 2000))])
            }
            let log = TemporaryFolder.read(path + "-wal")
            #expect(log.count > 1_000_000)
            let copy = folder.file("crashed.db")
            TemporaryFolder.write(TemporaryFolder.read(path), to: copy)
            TemporaryFolder.write(log, to: copy + "-wal")
        }
        let recovered = try Database(folder.file("crashed.db"), schema: noteSchema, options: DatabaseOptions(quickCheck: true))
        #expect(try recovered.read { try $0.rows("SELECT body FROM note") { try $0.text(0, atMost: 20) } } == ["committed"])
        #expect(try database.read { try $0.integer("SELECT count(*) FROM note") } == 2001)
    }

    /// A torn last write: whatever part of the log reached the disk, the rows are those of one of the commits.
    @Test func aLogCutAnywhereGivesAStateThatWasCommitted() throws {
        let database = try Database(path, schema: noteSchema)
        for number in 1...5 {
            try database.transaction { connection in
                for part in 0..<3 { try connection.execute("INSERT INTO note (body) VALUES (?)", [.text("\(number) \(part)")]) }
            }
        }
        let file = TemporaryFolder.read(path)
        let log = TemporaryFolder.read(path + "-wal")
        let copy = folder.file("torn.db")
        var counts: Set<Int64> = []
        for length in stride(from: log.count, to: log.count / 2, by: -1500) {
            TemporaryFolder.write(file, to: copy)
            TemporaryFolder.write(Array(log.prefix(length)), to: copy + "-wal")
            let torn = try Database(copy, schema: noteSchema)
            let count = try torn.read { try $0.integer("SELECT count(*) FROM note") }
            #expect(count.isMultiple(of: 3))
            counts.insert(count)
            try torn.close()
        }
        #expect(counts.contains(15) && counts.count > 2)
    }
}
