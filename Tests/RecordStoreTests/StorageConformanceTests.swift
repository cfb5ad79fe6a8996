import Identity
import RecordStore
import SealedRecord
import SQLiteRecords
import TestSupport
import Testing

/// An engine under test: how to open one on a folder, and again on what it left there.
struct StorageEngine: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let open: @Sendable (_ folder: String) throws -> any RecordStorage

    static let sqlite = StorageEngine(testDescription: "SQLite") { try SQLiteRecordStorage($0 + "/records.db") }
    static let memory = StorageEngine(testDescription: "memory") { MemoryRecordStorage(at: $0) }
    static let all = [sqlite, memory]
}

/// What every storage engine must do.
@Suite struct StorageConformanceTests {
    let folder = TemporaryFolder()
    let owner: UserID
    let other: UserID

    init() throws {
        owner = try #require(UserID(bytes: [UInt8](repeating: 1, count: 32)))
        other = try #require(UserID(bytes: [UInt8](repeating: 2, count: 32)))
    }

    private func id(_ number: UInt8) throws -> RecordID { try #require(RecordID(bytes: [UInt8](repeating: number, count: 32))) }

    /// A state whose digest is made of `mark`.
    private func state(
        _ id: RecordID, _ version: UInt64 = 1, envelope: UInt64 = 1, mark: UInt8, owner: UserID? = nil, length: UInt64 = 5
    ) -> RecordState {
        RecordState(
            id: id, owner: owner ?? self.owner, contentVersion: version, contentHash: [UInt8](repeating: UInt8(version), count: 32),
            envelopeSequence: envelope, epoch: 7, digest: [UInt8](repeating: mark, count: 32), length: length, modified: 1000 + envelope)
    }

    private func stage(_ storage: any RecordStorage, _ pieces: [[UInt8]] = [[1, 2, 3, 4, 5]]) throws -> StoredObject {
        let object = try storage.stage()
        for (number, piece) in pieces.enumerated() { try storage.append(piece, number: number, to: object) }
        return object
    }

    @discardableResult
    private func create(_ storage: any RecordStorage, _ id: RecordID, mark: UInt8 = 1, owner: UserID? = nil) throws -> RecordState {
        let state = state(id, mark: mark, owner: owner)
        try storage.publish(try stage(storage), state, header: [9, 1], replacing: nil, by: state.owner, .create)
        return state
    }

    @Test(arguments: StorageEngine.all) func whatWasPublishedIsThereAfterReopening(engine: StorageEngine) throws {
        let first: RecordState
        let size: Int
        do {
            let storage = try engine.open(folder.path)
            size = type(of: storage).pieceByteCount
            first = state(try id(1), mark: 1, length: UInt64(size) + 2)
            #expect(try storage.presence(of: id(1)) == .absent)
            let object = try stage(storage, [[UInt8](repeating: 9, count: size), [7, 8]])
            try storage.publish(object, first, header: [9, 1], replacing: nil, by: owner, .create)
            try storage.close()
        }
        let storage = try engine.open(folder.path)
        #expect(try storage.presence(of: id(1)) == .present(first))
        let found = try #require(try storage.object(of: id(1), version: 1))
        #expect(found.state == first && found.header == [9, 1])
        #expect(try storage.read(found.object, at: 0, atMost: 3) == [9, 9, 9])
        #expect(try storage.read(found.object, at: UInt64(size) - 1, atMost: 3) == [9])
        #expect(try storage.read(found.object, at: UInt64(size), atMost: 9) == [7, 8])
        #expect(throws: RecordStoreError.gone) { try storage.read(found.object, at: UInt64(size) + 2, atMost: 1) }
        #expect(throws: RecordStoreError.gone) { try storage.read(found.object, at: .max, atMost: 1) }
        #expect(try storage.object(of: id(1), version: 2) == nil && storage.object(of: id(1), version: .max) == nil)
        #expect(try storage.object(of: id(2), version: 1) == nil)
    }

    @Test(arguments: StorageEngine.all) func stagedObjectsVanishAndCannotBePublishedThen(engine: StorageEngine) throws {
        let first = try engine.open(folder.path)
        let discarded = try stage(first)
        try first.discard(discarded)
        let lost = try stage(first)
        let published = try create(first, id(1))
        let object = try #require(try first.object(of: id(1), version: 1)).object
        // What is published is no longer anybody's to discard or to add to.
        try first.discard(object)
        #expect(throws: RecordStoreError.gone) { try first.append([1], number: 1, to: object) }
        try first.close()
        let storage = try engine.open(folder.path)
        for object in [discarded, lost] {
            #expect(throws: RecordStoreError.gone) {
                try storage.publish(object, state(id(2), mark: 2), header: [9, 1], replacing: nil, by: owner, .create)
            }
            #expect(throws: RecordStoreError.gone) { try storage.append([1], number: 1, to: object) }
        }
        #expect(try storage.presence(of: id(2)) == .absent && storage.accessLog(of: id(2), after: nil, limit: 9).isEmpty)
        #expect(try storage.presence(of: id(1)) == .present(published))
        #expect(try storage.read(object, at: 0, atMost: 9) == [1, 2, 3, 4, 5])
    }

