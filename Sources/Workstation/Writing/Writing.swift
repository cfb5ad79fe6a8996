public import AccessPolicy
import Framing
import HealthRecord
import Identity
public import LocalFiles
public import SealedRecord
import SearchIndex
import ServerClients
import Cryptography

/// Writing records that can then be found: sealed, put into the store, made findable, with what is left to do written down.
public struct Writing {
    let session: UserSession

    /// Seals `input` as a new record and puts it into the store.
    ///
    /// - Parameters:
    ///   - policies: who may open it: whoever satisfies any of them.
    ///   - isOneOfMany: share the key of each policy with other records of this session, and let search terms wait for those of
    ///     others: much faster. Whoever opens one of them has what opens the others that this policy protects.
    ///   - name: `nil` for a random one.
    ///   - isReadableByAuthor: whether this user can open it again, whatever the policies.
    ///   - content: what it is to be found by.
    /// - Throws: ``ClientError/outcomeUnknown(_:)`` if it is not known whether the store has it; anything else only if it
    ///   certainly has not.
    @discardableResult
    public func add(
        _ input: any ByteInput, policies: [Policy], name: RecordName? = nil, isOneOfMany: Bool = false, isReadableByAuthor: Bool = true,
        findableBy content: SearchableContent = .ofContent
    ) throws -> WrittenRecord {
        let (input, values) = try values(of: input, content)
        let draft = try session.records.draft(
            input, policies: policies, name: name ?? session.newName(), isOneOfMany: isOneOfMany, isReadableByAuthor: isReadableByAuthor)
        guard isOneOfMany else { return try put(draft, findableBy: values) }
        // Whoever writes many at a time repeats the whole if it is interrupted.
        let written = try session.records.put(draft, saving: false)
        makeFindable(written, values)
        return written
    }

    /// Seals `input` as the next version of a record.
    ///
    /// - Parameters:
    ///   - readers: who is to be able to read it.
    ///   - tag: the entity tag of the state that the change was made on; `nil` for the present one.
    /// - Throws: ``RecordFault/changedMeanwhile`` if the record is in another state; otherwise as
    ///   ``add(_:policies:name:isOneOfMany:isReadableByAuthor:findableBy:)``.
    @discardableResult
    public func update(
        _ id: RecordID, _ input: any ByteInput, readers: Readers = .asBefore, expecting tag: String? = nil,
        findableBy content: SearchableContent = .ofContent
    ) throws -> WrittenRecord {
        let (input, values) = try values(of: input, content)
        return try put(session.records.draft(next: input, of: id, readers: readers, expecting: tag), findableBy: values)
    }

    /// Changes who may read a record: a new envelope of the present epoch, around the same content.
    ///
    /// - Parameter readers: ``Readers/asBefore`` is what follows a revocation.
    @discardableResult
    public func rewrap(_ id: RecordID, readers: Readers = .asBefore, expecting tag: String? = nil) throws -> WrittenRecord {
        let written = try session.records.rewrap(id, readers: readers, expecting: tag)
        let content = written.header.content
        // Only the owner can make a record findable; what it said before went with its old envelope.
        guard content.author.userID == session.userID, written.header.mayHold(atMost: UInt64(PatientBundle.greatestLength)) else {
            return written
        }
        do {
            let values = try SearchableContent.ofContent.values {
                try self.session.records.open(id, limit: PatientBundle.greatestLength).content
            }
            if let values { try session.index.makeFindable(written.header, written.state, values) }
            try session.index.flush()
        } catch SealedRecordError.policyNotSatisfied {
        } catch {
            session.notice(.notFindable(error))
        }
        return written
    }

    // MARK: - Parts

    private func put(_ draft: SealedDraft, findableBy values: SearchableValues?) throws -> WrittenRecord {
        let entry = try session.journal.begin(draft.header.content.recordID)
        entry.prepare(isToBeFound: values != nil)
        let written: WrittenRecord
        do { written = try put(draft, entry) } catch {
            if Self.isOver(error) { try? entry.finish() }
            throw error
        }
        if try makeFindable(written, values, entry) { try entry.finish() }
        return written
    }

    /// Whether a write that failed so has left nothing to do.
    private static func isOver(_ error: any Error) -> Bool {
        switch error {
        case is ProgramEnds, ClientError.outcomeUnknown: false
        default: true
        }
    }

    /// Puts a draft that the journal knows of.
    func put(_ draft: SealedDraft, _ entry: WriteJournal.Entry) throws -> WrittenRecord {
        try session.step(.noteRecord)
        try entry.note(record: draft.header)
        try session.step(.putRecord)
        return try session.records.put(draft)
    }

    /// Makes a record findable that the journal knows of: the record is safe in the store whatever becomes of its search terms.
    /// That they are missing is told, and is no failure of what was asked for.
    ///
    /// - Returns: whether it is findable now.
    func makeFindable(_ written: WrittenRecord, _ values: SearchableValues?, _ entry: WriteJournal.Entry) throws -> Bool {
        try session.step(.sendTerms)
        guard let values else { return true }
        do {
            try session.index.makeFindable(written.header, written.state, values)
            try session.index.flush()
            return true
        } catch let error as ProgramEnds {
            throw error
        } catch SealedRecordError.policyNotSatisfied {
            // Under policies whose index key this user cannot open, nobody finds it by this user's terms.
            return true
        } catch {
            session.notice(.notFindable(error))
            return false
        }
    }

    private func makeFindable(_ written: WrittenRecord, _ values: SearchableValues?) {
        do {
            if let values { try session.index.makeFindable(written.header, written.state, values) }
        } catch SealedRecordError.policyNotSatisfied {
        } catch {
            session.notice(.notFindable(error))
        }
    }

    /// What a content is found by, in one reading that serves sealing, too.
    private func values(of input: any ByteInput, _ content: SearchableContent) throws -> (input: any ByteInput, values: SearchableValues?) {
        guard case .ofContent = content else { return (input, content.values { [] }) }
        // Only what can be JSON is read as a whole.
        var beginning = try input.readFully(4096)
        if SearchableContent.looksLikeJSON(beginning) {
            beginning += try input.readFully(PatientBundle.greatestLength + 1 - beginning.count)
        }
        let values = beginning.count <= PatientBundle.greatestLength ? content.values { beginning } : nil
        return (PrefixedInput(beginning, input), values)
    }
}

extension UserSession {
    public var writing: Writing { Writing(session: self) }
}
