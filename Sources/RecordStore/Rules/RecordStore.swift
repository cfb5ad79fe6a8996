public import Identity
public import SealedRecord
public import SearchIndex
import Cryptography
import Synchronization

/// A semi-trusted store of sealed records. It keeps and serves ciphertexts, checks that writes come from certified users
/// and continue what is there, and never has a key.
///
/// The rules: a record begins with content version 1 and envelope 1. Its owner, who made version 1, may follow with the
/// next content version, built on the present one; the owner or a certified re-wrapper may put the next envelope around
/// the present content. Everything else is a roll-back and refused.
public final class RecordStore: Sendable {
    /// Reached through this type's methods only: what may be done with it is decided here.
    let storage: any RecordStorage
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
    /// - Parameter admission: the present, by which the header is judged as soon as it was verified, before the payload arrives.
    public func upload(
        to id: RecordID, by user: UserID, _ precondition: Precondition, _ admission: Admission
    ) throws(RecordStoreError) -> RecordUpload {
        // Told early, before a long body arrives; the same is checked again when it is published.
        try check(precondition, try storage.presence(of: id))
        return try RecordUpload(self, id, user, precondition, admission)
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
    public func open(_ id: RecordID, version: UInt64? = nil) throws(RecordStoreError) -> StoredRecord {
        let state = try state(of: id)
        guard let found = try storage.object(of: id, version: version ?? state.contentVersion) else { throw .notFound }
        return StoredRecord(found.state, found.object, in: storage)
    }

    /// Writes down who reads a record: before the first byte goes out.
    public func logReading(of id: RecordID, by user: UserID, at now: UInt64) throws(RecordStoreError) {
        try storage.log(.read, of: id, by: user, at: now)
    }

    /// The content versions of a record that can be read, ascending.
    public func versions(of id: RecordID) throws(RecordStoreError) -> [RecordState] {
        _ = try state(of: id)
        return try storage.versions(of: id)
    }

    /// Whether the storage answers.
    public func check() throws(RecordStoreError) { _ = try storage.records(after: nil, owner: nil, limit: 1) }

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
        of id: RecordID, for user: UserID, after position: AccessPosition? = nil, limit: Int = 100
    ) throws(RecordStoreError) -> Page<AccessEntry, AccessPosition> {
        guard try state(of: id).owner == user else { throw .notOwner }
        return Page(try storage.accessLog(of: id, after: position, limit: limit + 1), limit: limit, \.position)
    }

    /// A record in a list, and whether it is found by terms that count.
    public struct Listed: Sendable {
        public let state: RecordState
        public let isIndexed: Bool
    }

    /// Present records in the order of their identifiers, of everybody or of one owner.
    public func records(
        after id: RecordID? = nil, owner: UserID? = nil, limit: Int
    ) throws(RecordStoreError) -> Page<Listed, RecordID> {
        let found = try storage.records(after: id, owner: owner, limit: limit + 1)
        let indexed = try storage.indexed(among: found.map(\.id))
        return Page(found.map { Listed(state: $0, isIndexed: indexed.contains($0.id)) }, limit: limit) { $0.state.id }
    }

    /// Sets the terms by which a user's records are found; see ``RecordStorage/setTerms(_:by:)``.
    public func setTerms(_ batch: TermsBatch, by owner: UserID) throws(RecordStoreError) -> [RecordID] {
        try storage.setTerms(batch, by: owner)
    }

    /// Present records that match a query; see ``RecordStorage/search(_:after:limit:)``.
    public func search(_ query: SearchQuery, after id: RecordID? = nil, limit: Int) throws(RecordStoreError) -> SearchPage {
        try storage.search(query, after: id, limit: limit)
    }

    /// Present index records in the order of their identifiers.
    public func indexes(after id: RecordID? = nil, limit: Int) throws(RecordStoreError) -> Page<IndexState, RecordID> {
        Page(try storage.indexes(after: id, limit: limit + 1), limit: limit, \.id)
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
