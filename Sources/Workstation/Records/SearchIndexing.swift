import AccessPolicy
import Framing
import Identity
import SealedRecord
import SearchIndex
import Symmetric

/// Making this user's records findable: search terms in the store, under keys that only their readers have.
extension UserSession {
    /// The key for records under these policies, made and put into the store if there is none.
    private func indexKey(for policies: [Policy]) throws -> IndexKeys.Held {
        let label = SearchableContent.classLabel(policies)
        if let held = indexKeys.own[label] { return held }
        let names = DerivedRecordNames(identity, "index")
        // An identifier whose record was deleted is never used again: the next one is taken.
        for attempt in UInt32(0)..<64 {
            let id = names.identifier(of: Array(utf8: label), attempt.bigEndianBytes)
            do {
                let (header, _) = try present(id)
                let key = try IndexKey(classLabel: label, version: header.content.contentVersion, of: indexSecret)
                return hold(IndexKeys.Held(key, id, header.content.contentVersion), label)
            } catch let failure as UserFailure where failure.kind == .notFound {
                do {
                    let key = try IndexKey(classLabel: label, version: 1, of: indexSecret)
                    try add(MemoryInput(key.encoded().revealed()), policies: policies, id: id, findableBy: .nothing)
                    try registerIndex(id, version: 1)
                    return hold(IndexKeys.Held(key, id, 1), label)
                } catch let failure as UserFailure where failure.kind == .notFound {
                    continue
                }
            }
        }
        throw UserFailure(.general, "no search index can be made for these policies")
    }

    /// Tells the store that a record holds an index key: by a batch without terms.
    private func registerIndex(_ id: RecordID, version: UInt64) throws {
        _ = try store().setTerms(try TermsBatch(index: id.bytes, indexVersion: version, entries: []).bytes)
    }

    /// What this user's index keys are made from.
    private var indexSecret: SecretBytes { KeyDerivation.derive(identity.encoded(), "index secret", []) }

    private func hold(_ held: IndexKeys.Held, _ label: String) -> IndexKeys.Held {
        indexKeys.own[label] = held
        return held
    }

    /// Takes down the search terms of a record's present state, to be sent with the next ``flushSearchTerms()``.
    func makeFindable(_ header: SealedRecordHeader, _ state: StoreClient.State, _ values: SearchableValues) throws {
        guard let digest = state.digest, digest.count == 32 else { throw StoreClient.notUnderstood }
        let held = try indexKey(for: header.envelope.readers)
        let terms = try RecordTerms(record: header.content.recordID.bytes, digest: digest, tokens: held.key.tokens(of: values))
        let place = IndexKeys.Place(record: held.record, version: held.version)
        indexKeys.waiting[place, default: []].append(terms)
        indexKeys.waitingByteCount += terms.byteCount
        if indexKeys.waiting[place, default: []].count >= Self.greatestBatchCount || indexKeys.waitingByteCount > TermsBatch.greatestByteCount / 4 {
            try flushSearchTerms()
        }
    }

    /// Records whose terms are sent at a time: the store sets them in one go, while others wait.
    private static let greatestBatchCount = 500

    /// Sends the search terms that wait.
    ///
    /// - Throws: a ``UserFailure``; ``rebuildIndex(_:)`` sends what is missing.
    func flushSearchTerms() throws {
        let waiting = indexKeys.waiting
        indexKeys.waiting = [:]
        indexKeys.waitingByteCount = 0
        for (place, terms) in waiting {
            var rest = terms[...]
            while !rest.isEmpty {
                var some: [RecordTerms] = []
                var count = TermsBatch.emptyByteCount
                while some.count < Self.greatestBatchCount, let next = rest.first, count + next.byteCount <= TermsBatch.greatestByteCount {
                    count += next.byteCount
                    some.append(next)
                    rest = rest.dropFirst()
                }
                let batch = try TermsBatch(index: place.record.bytes, indexVersion: place.version, entries: some)
                // Who changed a record meanwhile also says how it is found.
                _ = try store().setTerms(batch.bytes)
            }
        }
    }

    /// What came of going through the index.
    public struct IndexReport: Equatable, Sendable {
        /// Index keys that were replaced.
        public var keys = 0
        /// Records that are findable under the present keys now, and were not before.
        public var records = 0
        /// Own records that this user's keys do not open, so that nobody knows what they are found by.
        public var closed = 0
    }

    /// Makes those of this user's records findable that are not: after an interruption, or for a store that lost its index.
    ///
    /// - Parameter progress: told how many of how many were looked at.
    public func rebuildIndex(_ progress: (Int, Int) -> Void = { _, _ in }) throws -> IndexReport {
        try fillIndex(IndexReport(), progress)
    }

    /// Replaces every index key of this user's, which makes all search terms under the former ones void, and makes the
    /// records findable under the new ones.
    ///
    /// After an interruption ``rebuildIndex(_:)`` goes on where it stopped.
    public func rekeyIndex(_ progress: (Int, Int) -> Void = { _, _ in }) throws -> IndexReport {
        var report = IndexReport()
        try flushSearchTerms()
        for entry in try store().allIndexKeys() where entry.owner == "\(userID)" {
            guard let id = RecordID(text: entry.id) else { throw StoreClient.notUnderstood }
            let (header, _) = try present(id)
            let label = SearchableContent.classLabel(header.envelope.readers)
            let key = try IndexKey(classLabel: label, version: header.content.contentVersion + 1, of: indexSecret)
            try update(id, MemoryInput(key.encoded().revealed()), findableBy: .nothing)
            try registerIndex(id, version: header.content.contentVersion + 1)
            indexKeys.own[label] = nil
            report.keys += 1
        }
        return try fillIndex(report, progress)
    }

    /// Whether an index key of this user's was sealed before the present epoch or revocation list, so that who was
    /// revoked since may still have it.
    public func indexIsOld() throws -> Bool {
        for entry in try store().allIndexKeys() where entry.owner == "\(userID)" {
            guard let id = RecordID(text: entry.id) else { throw StoreClient.notUnderstood }
            let envelope = try present(id).header.envelope
            if envelope.epoch < ring.epochStatement?.epoch ?? 0 { return true }
        }
        return false
    }

    private func fillIndex(_ before: IndexReport, _ progress: (Int, Int) -> Void) throws -> IndexReport {
        var report = before
        var missing: [RecordID] = []
        let keys = Set(try store().allIndexKeys().map(\.id))
        try eachRecord(of: userID) { entry in
            let id = try entry.checked().id
            if entry.indexed == false, entry.length <= UInt64(Self.greatestBundleLength) * 2, !keys.contains("\(id)") { missing.append(id) }
        }
        for (index, id) in missing.enumerated() {
            progress(index, missing.count)
            do {
                if try makeFindable(id) { report.records += 1 }
            } catch SealedRecordError.policyNotSatisfied {
                report.closed += 1
            }
        }
        try flushSearchTerms()
        try seen().save()
        progress(missing.count, missing.count)
        return report
    }

    /// Opens a record of this user's and takes down what it is found by.
    ///
    /// - Returns: whether it is found by anything.
    @discardableResult
    func makeFindable(_ id: RecordID) throws -> Bool {
        let output = SpillingOutput(home)
        let state = try store().get(id, to: output)
        let (header, content) = try open(try output.finish(), limit: Self.greatestBundleLength)
        guard header.content.recordID == id else { throw Self.anotherRecord }
        try seen().check(header)
        guard let values = SearchableContent.ofContent.values({ content }) else { return false }
        try makeFindable(header, state, values)
        return true
    }
}
