/// What is to be read of a record: one content version, piece by piece.
public struct StoredRecord: Sendable {
    /// What the store knows of it.
    public let state: RecordState
    private let header: [UInt8]
    private let object: StoredObject
    private let storage: any RecordStorage

    init(_ version: VersionObject, in storage: any RecordStorage) {
        state = version.state
        header = version.header
        object = version.object
        self.storage = storage
    }

    /// The most bytes that one reading gives at once.
    public var pieceByteCount: Int { type(of: storage).pieceByteCount }

    /// Up to `limit` bytes from `offset`; fewer only where the header, a piece or the record ends.
    ///
    /// - Throws: `.gone` if the record was replaced or deleted meanwhile, and behind its end.
    public func read(at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8] {
        let start = UInt64(header.count)
        if offset < start { return Array(header[Int(offset)...].prefix(limit)) }
        return try storage.read(object, at: offset - start, atMost: limit)
    }
}
