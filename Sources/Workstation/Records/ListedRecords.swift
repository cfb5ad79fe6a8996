import Identity
import SealedRecord

/// This user's records as the store lists them, so that what is there need not be put there again. A list is only the store's word:
/// each record is looked at before it is taken to be there.
struct ListedRecords {
    private let session: UserSession
    /// Whether they can be found by search terms, says the store.
    private var listed: [RecordID: Bool] = [:]
    /// Those that this program has put there or looked at.
    private var certain: Set<RecordID> = []

    init(_ session: UserSession) throws {
        self.session = session
        try session.records.each(of: session.userID) { listed[$0.id] = $0.isIndexed ?? true }
    }

    /// Whether a record can be found by search terms; `nil` if it is not there.
    ///
    /// - Throws: ``RecordFault/withheld`` if it was there, and everything else that speaks against the store.
    mutating func isFindable(_ id: RecordID) throws -> Bool? {
        guard let isFindable = listed[id] else { return nil }
        if !certain.contains(id) {
            do { _ = try session.records.present(id) } catch  where FailureKind.isNotFound(error) && !FailureKind.isGone(error) {
                listed[id] = nil
                return nil
            }
            certain.insert(id)
        }
        return isFindable
    }

    /// Notes that a record was put there, and can be found.
    mutating func add(_ id: RecordID) {
        listed[id] = true
        certain.insert(id)
    }
}
