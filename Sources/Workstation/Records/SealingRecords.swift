public import AccessPolicy
import HealthRecord
import Identity
public import SealedRecord
import SearchIndex
import Cryptography

/// Writing records: sealed on this machine, then put into the store, then made findable.
extension UserSession {
    /// The longest content that is looked into for search terms, in bytes: a patient's bundle.
    static let greatestBundleLength = PatientBundle.greatestLength

    /// Seals `input` as a new record and puts it into the store.
    ///
    /// - Parameters:
    ///   - policies: who may open it: whoever satisfies any of them.
    ///   - isOneOfMany: share the key of each policy with other records of this session: much faster, and whoever opens one
    ///     of them has what opens the others that this policy protects.
    ///   - content: what it is to be found by.
    @discardableResult
    public func add(
        _ input: any ByteInput, policies: [Policy], id: RecordID = .random(), isOneOfMany: Bool = false,
        findableBy content: SearchableContent = .ofContent
    ) throws -> SealedRecordHeader {
        try put(input, try plan(id), policies, .absent, isOneOfMany: isOneOfMany, findableBy: content)
    }

    /// Seals `input` as the next version of a record.
    ///
    /// - Parameters:
    ///   - policies: `nil` for the same readers as before.
    ///   - tag: the entity tag of the state that the change was made on; `nil` for the present one.
    /// - Throws: a ``UserFailure`` of kind `.conflict` if the record is in another state.
    @discardableResult
    public func update(
        _ id: RecordID, _ input: any ByteInput, policies: [Policy]? = nil, expecting tag: String? = nil,
        findableBy content: SearchableContent = .ofContent
    ) throws -> SealedRecordHeader {
        let (header, state) = try present(id)
        try checkIsExpected(header, state, tag)
        let base = try plan()
        let plan = SealingPlan(
            after: header, created: base.created, epoch: base.epoch, revocationSequence: base.revocationSequence, author: base.author)
        return try put(
            input, plan, policies ?? header.envelope.readers, .unchanged(state.entityTag), isOneOfMany: false, findableBy: content)
    }

    /// Changes who may read a record: a new envelope of the present epoch, around the same content.
    ///
    /// - Parameter policies: `nil` for the same readers as before, which is what follows a revocation.
    @discardableResult
    public func rewrap(_ id: RecordID, policies: [Policy]? = nil, expecting tag: String? = nil) throws -> SealedRecordHeader {
        // A store that gave another record here would have this user sign wider access to it.
        let download = RecordDownload(home, ring.authority, id)
        let state = try store().get(id, to: download)
        let (copy, header) = try download.finish()
        try checkIsExpected(header, state, tag)
        try seen().check(header)
        let recordKey = try recordKey(of: header)
        let plan = try plan()
        let change = Rewrapping(
            created: plan.created, epoch: plan.epoch, revocationSequence: plan.revocationSequence, signer: plan.author)
        let policies = policies ?? header.envelope.readers
        let stanzas = try stanzas(policies, wrapping: recordKey, for: change.target(header), isOneOfMany: false)
        let rewrapped = try change.apply(to: header, stanzas: stanzas, signedBy: identity)
        let result = SpillingOutput(home)
        try result.write(rewrapped.bytes)
        let rest = try copy.input()
        _ = try rest.readFully(header.bytes.count)
        while true {
            let piece = try rest.read(1 << 20)
            if piece.isEmpty { break }
            try result.write(piece)
        }
        let now = try upload(id, try result.finish(), .unchanged(state.entityTag))
        try seen().check(rewrapped)
        try seen().save()
        // Only the owner can make a record findable; what it said before went with its old envelope.
        if header.content.author.userID == userID, header.content.plaintextLength <= UInt64(Self.greatestBundleLength) {
            index(rewrapped, now) { try SearchableContent.ofContent.values { try self.open(copy, limit: Self.greatestBundleLength).content } }
            flushOrTell()
        }
        return rewrapped
    }

