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
    /// This version had another envelope of this number when it was seen before.
    case otherEnvelopeThanSeen(envelope: UInt64)
    /// This version is not built on what was seen before, or a version before it is not the one that it names.
    case otherHistoryThanSeen(version: UInt64)
    /// Somebody wrote it who had handed it over before.
    case formerOwner
    /// The store gave a state under the tag of another.
    case tagOfAnotherState
    /// The store does not give it, and has no statement of its owner's that it was deleted.
    case withheld
    /// Only who holds the record, or was handed it, may do that.
    case notHolder
    /// Somebody else than its holder chose who may read it: these policies.
    case otherReaders([String])
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
        case .changedMeanwhile, .tooLong, .notHolder, .otherReaders: false
        case .anotherRecord, .deletedBefore, .olderThanSeen, .otherContentThanSeen, .otherEnvelopeThanSeen, .otherHistoryThanSeen, .formerOwner,
            .tagOfAnotherState, .withheld, .tooManyParts, .impossiblePart, .foreignPart:
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
        case .otherEnvelopeThanSeen(let envelope): "envelope \(envelope) of this version was another one when it was seen before"
        case .otherHistoryThanSeen(let version): "version \(version) of this record does not follow from what was seen before"
        case .formerOwner: "the record was written by somebody who had handed it over"
        case .tagOfAnotherState: "the store gave a state of the record under the tag of another"
        case .withheld: "the record is withheld by the store: it was there, and nobody with the right has signed that it was deleted"
        case .notHolder: "the record is another's"
        case .otherReaders(let policies):
            "who may read the record was changed by somebody else than its owner: now \(policies.joined(separator: " or "))"
        case .tooLong(let limit): "the record holds more than \(limit) bytes"
        case .tooManyParts: "the record refers to more parts than one can have"
        case .impossiblePart: "the record refers to a part that cannot be"
        case .foreignPart: "the record refers to a part that another author wrote"
        }
    }
}
