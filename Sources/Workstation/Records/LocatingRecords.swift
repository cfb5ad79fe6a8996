public import AccessPolicy
public import Identity
public import SealedRecord
public import ServerClients

/// What a record is now, and whether it is that by right: the store's word for nothing.
extension Records {
    /// The verified header of a record's present state.
    ///
    /// - Throws: ``RecordFault/withheld`` if the store does not give it and nobody with the right has deleted it.
    public func present(_ id: RecordID) throws -> (header: SealedRecordHeader, state: StoreClient.State) {
        let (header, state) = try located(id) { try session.store().header(id) }
        try accept(header, id, state)
        return (header, state)
    }

    /// Runs what asks the store for a record. That there is none is believed of a record that was never seen, and otherwise only with
    /// its owner's statement of deletion.
    ///
    /// - Parameter version: that is asked for, if it is not the present one.
    func located<T>(_ id: RecordID, version: UInt64? = nil, _ body: () throws -> T) throws -> T {
        do { return try body() } catch  where FailureKind.isNotFound(error) {
            if FailureKind.isGone(error) {
                guard try isDeleted(id) else { throw ClientError.record(.withheld) }
                throw error
            }
            guard let seen = try session.seen().state(id), !seen.isDeleted, version ?? 0 <= seen.contentVersion else { throw error }
            // It was there, and then it can only have been deleted, which leaves a statement. Asked again, for another program of
            // this user's may have made it since the answer.
            do { return try body() } catch  where FailureKind.isNotFound(error) { throw ClientError.record(.withheld) }
        }
    }

    /// Whether the store shows a statement with which somebody with the right has deleted a record.
    private func isDeleted(_ id: RecordID) throws -> Bool {
        let seen = try session.seen()
        if try seen.state(id)?.isDeleted == true { return true }
        let statement: DeletionStatement
        do { statement = try session.store().deletion(of: id) } catch  where FailureKind.isNotFound(error) {
            return false
        } catch RemoteError.notUnderstood {
            return false
        }
        guard statement.recordID == id, (try? statement.verify(session.ring.authority)) != nil else { return false }
        if let known = try seen.state(id) {
            // Who gave the record away cannot delete it any more, and what was signed of a content that others have followed never
            // came to anything.
            guard statement.successions.mayFollow(trail: known.successions), try !seen.isFormer(statement.lastContentHash, of: id) else {
                return false
            }
        }
        seen.markDeleted(id)
        try? seen.save()
        return true
    }

    /// Takes a verified header for the present state of a record, if it is that record's, what the store calls this state, and goes on
    /// from what was seen before.
    func accept(_ header: SealedRecordHeader, _ id: RecordID, _ state: StoreClient.State) throws {
        try header.verify(session.ring.authority)
        guard header.content.recordID == id else { throw ClientError.record(.anotherRecord) }
        guard state.isOf(header) else { throw ClientError.record(.tagOfAnotherState) }
        try checkHistory(of: header)
        if let former = try session.seen().check(header) { session.notice(.newHolder(id, from: former, to: header.content.author.userID)) }
    }

    /// Most versions between what was seen and what is there now that are fetched to see that one leads to the other.
    private static let greatestGap: UInt64 = 4096

    /// Follows the hashes of previous contents from a header back to the version that was seen last, if others lie between.
    private func checkHistory(of header: SealedRecordHeader) throws {
        guard let seen = try session.seen().state(header.content.recordID), header.content.contentVersion > seen.contentVersion + 1,
            !seen.isDeleted
        else { return }
        let broken = ClientError.record(.otherHistoryThanSeen(version: header.content.contentVersion))
        guard header.content.contentVersion - seen.contentVersion <= Self.greatestGap else { throw broken }
        var later = header
        while later.content.contentVersion > seen.contentVersion + 1 {
            later = try previous(of: later)
        }
        guard later.content.previousContentHash == seen.contentHash else { throw broken }
    }

    /// Checks that an older version is one that the present one is built on.
    func checkLeadsToPresent(_ older: SealedRecordHeader) throws {
        let (id, version) = (older.content.recordID, older.content.contentVersion)
        var later = try present(id).header
        guard later.content.contentVersion >= version, later.content.contentVersion - version <= Self.greatestGap else {
            throw ClientError.record(.otherHistoryThanSeen(version: version))
        }
        while later.content.contentVersion > version + 1 { later = try previous(of: later) }
        let follows = later.content.contentVersion == version ? later.content.hash == older.content.hash : later.continues(older.content)
        guard follows else { throw ClientError.record(.otherHistoryThanSeen(version: version)) }
    }

    /// Records that this user has seen and that were not deleted.
    ///
    /// - Parameter owner: only those that were this user's when they were seen last.
    public func known(of owner: UserID? = nil) throws -> [RecordID] { try session.seen().present(of: owner) }

