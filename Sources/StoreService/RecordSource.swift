import HTTPTransport
import RecordStore

/// A stored object on its way to a client: one piece in memory.
final class RecordSource: BodySource {
    private let storage: any RecordStorage
    private let object: StoredObject
    private var pieceStart: UInt64 = 0
    private var piece: [UInt8] = []

    init(_ storage: any RecordStorage, _ object: StoredObject) {
        self.storage = storage
        self.object = object
    }

    func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8] {
        let size = type(of: storage).pieceByteCount
        if piece.isEmpty || offset < pieceStart || offset >= pieceStart + UInt64(piece.count) {
            pieceStart = offset - offset % UInt64(size)
            piece = try storage.read(object, at: pieceStart, atMost: size)
        }
        let start = Int(offset - pieceStart)
        guard start < piece.count else { throw RecordStoreError.gone }
        return Array(piece[start..<min(piece.count, start + limit)])
    }

    func close() { piece = [] }
}
