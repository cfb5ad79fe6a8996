import Identity
import RecordStore
import SealedRecord
import SearchIndex
import TestSupport
import Testing

/// What every storage engine must do about terms and names.
@Suite struct TermConformanceTests {
    let folder = TemporaryFolder()

    /// Index record 100 and records 1 to 5, all of one owner.
    private func fixture(_ engine: StorageEngine, records: ClosedRange<UInt8> = 1...5) throws -> TermFixture {
        let fixture = TermFixture(storage: try engine.open(folder.path))
        try fixture.publish(100)
        for number in records { try fixture.publish(number) }
        return fixture
    }

    @Test(arguments: StorageEngine.all) func recordsAreFoundByAnyOfAllOfOneOf(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        let stale = try fixture.set([
            TermFixture.entry(1, [1, 2]), TermFixture.entry(2, [2, 3]), TermFixture.entry(3, [1, 3]), TermFixture.entry(4, [1, 2, 3]),
        ])
        #expect(stale.isEmpty)
        #expect(try fixture.find(1) == [1, 3, 4] && fixture.find(9) == [])
        #expect(try fixture.find([[[1], [2]]]) == [1, 4])
        #expect(try fixture.find([[[1], [2], [3]]]) == [4])
        #expect(try fixture.find([[[1, 2]]]) == [1, 2, 3, 4])
        #expect(try fixture.find([[[1, 9], [3]]]) == [3, 4])
        #expect(try fixture.find([[[1], [2]], [[2], [3]]]) == [1, 2, 4])
        #expect(try fixture.find([[[9]], [[3], [9]], [[1], [3]]]) == [3, 4])
        #expect(try fixture.find([[[1]]], after: 1) == [3, 4] && fixture.find([[[1]]], after: 2) == [3, 4])
        #expect(try fixture.find([[[1]]], after: 4) == [] && fixture.find([[[1]]], after: 255) == [])
        #expect(try fixture.storage.indexed(among: (1...6).map(TermFixture.id)) == Set((1...4).map(TermFixture.id)))
    }

    @Test(arguments: StorageEngine.all) func pagesAreOrderedAndTellWhereToGoOn(engine: StorageEngine) throws {
        let fixture = try fixture(engine, records: 1...9)
        try fixture.set(try (1...9).map { try TermFixture.entry($0, [7]) })
        let query = try TermFixture.query([[[7]]])
        let first = try fixture.storage.search(query, after: nil, limit: 4)
        #expect(first.records.map(\.id) == (1...4).map(TermFixture.id) && first.next == TermFixture.id(4))
        let second = try fixture.storage.search(query, after: first.next, limit: 4)
        #expect(second.records.map(\.id) == (5...8).map(TermFixture.id) && second.next == TermFixture.id(8))
        let third = try fixture.storage.search(query, after: second.next, limit: 4)
        #expect(third.records.map(\.id) == [TermFixture.id(9)] && third.next == nil)
        #expect(try fixture.storage.search(query, after: TermFixture.id(5), limit: 4).next == nil)
    }

    @Test(arguments: StorageEngine.all) func settingReplacesAndNoTokensTakeOut(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        try fixture.publish(101)
        try fixture.set([TermFixture.entry(1, [1]), TermFixture.entry(2, [1])])
        try fixture.set([TermFixture.entry(1, [2])], under: 101)
        #expect(try fixture.find(1) == [2] && fixture.find(2) == [1])
        let indexes = try fixture.storage.indexes(after: nil, limit: 9)
        #expect(indexes.map(\.id) == [TermFixture.id(100), TermFixture.id(101)] && indexes.map(\.records) == [1, 1])
        try fixture.set([TermFixture.entry(1, [])])
        #expect(try fixture.find(2) == [] && fixture.storage.indexed(among: [TermFixture.id(1)]).isEmpty)
    }

    @Test(arguments: StorageEngine.all) func onlyTheOwnerSetsTermsForThePresentState(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        let foreign = try fixture.publish(6, owner: fixture.other)
        try fixture.publish(101, owner: fixture.other)
        let gone = try fixture.publish(7)
        try fixture.storage.delete(gone.id, replacing: gone.digest, statement: [4], by: fixture.owner, at: 5)
        let stale = try fixture.set([
            TermFixture.entry(1, [1], mark: 9), TermFixture.entry(2, [1]), TermFixture.entry(6, [1]), TermFixture.entry(7, [1]),
            TermFixture.entry(8, [1]), TermFixture.entry(100, [1]),
        ])
        #expect(stale == [1, 6, 7, 8, 100].map(TermFixture.id))
        #expect(try fixture.find(1) == [2])
        // What is refused changes nothing, also for records that had terms.
        try fixture.set([TermFixture.entry(2, [5], mark: 9)])
        #expect(try fixture.find(1) == [2])
        let batch = try [TermFixture.entry(6, [1])]
        #expect(throws: RecordStoreError.notOwner) { try fixture.set(batch, by: fixture.other) }
        #expect(throws: RecordStoreError.notOwner) { try fixture.set(batch, under: 101) }
        #expect(throws: RecordStoreError.notFound) { try fixture.set(batch, under: 102) }
        #expect(throws: RecordStoreError.deleted) { try fixture.set(batch, under: 7) }
        for version in [0, 2, .max] as [UInt64] {
            #expect(throws: RecordStoreError.indexChanged) { try fixture.set(batch, version: version) }
        }
        #expect(try fixture.find(1) == [2] && fixture.storage.indexed(among: [foreign.id]).isEmpty)
        #expect(try fixture.set(batch, under: 101, by: fixture.other).isEmpty)
        #expect(try fixture.find(1) == [2, 6])
    }

