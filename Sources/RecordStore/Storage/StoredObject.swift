/// A sealed record that is being uploaded, or was: its bytes, in pieces. Only the engine that gave it out knows what it stands for.
public struct StoredObject: Hashable, Sendable {
    package let number: UInt64

    package init(number: UInt64) { self.number = number }
}

/// What is kept of one content version: a small header that a re-wrap replaces, and a payload that nothing does.
public struct VersionObject: Hashable, Sendable {
    /// What the store knows of it.
    public let state: RecordState
    /// Content section and envelope, as they stand in the record.
    public let header: [UInt8]
    /// Payload and leaf hashes.
    public let object: StoredObject

    /// As a storage engine found it.
    public init(state: RecordState, header: [UInt8], object: StoredObject) {
        self.state = state
        self.header = header
        self.object = object
    }
}
