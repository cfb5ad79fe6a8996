/// What is to be read of a record: one content version, piece by piece.
public struct StoredRecord: Sendable {
    public let state: RecordState
    private let object: StoredObject
    private let storage: any RecordStorage

    init(_ state: RecordState, _ object: StoredObject, in storage: any RecordStorage) {
        self.state = state
        self.object = object
        self.storage = storage
    }

    /// Bytes in each piece but the last: reading from the beginning of one is cheapest.
    public var pieceByteCount: Int { type(of: storage).pieceByteCount }

    /// Up to `limit` bytes from `offset`; fewer only where a piece or the record ends.
    ///
    /// - Throws: `.gone` if the record was replaced or deleted meanwhile, and behind its end.
    public func read(at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8] {
        try storage.read(object, at: offset, atMost: limit)
    }
}
