public import AccessPolicy
import HTTPTransport
import Identity
import LocalFiles
public import SealedRecord
import ServerClients

/// A record as the store has it now, after this user has written it.
public struct WrittenRecord {
    public let header: SealedRecordHeader
    /// What the store calls this state.
    let state: StoreClient.State

    /// The store's tag of this state.
    public var entityTag: String { state.entityTag }
}

/// A record that is sealed and not yet in the store.
struct SealedDraft {
    let header: SealedRecordHeader
    let copy: SealedCopy
    /// Bytes of the content.
    let contentLength: UInt64
    let precondition: StoreClient.Precondition
}

/// Writing records: sealed on this machine, then put into the store. What a put came to is known before anything is said of it.
extension Records {
    /// Seals `input` as the first version of a record.
    ///
    /// - Parameters:
    ///   - policies: who may open it: whoever satisfies any of them.
    ///   - isOneOfMany: share the key of each policy with other records of this session: much faster, and whoever opens one
    ///     of them has what opens the others that this policy protects.
    ///   - isReadableByAuthor: whether this user can open it again, whatever the policies.
    func draft(
        _ input: any ByteInput, policies: [Policy], name: RecordName, isOneOfMany: Bool = false, isReadableByAuthor: Bool = true
    ) throws -> SealedDraft {
        var plan = try session.plan(name)
        plan.isReadableByAuthor = isReadableByAuthor
        return try draft(input, plan, policies, .absent, isOneOfMany: isOneOfMany)
    }

    /// Seals `input` as the next version of a record that this user holds.
    ///
    /// - Parameters:
    ///   - readers: who is to be able to read it.
    ///   - tag: the entity tag of the state that the change was made on; `nil` for the present one.
    /// - Throws: ``RecordFault/changedMeanwhile`` if the record is in another state; ``RecordFault/notHolder`` for another's;
    ///   ``RecordFault/otherReaders(_:)``.
    func draft(next input: any ByteInput, of id: RecordID, readers: Readers = .asBefore, expecting tag: String? = nil) throws -> SealedDraft {
        let (header, state) = try present(id)
        try checkIsExpected(state, tag)
        let plan = try session.plan(after: header, further: try successions(after: header))
        return try draft(input, plan, try policies(readers, after: header, isByHolder: true), .unchanged(state.entityTag), isOneOfMany: false)
    }

    private func draft(
        _ input: any ByteInput, _ plan: SealingPlan, _ policies: [Policy], _ precondition: StoreClient.Precondition, isOneOfMany: Bool
    ) throws -> SealedDraft {
        let output = SpillingOutput(in: session.home.transferFolder)
        let recordKey = RecordKey.random()
        let stanzas = try stanzas(policies, wrapping: recordKey, for: plan.target, isOneOfMany: isOneOfMany)
        let counted = CountedInput(input)
        let header = try SealedStream.seal(
            counted, to: output, plan, recordKey: recordKey, stanzas: stanzas, signedBy: session.identity, progress: session.progress)
        return SealedDraft(header: header, copy: try output.finish(), contentLength: counted.count, precondition: precondition)
    }

    /// Puts what was sealed into the store.
    ///
    /// - Throws: ``ClientError/outcomeUnknown(_:)`` if it is not known whether the store has it; anything else only if it
    ///   certainly has not.
    func put(_ draft: SealedDraft, saving: Bool = true) throws -> WrittenRecord {
        let hash = draft.header.content.hash
        let state = try put(draft.header, draft.precondition, isThis: { $0.content.hash == hash }) { try upload(draft) }
        remember(saving: saving) { try $0.check(draft.header) }
        return WrittenRecord(header: draft.header, state: state)
    }

    /// Remembers what the store has done. That this machine cannot, or knows of something newer by now, undoes nothing in the
    /// store, and is told by whatever reads the record next.
    private func remember(saving: Bool = true, _ note: (SeenRecords) throws -> Void) {
        guard let seen = try? session.seen() else { return }
        try? note(seen)
        if saving { try? seen.save() }
    }

    /// Changes who may read a record: a new envelope of the present epoch, around the same content, which is not fetched.
    ///
    /// - Parameter readers: ``Readers/asBefore`` is what follows a revocation.
    /// - Throws: as ``put(_:saving:)``; ``RecordFault/otherReaders(_:)``.
    func rewrap(_ id: RecordID, readers: Readers = .asBefore, expecting tag: String? = nil) throws -> WrittenRecord {
        let (header, state) = try present(id)
        try checkIsExpected(state, tag)
        let recordKey = try session.recordKey(of: header)
        let plan = try session.plan()
        let change = Rewrapping(
            created: plan.created, epoch: plan.epoch, revocationSequence: plan.revocationSequence, signer: plan.author)
        let stanzas = try stanzas(
            try policies(readers, after: header), wrapping: recordKey, for: change.target(header), isOneOfMany: false)
        let rewrapped = try change.apply(to: header, stanzas: stanzas, signedBy: session.identity)
        let now = try put(rewrapped, .unchanged(state.entityTag), isThis: { $0.stateHash == rewrapped.stateHash }) {
            try session.store().putEnvelope(rewrapped, replacing: state.entityTag)
        }
        remember { try $0.check(rewrapped) }
        return WrittenRecord(header: rewrapped, state: now)
    }

