import Glibc
import RecordStore
import SQLiteDatabase
import SQLiteRecords
import TestSupport
import Testing

/// Opening a store's file removes what was staged in it, so nobody may open it while another serves it.
@Suite struct OneServerTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("records.db") }

    @Test func aSecondServerIsRefusedAndTakesNoUploads() throws {
        let first = try SQLiteRecordStorage(path)
        let object = try first.stage()
        try first.append([1, 2, 3], number: 0, to: object)
        let refusal = storageFailure { _ = try SQLiteRecordStorage(path) }
        #expect(refusal?.kind == .claimed && refusal?.description.contains(path) == true && refusal?.remedy.contains("Stop") == true)
        // The upload goes on.
        try first.append([4], number: 1, to: object)
        #expect(try first.read(object, at: 0, atMost: 9) == [1, 2, 3])
        // Somebody who only looks, such as a backup, is let in.
        let reader = try Database(path, schema: SQLiteRecordStorage.schema)
        #expect(try reader.read { try $0.integer("SELECT count(*) FROM piece") } == 2)
        try reader.close()
        try first.close()
        try SQLiteRecordStorage(path).close()
    }

    @Test func theClaimEndsWithTheStorageHoweverThatEnds() throws {
        do { _ = try SQLiteRecordStorage(path) }
        let again = try SQLiteRecordStorage(path)
        try again.close()
        // Closed, though still referred to.
        let third = try SQLiteRecordStorage(path)
        #expect(storageFailure { try again.check() }?.kind == .closed)
        try third.close()
        // A file that cannot be opened is not claimed for ever either.
        TemporaryFolder.write([UInt8](repeating: 7, count: 5000), to: folder.file("other"))
        for _ in 0..<2 {
            #expect(storageFailure { _ = try SQLiteRecordStorage(folder.file("other")) }?.kind == .unusable)
        }
    }

    /// "MSRS": what a store wrote before format 1 is not read as if it were of it.
    @Test func aStoreOfAnOlderFormatIsRefusedWithAWordAndLeftAlone() throws {
        let old = DatabaseSchema(applicationID: 0x4d53_5253, migrations: [["CREATE TABLE record (id BLOB PRIMARY KEY) STRICT"]])
        try Database(path, schema: old).close()
        let before = TemporaryFolder.read(path)
        for _ in 0..<2 {
            let refusal = storageFailure { _ = try SQLiteRecordStorage(path) }
            #expect(refusal?.kind == .unusable && refusal?.description.isEmpty == false && refusal?.remedy.isEmpty == false)
        }
        #expect(TemporaryFolder.read(path) == before)
        #expect(SQLiteRecordStorage.schema.applicationID != 0x4d53_5253)
    }

    @Test func theLockFileIsPrivateAndNoLink() throws {
        try SQLiteRecordStorage(path).close()
        var status = stat()
        let found = unsafe stat(path + ".lock", &status)
        #expect(found == 0 && status.st_mode & 0o7777 == 0o600 && status.st_size == 0)
        unsafe unlink(path + ".lock")
        unsafe symlink("/dev/null", path + ".lock")
        let refusal = storageFailure { _ = try SQLiteRecordStorage(path) }
        #expect(refusal?.kind == .unusable && refusal?.description.contains(path + ".lock") == true)
    }
}
