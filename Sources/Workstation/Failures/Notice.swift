public import Identity
public import SealedRecord

/// What went wrong beside what was asked for, and does not undo it.
public enum Notice: Sendable {
    /// Somebody else holds a record than when it was seen last, as signed statements say. Told once.
    case newHolder(RecordID, from: UserID, to: UserID)
    /// The record is stored, but its search terms are not, because of this.
    case notFindable(any Error)
    /// The store calls a record an index key that is none; it was left as it is.
    case falseIndexKey
    /// An index key cannot be used because of this, so that what is found by it is missing.
    case unusableIndexKey(any Error)
    /// So many parts, documents or readings of a deleted record could not be deleted.
    case leftBehind(Int)
    /// So many documents or readings of a record could not be shared with it.
    case notShared(Int)
    /// What an interrupted program left to do could not be done yet, because of this.
    case unfinished(any Error)
}
