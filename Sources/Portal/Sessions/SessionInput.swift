import LocalFiles

/// Bytes on their way to the store for a session: they end with it, so that a logout need not wait for a slow store.
final class SessionInput: ByteInput {
    private let session: DoctorSession
    private let input: any ByteInput

    init(_ session: DoctorSession, _ input: any ByteInput) {
        self.session = session
        self.input = input
    }

    var length: UInt64? { input.length }

    /// - Throws: ``SessionOver``.
    func read(_ count: Int) throws -> [UInt8] {
        guard !session.isOver else { throw SessionOver() }
        return try input.read(count)
    }
}
