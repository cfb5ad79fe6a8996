public import Identity
public import SealedRecord

/// A record that an index key travels in.
public struct IndexState: Hashable, Sendable {
    /// The sealed record that the index key is in.
    public let id: RecordID
    /// Who made the index record, and whose records its key is for.
    public let owner: UserID
    /// The content version whose key counts: terms that were made with an older one are found no more.
    public let contentVersion: UInt64
    /// How many records have terms that were made with this key.
    public let records: UInt64

    /// As a storage engine found it.
    public init(id: RecordID, owner: UserID, contentVersion: UInt64, records: UInt64) {
        self.id = id
        self.owner = owner
        self.contentVersion = contentVersion
        self.records = records
    }
}
