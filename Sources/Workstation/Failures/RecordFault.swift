/// What a single record is refused for.
public enum RecordFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Somebody changed it since it was looked at.
    case changedMeanwhile
    /// The store gave another record than the one asked for.
    case anotherRecord
    /// The store gave a record that this user deleted.
    case deletedBefore
    /// The store gave an older state than this user has seen.
    case olderThanSeen(version: UInt64, envelope: UInt64, seenVersion: UInt64, seenEnvelope: UInt64)
    /// This version had another content when it was seen before.
    case otherContentThanSeen(version: UInt64)
    /// The store gave two states of a record the same tag.
    case sameTagForTwoStates
    /// Its content has more bytes than are opened in memory.
    case tooLong(limit: Int)
    /// It refers to more parts than a record can have.
    case tooManyParts
    /// It refers to a part by no identifier.
    case impossiblePart
    /// It refers to a part that another author wrote.
    case foreignPart

    /// Whether this can only come from a store or an author who lies, or from bytes that were altered.
    public var isOfIntegrity: Bool {
        switch self {
        case .changedMeanwhile, .tooLong: false
        case .anotherRecord, .deletedBefore, .olderThanSeen, .otherContentThanSeen, .sameTagForTwoStates, .tooManyParts, .impossiblePart,
            .foreignPart:
            true
        }
    }

    public var description: String {
        switch self {
        case .changedMeanwhile: "the record was changed meanwhile"
        case .anotherRecord: "the store gave another record than the one asked for"
        case .deletedBefore: "the store gave a record that you deleted"
        case .olderThanSeen(let version, let envelope, let seenVersion, let seenEnvelope):
            "the store gave version \(version), envelope \(envelope), "
                + "but version \(seenVersion), envelope \(seenEnvelope) was seen before"
        case .otherContentThanSeen(let version): "version \(version) of this record had another content when it was seen before"
        case .sameTagForTwoStates: "the store gave two states of a record the same tag"
        case .tooLong(let limit): "the record holds more than \(limit) bytes"
        case .tooManyParts: "the record refers to more parts than one can have"
        case .impossiblePart: "the record refers to a part that cannot be"
        case .foreignPart: "the record refers to a part that another author wrote"
        }
    }
}
