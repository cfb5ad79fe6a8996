import AttributeKeyRing
import Framing
import HTTPTransport
import HealthRecord
import Identity
import SealedRecord
import SearchIndex
import Cryptography
import Synchronization
import LyingStore
import LocalFiles
import Testing
import Workstation

/// The search index's client, against stores and authors that are up to something.
@Suite struct IndexTests {
    private static func page(_ keys: [(id: RecordID, owner: UserID, version: UInt64)]) -> Response {
        let entries = keys.map { #"{"id":"\#($0.id)","owner":"\#($0.owner)","contentVersion":\#($0.version),"records":1}"# }
        return .text(json: #"{"keys":["# + entries.joined(separator: ",") + "]}")
    }

    @Test func aRecordThatTheStoreCallsAnIndexKeyIsNotReplacedByOne() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let before = try session.bytes(of: id)
        let owner = session.userID
        ward.lies.lie { $0.target.rawPath.hasSuffix("/index/keys") ? Self.page([(id, owner, 1)]) : nil }
        let notices = Notices()
        session.notice = { notices.append($0) }
        #expect(try session.index.rekey().keys == 0)
        #expect(notices.count == 1)
        ward.lies.tellTheTruth()
        let after = try session.records.open(id, limit: 1 << 20)
        #expect(after.content == before)
        #expect(after.header.content.contentVersion == 1)
    }

    @Test func anothersRecordIsNoIndexKeyOfThisUser() throws {
        let ward = try Ward()
        let (mine, theirs) = (try ward.user().session(), try ward.user().session())
        try mine.addPatient("Ayesha Rahman", number: "1")
        let id = try theirs.addPatient("Karim Khan", number: "2")
        let owner = mine.userID
        ward.lies.lie { $0.target.rawPath.hasSuffix("/index/keys") ? Self.page([(id, owner, 1)]) : nil }
        #expect(try mine.index.rekey().keys == 0)
        #expect(try theirs.records.present(id).header.content.contentVersion == 1)
    }

    /// Puts a record into the store as it is, and calls it an index key.
    private func publish(_ content: [UInt8], by session: UserSession, policy: String = "role:doctor") throws -> RecordID {
        let id = try session.writing.add(MemoryInput(content), policies: try Ward.policy(policy), findableBy: .nothing).header.content.recordID
        _ = try session.store().setTerms(try TermsBatch(index: id.bytes, indexVersion: 1, entries: []).bytes)
        return id
    }

    @Test func oneAuthorsFaultyIndexKeyDoesNotEndEverybodysSearch() throws {
        let ward = try Ward()
        let (good, bad) = (try ward.user().session(), try ward.user().session())
        let id = try good.addPatient("Ayesha Rahman", number: "1")
        let reader = try ward.user().session()
        #expect(try reader.foundIDs("ayesha") == [id])
        for content in [
            [], [1, 2, 3], [UInt8](repeating: 7, count: 200_000), try IndexKey(classLabel: "another label").encoded().revealed(),
            try IndexKey(classLabel: "role:doctor").encoded().revealed() + [0],
        ] {
            _ = try publish(content, by: bad)
            #expect(try reader.foundIDs("ayesha") == [id], "\(content.count)")
        }
    }

    @Test func aDamagedIndexKeyDoesNotEndTheSearch() throws {
        let ward = try Ward()
        let (good, bad) = (try ward.user().session(), try ward.user().session())
        let id = try good.addPatient("Ayesha Rahman", number: "1")
        let damaged = try publish(try IndexKey(classLabel: "role:doctor").encoded().revealed(), by: bad)
        ward.lies.twist { request, response in
            guard request.method == .get, request.target.rawPath.hasSuffix("/\(damaged)") else { return }
            var bytes = response.bytes
            bytes[bytes.count - 1] ^= 1
            response.body = .bytes(bytes)
        }
        #expect(try ward.user().session().foundIDs("ayesha") == [id])
    }

    @Test func theKeyOfAnotherOwnerOrVersionThanTheStoreSaysIsNotUsed() throws {
        let ward = try Ward()
        let (author, other) = (try ward.user().session(), try ward.user().session())
        try author.addPatient("Ayesha Rahman", number: "1")
        let key = try #require(try author.search.indexKeyRecords().first)
        for (owner, version) in [(other.userID, UInt64(1)), (author.userID, 2)] {
            ward.lies.lie { request in
                if request.target.rawPath.hasSuffix("/search") { Issue.record("a query was sent under it") }
                return request.target.rawPath.hasSuffix("/index/keys") ? Self.page([(key, owner, version)]) : nil
            }
            #expect(try ward.user().session().foundIDs("ayesha").isEmpty)
        }
    }

    @Test func whatBecomesReadableWithANewKeyIsSearched() throws {
        let ward = try Ward()
        let id = try ward.user(["role:doctor"]).session().addPatient("Ayesha Rahman", number: "1")
        let nurse = try ward.user(["role:nurse"]).session()
        #expect(try nurse.foundIDs("ayesha").isEmpty)
        try ward.give(nurse, ["role:doctor"], epoch: Ward.epoch + 1)
        #expect(try nurse.foundIDs("ayesha") == [id])
    }

    @Test func aProgramGoesOnAfterAnotherHasReplacedTheIndexKeys() throws {
        let ward = try Ward()
        let user = try ward.user()
        let (first, second) = (try user.session(), try user.session())
        try first.addPatient("Ayesha Rahman", number: "1")
        #expect(try second.index.rekey().keys == 1)
        // What is on its way may be lost, and is told of; it is mended, and the next one is found at once.
        let notices = Notices()
        first.notice = { notices.append($0) }
        let second_ = try first.addPatient("Karim Khan", number: "2")
        let third = try first.addPatient("Jamal Khan", number: "3")
        #expect(try second.foundIDs("jamal") == [third])
        if notices.count > 0 { _ = try first.index.rebuild() }
        #expect(try second.foundIDs("karim") == [second_])
        #expect(try second.foundIDs("ayesha").count == 1)
    }

    @Test func twoProgramsThatMakeAnIndexKeyAtOnceAgree() throws {
        let ward = try Ward()
        let user = try ward.user()
        let (first, second) = (try user.session(), try user.session())
        try first.addPatient("Ayesha Rahman", number: "1")
        let key = try #require(try first.search.indexKeyRecords().first)
        // The second looked before the first had made it.
        let isFirst = Atomic(true)
        ward.lies.lie { request in
            guard request.method == .get, request.target.rawPath.hasSuffix("/\(key)"), isFirst.exchange(false, ordering: .relaxed) else { return nil }
            return .text(json: #"{"title":"There is no such record","code":"record-not-found"}"#, status: 404)
        }
        let notices = Notices()
        second.notice = { notices.append($0) }
        let id = try second.addPatient("Karim Khan", number: "2")
        #expect(notices.count == 0)
        #expect(try second.foundIDs("karim") == [id])
        #expect(try second.search.indexKeyRecords() == [key])
    }

    @Test func rebuildingTakesARecordThatIsListedTwiceAndPassesOverWhatCannotBeRead() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        // The store lost all terms.
        ward.lies.lie { $0.target.rawPath.hasSuffix("/terms") ? Response(status: 500) : nil }
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let damaged = try session.addPatient("Karim Khan", number: "2")
        ward.lies.twist { request, response in
            if request.target.rawPath == "/v1/records" {
                // Every record twice.
                guard let start = response.text.firstIndex(of: "["), let end = response.text.lastIndex(of: "]") else { return }
                let list = response.text[response.text.index(after: start)..<end]
                response.body = .bytes(Array("{\"records\":[\(list),\(list)]}".utf8))
            } else if request.method == .get, request.target.rawPath.hasSuffix("/\(damaged)"), !response.bytes.isEmpty {
                var bytes = response.bytes
                bytes[bytes.count - 1] ^= 1
                response.body = .bytes(bytes)
            }
        }
        let report = try user.session().index.rebuild()
        #expect(report.records == 1)
        #expect(report.closed == 1)
        ward.lies.tellTheTruth()
        #expect(try session.foundIDs("ayesha") == [id])
        #expect(try session.index.rebuild().records == 1)
        #expect(try session.foundIDs("karim") == [damaged])
    }

    @Test func anAuthorWhoIsNotAmongTheReadersMakesRecordsFindable() throws {
        let ward = try Ward()
        let gateway = try ward.user(["role:device"]).session()
        let id = try gateway.writing.add(MemoryInput(Ward.patient("Ayesha Rahman", number: "1")), policies: try Ward.policy()).header.content.recordID
        #expect(try ward.user().session().foundIDs("ayesha") == [id])
        // The author has the key of what they made findable, and opens what they wrote.
        #expect(try gateway.foundIDs("ayesha") == [id])
        #expect(try !gateway.bytes(of: id).isEmpty)
        // Unless they chose not to read it back, as devices do.
        let sent = try gateway.writing.add(
            MemoryInput(Ward.patient("Karim Khan", number: "2")), policies: try Ward.policy(), isReadableByAuthor: false
        ).header.content.recordID
        #expect(failure { _ = try gateway.bytes(of: sent) } == .policyNotSatisfied)
        #expect(try ward.user().session().foundIDs("karim") == [sent])
    }

    @Test func replacedKeysGiveUnrelatedTokens() throws {
        let secret = SecretBytes(randomCount: 64)
        let values = SearchableValues(names: ["Ayesha Rahman"], identifiers: ["1"], subjects: ["2"])
        var seen: Set<SearchToken> = []
        for (label, version) in [("a", UInt64(1)), ("a", 2), ("b", 1), ("b", 2), ("a", UInt64(Int64.max))] {
            let tokens = Set(try IndexKey(classLabel: label, version: version, of: secret).tokens(of: values))
            #expect(tokens.isDisjoint(with: seen))
            #expect(tokens == Set(try IndexKey(classLabel: label, version: version, of: secret).tokens(of: values)))
            seen.formUnion(tokens)
        }
    }

    @Test func afterRekeyingTheFormerKeyFindsNothing() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let key = try #require(try session.search.indexKeyRecords().first)
        let former = try session.records.open(key, limit: 1 << 20).content
        _ = try session.index.rekey()
        #expect(try session.records.open(key, limit: 1 << 20).content != former)
        #expect(try session.foundIDs("ayesha") == [id])
    }
}

final class Notices {
    private(set) var notices: [Notice] = []
    var count: Int { notices.count }
    func append(_ notice: Notice) { notices.append(notice) }
}
