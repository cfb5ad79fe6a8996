public import AccessPolicy
import HealthRecord
import Identity
public import SealedRecord
import Symmetric

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
    ///   - values: what it is to be found by; taken from the content if it is a patient's bundle and this is `nil`.
    @discardableResult
    public func add(
        _ input: any ByteInput, policies: [Policy], id: RecordID = .random(), isOneOfMany: Bool = false, values: SearchableContent? = nil
    ) throws -> SealedRecordHeader {
        try put(input, try plan(id), policies, .absent, isOneOfMany: isOneOfMany, values: values)
    }

    /// Seals `input` as the next version of a record.
    ///
    /// - Parameters:
    ///   - policies: `nil` for the same readers as before.
    ///   - tag: the entity tag of the state that the change was made on; `nil` for the present one.
    /// - Throws: a ``UserFailure`` of kind `.conflict` if the record is in another state.
    @discardableResult
    public func update(
        _ id: RecordID, _ input: any ByteInput, policies: [Policy]? = nil, expecting tag: String? = nil, values: SearchableContent? = nil
    ) throws -> SealedRecordHeader {
        let (header, state) = try present(id)
        if let tag, tag != state.entityTag { throw Self.changedMeanwhile }
        let base = try plan()
        let plan = SealingPlan(
            after: header, created: base.created, epoch: base.epoch, revocationSequence: base.revocationSequence, author: base.author)
        return try put(
            input, plan, policies ?? header.envelope.readers, .unchanged(state.entityTag), isOneOfMany: false, values: values)
    }

    /// Changes who may read a record: a new envelope of the present epoch, around the same content.
    ///
    /// - Parameter policies: `nil` for the same readers as before, which is what follows a revocation.
    @discardableResult
    public func rewrap(_ id: RecordID, policies: [Policy]? = nil, expecting tag: String? = nil) throws -> SealedRecordHeader {
        let output = SpillingOutput(home)
        let state = try store().get(id, to: output)
        if let tag, tag != state.entityTag { throw Self.changedMeanwhile }
        let copy = try output.finish()
        let header = try SealedStream.verify(try copy.input(), ring.authority)
        // A store that gave another record here would have this user sign wider access to it.
        guard header.content.recordID == id else { throw Self.anotherRecord }
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
        if header.content.author.userID == userID, let values = try? searchable(copy, header) {
            try makeFindable(rewrapped, now, values)
        }
        return rewrapped
    }

    /// Deletes a record with all its versions.
    public func delete(_ id: RecordID, expecting tag: String? = nil) throws {
        let (_, state) = try present(id)
        if let tag, tag != state.entityTag { throw Self.changedMeanwhile }
        try store().delete(id, state.entityTag)
        try seen().markDeleted(id)
        try seen().save()
    }

    // MARK: - Parts

    func put(
        _ input: any ByteInput, _ plan: SealingPlan, _ policies: [Policy], _ precondition: StoreClient.Precondition,
        isOneOfMany: Bool, values: SearchableContent?
    ) throws -> SealedRecordHeader {
        var input = input
        var values = values
        if values == nil, let length = input.length, length <= Self.greatestBundleLength {
            // One reading serves sealing and search.
            let content = try input.readFully(Int(length) + 1)
            values = Self.searchable(content)
            input = MemoryInput(content)
        }
        let output = SpillingOutput(home)
        let recordKey = RecordKey.random()
        let stanzas = try stanzas(policies, wrapping: recordKey, for: plan.target, isOneOfMany: isOneOfMany)
        let header = try SealedStream.seal(
            input, to: output, plan, recordKey: recordKey, stanzas: stanzas, signedBy: identity, progress: progress)
        let state = try upload(plan.recordID, try output.finish(), precondition)
        try seen().check(header)
        if !isOneOfMany { try seen().save() }
        if let values { try makeFindable(header, state, values) }
        return header
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
        UserFailure(.conflict, "the record was changed meanwhile", hint: "look at the present version, and repeat the change on it")
    }

    static var anotherRecord: UserFailure {
        UserFailure(
            .integrity, "the store gave another record than the one asked for", hint: "the store lies: ask its operator")
    }
}

extension EnvelopeSection {
    /// The policies of an envelope as their author gave them, without the epoch's condition.
    public var readers: [Policy] { stanzas.compactMap { $0.policy?.withoutEpoch } }
}