    @Test(arguments: StorageEngine.all) func everyNewStateBeginsWithoutTerms(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        let first = try fixture.publish(10)
        try fixture.set([TermFixture.entry(10, [1]), TermFixture.entry(1, [1])])
        let updated = try fixture.publish(10, 2, mark: 2, after: first)
        #expect(try fixture.find(1) == [1] && fixture.storage.indexed(among: [first.id]).isEmpty)
        #expect(try fixture.set([TermFixture.entry(10, [1])]) == [first.id])
        #expect(try fixture.set([TermFixture.entry(10, [1], mark: 2)]).isEmpty)
        #expect(try fixture.find(1) == [1, 10])
        let rewrapped = try fixture.publish(10, 2, envelope: 2, mark: 3, after: updated)
        #expect(try fixture.find(1) == [1])
        #expect(try fixture.set([TermFixture.entry(10, [1], mark: 3)]).isEmpty)
        #expect(try fixture.find(1) == [1, 10])
        try fixture.storage.delete(first.id, replacing: rewrapped.digest, statement: [4], by: fixture.owner, at: 5)
        #expect(try fixture.find(1) == [1])
        #expect(try fixture.storage.indexes(after: nil, limit: 9).map(\.records) == [1])
    }

    @Test(arguments: StorageEngine.all) func aNewKeyMakesAllTermsOfTheOldOneUseless(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        let key = try fixture.publish(101)
        try fixture.set([TermFixture.entry(1, [1]), TermFixture.entry(2, [1])], under: 101)
        try fixture.set([TermFixture.entry(3, [1])])
        // Another envelope around the same key changes nothing.
        let rewrapped = try fixture.publish(101, envelope: 2, mark: 2, after: key)
        #expect(try fixture.find(1) == [1, 2, 3])
        let rekeyed = try fixture.publish(101, 2, mark: 3, after: rewrapped)
        #expect(try fixture.find(1) == [3])
        #expect(try fixture.storage.indexed(among: [1, 2, 3].map(TermFixture.id)) == [TermFixture.id(3)])
        #expect(throws: RecordStoreError.indexChanged) { try fixture.set([TermFixture.entry(1, [2])], under: 101) }
        #expect(try fixture.set([TermFixture.entry(1, [2])], under: 101, version: 2).isEmpty)
        #expect(try fixture.find(1) == [3] && fixture.find(2) == [1])
        let indexes = try fixture.storage.indexes(after: TermFixture.id(100), limit: 9)
        #expect(indexes == [IndexState(id: key.id, owner: fixture.owner, contentVersion: 2, records: 1)])
        try fixture.storage.delete(key.id, replacing: rekeyed.digest, statement: [4], by: fixture.owner, at: 5)
        #expect(try fixture.find(2) == [] && fixture.storage.indexes(after: nil, limit: 9).map(\.id) == [TermFixture.id(100)])
    }

    @Test(arguments: StorageEngine.all) func anIndexRecordIsKnownByAnEmptyBatchAndHasNoTerms(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        #expect(try fixture.storage.indexes(after: nil, limit: 9).isEmpty)
        // What had terms as a record loses them as an index.
        try fixture.set([TermFixture.entry(5, [1]), TermFixture.entry(4, [1])])
        try fixture.set([], under: 5)
        #expect(try fixture.find(1) == [4])
        let indexes = try fixture.storage.indexes(after: nil, limit: 9)
        #expect(indexes.map(\.id) == [5, 100].map(TermFixture.id) && indexes.map(\.records) == [0, 1])
        #expect(try fixture.storage.indexes(after: nil, limit: 1) == [indexes[0]])
        #expect(try fixture.storage.indexes(after: TermFixture.id(5), limit: 1) == [indexes[1]])
    }

    @Test(arguments: StorageEngine.all) func termsSurviveReopening(engine: StorageEngine) throws {
        let first = try fixture(engine)
        try first.set([TermFixture.entry(1, [1])])
        try first.storage.note("Dr. রহিমা", of: first.owner)
        try first.storage.close()
        let again = TermFixture(storage: try engine.open(folder.path))
        #expect(try again.find(1) == [1] && again.storage.indexes(after: nil, limit: 9).map(\.records) == [1])
        #expect(try again.storage.accessLog(of: TermFixture.id(1), after: nil, limit: 9).map(\.name) == ["Dr. রহিমা"])
    }

    @Test(arguments: StorageEngine.all) func theAccessLogHasTheLastNameOfEachUser(engine: StorageEngine) throws {
        let fixture = try fixture(engine)
        let id = TermFixture.id(1)
        try fixture.storage.log(.read, of: id, by: fixture.other, at: 5)
        #expect(try fixture.storage.accessLog(of: id, after: nil, limit: 9).map(\.name) == [nil, nil])
        for name in ["A", "A", "B"] { try fixture.storage.note(name, of: fixture.other) }
        #expect(try fixture.storage.accessLog(of: id, after: nil, limit: 9).map(\.name) == [nil, "B"])
    }
}
