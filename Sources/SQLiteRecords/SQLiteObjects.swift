public import RecordStore
import SQLiteDatabase

/// Objects and their pieces.
extension SQLiteRecordStorage {
    /// A row without pieces, that is removed when the file is opened again, unless it was published.
    public func stage() throws(RecordStoreError) -> StoredObject {
        try write { connection in
            try connection.execute("INSERT INTO object DEFAULT VALUES")
            return StoredObject(number: UInt64(connection.lastInsertedRow))
        }
    }

    /// One transaction for each piece.
    ///
    /// - Throws: `.gone` if the object is not staged any more.
    public func append(_ piece: [UInt8], number: Int, to object: StoredObject) throws(RecordStoreError) {
        let added = try write { connection in
            try connection.execute(
                "INSERT INTO piece (object, number, bytes) SELECT id, ?, ? FROM object WHERE id = ? AND state = 1",
                [.integer(Int64(number)), .blob(piece), .integer(Int64(clamping: object.number))])
        }
        guard added == 1 else { throw .gone }
    }

    /// Removes the pieces at once, eight in a transaction.
    public func discard(_ object: StoredObject) throws(RecordStoreError) {
        try write { try $0.execute("UPDATE object SET state = 2 WHERE id = ? AND state = 1", [.integer(Int64(clamping: object.number))]) }
        try purge()
    }

    /// Removes the bytes of objects that nobody can see any more, some pieces at a time: a large one is overwritten for
    /// seconds, and everybody else would wait. What a crash leaves behind goes when the store is opened again.
    func purge() throws(RecordStoreError) {
        while try write({ connection in
            let object = try connection.first("SELECT id FROM object WHERE state = 2 AND state <> 0 LIMIT 1") { try $0.integer(0) }
            guard let object else { return false }
            let removed = try connection.execute(
                "DELETE FROM piece WHERE rowid IN (SELECT rowid FROM piece WHERE object = ? LIMIT 8)", [.integer(object)])
            if removed == 0 { try connection.execute("DELETE FROM object WHERE id = ?", [.integer(object)]) }
            return true
        }) {}
    }

    /// From within one piece: fewer than `limit` bytes where it ends.
    public func read(_ object: StoredObject, at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8] {
        let size = UInt64(Self.pieceByteCount)
        let piece = try read { connection in
            try connection.first(
                "SELECT bytes FROM piece JOIN object ON object.id = object WHERE object = ? AND number = ? AND state <> 2",
                [.integer(Int64(clamping: object.number)), .integer(Int64(clamping: offset / size))]
            ) { try $0.blob(0, atMost: Self.pieceByteCount) }
        }
        guard let piece, offset % size < piece.count else { throw .gone }
        return Array(piece[Int(offset % size)...].prefix(limit))
    }
}
