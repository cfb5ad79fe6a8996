import Identity
import RecordStore
import SQLiteDatabase
import SealedRecord
import SearchIndex
import SQLiteRecords
import TestSupport
import Testing

/// What stands in the file, and what a search costs.
@Suite struct TermStorageTests {
    let folder = TemporaryFolder()

    /// The file as a stranger finds it.
    private func database(_ path: String) throws -> Database { try Database(path, schema: SQLiteRecordStorage.schema) }

    @Test func theFileHoldsTokensAndNothingThatTheyAreMadeOf() throws {
        let path = folder.file("records.db")
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        try fixture.publish(100)
        try fixture.publish(1)
        let key = try IndexKey(classLabel: "role:psychiatrist")
        let values = SearchableValues(
            names: ["Agustín Quintanilla", "রহিমা খাতুন"], identifiers: ["BMDC A-71234"], phones: ["+8801712345678"], subjects: ["Jupiter"])
        let tokens = key.tokens(of: values)
        let entry = try RecordTerms(record: TermFixture.id(1).bytes, digest: [UInt8](repeating: 1, count: 32), tokens: tokens)
        try fixture.set([entry])
        guard let alternative = key.query("quintanilla") else { fatalError("a word can be searched for") }
        let query = try SearchQuery([alternative])
        #expect(try fixture.storage.search(query, after: nil, limit: 9).records.map(\.id) == [TermFixture.id(1)])

        let open = ["", "-wal"].map { TemporaryFolder.read(path + $0) }.joined()
        let bytes = Array(open)
        #expect(bytes.contains(tokens[0].bytes))
        for text in [
            "Agust", "agust", "Quintanilla", "quintanilla", "quint", "রহিমা", "খাতুন", "71234", "bmdca71234", "1712345678", "Jupiter", "psychiatrist",
        ] { #expect(!bytes.contains(Array(text.utf8)), "\(text)") }
        let secret = Array(key.encoded().revealed().suffix(32))
        #expect(!bytes.contains(secret) && !bytes.contains(Array(secret.prefix(16))))
        try fixture.storage.close()

        let database = try database(path)
        try database.read { connection in
            let rows = try connection.rows("SELECT token, record FROM term ORDER BY token") { try ($0.blob(0, count: 16), $0.blob(1, count: 32)) }
            #expect(rows.map(\.0) == tokens.map(\.bytes) && rows.allSatisfy { $0.1 == TermFixture.id(1).bytes })
            #expect(rows.count.isMultiple(of: IndexKey.tokenMultiple))
            let members = try connection.rows("SELECT record, index_key, index_version, digest FROM membership") {
                try ($0.blob(0, count: 32), $0.blob(1, count: 32), $0.integer(2), $0.blob(3, count: 32))
            }
            #expect(members.count == 1 && members[0].1 == TermFixture.id(100).bytes && members[0].2 == 1)
            let people = try connection.integer("SELECT count(*) FROM person")
            #expect(people == 0)
        }
    }

    @Test func nothingIsLeftOfReplacedTermsAndKeys() throws {
        let path = folder.file("records.db")
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        let key = try fixture.publish(100)
        for number in 1...70 as ClosedRange<UInt8> { try fixture.publish(number) }
        try fixture.set(try (1...70).map { try TermFixture.entry($0, [200, 201]) })
        let rekeyed = try fixture.publish(100, 2, mark: 2, after: key)
        try fixture.set([TermFixture.entry(1, [210])], version: 2)
        try fixture.storage.close()
        try database(path).read { connection in
            let tokens = try connection.rows("SELECT token FROM term") { try $0.blob(0, count: 16) }
            let members = try connection.integer("SELECT count(*) FROM membership")
            #expect(tokens == [TermFixture.token(210).bytes] && members == 1)
        }
        #expect(!TemporaryFolder.read(path).contains(TermFixture.token(200).bytes))
        let again = TermFixture(storage: try SQLiteRecordStorage(path))
        try again.storage.delete(key.id, replacing: rekeyed.digest, statement: [4], by: again.owner, at: 5)
        try again.storage.close()
        try database(path).read { connection in
            for count in [
                try connection.integer("SELECT count(*) FROM term"), try connection.integer("SELECT count(*) FROM membership"),
                try connection.integer("SELECT count(*) FROM index_key"),
            ] { #expect(count == 0) }
        }
    }

    @Test func nothingIsLeftOfTheTermsOfReplacedAndDeletedStates() throws {
        let path = folder.file("records.db")
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        try fixture.publish(100)
        let states = try (1...4).map { try fixture.publish($0) }
        try fixture.set(try (1...4).map { try TermFixture.entry($0, [200 + $0, 210]) })
        try fixture.publish(1, 2, mark: 2, after: states[0])
        try fixture.publish(2, envelope: 2, mark: 2, after: states[1])
        try fixture.storage.delete(states[2].id, replacing: states[2].digest, statement: [4], by: fixture.owner, at: 5)
        // A publication that fails takes nothing away.
        #expect(throws: RecordStoreError.stale) { try fixture.publish(4, 2, mark: 2, after: states[0].withDigest(9)) }
        let left = try database(path).read { connection in
            try connection.rows("SELECT token FROM term ORDER BY token") { try $0.blob(0, count: 16) }
        }
        #expect(left == [204, 210].map { TermFixture.token($0).bytes })
    }

    @Test func termsOfAnOlderKeyCountForNothingBeforeTheyAreRemoved() throws {
        let path = folder.file("records.db")
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        try fixture.publish(100)
        try fixture.publish(1)
        try fixture.set([TermFixture.entry(1, [1])])
        #expect(try fixture.find(1) == [1])
        // As between the transaction of a publication and the removal that follows it.
        try database(path).transaction { try $0.execute("UPDATE record SET version = 2 WHERE id = ?", [.blob(TermFixture.id(100).bytes)]) }
        #expect(try fixture.find(1) == [] && fixture.storage.indexed(among: [TermFixture.id(1)]).isEmpty)
        #expect(try fixture.storage.indexes(after: nil, limit: 9).map(\.records) == [0])
    }

    @Test func termsThatACrashLeftCountForNothingAndGoWhenTheFileIsOpened() throws {
        let path = folder.file("records.db")
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        try fixture.publish(100)
        try fixture.publish(1)
        try fixture.set([TermFixture.entry(1, [1])])
        try fixture.storage.close()
        // The index record's next version was published, and then the power failed.
        try database(path).transaction { try $0.execute("UPDATE version SET number = 2 WHERE record = ?", [.blob(TermFixture.id(100).bytes)]) }
        try database(path).transaction { try $0.execute("UPDATE record SET version = 2 WHERE id = ?", [.blob(TermFixture.id(100).bytes)]) }
        let again = TermFixture(storage: try SQLiteRecordStorage(path))
        #expect(try again.find(1) == [])
        try again.storage.close()
        let left = try database(path).read { try $0.integer("SELECT count(*) FROM term") }
        #expect(left == 0)
    }

    @Test func rowsOutOfOrderAreDamageAndNoEndlessSearch() throws {
        let path = folder.file("records.db")
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        try fixture.publish(100)
        for number in 1...5 as ClosedRange<UInt8> { try fixture.publish(number) }
        try fixture.set(try (1...5).map { try TermFixture.entry($0, [200]) })
        try fixture.storage.close()
        var bytes = TemporaryFolder.read(path)
        let token = TermFixture.token(200).bytes
        let places = bytes.indices.dropLast(48).filter { bytes[$0] == 200 && Array(bytes[$0..<$0 + 16]) == token }
        for place in places where [2, 5].contains(bytes[place + 16]) && bytes[place + 47] == bytes[place + 16] {
            bytes.replaceSubrange(place + 16..<place + 48, with: [UInt8](repeating: 7 - bytes[place + 16], count: 32))
        }
        TemporaryFolder.write(bytes, to: path)
        let damaged = TermFixture(storage: try SQLiteRecordStorage(path, quickCheck: false))
        #expect(storageFailure { _ = try damaged.find(200) }?.kind == .damaged)
    }

    @Test func anOlderFileIsBroughtUp() throws {
        let path = folder.file("records.db")
        let old = DatabaseSchema(
            applicationID: SQLiteRecordStorage.schema.applicationID, migrations: [SQLiteRecordStorage.schema.migrations[0]])
        try Database(path, schema: old).close()
        let fixture = TermFixture(storage: try SQLiteRecordStorage(path))
        try fixture.publish(100)
        try fixture.publish(1)
        try fixture.set([TermFixture.entry(1, [1])])
        #expect(try fixture.find(1) == [1])
    }

    /// Ten thousand records of 48 tokens: token `0, 0, n` is in every (n + 1)th record, the others are in one.
    private func largeStore() throws -> (any RecordStorage, count: Int) {
        let path = folder.file("large.db")
        let count = 10_000
        let database = try database(path)
        try database.transaction { connection in
            try Self.insert(TermFixture.id(255).bytes, count, connection)
            try connection.execute("INSERT INTO index_key VALUES (?)", [.blob(TermFixture.id(255).bytes)])
            for number in 0..<count {
                let record = Self.record(number)
                try Self.insert(record, number, connection)
                try connection.execute(
                    "INSERT INTO membership VALUES (?, ?, 1, ?)",
                    [.blob(record), .blob(TermFixture.id(255).bytes), .blob([UInt8](repeating: 1, count: 32))])
                for place in 0..<48 {
                    let token = place < 24 && number % (place + 1) == 0 ? Self.common(place) : Self.own(number, place)
                    try connection.execute("INSERT INTO term VALUES (?, ?)", [.blob(token.bytes), .blob(record)])
                }
            }
        }
        try database.close()
        return (try SQLiteRecordStorage(path, quickCheck: false), count)
    }

    private static func insert(_ record: [UInt8], _ number: Int, _ connection: borrowing DatabaseConnection) throws {
        let (owner, hash) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 1, count: 32))
        try connection.execute("INSERT INTO object (id, state) VALUES (?, 0)", [.integer(Int64(number + 1))])
        try connection.execute("INSERT INTO record VALUES (?, ?, 1, NULL, NULL)", [.blob(record), .blob(owner)])
        try connection.execute(
            "INSERT INTO version VALUES (?, 1, ?, ?, 1, 7, ?, 1, 1000, x'07')",
            [.blob(record), .integer(Int64(number + 1)), .blob(hash), .blob(hash)])
    }