    @Test(arguments: StorageEngine.all) func publishingComparesBeforeItSwaps(engine: StorageEngine) throws {
        let storage = try engine.open(folder.path)
        let first = try create(storage, id(1))
        let second = state(try id(1), 2, mark: 2)
        for digest in [nil, second.digest] {
            #expect(throws: RecordStoreError.stale) {
                try storage.publish(try stage(storage), second, header: [9, 2], replacing: digest, by: owner, .update)
            }
        }
        #expect(throws: RecordStoreError.stale) {
            try storage.publish(try stage(storage), state(id(2), mark: 3), header: [9, 2], replacing: first.digest, by: owner, .create)
        }
        #expect(try storage.presence(of: id(1)) == .present(first) && storage.presence(of: id(2)) == .absent)
        #expect(throws: RecordStoreError.stale) { try storage.delete(id(1), replacing: second.digest, statement: [4], by: owner, at: 5) }
        #expect(throws: RecordStoreError.stale) { try storage.delete(id(2), replacing: first.digest, statement: [4], by: owner, at: 5) }
        #expect(try storage.accessLog(of: id(1), after: nil, limit: 9).map(\.action) == [.create])
    }

    @Test(arguments: StorageEngine.all) func versionsAccumulateAndHeadersReplaceEachOther(engine: StorageEngine) throws {
        let storage = try engine.open(folder.path)
        let first = try create(storage, id(1))
        let second = state(try id(1), 2, mark: 2, length: 1)
        try storage.publish(try stage(storage, [[7]]), second, header: [9, 2], replacing: first.digest, by: owner, .update)
        let before = try #require(try storage.object(of: id(1), version: 2))
        let again = state(try id(1), 2, envelope: 2, mark: 3, length: 2)
        try storage.replaceHeader(again, header: [9, 2, 1], replacing: second.digest, by: other, .rewrap)
        #expect(try storage.presence(of: id(1)) == .present(again) && storage.versions(of: id(1)) == [first, again])
        // The payload is the same object, and whoever was reading it reads on.
        let present = try #require(try storage.object(of: id(1), version: 2))
        #expect(present == VersionObject(state: again, header: [9, 2, 1], object: before.object))
        #expect(try storage.read(before.object, at: 0, atMost: 9) == [7])
        let kept = try #require(try storage.object(of: id(1), version: 1))
        #expect(try kept.state == first && kept.header == [9, 1] && storage.read(kept.object, at: 0, atMost: 9) == [1, 2, 3, 4, 5])
        #expect(try storage.usage(of: owner) == 7 && storage.usage(of: other) == 0)
        let log = try storage.accessLog(of: id(1), after: nil, limit: 9)
        #expect(log.map(\.action) == [.create, .update, .rewrap] && log.map(\.user) == [owner, owner, other])
        #expect(try storage.accessLog(of: id(1), after: log[0].position, limit: 1) == [log[1]])
        try storage.close()
        let reopened = try engine.open(folder.path)
        #expect(try reopened.object(of: id(1), version: 2) == present && reopened.read(present.object, at: 0, atMost: 9) == [7])
    }

    @Test(arguments: StorageEngine.all) func aHeaderIsReplacedOnlyOnThePresentState(engine: StorageEngine) throws {
        let storage = try engine.open(folder.path)
        let first = try create(storage, id(1))
        let second = state(try id(1), 2, mark: 2)
        try storage.publish(try stage(storage), second, header: [9, 2], replacing: first.digest, by: owner, .update)
        let refused: [(RecordState, [UInt8])] = [
            // The digest of the version before, one of nobody's, another content version, an absent record.
            (state(try id(1), 2, envelope: 2, mark: 3), first.digest), (state(try id(1), 2, envelope: 2, mark: 3), [UInt8](repeating: 8, count: 32)),
            (state(try id(1), 1, envelope: 2, mark: 3), second.digest), (state(try id(1), 3, envelope: 2, mark: 3), second.digest),
            (state(try id(2), 2, envelope: 2, mark: 3), second.digest),
        ]
        for (next, digest) in refused {
            #expect(throws: RecordStoreError.stale) { try storage.replaceHeader(next, header: [7], replacing: digest, by: owner, .rewrap) }
        }
        #expect(try storage.presence(of: id(1)) == .present(second) && storage.versions(of: id(1)) == [first, second])
        #expect(try storage.object(of: id(1), version: 1)?.header == [9, 1] && storage.object(of: id(1), version: 2)?.header == [9, 2])
        try storage.delete(id(1), replacing: second.digest, statement: [4], by: owner, at: 5)
        #expect(throws: RecordStoreError.stale) {
            try storage.replaceHeader(state(id(1), 2, envelope: 2, mark: 3), header: [7], replacing: second.digest, by: owner, .rewrap)
        }
        #expect(try storage.accessLog(of: id(1), after: nil, limit: 9).map(\.action) == [.create, .update, .delete])
    }

    @Test(arguments: StorageEngine.all) func aRecordGoesToAnotherHolderWithAllItsVersions(engine: StorageEngine) throws {
        let storage = try engine.open(folder.path)
        let first = try create(storage, id(1))
        let second = state(try id(1), 2, mark: 2, owner: other, length: 3)
        try storage.publish(try stage(storage), second, header: [9, 2], replacing: first.digest, by: other, .update)
        #expect(try storage.presence(of: id(1)) == .present(second))
        #expect(try storage.records(after: nil, owner: owner, limit: 9).isEmpty && storage.records(after: nil, owner: other, limit: 9) == [second])
        #expect(try storage.usage(of: owner) == 0 && storage.usage(of: other) == 8)
    }

    @Test(arguments: StorageEngine.all) func statementsAreKeptByteForByte(engine: StorageEngine) throws {
        let statement = (0..<60_000).map { UInt8(truncatingIfNeeded: $0) }
        do {
            let storage = try engine.open(folder.path)
            let first = try create(storage, id(1))
            try create(storage, id(2))
            for number in [1, 2, 3] as [UInt8] { #expect(try storage.deletion(of: id(number)) == nil) }
            try storage.delete(id(1), replacing: first.digest, statement: statement, by: owner, at: 5)
            let name: (UInt8) -> [UInt8] = { [UInt8](repeating: $0, count: 32) }
            for (number, user) in [(3, owner), (1, owner), (2, other), (1, owner)] as [(UInt8, UserID)] {
                #expect(try storage.keep(succession: [number, 0, 255], named: name(number), from: user, limit: 2))
            }
            // The third of one user is too many, but what is kept already is kept.
            #expect(try !storage.keep(succession: [7], named: name(7), from: owner, limit: 2))
            #expect(try storage.keep(succession: [3, 0, 255], named: name(3), from: owner, limit: 2))
            #expect(try storage.keep(succession: [8], named: name(8), from: other, limit: 2))
            try storage.close()
        }
        let storage = try engine.open(folder.path)
        #expect(try storage.deletion(of: id(1)) == statement && storage.deletion(of: id(2)) == nil && storage.deletion(of: id(3)) == nil)
        #expect(try storage.successions(from: owner) == [[3, 0, 255], [1, 0, 255]] && storage.successions(from: other) == [[2, 0, 255], [8]])
        #expect(try storage.successions(from: #require(UserID(bytes: [UInt8](repeating: 3, count: 32)))).isEmpty)
    }

    @Test(arguments: StorageEngine.all) func deletionLeavesATombstoneOnly(engine: StorageEngine) throws {
        let storage = try engine.open(folder.path)
        let first = try create(storage, id(1))
        try create(storage, id(2))
        let object = try #require(try storage.object(of: id(1), version: 1)).object
        try storage.delete(id(1), replacing: first.digest, statement: [4], by: owner, at: 5)
        #expect(try storage.presence(of: id(1)) == .deleted)
        #expect(throws: RecordStoreError.gone) { try storage.read(object, at: 0, atMost: 1) }
        #expect(try storage.versions(of: id(1)).isEmpty && storage.object(of: id(1), version: 1) == nil)
        #expect(try storage.records(after: nil, owner: nil, limit: 9).map(\.id) == [id(2)])
        #expect(try storage.usage(of: owner) == 5)
        for digest in [nil, first.digest] {
            #expect(throws: RecordStoreError.stale) {
                try storage.publish(try stage(storage), state(id(1), mark: 4), header: [9, 2], replacing: digest, by: owner, .create)
            }
        }
        #expect(throws: RecordStoreError.stale) { try storage.delete(id(1), replacing: first.digest, statement: [4], by: owner, at: 5) }
        #expect(try storage.accessLog(of: id(1), after: nil, limit: 9).map(\.action) == [.create, .delete])
    }

    @Test(arguments: StorageEngine.all) func listsAreOrderedBoundedAndByOwner(engine: StorageEngine) throws {
        let storage = try engine.open(folder.path)
        for number in [5, 1, 200, 3] as [UInt8] { try create(storage, id(number), owner: number == 3 ? other : owner) }
        #expect(try storage.records(after: nil, owner: nil, limit: 9).map(\.id) == [id(1), id(3), id(5), id(200)])
        #expect(try storage.records(after: id(1), owner: nil, limit: 2).map(\.id) == [id(3), id(5)])
        #expect(try storage.records(after: id(2), owner: owner, limit: 9).map(\.id) == [id(5), id(200)])
        #expect(try storage.records(after: nil, owner: other, limit: 9).map(\.id) == [id(3)])
        #expect(try storage.records(after: id(200), owner: nil, limit: 9).isEmpty)
    }

    @Test(arguments: StorageEngine.all) func ofManyThreadsOneCreates(engine: StorageEngine) async throws {
        let storage = try engine.open(folder.path)
        let objects = try (0..<4).map { _ in try stage(storage) }
        let (owner, state) = (owner, state(try id(1), mark: 1))
        let winners = await withTaskGroup(of: Bool.self) { group in
            for object in objects {
                group.addTask { (try? storage.publish(object, state, header: [9, 1], replacing: nil, by: owner, .create)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }
}
