import AccessPolicy
import Framing
import Identity
import SealedRecord
import SearchIndex
import Cryptography

/// Making this user's records findable: search terms in the store, under keys that only their readers have.
extension UserSession {
    /// The key for records under these policies, made and put into the store if there is none.
    private func indexKey(for policies: [Policy]) throws -> IndexKeys.Held {
        let label = SearchableContent.classLabel(policies)
        if let held = indexKeys.own[label] { return held }
        // An identifier whose record was deleted, or is now under other policies, is of no use: the next one is taken.
        for id in indexPlaces(of: label) {
            if let held = try heldIndexKey(id, label) { return held }
            do {
                let key = try IndexKey(classLabel: label, version: 1, of: indexSecret)
                try add(MemoryInput(key.encoded().revealed()), policies: policies, id: id, findableBy: .nothing)
                registerIndex(id, version: 1)
                return hold(IndexKeys.Held(key, id, 1), label)
            } catch let failure as UserFailure where failure.kind == .notFound {
                continue
            } catch let failure as UserFailure where failure.kind == .conflict {
                // There is a record by now: another program of this user's was faster.
                if let held = try heldIndexKey(id, label) { return held }
            }
        }
        throw UserFailure(.general, "no search index can be made for these policies")
    }

    /// Tells the store that a record holds an index key, by a batch without terms. Should that fail, the first batch with
    /// terms says it, too.
    private func registerIndex(_ id: RecordID, version: UInt64) {
        _ = try? store().setTerms(try TermsBatch(index: id.bytes, indexVersion: version, entries: []).bytes)
    }

    /// The index key in a record; `nil` if there is no such record, or it is under other policies.
    private func heldIndexKey(_ id: RecordID, _ label: String) throws -> IndexKeys.Held? {
        do {
            let (header, _) = try present(id)
            guard header.content.author.userID == userID else { throw Self.anotherRecord }
            guard SearchableContent.classLabel(header.envelope.readers) == label else { return nil }
            let key = try IndexKey(classLabel: label, version: header.content.contentVersion, of: indexSecret)
            return hold(IndexKeys.Held(key, id, header.content.contentVersion), label)
        } catch let failure as UserFailure where failure.kind == .notFound {
            return nil
        }
    }

    /// Where the index key of a class may be: identifiers that nobody else can compute.
    private func indexPlaces(of label: String) -> [RecordID] {
        let names = DerivedRecordNames(identity, "index")
        return (UInt32(0)..<64).map { names.identifier(of: Array(utf8: label), $0.bigEndianBytes) }
    }

    /// This user's index keys as the store tells them, each held against where this user's program puts them: what else the
    /// store calls an index key, a patient's record say, must not be replaced by one.
    private func ownIndexKeys() throws -> [(header: SealedRecordHeader, label: String)] {
        var keys: [(SealedRecordHeader, String)] = []
        for entry in try store().allIndexKeys() where entry.owner == "\(userID)" {
            guard let id = RecordID(text: entry.id) else { throw StoreClient.notUnderstood }
            let (header, _) = try present(id)
            let label = SearchableContent.classLabel(header.envelope.readers)
            guard header.content.author.userID == userID, indexPlaces(of: label).contains(id) else {
                notice("the store calls a record an index key that is none, and it was left as it is")
                continue
            }
            keys.append((header, label))
        }
        return keys
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
        indexKeys.wait(terms, for: place)
        if indexKeys.waitingByteCount > TermsBatch.greatestByteCount / 4 || indexKeys.waitingCount >= Self.greatestBatchCount {
            try flushSearchTerms()
        }
    }

    /// Records whose terms are sent at a time: the store sets them in one go, while others wait.
    private static let greatestBatchCount = 500

    /// Sends the search terms that wait.
    ///
    /// - Throws: a ``UserFailure``; ``rebuildIndex(_:)`` sends what is missing.
    func flushSearchTerms() throws {
        var first: (any Error)?
        // What one index does not take is no reason to lose another's.
        for (place, terms) in indexKeys.takeWaiting() {
            do { try send(terms, to: place) } catch {
                indexKeys.forgetOwn(place.record)
                if first == nil { first = error }
            }
        }
        if let first { throw first }
    }