    private static func record(_ number: Int) -> [UInt8] {
        // Spread over the order of identifiers as random ones are, but the same in every run.
        var source = SeededGenerator(UInt64(number))
        return [UInt8(truncatingIfNeeded: source.next()) & 0x7f] + source.bytes(28) + [
            UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255),
        ]
    }

    private static func common(_ place: Int) -> SearchToken { SearchToken(bytes: [0, 0, UInt8(place)] + [UInt8](repeating: 7, count: 13))! }

    private static func own(_ number: Int, _ place: Int) -> SearchToken {
        SearchToken(bytes: [9, UInt8(place), UInt8(number >> 8 & 255), UInt8(number & 255)] + [UInt8](repeating: 7, count: 12))!
    }

    private func all(_ storage: any RecordStorage, _ query: SearchQuery) throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        var next: RecordID?
        repeat {
            let page = try storage.search(query, after: next, limit: 100)
            found += page.records.map(\.id.bytes)
            next = page.next
        } while next != nil
        return found
    }

    @Test func aSearchInTenThousandRecordsTakesMilliseconds() throws {
        let (storage, count) = try largeStore()
        let common = Self.common
        let cases: [(name: String, query: SearchQuery, matches: (Int) -> Bool)] = [
            ("one rare", try TermFixture.query([[[Self.own(77, 40)]]]), { $0 == 77 }),
            ("one common", try TermFixture.query([[[common(0)]]]), { _ in true }),
            ("two common", try TermFixture.query([[[common(12)], [common(22)]]]), { $0 % 13 == 0 && $0 % 23 == 0 }),
            ("rare and common", try TermFixture.query([[[common(0)], [Self.own(4321, 30), Self.own(4322, 30)]]]), { $0 == 4321 || $0 == 4322 }),
            ("nothing", try TermFixture.query([[[common(0)], [Self.own(1, 41)], [Self.own(2, 41)]]]), { _ in false }),
            ("any of many", try TermFixture.query((0..<400).map { [[Self.own($0, 45)], [common(0)]] }), { $0 < 400 }),
        ]
        for test in cases {
            let expected = (0..<count).filter(test.matches).map(Self.record).sorted { $0.lexicographicallyPrecedes($1) }
            #expect(try all(storage, test.query) == expected, "\(test.name)")
            var best = Duration.seconds(9)
            for _ in 0..<5 {
                let clock = ContinuousClock()
                best = min(best, try clock.measure { _ = try storage.search(test.query, after: nil, limit: 100) })
            }
            #expect(best < .milliseconds(50), "\(test.name)")
        }
    }

    @Test func aSearchThatWorksTooLongStopsAndGoesOn() throws {
        // Two terms that alternate through all records and never meet.
        let path = folder.file("records.db")
        let count = 300_000
        let storage = try SQLiteRecordStorage(path)
        try storage.close()
        let database = try database(path)
        try database.transaction { connection in
            // The rules that the tables keep are not what is tested here.
            try connection.execute("DROP TABLE term")
            try connection.execute("CREATE TABLE term (token BLOB NOT NULL, record BLOB NOT NULL, PRIMARY KEY (token, record)) STRICT, WITHOUT ROWID")
            for number in 0..<count {
                let record = [UInt8](repeating: 0, count: 28) + [0, UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255)]
                try connection.execute("INSERT INTO term VALUES (?, ?)", [.blob(Self.common(number % 2).bytes), .blob(record)])
            }
        }
        try database.close()
        let again = try SQLiteRecordStorage(path, quickCheck: false)
        let query = try TermFixture.query([[[Self.common(0)], [Self.common(1)]]])
        var (pages, next) = (0, RecordID?.none)
        repeat {
            let page = try again.search(query, after: next, limit: 10)
            #expect(page.records.isEmpty)
            if let last = next, let now = page.next { #expect(last.bytes.lexicographicallyPrecedes(now.bytes)) }
            next = page.next
            pages += 1
        } while next != nil && pages < 100
        #expect((2...5).contains(pages))
    }

    @Test func everyStatementOfASearchUsesAnIndex() throws {
        let path = folder.file("records.db")
        try SQLiteRecordStorage(path).close()
        try database(path).read { connection in
            let plans: [[String]] = [
                try connection.rows(
                    "EXPLAIN QUERY PLAN SELECT record FROM term WHERE token = x'00' AND record >= x'00' ORDER BY record LIMIT 4"
                ) { try $0.text(3, atMost: 1000) },
                try connection.rows(
                    """
                    EXPLAIN QUERY PLAN SELECT record.id FROM membership JOIN record ON record.id = membership.record
                    JOIN version ON version.record = record.id AND version.number = record.version
                    JOIN record AS key ON key.id = membership.index_key
                    WHERE membership.record = x'00' AND record.deleted IS NULL AND version.digest = membership.digest
                    AND key.deleted IS NULL AND key.version = membership.index_version
                    """
                ) { try $0.text(3, atMost: 1000) },
                try connection.rows("EXPLAIN QUERY PLAN DELETE FROM term WHERE record = x'00'") { try $0.text(3, atMost: 1000) },
                try connection.rows(
                    "EXPLAIN QUERY PLAN SELECT record FROM membership WHERE index_key = x'00' AND index_version < 2 LIMIT 32"
                ) { try $0.text(3, atMost: 1000) },
            ]
            for plan in plans {
                #expect(!plan.isEmpty && plan.allSatisfy { $0.hasPrefix("SEARCH ") }, "\(plan)")
            }
        }
    }
}

extension RecordState {
    fileprivate func withDigest(_ mark: UInt8) -> RecordState {
        RecordState(
            id: id, owner: owner, contentVersion: contentVersion, contentHash: contentHash, envelopeSequence: envelopeSequence, epoch: epoch,
            digest: [UInt8](repeating: mark, count: 32), length: length, modified: modified)
    }
}
