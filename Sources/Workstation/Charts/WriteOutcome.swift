public import SealedRecord

/// What a write of a patient's record came to. There is no fourth.
public enum WriteOutcome {
    /// The store has it.
    case saved(SavedChart)
    /// The store has nothing of it: the record is as it was, and the documents that were made for it are deleted, now or at
    /// the next log-in.
    case notSaved(any Error)
    /// The store's answer was lost, and neither can be said. What follows from it is done at the next log-in.
    case notKnown(any Error)

    /// What was saved.
    ///
    /// - Throws: why it was not, or that it is not known.
    public func get() throws -> SavedChart {
        switch self {
        case .saved(let chart): chart
        case .notSaved(let error), .notKnown(let error): throw error
        }
    }
}

/// A patient's record that was saved.
public struct SavedChart {
    public let header: SealedRecordHeader
    /// The store's tag of this state.
    public let entityTag: String
    /// The documents that were put with it, in their order.
    public let documents: [DocumentReference]
    /// Whether the store could be told what the record is found by. If not, it is told at the next log-in.
    public let isFindable: Bool
    /// Whether there was nothing to change, so that the state is the one from before.
    public let isUnchanged: Bool
}