    private func send(_ terms: [RecordTerms], to place: IndexKeys.Place) throws {
        var rest = terms[...]
        while !rest.isEmpty {
            var some: [RecordTerms] = []
            var count = TermsBatch.emptyByteCount
            while let next = rest.first, count + next.byteCount <= TermsBatch.greatestByteCount, some.count < Self.greatestBatchCount {
                count += next.byteCount
                some.append(next)
                rest = rest.dropFirst()
            }
            let batch = try TermsBatch(index: place.record.bytes, indexVersion: place.version, entries: some)
            // Who changed a record meanwhile also says how it is found.
            _ = try store().setTerms(batch.bytes)
        }
    }

    /// What came of going through the index.
    public struct IndexReport: Equatable, Sendable {
        /// Index keys that were replaced.
        public var keys = 0
        /// Records that are findable under the present keys now, and were not before.
        public var records = 0
        /// Own records that this user's keys do not open, or that are damaged, so that nobody knows what they are found by.
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
        for (header, label) in try ownIndexKeys() {
            let next = header.content.contentVersion + 1
            let key = try IndexKey(classLabel: label, version: next, of: indexSecret)
            let replaced = try update(header.content.recordID, MemoryInput(key.encoded().revealed()), findableBy: .nothing)
            // A key that does not belong to its version would find nothing.
            guard replaced.content.contentVersion == next else { throw Self.changedMeanwhile }
            registerIndex(header.content.recordID, version: next)
            indexKeys.own[label] = nil
            report.keys += 1
        }
        return try fillIndex(report, progress)
    }

    /// Whether an index key of this user's was sealed before the present epoch or revocation list, so that who was
    /// revoked since may still have it.
    public func indexIsOld() throws -> Bool {
        try ownIndexKeys().contains { key in
            key.header.envelope.epoch < ring.epochStatement?.epoch ?? 0 || key.header.envelope.revocationSequence < ring.revocationSequence
        }
    }

    private func fillIndex(_ before: IndexReport, _ progress: (Int, Int) -> Void) throws -> IndexReport {
        var report = before
        var missing: [RecordID] = []
        var looked: Set<RecordID> = []
        let keys = Set(try store().allIndexKeys().map(\.id))
        try eachRecord(of: userID) { entry in
            let id = try entry.checked().id
            if entry.indexed == false, entry.length <= UInt64(Self.greatestBundleLength) * 2, !keys.contains("\(id)"), looked.insert(id).inserted {
                missing.append(id)
            }
        }
        for (index, id) in missing.enumerated() {
            progress(index, missing.count)
            do {
                if try makeFindable(id) { report.records += 1 }
            } catch let failure as UserFailure where failure.kind == .notFound {
                // Deleted meanwhile.
            } catch  where Self.isAboutTheRecord(error) {
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
        let state = try store().get(
            id, atMost: SealedRecordHeader.greatestRecordLength(around: UInt64(Self.greatestBundleLength)), to: output)
        let (header, content) = try open(try output.finish(), limit: Self.greatestBundleLength)
        guard header.content.recordID == id, header.content.author.userID == userID else { throw Self.anotherRecord }
        try seen().check(header)
        guard let values = SearchableContent.ofContent.values({ content }) else { return false }
        try makeFindable(header, state, values)
        return true
    }

    /// Takes down what a record of this user's is found by that was put earlier and not opened now: its first version, whose
    /// content the caller knows.
    func makeFindable(_ id: RecordID, by values: SearchableValues) throws {
        let (header, state) = try present(id)
        guard header.content.author.userID == userID else { throw Self.anotherRecord }
        if header.content.contentVersion == 1 { try makeFindable(header, state, values) }
    }

    /// Whether a failure says something about one record, and not about the store, the user or this machine: others are to be
    /// gone on with.
    static func isAboutTheRecord(_ error: any Error) -> Bool {
        switch error {
        case is SealedRecordError, is MalformedInput: true
        case let failure as UserFailure: failure.isAboutOneRecord
        default: false
        }
    }
}