    /// Records that are not among those that the store lists, without a statement that they were deleted, be it that the store gives
    /// them if it is asked.
    ///
    /// - Parameters:
    ///   - known: that were there before the list was read.
    ///   - owner: only those that are still this user's.
    public func withheld(_ known: [RecordID], from listed: Set<RecordID>, of owner: UserID? = nil) throws -> [RecordID] {
        try known.filter { !listed.contains($0) }.filter { id in
            do {
                let header = try present(id).header
                return owner == nil || header.content.author.userID == owner
            } catch  where FailureKind.isGone(error) { return false } catch  where FailureKind.isNotFound(error) {
                return true
            } catch  where FailureKind.isAboutOneRecord(error) { return true }
        }
    }

    /// The verified header of the version before.
    ///
    /// - Throws: ``RecordFault/withheld`` if the store does not give it; ``RecordFault/otherHistoryThanSeen(version:)`` if it is not the
    ///   one that this one names.
    func previous(of header: SealedRecordHeader) throws -> SealedRecordHeader {
        let (id, version) = (header.content.recordID, header.content.contentVersion)
        let earlier: SealedRecordHeader
        do { earlier = try session.store().header(id, version: version - 1).header } catch  where FailureKind.isNotFound(error) {
            throw ClientError.record(.withheld)
        }
        try earlier.verify(session.ring.authority)
        guard header.continues(earlier.content) else { throw ClientError.record(.otherHistoryThanSeen(version: version)) }
        return earlier
    }

    /// All versions of a record, the present one first, each verified to be the one before the other.
    public func history(of id: RecordID, _ consume: (SealedRecordHeader) throws -> Void) throws {
        var header = try present(id).header
        try consume(header)
        while header.content.contentVersion > 1 {
            header = try previous(of: header)
            try consume(header)
        }
        try session.seen().save()
    }
}

/// Who is to be able to read the next state of a record.
public enum Readers {
    /// The same as before, as long as the record's holder chose them.
    case asBefore
    /// The same as before, whoever chose them.
    case asRewrapped
    /// Whoever satisfies any of these.
    case of([Policy])
}

extension Records {
    /// The policies for the next state of a record.
    ///
    /// - Parameter isByHolder: whether it will be made by whoever holds the record. A successor is asked: what the one before chose is
    ///   no choice of the successor's.
    /// - Throws: ``RecordFault/otherReaders(_:)`` if somebody else than its holder chose the present ones, and they are not those that
    ///   the holder chose last, as far as this user has seen.
    func policies(_ readers: Readers, after header: SealedRecordHeader, isByHolder: Bool = false) throws -> [Policy] {
        switch readers {
        case .of(let policies): return policies
        case .asRewrapped: return header.envelope.readers
        case .asBefore:
            let policies = header.envelope.readers
            guard !isByHolder || header.content.author.userID == session.userID else { throw ClientError.record(.otherReaders(policies.map(\.text))) }
            if header.isByAuthor { return policies }
            let seen = try session.seen()
            let id = header.content.recordID
            guard let known = try seen.state(id)?.policies, !known.isEmpty, known == seen.policyTag(id, policies) else {
                throw ClientError.record(.otherReaders(policies.map(\.text)))
            }
            return policies
        }
    }

    /// What leads from who wrote a record to this user: nothing, if that is the same.
    ///
    /// - Throws: ``RecordFault/notHolder`` if nothing does.
    func successions(after header: SealedRecordHeader) throws -> [SuccessionStatement] {
        let id = header.content.recordID
        var holder = header.content.author.userID
        var further: [SuccessionStatement] = []
        while holder != session.userID {
            guard further.count < Successions.greatestCount else { throw ClientError.record(.notHolder) }
            let next = try session.store().successions(from: holder).filter { $0.covers(id) && isGenuine($0) }
            // The authority's word beats that of a key; of a key's words the first counts.
            guard let statement = next.last(where: \.isByAuthority) ?? next.first(where: { $0.record == id }) ?? next.first else {
                throw ClientError.record(.notHolder)
            }
            further.append(statement)
            holder = statement.to
        }
        return further
    }

    private func isGenuine(_ statement: SuccessionStatement) -> Bool {
        do { _ = try statement.verify(session.ring.authority) } catch { return false }
        return true
    }

    /// Hands a record of this user's, or all, over to somebody else, who continues them from then on.
    ///
    /// - Parameter id: `nil` for all.
    /// - Throws: ``RecordFault/notHolder`` for another's record.
    public func handOver(_ id: RecordID?, to user: UserID) throws {
        if let id {
            guard try present(id).header.content.author.userID == session.userID else { throw ClientError.record(.notHolder) }
        }
        let plan = try session.plan()
        let statement = try SuccessionStatement(handing: id, to: user, from: plan.author, time: plan.created, signedBy: session.identity)
        try session.store().put(statement)
    }
}
