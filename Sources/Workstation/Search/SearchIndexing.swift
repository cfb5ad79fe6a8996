import AccessPolicy
import Framing
import HealthRecord
import Identity
import LocalFiles
public import SealedRecord
import SearchIndex
import ServerClients
import Cryptography

/// Making this user's records findable: search terms in the store, under keys that only their readers have.
public struct SearchIndexing {
    let session: UserSession

    /// The key for records under these policies, made and put into the store if there is none.
    private func indexKey(for policies: [Policy]) throws -> IndexKeys.Held {
        let label = SearchableContent.classLabel(policies)
        if let held = session.indexKeys.own[label] { return held }
        // An identifier whose record was deleted, or is now under other policies, is of no use: the next one is taken.
        for name in indexPlaces(of: label) {
            let id = name.id
            if let held = try heldIndexKey(id, label) { return held }
            do {
                let key = try IndexKey(classLabel: label, version: 1, of: indexSecret)
                _ = try session.records.put(session.records.draft(MemoryInput(key.encoded().revealed()), policies: policies, name: name))
                registerIndex(id, version: 1)
                return hold(IndexKeys.Held(key, id, 1), label)
            } catch  where FailureKind.isNotFound(error) {
                continue
            } catch  where FailureKind.isConflict(error) {
                // There is a record by now: another program of this user's was faster.
                if let held = try heldIndexKey(id, label) { return held }
            }
        }
        throw ClientError.noPlaceForIndex
    }

    /// Tells the store that a record holds an index key, by a batch without terms. Should that fail, the first batch with
    /// terms says it, too.
    private func registerIndex(_ id: RecordID, version: UInt64) {
        _ = try? session.store().setTerms(try TermsBatch(index: id.bytes, indexVersion: version, entries: []).bytes)
    }

    /// The index key in a record; `nil` if there is no such record, or it is under other policies.
    private func heldIndexKey(_ id: RecordID, _ label: String) throws -> IndexKeys.Held? {
        do {
            let (header, _) = try session.records.present(id)
            guard header.content.author.userID == session.userID else { throw ClientError.record(.anotherRecord) }
            guard SearchableContent.classLabel(header.envelope.readers) == label else { return nil }
            let key = try IndexKey(classLabel: label, version: header.content.contentVersion, of: indexSecret)
            return hold(IndexKeys.Held(key, id, header.content.contentVersion), label)
        } catch  where FailureKind.isNotFound(error) {
            return nil
        }
    }

    /// Where the index key of a class may be: identifiers that nobody else can compute.
    private func indexPlaces(of label: String) -> [RecordName] {
        let names = DerivedRecordNames(session.identity, "index")
        return (UInt32(0)..<64).map { names.name(of: Array(utf8: label), $0.bigEndianBytes) }
    }

    /// This user's index keys as the store tells them, each held against where this user's program puts them: what else the
    /// store calls an index key, a patient's record say, must not be replaced by one.
    ///
    /// Their class is what this user once signed in them, not what an envelope says by now, which somebody else may have made.
    private func ownIndexKeys() throws -> [(header: SealedRecordHeader, label: String)] {
        var keys: [(SealedRecordHeader, String)] = []
        for entry in try session.store().indexKeys() where entry.owner == session.userID {
            let id = entry.id
            let record: OpenedRecord
            do { record = try session.records.open(id, limit: IndexKey.greatestLabelByteCount + 64) } catch ClientError.record(.tooLong) {
                session.notice(.falseIndexKey)
                continue
            }
            var content = record.content
            guard record.author.userID == session.userID, let label = (try? IndexKey(encoded: SecretBytes(wiping: &content)))?.classLabel,
                indexPlaces(of: label).contains(where: { $0.id == id })
            else {
                session.notice(.falseIndexKey)
                continue
            }
            keys.append((record.header, label))
        }
        return keys
    }

    /// The records that hold this user's index keys, which are not only called so by the store.
    public func ownKeyRecords() throws -> Set<RecordID> { Set(try ownIndexKeys().map(\.header.content.recordID)) }

    /// What this user's index keys are made from.
    private var indexSecret: SecretBytes { session.identity.derivedSecret("index secret") }

    private func hold(_ held: IndexKeys.Held, _ label: String) -> IndexKeys.Held {
        session.indexKeys.own[label] = held
        return held
    }

    /// Takes down the search terms of a record's present state, to be sent with the next ``flush()``.
    func makeFindable(_ header: SealedRecordHeader, _ state: StoreClient.State, _ values: SearchableValues) throws {
        guard state.isOf(header) else { throw RemoteError.notUnderstood(.store) }
        let held = try indexKey(for: header.envelope.readers)
        let terms = try RecordTerms(record: header.content.recordID.bytes, digest: header.stateHash, tokens: held.key.tokens(of: values))
        let place = IndexKeys.Place(record: held.record, version: held.version)
        session.indexKeys.wait(terms, for: place)
        if session.indexKeys.waitingByteCount > TermsBatch.greatestByteCount / 4 || session.indexKeys.waitingCount >= Self.greatestBatchCount {
            try flush()
        }
    }

