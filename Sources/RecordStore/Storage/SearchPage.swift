public import SealedRecord

/// Some of the records that a search finds, in the order of their identifiers.
public struct SearchPage: Hashable, Sendable {
    /// Present records that match.
    public let records: [RecordState]
    /// Behind which identifier to go on; `nil` at the end. There may be fewer records than were asked for and more to come
    /// all the same: a search stops where it has worked enough for one request.
    public let next: RecordID?

    /// As a storage engine found it.
    public init(records: [RecordState], next: RecordID?) {
        self.records = records
        self.next = next
    }
}
