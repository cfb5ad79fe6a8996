public import SealedRecord

/// Why the store refused.
public enum RecordStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no such record, or no such version of it.
    case notFound
    /// There was a record of that identifier, which was deleted.
    case deleted
    /// A record of that identifier exists already.
    case exists
    /// The same key has already said that somebody else succeeds, or at another time: the second is refused.
    case otherSuccession
    /// The record was changed since the caller looked.
    case stale
    /// What was uploaded is not the next state of the record, but an older one, the same one or one from another line.
    case rolledBack
    /// The user may not do this with this record.
    case notOwner
    /// What was uploaded is not a sealed record that this store takes.
    case invalidRecord(SealedRecordError)
    /// What was uploaded belongs under another identifier.
    case wrongIdentifier
    /// The uploaded bytes are not those that the signed request announced.
    case digestMismatch
    /// The user's records would take more bytes than are allowed.
    case quotaExceeded(limit: UInt64)
    /// What was uploaded was sealed for an epoch that is over.
    case oldEpoch(current: UInt32)
    /// What was uploaded was sealed for an epoch that has not begun: no key would open it, and no later envelope could
    /// take it back.
    case futureEpoch(current: UInt32)
    /// What was uploaded says to have been made in the future.
    case notYetValid
    /// A certificate in what was uploaded was revoked.
    case revoked
    /// The object was replaced or deleted while it was being read.
    case gone
    /// The record that an index key is in has another content version, and so another key, than the terms were made with.
    case indexChanged
    /// The storage engine: damaged, busy, full, or in another process's hands.
    case storage(StorageFailure)

    public var description: String {
        switch self {
        case .notFound: "there is no such record"
        case .deleted: "the record was deleted"
        case .exists: "a record of this identifier exists already"
        case .otherSuccession: "the same key has already said otherwise about who succeeds"
        case .stale: "the record was changed meanwhile"
        case .rolledBack: "this is not the next state of the record"
        case .notOwner: "the record belongs to somebody else"
        case .invalidRecord(let reason): "\(reason)"
        case .wrongIdentifier: "the sealed record has another identifier"
        case .digestMismatch: "the content is not what the request announced"
        case .quotaExceeded(let limit): "the quota of \(limit) bytes would be exceeded"
        case .oldEpoch(let current): "the record was sealed for an epoch that is over; now it is epoch \(current)"
        case .futureEpoch(let current): "the record was sealed for an epoch that has not begun; now it is epoch \(current)"
        case .notYetValid: "the record was made in the future"
        case .revoked: "the certificate was revoked"
        case .gone: "the record was replaced while it was being read"
        case .indexChanged: "the index key was replaced meanwhile"
        case .storage(let reason): "\(reason)"
        }
    }

    /// What the client can do about it.
    public var remedy: String {
        switch self {
        case .notFound: "Check the identifier and the version."
        case .deleted: "Seal the content as a new record."
        case .exists: "Update the record with If-Match, or take a new identifier."
        case .otherSuccession: "Ask the authority, whose word on a successor beats that of a key."
        case .stale, .gone: "Fetch the record again and repeat the change on it."
        case .rolledBack: "Fetch the present record; a change is the next content version, or the next envelope of the same content."
        case .notOwner: "Ask the record's owner."
        case .invalidRecord: "Seal the record again."
        case .wrongIdentifier: "Put the record under the identifier that it was sealed with."
        case .digestMismatch: "Send the request again."
        case .quotaExceeded: "Delete records, or ask the store's operator for more."
        case .oldEpoch: "Fetch the authority's epoch statement and seal again."
        case .futureEpoch: "Fetch the authority's epoch statement and seal again."
        case .notYetValid: "Set this computer's clock and seal again."
        case .revoked: "Ask the authority for a new certificate."
        case .indexChanged: "Fetch the index record again and make the terms with its key."
        case .storage(let reason): reason.remedy
        }
    }
}
