import Identity
import RecordStore
import SealedRecord
import SearchIndex
import Synchronization

/// Records in this process's memory: a second engine, which shows that the storage protocol asks for nothing that only a database has.
/// What was published at a place is there again when the place is opened again.
final class MemoryRecordStorage: RecordStorage {
    static let pieceByteCount = 1000

    private static let places = Mutex<[String: Place]>([:])

    private final class Place: Sendable {
        let contents = Mutex(MemoryContents())
    }

    private let place: Place

    init(at name: String) {
        place = Self.places.withLock { places in
            let place = places[name] ?? Place()
            places[name] = place
            return place
        }
        place.contents.withLock { contents in contents.objects = contents.objects.filter { $0.value.isPublished } }
    }

    private func with<T: Sendable>(_ body: (inout MemoryContents) throws(RecordStoreError) -> T) throws(RecordStoreError) -> T {
        let result = place.contents.withLock { contents -> Result<T, RecordStoreError> in
            // A transaction: what throws has changed nothing.
            var changed = contents
            do throws(RecordStoreError) {
                let value = try body(&changed)
                contents = changed
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    func close() {}

    // MARK: - Objects

    func stage() throws(RecordStoreError) -> StoredObject {
        try with { contents throws(RecordStoreError) in
            contents.lastObject += 1
            let object = StoredObject(number: contents.lastObject)
            contents.objects[object] = MemoryContents.Object()
            return object
        }
    }

    func append(_ piece: [UInt8], number: Int, to object: StoredObject) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in
            guard contents.objects[object]?.isPublished == false, contents.objects[object]?.pieces.count == number else { throw .gone }
            contents.objects[object]?.pieces.append(piece)
        }
    }

    func discard(_ object: StoredObject) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in
            if contents.objects[object]?.isPublished == false { contents.objects[object] = nil }
        }
    }

    func read(_ object: StoredObject, at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8] {
        try with { contents throws(RecordStoreError) in
            let (number, start) = offset.quotientAndRemainder(dividingBy: UInt64(Self.pieceByteCount))
            guard let pieces = contents.objects[object]?.pieces, number < pieces.count, start < pieces[Int(number)].count else { throw .gone }
            return Array(pieces[Int(number)].dropFirst(Int(start)).prefix(limit))
        }
    }

    // MARK: - Records

    func presence(of id: RecordID) throws(RecordStoreError) -> RecordPresence {
        try with { contents throws(RecordStoreError) in contents.presence(of: id) }
    }

    func publish(
        _ object: StoredObject, _ state: RecordState, header: [UInt8], replacing digest: [UInt8]?, by user: UserID, _ action: AccessEntry.Action
    ) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in
            switch (contents.presence(of: state.id), digest) {
            case (.absent, nil): contents.records[state.id] = MemoryContents.Record(owner: state.owner)
            case (.present(let present), let digest?) where present.digest == digest: contents.records[state.id]?.owner = state.owner
            default: throw .stale
            }
            guard contents.objects[object]?.isPublished == false else { throw .gone }
            contents.objects[object]?.isPublished = true
            contents.records[state.id]?.versions[state.contentVersion] = VersionObject(state: state, header: header, object: object)
            contents.terms[state.id] = nil
            contents.log(action, of: state.id, by: user, at: state.modified)
        }
    }

    func replaceHeader(
        _ state: RecordState, header: [UInt8], replacing digest: [UInt8], by user: UserID, _ action: AccessEntry.Action
    ) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in
            guard case .present(let present) = contents.presence(of: state.id), present.digest == digest,
                present.contentVersion == state.contentVersion, let version = contents.records[state.id]?.versions[state.contentVersion]
            else { throw .stale }
            contents.records[state.id]?.versions[state.contentVersion] = VersionObject(state: state, header: header, object: version.object)
            contents.terms[state.id] = nil
            contents.log(action, of: state.id, by: user, at: state.modified)
        }
    }

    func delete(
        _ id: RecordID, replacing digest: [UInt8], statement: [UInt8], by user: UserID, at now: UInt64
    ) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in
            guard case .present(let present) = contents.presence(of: id), present.digest == digest else { throw .stale }
            for version in contents.versions(of: id) { contents.objects[version.object] = nil }
            contents.records[id]?.versions = [:]
            contents.records[id]?.deletion = statement
            contents.terms[id] = nil
            contents.log(.delete, of: id, by: user, at: now)
        }
    }

    func deletion(of id: RecordID) throws(RecordStoreError) -> [UInt8]? {
        try with { contents throws(RecordStoreError) in contents.records[id]?.deletion }
    }

    func keep(
        succession statement: [UInt8], named name: [UInt8], from user: UserID, limit: Int
    ) throws(RecordStoreError) -> Bool {
        try with { contents throws(RecordStoreError) in
            if contents.successions.contains(where: { $0.name == name }) { return true }
            guard contents.successions.count(where: { $0.user == user }) < limit else { return false }
            contents.successions.append(MemoryContents.Succession(user: user, name: name, bytes: statement))
            return true
        }
    }

    func successions(from user: UserID) throws(RecordStoreError) -> [[UInt8]] {
        try with { contents throws(RecordStoreError) in contents.successions.filter { $0.user == user }.map(\.bytes) }
    }

    func versions(of id: RecordID) throws(RecordStoreError) -> [RecordState] {
        try with { contents throws(RecordStoreError) in
            contents.versions(of: id).map(\.state)
        }
    }

    func object(of id: RecordID, version: UInt64) throws(RecordStoreError) -> VersionObject? {
        try with { contents throws(RecordStoreError) in contents.versions(of: id).first { $0.state.contentVersion == version } }
    }

    func records(after id: RecordID?, owner: UserID?, limit: Int) throws(RecordStoreError) -> [RecordState] {
        try with { contents throws(RecordStoreError) in
            Array(contents.present(after: id).filter { owner == nil || $0.owner == owner }.prefix(limit))
        }
    }

    func usage(of owner: UserID) throws(RecordStoreError) -> UInt64 {
        try with { contents throws(RecordStoreError) in
            contents.records.values.filter { $0.owner == owner }.flatMap(\.versions.values).reduce(0) { $0 + $1.state.length }
        }
    }

    // MARK: - Access log

    func log(_ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in contents.log(action, of: id, by: user, at: now) }
    }

    func accessLog(of id: RecordID, after position: AccessPosition?, limit: Int) throws(RecordStoreError) -> [AccessEntry] {
        try with { contents throws(RecordStoreError) in
            let later = contents.accesses.filter { $0.record == id && $0.number > position?.number ?? 0 }
            return later.prefix(limit).map { entry in
                AccessEntry(
                    position: AccessPosition(entry.number), time: entry.time, user: entry.user, action: entry.action,
                    name: contents.names[entry.user])
            }
        }
    }

    func note(_ name: String, of user: UserID) throws(RecordStoreError) {
        try with { contents throws(RecordStoreError) in contents.names[user] = name }
    }

    // MARK: - Terms

    func setTerms(_ batch: TermsBatch, by owner: UserID) throws(RecordStoreError) -> [RecordID] {
        try with { contents throws(RecordStoreError) in
            guard let index = RecordID(bytes: batch.index) else { throw .notFound }
            switch contents.presence(of: index) {
            case .absent: throw .notFound
            case .deleted: throw .deleted
            case .present(let state):
                guard state.owner == owner else { throw .notOwner }
                guard state.contentVersion == batch.indexVersion else { throw .indexChanged }
            }
            contents.indexes.insert(index)
            contents.terms[index] = nil
            var stale: [RecordID] = []
            for entry in batch.entries {
                guard let id = RecordID(bytes: entry.record) else { continue }
                guard case .present(let state) = contents.presence(of: id), state.owner == owner, state.digest == entry.digest,
                    !contents.indexes.contains(id)
                else {
                    stale.append(id)
                    continue
                }
                contents.terms[id] =
                    entry.tokens.isEmpty ? nil : MemoryContents.Terms(index: index, version: batch.indexVersion, tokens: Set(entry.tokens))
            }
            return stale
        }
    }

    func search(_ query: SearchQuery, after id: RecordID?, limit: Int) throws(RecordStoreError) -> SearchPage {
        try with { contents throws(RecordStoreError) in
            let found = contents.present(after: id).filter { state in
                guard let tokens = contents.terms(of: state.id)?.tokens else { return false }
                return query.alternatives.contains { $0.terms.allSatisfy { !tokens.isDisjoint(with: $0) } }
            }
            return SearchPage(records: Array(found.prefix(limit)), next: found.count > limit ? found.prefix(limit).last?.id ?? id : nil)
        }
    }

    func indexed(among ids: [RecordID]) throws(RecordStoreError) -> Set<RecordID> {
        try with { contents throws(RecordStoreError) in Set(ids.filter { contents.terms(of: $0) != nil }) }
    }

    func indexes(after id: RecordID?, limit: Int) throws(RecordStoreError) -> [IndexState] {
        try with { contents throws(RecordStoreError) in
            contents.present(after: id).filter { contents.indexes.contains($0.id) }.prefix(limit).map { state in
                let records = contents.terms.values.count { $0.index == state.id && $0.version == state.contentVersion }
                return IndexState(id: state.id, owner: state.owner, contentVersion: state.contentVersion, records: UInt64(records))
            }
        }
    }
}
