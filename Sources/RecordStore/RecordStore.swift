public import Identity
public import SealedRecord
import Cryptography
import Synchronization

/// A semi-trusted store of sealed records. It keeps and serves ciphertexts, checks that writes come from certified users
/// and continue what is there, and never has a key.
///
/// The rules: a record begins with content version 1 and envelope 1. Its owner, who made version 1, may follow with the
/// next content version, built on the present one; the owner or a certified re-wrapper may put the next envelope around
/// the present content. Everything else is a roll-back and refused.
public final class RecordStore: Sendable {
    /// Where the ciphertexts are.
    public let storage: any RecordStorage
    /// The pinned authority, whose certificates count.
    public let authority: AuthorityDescription
    /// How many bytes the records of one user may take; `nil` for no limit.
    public let quota: UInt64?
    /// Names that were kept lately, so that a request costs a look and no write.
    private let names = Mutex<[UserID: String]>([:])

    /// - Parameter authority: pinned; whom it certified may write.
    public init(_ storage: any RecordStorage, authority: AuthorityDescription, quota: UInt64? = nil) {
        self.storage = storage
        self.authority = authority
        self.quota = quota
    }

    /// Which state a write demands.
    public enum Precondition: Hashable, Sendable {
        /// Nothing stands there.
        case absent
        /// The digest of what stands there, 32 bytes.
        case unchanged(digest: [UInt8])
    }

    /// Begins an upload; see ``RecordUpload``.
    ///
    /// - Parameter admit: asked about the header as soon as it was verified, before the payload arrives, with what the
    ///   upload would be: what the store must know of the present, such as the epoch and who was revoked.
    public func upload(
        to id: RecordID, by user: UserID, _ precondition: Precondition, at now: UInt64,
        admit: @escaping (SealedRecordHeader, AccessEntry.Action) throws(RecordStoreError) -> Void = { (_, _) throws(RecordStoreError) in }
    ) throws(RecordStoreError) -> RecordUpload {
        // Told early, before a long body arrives; the same is checked again when it is published.
        try check(precondition, try storage.presence(of: id))
        return try RecordUpload(self, id, user, precondition, now, admit)
    }

    /// The present state of a record.
    public func state(of id: RecordID) throws(RecordStoreError) -> RecordState {
        switch try storage.presence(of: id) {
        case .absent: throw .notFound
        case .deleted: throw .deleted
        case .present(let state): return state
        }
    }

    /// What is to be read of a record: the present state, or an older content version.
    public func open(
        _ id: RecordID, version: UInt64? = nil
    ) throws(RecordStoreError) -> (object: StoredObject, state: RecordState) {
        let state = try state(of: id)
        guard let found = try storage.object(of: id, version: version ?? state.contentVersion) else { throw .notFound }
        return found
    }

    /// Deletes a record with all its versions.
    ///
    /// - Throws: `.notOwner`, `.stale`, `.notFound`, `.deleted`.
    public func delete(_ id: RecordID, by user: UserID, digest: [UInt8], at now: UInt64) throws(RecordStoreError) {
        let state = try state(of: id)
        guard state.owner == user else { throw .notOwner }
        guard state.digest == digest else { throw .stale }
        try storage.delete(id, replacing: digest, by: user, at: now)
    }

    /// The access log of a record, for its owner.
    ///
    /// - Throws: `.notOwner`.
    public func accessLog(
        of id: RecordID, for user: UserID, after number: UInt64 = 0, limit: Int = 100
    ) throws(RecordStoreError) -> [AccessEntry] {
        guard try state(of: id).owner == user else { throw .notOwner }
        return try storage.accessLog(of: id, after: number, limit: limit)
    }

    /// Keeps the name that a user's certificate has, if it is new: the access log shows it.
    public func note(_ name: String, of user: UserID) throws(RecordStoreError) {
        guard names.withLock({ $0[user] != name }) else { return }
        try storage.note(name, of: user)
        names.withLock { names in
            // Forgetting costs no more than a write for each user.
            if names.count >= 10_000 { names = [:] }
            names[user] = name
        }
    }

    func check(_ precondition: Precondition, _ presence: RecordPresence) throws(RecordStoreError) {
        switch (precondition, presence) {
        case (.absent, .absent): break
        case (.absent, .present): throw .exists
        case (.unchanged, .absent): throw .notFound
        case (_, .deleted): throw .deleted
        case (.unchanged(let digest), .present(let state)): guard state.digest == digest else { throw .stale }
        }
    }

    /// Whether `header` is what may follow `presence`, and as what.
    func transition(
        from presence: RecordPresence, to header: SealedRecordHeader, by user: UserID
    ) throws(RecordStoreError) -> AccessEntry.Action {
        let (content, envelope) = (header.content, header.envelope)
        guard envelope.kind == .record else { throw .invalidRecord(.forbiddenStanza("an archive in a store")) }
        // Whoever uploads made the envelope: nobody can replay what another signed.
        guard envelope.signer.userID == user else { throw .notOwner }
        guard case .present(let state) = presence else {
            guard content.contentVersion == 1, envelope.sequence == 1 else { throw .rolledBack }
            guard content.author.userID == user else { throw .notOwner }
            return .create
        }
        if content.hash == state.contentHash {
            guard user == state.owner || envelope.signer.capabilities.contains(.rewrap) else { throw .notOwner }
            guard state.envelopeSequence < .max, envelope.sequence == state.envelopeSequence + 1,
                envelope.epoch >= state.epoch
            else { throw .rolledBack }
            return .rewrap
        }
        guard user == state.owner, content.author.userID == user else { throw .notOwner }
        guard state.contentVersion < .max, content.contentVersion == state.contentVersion + 1,
            content.previousContentHash == state.contentHash, envelope.sequence == 1, envelope.epoch >= state.epoch
        else { throw .rolledBack }
        return .update
    }
}
