public import Identity
public import SealedRecord

/// Who succeeds whom, as far as the store was told: by statements that were handed in, and by those that came in records.
extension RecordStore {
    /// Most succession statements that are kept of one user.
    private static let greatestSuccessionCount = 1000

    /// Keeps a succession statement for whoever succeeds.
    ///
    /// - Parameter now: Unix seconds.
    /// - Throws: `.invalidRecord`; `.notOwner` if it is not the caller's own, nor the authority's; `.revoked`, `.notYetValid`; `.otherSuccession`
    ///   if the same key has already said otherwise; `.quotaExceeded`.
    public func keep(
        succession bytes: [UInt8], by user: UserID, at now: UInt64, _ authority: AuthorityState
    ) throws(RecordStoreError) {
        let statement: SuccessionStatement
        do { statement = try SuccessionStatement(bytes: bytes) } catch { throw .invalidRecord(.malformed(error)) }
        do { try statement.verify(self.authority) } catch { throw .invalidRecord(error) }
        guard statement.isByAuthority || statement.from == user else { throw .notOwner }
        guard try !isKept(statement, at: now, authority) else { return }
        guard try keep(statement) else { throw .quotaExceeded(limit: UInt64(Self.greatestSuccessionCount)) }
    }

    /// The succession statements that lead on from a user, in the order in which they came.
    public func successions(from user: UserID) throws(RecordStoreError) -> [SuccessionStatement] {
        try storage.successions(from: user).compactMap { try? SuccessionStatement(bytes: $0) }
    }

    /// Judges what a record's successions say that those before did not. Each was verified.
    ///
    /// - Parameter now: Unix seconds.
    /// - Throws: `.revoked`, `.invalidRecord`, `.notYetValid`, `.otherSuccession`.
    func check(
        _ successions: Successions, after before: Successions, at now: UInt64, _ authority: AuthorityState
    ) throws(RecordStoreError) {
        for statement in successions.statements where !before.statements.contains(statement) { _ = try isKept(statement, at: now, authority) }
    }

    /// The same, and keeps them, unless there are too many: whoever signed one says nothing else afterwards.
    func keepNew(
        _ successions: Successions, after before: Successions, at now: UInt64, _ authority: AuthorityState
    ) throws(RecordStoreError) {
        for statement in successions.statements where !before.statements.contains(statement) {
            if try !isKept(statement, at: now, authority) { _ = try keep(statement) }
        }
    }

    /// Whether a verified statement was seen before. If not it counts only as one of the present: of a key that is certified now and not
    /// revoked, whatever date it bears, and that has said nothing else.
    private func isKept(_ statement: SuccessionStatement, at now: UInt64, _ authority: AuthorityState) throws(RecordStoreError) -> Bool {
        let kept = try successions(from: statement.from)
        guard !kept.contains(where: { $0.hash == statement.hash }) else { return true }
        guard statement.time <= now + permittedClockDifference else { throw .notYetValid }
        guard let old = statement.oldCertificate else { return false }
        guard !authority.revocations.revokes(old) else { throw .revoked }
        do { try old.verify(by: authority.description, at: now) } catch { throw .invalidRecord(.invalidSuccession("\(error)")) }
        for other in kept where other.oldCertificate?.signingKey == old.signingKey {
            guard let record = statement.record, let otherRecord = other.record, record != otherRecord else { throw .otherSuccession }
        }
        return false
    }

    /// - Returns: whether it is kept now.
    private func keep(_ statement: SuccessionStatement) throws(RecordStoreError) -> Bool {
        try storage.keep(succession: statement.bytes, named: statement.hash, from: statement.from, limit: Self.greatestSuccessionCount)
    }
}
