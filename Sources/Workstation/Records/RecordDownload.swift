import Identity
import LocalFiles
import SealedRecord

/// A sealed record on its way from the store, verified as it arrives: what is another record, was altered or goes on behind
/// its end is given up before it fills the disk.
final class RecordDownload: ByteOutput {
    /// Enough chunks for all cores.
    private static let pieceLength = 1 << 20

    private let output: SpillingOutput
    private let authority: AuthorityDescription
    private let id: RecordID
    private var scanner: RecordScanner? = RecordScanner()
    private var waiting: [UInt8] = []
    private var hasHeader = false

    init(_ home: UserHome, _ authority: AuthorityDescription, _ id: RecordID) {
        output = SpillingOutput(in: home.transferFolder)
        self.authority = authority
        self.id = id
    }

    func write(_ bytes: [UInt8]) throws {
        try output.write(bytes)
        waiting += bytes
        if !hasHeader || waiting.count >= Self.pieceLength { try scan() }
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws { preconditionFailure("a download has no gaps") }

    /// - Throws: `SealedRecordError`; ``RecordFault/anotherRecord``.
    func finish() throws -> (copy: SealedCopy, header: SealedRecordHeader) {
        try scan()
        guard let scanner = scanner.take() else { preconditionFailure("finished twice") }
        return (try output.finish(), try scanner.finish())
    }

    private func scan() throws {
        var found: SealedRecordHeader?
        try scanner?.update(waiting) { (event) throws(SealedRecordError) in
            guard case .header(let header) = event else { return }
            try header.verify(authority)
            found = header
        }
        waiting.removeAll(keepingCapacity: true)
        guard let found else { return }
        hasHeader = true
        guard found.content.recordID == id else { throw ClientError.record(.anotherRecord) }
    }
}
