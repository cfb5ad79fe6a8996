import HTTPTransport
import RecordStore

/// A stored record on its way to a client: one piece in memory.
final class RecordSource: BodySource {
    private let record: StoredRecord
    private var pieceStart: UInt64 = 0
    private var piece: [UInt8] = []

    init(_ record: StoredRecord) { self.record = record }

    func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8] {
        if offset < pieceStart || offset >= pieceStart + UInt64(piece.count) {
            piece = try record.read(at: offset, atMost: record.pieceByteCount)
            pieceStart = offset
        }
        guard !piece.isEmpty else { throw RecordStoreError.gone }
        return Array(piece[Int(offset - pieceStart)...].prefix(limit))
    }

    func close() { piece = [] }
}
