import HTTPTransport
import RecordStore

/// A stored record on its way to a client: one piece in memory.
final class RecordSource: BodySource {
    private let record: StoredRecord
    private var pieceStart: UInt64 = 0
    private var piece: [UInt8] = []

    init(_ record: StoredRecord) { self.record = record }

    func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8] {
        let size = record.pieceByteCount
        if piece.isEmpty || offset < pieceStart || offset >= pieceStart + UInt64(piece.count) {
            pieceStart = offset - offset % UInt64(size)
            piece = try record.read(at: pieceStart, atMost: size)
        }
        let start = Int(offset - pieceStart)
        guard start < piece.count else { throw RecordStoreError.gone }
        return Array(piece[start..<min(piece.count, start + limit)])
    }

    func close() { piece = [] }
}