    /// Deletes a record with all its versions, by a statement that says so for ever.
    public func delete(_ id: RecordID, _ reason: DeletionStatement.Reason = .requested, expecting tag: String? = nil) throws {
        let (header, state) = try present(id)
        try checkIsExpected(state, tag)
        let plan = try session.plan()
        let successions = Successions(statements: header.content.successions.statements + (try successions(after: header)))
        let statement = try DeletionStatement(
            of: header.content.name, lastContentHash: header.content.hash, reason, successions: successions, by: plan.author, time: plan.created,
            session.ring.authority, signedBy: session.identity)
        do { try session.store().delete(statement, state.entityTag) } catch  where LostAnswer.isPossible(after: error) {
            // The answer may be all that is missing.
            guard try isGone(id) else { throw error }
        }
        remember { $0.markDeleted(id) }
    }

    private func isGone(_ id: RecordID) throws -> Bool {
        do { _ = try present(id) } catch  where FailureKind.isGone(error) { return true }
        return false
    }

    // MARK: - Parts

    /// - Parameter tag: of the state that a change was made on; `nil` for any.
    private func checkIsExpected(_ state: StoreClient.State, _ tag: String?) throws {
        guard tag == nil || tag == state.entityTag else { throw ClientError.record(.changedMeanwhile) }
    }

    /// How often a write whose answer was lost is repeated.
    private static let greatestRepetitionCount = 2

    /// Uploads, and does not take the want of an answer for one: the store is asked what it has. If that is the state before,
    /// the same bytes are sent again, which at most finds that they are there. What becomes of a later request says nothing of an
    /// earlier one that may still be on its way.
    ///
    /// - Parameter isThis: whether a header is the one that was to be put.
    private func put(
        _ header: SealedRecordHeader, _ precondition: StoreClient.Precondition, isThis: (SealedRecordHeader) -> Bool,
        _ upload: () throws -> StoreClient.State
    ) throws -> StoreClient.State {
        let id = header.content.recordID
        var repetitions = 0
        var mayArrive = false
        while true {
            do { return try upload() } catch {
                let isLost = LostAnswer.isPossible(after: error)
                if isLost { mayArrive = true }
                guard mayArrive || FailureKind.isConflict(error) else { throw error }
                let found: (header: SealedRecordHeader, state: StoreClient.State)?
                do { found = try session.store().header(id) } catch  where FailureKind.isNotFound(error) { found = nil } catch {
                    throw mayArrive ? ClientError.outcomeUnknown(id) : ClientError.record(.changedMeanwhile)
                }
                if let found, isThis(found.header) { return found.state }
                guard mayArrive else { throw error }
                if let found, Self.mayFollow(found.header, header) { throw ClientError.outcomeUnknown(id) }
                // What was sent demands a state that is no more: it can never be taken.
                guard Self.holds(precondition, found?.state) else { throw ClientError.record(.changedMeanwhile) }
                guard isLost, repetitions < Self.greatestRepetitionCount else { throw ClientError.outcomeUnknown(id) }
                repetitions += 1
            }
        }
    }

    /// Whether a state may be one that came after the other.
    private static func mayFollow(_ later: SealedRecordHeader, _ earlier: SealedRecordHeader) -> Bool {
        let (after, before) = (later.content, earlier.content)
        if after.contentVersion == before.contentVersion + 1 { return after.previousContentHash == before.hash }
        if after.contentVersion == before.contentVersion {
            return after.hash == before.hash && later.envelope.sequence > earlier.envelope.sequence
        }
        return after.contentVersion > before.contentVersion
    }

    private static func holds(_ precondition: StoreClient.Precondition, _ state: StoreClient.State?) -> Bool {
        switch precondition {
        case .absent: state == nil
        case .unchanged(let tag): state?.entityTag == tag
        }
    }

    private func upload(_ draft: SealedDraft) throws -> StoreClient.State {
        switch draft.copy.place {
        case .memory(let bytes): try session.store().put(draft.header, bytes, draft.precondition)
        case .file(let file): try session.store().put(draft.header, file: file.path, draft.precondition)
        }
    }

    /// Stanzas for each policy.
    public func stanzas(
        _ policies: [Policy], wrapping recordKey: borrowing RecordKey, for target: StanzaTarget, isOneOfMany: Bool = false
    ) throws -> [Stanza] {
        var stanzas: [Stanza] = []
        for (index, policy) in policies.enumerated() {
            stanzas.append(
                isOneOfMany
                    ? try session.sharedKeys.stanza(policy, session.realm, wrapping: recordKey, for: target, at: index)
                    : try Stanza.attribute(policy, session.realm, wrapping: recordKey, for: target, at: index))
        }
        return stanzas
    }
}

/// Counts what is read of another input.
private final class CountedInput: ByteInput {
    private let input: any ByteInput
    private(set) var count: UInt64 = 0

    init(_ input: any ByteInput) { self.input = input }

    var length: UInt64? { input.length }

    func read(_ count: Int) throws -> [UInt8] {
        let bytes = try input.read(count)
        self.count += UInt64(bytes.count)
        return bytes
    }
}

extension EnvelopeSection {
    /// The policies of an envelope as their author gave them, without the epoch's condition.
    public var readers: [Policy] { stanzas.compactMap { $0.policy?.withoutEpoch } }
}
