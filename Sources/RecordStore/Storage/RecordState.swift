public import Identity
public import SealedRecord

/// The present state of a record, as far as a store knows it: nothing here tells what is inside.
public struct RecordState: Hashable, Sendable {
    public let id: RecordID
    /// Who wrote the present content, as the record's owner or a successor: the only one who may change or delete it.
    public let owner: UserID
    public let contentVersion: UInt64
    /// ``ContentSection/hash`` of the present content, 32 bytes.
    public let contentHash: [UInt8]
    public let envelopeSequence: UInt64
    /// The greatest epoch of the envelope's stanzas.
    public let epoch: UInt32
    /// ``SealedRecordHeader/stateHash``, 32 bytes: its strong entity tag.
    public let digest: [UInt8]
    /// Length of the whole sealed record in bytes.
    public let length: UInt64
    /// Unix time in seconds at which the store took it.
    public let modified: UInt64

    public init(
        id: RecordID, owner: UserID, contentVersion: UInt64, contentHash: [UInt8], envelopeSequence: UInt64, epoch: UInt32,
        digest: [UInt8], length: UInt64, modified: UInt64
    ) {
        self.id = id
        self.owner = owner
        self.contentVersion = contentVersion
        self.contentHash = contentHash
        self.envelopeSequence = envelopeSequence
        self.epoch = epoch
        self.digest = digest
        self.length = length
        self.modified = modified
    }
}

extension RecordState {
    /// The state that a verified header is of.
    ///
    /// - Parameter modified: Unix seconds.
    public init(_ header: SealedRecordHeader, modified: UInt64) {
        self.init(
            id: header.content.recordID, owner: header.content.author.userID, contentVersion: header.content.contentVersion,
            contentHash: header.content.hash, envelopeSequence: header.envelope.sequence, epoch: header.envelope.epoch, digest: header.stateHash,
            length: header.recordLength, modified: modified)
    }
}

/// What stands under a record's identifier.
public enum RecordPresence: Hashable, Sendable {
    /// Nothing ever stood there.
    case absent
    case present(RecordState)
    /// There was a record, which was deleted, as its owner has signed: the identifier is never used again.
    case deleted

    /// Of the present state, if there is one.
    var digest: [UInt8]? { if case .present(let state) = self { state.digest } else { nil } }
}