    /// Records whose terms are sent at a time: the store sets them in one go, while others wait.
    private static let greatestBatchCount = 500

    /// Sends the search terms that wait.
    ///
    /// - Throws: ``rebuild(_:)`` sends what is missing.
    func flush() throws {
        var first: (any Error)?
        // What one index does not take is no reason to lose another's.
        for (place, terms) in session.indexKeys.takeWaiting() {
            do { try send(terms, to: place) } catch {
                session.indexKeys.forgetOwn(place.record)
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
            _ = try session.store().setTerms(batch.bytes)
        }
    }

    /// What came of going through the index.
    public struct Report: Equatable, Sendable {
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
    public func rebuild(_ progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
        try fillIndex(Report(), progress)
    }

    /// Replaces every index key of this user's, which makes all search terms under the former ones void, and makes the
    /// records findable under the new ones.
    ///
    /// After an interruption ``rebuild(_:)`` goes on where it stopped.
    public func rekey(_ progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
        var report = Report()
        try flush()
        for (header, label) in try ownIndexKeys() {
            let next = header.content.contentVersion + 1
            let key = try IndexKey(classLabel: label, version: next, of: indexSecret)
            let draft = try session.records.draft(
                next: MemoryInput(key.encoded().revealed()), of: header.content.recordID, readers: .of(SearchableContent.policies(ofClass: label)))
            // A key that does not belong to its version would find nothing.
            guard draft.header.content.contentVersion == next else { throw ClientError.record(.changedMeanwhile) }
            _ = try session.records.put(draft)
            registerIndex(header.content.recordID, version: next)
            session.indexKeys.own[label] = nil
            report.keys += 1
        }
        return try fillIndex(report, progress)
    }

    /// Whether an index key of this user's was sealed before the present epoch or revocation list, so that who was
    /// revoked since may still have it.
    public func isOld() throws -> Bool {
        try ownIndexKeys().contains { key in
            key.header.envelope.epoch < session.presentEpoch
                || key.header.envelope.revocationSequence < session.ring.revocationSequence
        }
    }

    private func fillIndex(_ before: Report, _ progress: (Int, Int) -> Void) throws -> Report {
        var report = before
        var missing: [RecordID] = []
        var looked: Set<RecordID> = []
        let keys = Set(try session.store().indexKeys().map(\.id))
        try session.records.each(of: session.userID) { entry in
            let id = entry.id
            if entry.isIndexed == false, entry.length <= UInt64(PatientBundle.greatestLength) * 2, !keys.contains(id), looked.insert(id).inserted {
                missing.append(id)
            }
        }
        for (index, id) in missing.enumerated() {
            progress(index, missing.count)
            do {
                if try makeFindable(id) { report.records += 1 }
            } catch  where FailureKind.isNotFound(error) {
                // Deleted meanwhile.
            } catch  where FailureKind.isAboutOneRecord(error) {
                report.closed += 1
            }
        }
        try flush()
        try session.seen().save()
        progress(missing.count, missing.count)
        return report
    }

    /// Opens a record of this user's and takes down what it is found by.
    ///
    /// - Returns: whether it is found by anything.
    @discardableResult
    func makeFindable(_ id: RecordID) throws -> Bool {
        let (header, state, content) = try session.records.openWithState(id, limit: PatientBundle.greatestLength)
        guard header.content.author.userID == session.userID else { throw ClientError.record(.notHolder) }
        guard let values = SearchableContent.ofContent.values({ content }) else { return false }
        try checkReaders(header)
        try makeFindable(header, state, values)
        return true
    }

    /// Takes down what a record of this user's is found by that was put earlier and not opened now: its first version, whose
    /// content the caller knows.
    func makeFindable(_ id: RecordID, by values: SearchableValues) throws {
        let (header, state) = try session.records.present(id)
        guard header.content.author.userID == session.userID else { throw ClientError.record(.notHolder) }
        guard header.content.contentVersion == 1 else { return }
        try checkReaders(header)
        try makeFindable(header, state, values)
    }

    /// Index keys are sealed for who may read the record: not for those whom somebody else than its owner chose.
    ///
    /// - Throws: ``RecordFault/otherReaders(_:)``.
    private func checkReaders(_ header: SealedRecordHeader) throws { _ = try session.records.policies(.asBefore, after: header) }
}

extension UserSession {
    public var index: SearchIndexing { SearchIndexing(session: self) }
}
