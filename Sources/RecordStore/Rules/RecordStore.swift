public import Identity
public import SealedRecord
public import SearchIndex
import Cryptography
import Synchronization

/// A semi-trusted store of sealed records. It keeps and serves ciphertexts, checks that writes come from certified users
/// and continue what is there, and never has a key.
///
/// The rules: a record begins with content version 1 and envelope 1, by the owner after whom it is named. Whoever wrote the present
/// content, or succeeds them, may follow with the next content version, built on the present one; its author, the owner or a
/// certified re-wrapper may put the next envelope around the present content. Everything else is a roll-back and refused. A record
/// goes only by its owner's signed statement, which is kept.
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
        return StoredRecord(found, in: storage)
    }

    /// The header of a record's present state.
    func header(of id: RecordID) throws(RecordStoreError) -> SealedRecordHeader {
        guard let found = try storage.object(of: id, version: try state(of: id).contentVersion) else { throw .notFound }
        // It was verified when it came.
        do { return try SealedRecordHeader(bytes: found.header) } catch {
            throw .storage(StorageFailure(.damaged, "the header of a record is damaged", remedy: "Restore the store's file from a backup."))
        }
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

    /// Puts the next envelope around a record's present content; the payload is not touched.
    ///
    /// - Parameters:
    ///   - envelope: the encoding of an `EnvelopeSection`.
    ///   - digest: of the state that it replaces.
    /// - Throws: `.invalidRecord`, `.stale`, `.rolledBack`, `.notOwner`, `.notFound`, `.deleted`, and what ``Admission`` refuses.
    public func rewrap(
        _ id: RecordID, envelope: [UInt8], by user: UserID, digest: [UInt8], _ admission: Admission
    ) throws(RecordStoreError) -> RecordState {
        guard try state(of: id).digest == digest else { throw .stale }
        let present = try header(of: id)
        let header: SealedRecordHeader
        do throws(SealedRecordError) {
            header = try SealedRecordHeader(present, try EnvelopeSection(bytes: envelope))
            try header.verify(authority)
        } catch {
            throw .invalidRecord(error)
        }
        guard header.envelope.kind == .record else { throw .invalidRecord(.forbiddenStanza("an archive in a store")) }
        // Whoever uploads made the envelope: nobody can replay what another signed.
        guard header.signer.userID == user else { throw .notOwner }
        // The owner after whom a record is named holds it no more once a successor wrote.
        guard user == present.content.author.userID || header.signer.capabilities.contains(.rewrap) else { throw .notOwner }
        guard header.transition(after: present) == .rewrap else { throw .rolledBack }
        try admission.check(header, .rewrap)
        let next = RecordState(header, modified: admission.time)
        if let quota, next.length > present.recordLength {
            guard try storage.usage(of: present.content.author.userID) + next.length - present.recordLength <= quota else {
                throw .quotaExceeded(limit: quota)
            }
        }
        try storage.replaceHeader(next, header: header.bytes, replacing: digest, by: user, .rewrap)
        return next
    }

    /// Deletes a record with all its versions, and keeps the statement.
    ///
    /// - Parameters:
    ///   - statement: the encoding of a `DeletionStatement`.
    ///   - digest: of the state that is deleted.
    ///   - now: Unix seconds.
    /// - Throws: `.invalidRecord`, `.notOwner`, `.stale`, `.revoked`, `.notYetValid`, `.otherSuccession`, `.notFound`, `.deleted`.
    public func delete(
        _ id: RecordID, statement: [UInt8], by user: UserID, digest: [UInt8], at now: UInt64, _ authority: AuthorityState
    ) throws(RecordStoreError) {
        guard try state(of: id).digest == digest else { throw .stale }
        let present = try header(of: id)
        let deletion: DeletionStatement
        do { deletion = try DeletionStatement(bytes: statement) } catch { throw .invalidRecord(.malformed(error)) }
        do { try deletion.verify(self.authority) } catch { throw .invalidRecord(error) }
        guard deletion.recordID == id else { throw .wrongIdentifier }
        guard deletion.certificate.userID == user, deletion.successions.mayFollow(present.content.successions) else { throw .notOwner }
        guard deletion.lastContentHash == present.content.hash else { throw .stale }
        guard deletion.time <= now + permittedClockDifference else { throw .notYetValid }
        // As for content: neither an old date nor the certificate that signs the request brings this one back.
        do { try deletion.certificate.verify(by: self.authority, at: now) } catch { throw .invalidRecord(.untrustedAuthor("\(error)")) }
        guard !authority.revocations.revokes(deletion.certificate) else { throw .revoked }
        try keepNew(deletion.successions, after: present.content.successions, at: now, authority)
        try storage.delete(id, replacing: digest, statement: statement, by: user, at: now)
    }

    /// The statement with which a record was deleted.
    ///
    /// - Throws: `.notFound` if it was not.
    public func deletion(of id: RecordID) throws(RecordStoreError) -> [UInt8] {
        guard let statement = try storage.deletion(of: id) else { throw .notFound }
        return statement
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

    /// Whether `header` is what may follow `presence`, as a new record or its next content version.
    ///
    /// - Returns: also the header before, if there is one.
    func transition(
        from presence: RecordPresence, to header: SealedRecordHeader, by user: UserID
    ) throws(RecordStoreError) -> (action: AccessEntry.Action, previous: SealedRecordHeader?) {
        guard header.envelope.kind == .record else { throw .invalidRecord(.forbiddenStanza("an archive in a store")) }
        guard header.content.chart == nil else { throw .invalidRecord(.forbiddenStanza("an entry of a chart, which this store does not keep")) }
        // Whoever uploads made content and envelope: nobody can replay what another signed.
        guard header.signer.userID == user, header.content.author.userID == user else { throw .notOwner }
        guard case .present = presence else {
            guard header.content.contentVersion == 1, header.envelope.sequence == 1 else { throw .rolledBack }
            guard header.content.owner == user else { throw .notOwner }
            return (.create, nil)
        }
        let present = try self.header(of: header.content.recordID)
        let (successions, before) = (header.content.successions, present.content.successions)
        guard user == present.content.author.userID || (successions != before && successions.mayFollow(before)) else { throw .notOwner }
        guard header.transition(after: present) == .update else { throw .rolledBack }
        return (.update, present)
    }
}