    /// Deletes a record with all its versions.
    public func delete(_ id: RecordID, expecting tag: String? = nil) throws {
        let (header, state) = try present(id)
        try checkIsExpected(header, state, tag)
        try store().delete(id, state.entityTag)
        try seen().markDeleted(id)
        try seen().save()
    }

    // MARK: - Parts

    /// - Parameter tag: of the state that a change was made on; `nil` for any.
    private func checkIsExpected(_ header: SealedRecordHeader, _ state: StoreClient.State, _ tag: String?) throws {
        guard let tag else { return }
        guard tag == state.entityTag else { throw Self.changedMeanwhile }
        try openedStates.check(tag, header)
    }

    func put(
        _ input: any ByteInput, _ plan: SealingPlan, _ policies: [Policy], _ precondition: StoreClient.Precondition,
        isOneOfMany: Bool, findableBy: SearchableContent
    ) throws -> SealedRecordHeader {
        var input = input
        var values: SearchableValues?
        if case .ofContent = findableBy {
            // One reading serves sealing and search; only what can be JSON is read as a whole.
            var content = try input.readFully(4096)
            if SearchableContent.looksLikeJSON(content) { content += try input.readFully(Self.greatestBundleLength + 1 - content.count) }
            if content.count <= Self.greatestBundleLength { values = findableBy.values { content } }
            input = PrefixedInput(content, input)
        } else {
            values = findableBy.values { [] }
        }
        let output = SpillingOutput(home)
        let recordKey = RecordKey.random()
        let stanzas = try stanzas(policies, wrapping: recordKey, for: plan.target, isOneOfMany: isOneOfMany)
        let header = try SealedStream.seal(
            input, to: output, plan, recordKey: recordKey, stanzas: stanzas, signedBy: identity, progress: progress)
        let state = try upload(plan.recordID, try output.finish(), precondition)
        try seen().check(header)
        if !isOneOfMany { try seen().save() }
        index(header, state) { values }
        if !isOneOfMany { flushOrTell() }
        return header
    }

    /// The record is safe in the store whatever becomes of its search terms: that they are missing is told, and is no
    /// failure of what was asked for.
    private func index(_ header: SealedRecordHeader, _ state: StoreClient.State, _ values: () throws -> SearchableValues?) {
        do {
            if let values = try values() { try makeFindable(header, state, values) }
        } catch SealedRecordError.policyNotSatisfied {
        } catch {
            tellUnindexed(error)
        }
    }

    private func flushOrTell() {
        do { try flushSearchTerms() } catch { tellUnindexed(error) }
    }

    private func tellUnindexed(_ error: any Error) {
        notice("the record is stored, but cannot be searched for yet: \(UserFailure(error).message); medseal index rebuild mends it")
    }

    /// Stanzas for each policy.
    public func stanzas(
        _ policies: [Policy], wrapping recordKey: borrowing RecordKey, for target: StanzaTarget, isOneOfMany: Bool = false
    ) throws -> [Stanza] {
        var stanzas: [Stanza] = []
        for policy in policies {
            stanzas.append(
                isOneOfMany
                    ? try sharedKeys.stanza(policy, ring.parameters, wrapping: recordKey, for: target)
                    : try Stanza.attribute(policy, ring.parameters, wrapping: recordKey, for: target))
        }
        return stanzas
    }

    func upload(_ id: RecordID, _ copy: SealedCopy, _ precondition: StoreClient.Precondition) throws -> StoreClient.State {
        switch copy.place {
        case .memory(let bytes): try store().put(id, bytes, precondition)
        case .file(let file): try store().put(id, file: file.path, precondition)
        }
    }

    static var changedMeanwhile: UserFailure {
        UserFailure(.conflict, "the record was changed meanwhile", hint: "look at the present version, and repeat the change on it").aboutOneRecord
    }

    static var anotherRecord: UserFailure {
        UserFailure(
            .integrity, "the store gave another record than the one asked for", hint: "the store lies: ask its operator"
        ).aboutOneRecord
    }
}

extension EnvelopeSection {
    /// The policies of an envelope as their author gave them, without the epoch's condition.
    public var readers: [Policy] { stanzas.compactMap { $0.policy?.withoutEpoch } }
}
