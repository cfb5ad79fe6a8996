import FoundationEssentials
import Framing
import HTTPTransport
import HospitalFixture
import Identity
import SealedRecord
import SearchIndex
import Cryptography
import TestSupport
import Testing

/// Search by real requests.
@Suite struct IndexRouteTests {
    let store: StoreServer
    let indexName: RecordName
    let name: RecordName
    var index: RecordID { indexName.id }
    var id: RecordID { name.id }

    init() throws {
        store = try StoreServer()
        indexName = store.name()
        name = store.name()
    }

    private struct Page: Decodable {
        struct Entry: Decodable {
            let id, owner, etag: String
            let indexed: Bool
        }
        let records: [Entry]
        let next: String?
    }

    private struct Applied: Decodable, Equatable {
        let applied: Int
        let stale: [String]
    }

    private struct Keys: Decodable {
        struct Entry: Decodable {
            let id, owner: String
            let contentVersion, records: UInt64
        }
        let keys: [Entry]
        let next: String?
    }

    private func decoded<T: Decodable>(_ response: ClientResponse, as type: T.Type = T.self) throws -> T {
        #expect(response.status == 200, "\(response.text)")
        return try JSONDecoder().decode(type, from: Data(response.body))
    }

    private func batch(_ entries: [(RecordID, [UInt8], [SearchToken])], under index: RecordID? = nil, version: UInt64 = 1) throws -> [UInt8] {
        try TermsBatch(
            index: (index ?? self.index).bytes, indexVersion: version,
            entries: entries.map { try RecordTerms(record: $0.0.bytes, digest: Hospital.header(of: $0.1).stateHash, tokens: $0.2) }
        ).bytes
    }

    private func setTerms(_ bytes: [UInt8], by user: TestUser? = nil) throws -> ClientResponse {
        try store.send(.post, "/v1/index/terms", [], bytes, by: user)
    }

    private func search(_ alternative: SearchAlternative?, _ query: String = "") throws -> [String] {
        let page = try search(page: try SearchQuery([try #require(alternative)]), query)
        #expect(page.records.allSatisfy { $0.indexed })
        return page.records.map(\.id)
    }

    private func search(page query: SearchQuery, _ parameters: String) throws -> Page {
        try decoded(store.send(.post, "/v1/index/search" + parameters, [], query.bytes, by: store.stranger))
    }

    /// The index record, sealed like any other, and one record with terms; what they were stored as.
    private func indexed(_ key: borrowing IndexKey, _ values: SearchableValues) throws -> (index: [UInt8], record: [UInt8]) {
        let sealedKey = try store.seal(indexName, key.encoded().revealed())
        #expect(try store.create(indexName, sealedKey).status == 201)
        let record = try store.seal(name)
        #expect(try store.create(name, record).status == 201)
        let tokens = key.tokens(of: values)
        let done = try decoded(setTerms(batch([(id, record, tokens)])), as: Applied.self)
        #expect(done == Applied(applied: 1, stale: []))
        return (sealedKey, record)
    }

    @Test func aRecordIsFoundUntilItChanges() throws {
        let key = try IndexKey(classLabel: StoreServer.policy)
        let values = SearchableValues(names: ["Agustín O’Brien"], phones: ["01712-345678"], subjects: ["s"])
        let (_, record) = try indexed(key, values)
        let tokens = key.tokens(of: values)
        for text in ["agus", "OBRIEN agustin", "+8801712345678"] {
            let alternative = key.query(text)
            #expect(try search(alternative) == ["\(id)"], "\(text)")
        }
        let (subject, other, both) = (key.query(subject: "s"), key.query("rahman"), key.query("agustin rahman"))
        #expect(try search(subject) == ["\(id)"] && search(other) == [] && search(both) == [])

        let keys: Keys = try decoded(store.send(.get, "/v1/index/keys", by: store.stranger))
        #expect(keys.keys.map(\.id) == ["\(index)"] && keys.keys[0].owner == "\(store.owner.id)" && keys.next == nil)
        #expect(keys.keys[0].contentVersion == 1 && keys.keys[0].records == 1)
        let list: Page = try decoded(store.send(.get, "/v1/records"))
        #expect(list.records.first { $0.id == "\(id)" }?.indexed == true && list.records.first { $0.id == "\(index)" }?.indexed == false)

        let second = try store.next(record)
        #expect(try store.send(.put, "/v1/records/\(id)", [("if-match", StoreServer.tag(record))], second).status == 200)
        #expect(try search(subject) == [])
        let unindexed: Page = try decoded(store.send(.get, "/v1/records"))
        #expect(unindexed.records.allSatisfy { !$0.indexed })
        // Terms for the state that was replaced come too late.
        #expect(try decoded(setTerms(batch([(id, record, tokens)]))) == Applied(applied: 0, stale: ["\(id)"]))
        #expect(try decoded(setTerms(batch([(id, second, tokens)]))) == Applied(applied: 1, stale: []))
        #expect(try search(subject) == ["\(id)"])
        #expect(try store.delete(second).status == 204)
        #expect(try search(subject) == [])
    }

    @Test func aNewKeyMakesTheOldTermsUseless() throws {
        let key = try IndexKey(classLabel: StoreServer.policy)
        let (sealedKey, record) = try indexed(key, SearchableValues(names: ["Rahim"]))
        let old = key.query("rahim")
        #expect(try search(old) == ["\(id)"])
        let next = try IndexKey(classLabel: StoreServer.policy)
        let update = try store.next(sealedKey, next.encoded().revealed())
        #expect(try store.send(.put, "/v1/records/\(index)", [("if-match", StoreServer.tag(sealedKey))], update).status == 200)
        #expect(try search(old) == [])
        let (oldTokens, tokens, new) = (
            key.tokens(of: SearchableValues(names: ["Rahim"])), next.tokens(of: SearchableValues(names: ["Rahim"])), next.query("rahim")
        )
        #expect(try setTerms(batch([(id, record, oldTokens)])).isProblem(409, "index-changed"))
        #expect(try search(old) == [] && search(new) == [])
        #expect(try decoded(setTerms(batch([(id, record, tokens)], version: 2))) == Applied(applied: 1, stale: []))
        #expect(try search(old) == [] && search(new) == ["\(id)"])
    }

    @Test func onlyTheOwnerSetsTermsUnderAnIndexOfTheirs() throws {
        let key = try IndexKey(classLabel: "")
        let (_, record) = try indexed(key, SearchableValues(names: ["Rahim"]))
        let (tokens, query) = (key.tokens(of: SearchableValues(names: ["Karim"])), key.query("karim"))
        let good = try batch([(id, record, tokens)])
        #expect(try setTerms(good, by: store.stranger).isProblem(403, "not-owner"))
        #expect(try setTerms(batch([(id, record, tokens)], under: store.name().id)).isProblem(404, "record-not-found"))
        #expect(try setTerms(batch([(id, record, tokens)], version: 2)).isProblem(409, "index-changed"))
        // The stranger's own index does not make the owner's record the stranger's.
        let foreign = store.name(store.stranger)
        #expect(try store.create(foreign, store.seal(foreign, by: store.stranger), by: store.stranger).status == 201)
        let elsewhere = try batch([(id, record, tokens)], under: foreign.id)
        #expect(try setTerms(elsewhere).isProblem(403, "not-owner"))
        #expect(try decoded(setTerms(elsewhere, by: store.stranger)) == Applied(applied: 0, stale: ["\(id)"]))
        let (absent, other) = (store.name(), try store.seal(name, [9]))
        #expect(
            try decoded(setTerms(batch([(id, other, tokens), (absent.id, record, tokens)])))
                == Applied(applied: 0, stale: ["\(id)", "\(absent.id)"].sorted()))
        #expect(try search(query) == [])
        #expect(try decoded(setTerms(good)) == Applied(applied: 1, stale: []))
        #expect(try search(query) == ["\(id)"])
        let gone = store.name()
        let sealed = try store.seal(gone)
        #expect(try store.create(gone, sealed).status == 201)
        #expect(try store.delete(sealed).status == 204)
        #expect(try setTerms(batch([], under: gone.id)).isProblem(410, "record-deleted"))
    }

    @Test func bodiesAreSignedBoundedAndWellFormed() throws {
        let key = try IndexKey(classLabel: "")
        let (_, record) = try indexed(key, SearchableValues(names: ["Rahim"]))
        let tokens = key.tokens(of: SearchableValues(names: ["Karim"]))
        let good = try batch([(id, record, tokens)])
        let query = try SearchQuery([key.query(subject: "x")]).bytes
        for (path, body, limit) in [
            ("/v1/index/terms", good, TermsBatch.greatestByteCount), ("/v1/index/search", query, SearchQuery.greatestByteCount),
        ] {
            let bare = ClientRequest(.post, try store.url(path), body: .bytes(body))
            #expect(try HTTPClient().send(bare, responseLimit: 10_000).isProblem(401, "signature-missing"))
            let undigested = try store.send(.post, path, [], body) { $0.headers.set("content-digest", "md5=:AA==:") }
            #expect(undigested.isProblem(400, "digest-missing"))
            let unsigned = try store.send(.post, path, [], body) { $0.headers.set("content-digest", ContentDigest.field(of: [])) }
            #expect(unsigned.isProblem(401, "signature-invalid"))
            // Another body than the one that was signed, just as well-formed.
            var changed = body
            changed[body.count - 1] ^= 1
            let bent = try store.send(.post, path, [], body) { $0.body = .bytes(changed) }
            #expect(bent.isProblem(400, "digest-mismatch"))
            for malformed in [[], Array(body.dropLast()), body + [0], [UInt8](repeating: 0, count: 100)] {
                #expect(try store.send(.post, path, [], malformed).isProblem(400, "invalid-request"))
            }
            #expect(try store.send(.post, path, [], [UInt8](repeating: 0, count: limit + 1)).isProblem(413, "content-too-large"))
            #expect(try store.send(.get, path).status == 405)
        }
        for bad in ["limit=0", "limit=501", "cursor=1"] {
            #expect(try store.send(.post, "/v1/index/search?\(bad)", [], query).isProblem(400, "invalid-request"), "\(bad)")
            #expect(try store.send(.get, "/v1/index/keys?\(bad)").isProblem(400, "invalid-request"), "\(bad)")
        }
        let bare = ClientRequest(.get, try store.url("/v1/index/keys"))
        #expect(try HTTPClient().send(bare, responseLimit: 10_000).isProblem(401, "signature-missing"))
        // Of all that nothing was done.
        let karim = key.query("karim")
        #expect(try search(karim) == [])
    }

    @Test func listsComeInPages() throws {
        let key = try IndexKey(classLabel: "")
        _ = try indexed(key, SearchableValues(names: ["Rahim"]))
        let (tokens, alternative) = (key.tokens(of: SearchableValues(names: ["Rahim"])), key.query("rahim"))
        let query = try SearchQuery([try #require(alternative)])
        var ids = ["\(id)"]
        for _ in 0..<4 {
            let name = store.name()
            let id = name.id
            let record = try store.seal(name)
            #expect(try store.create(name, record).status == 201 && setTerms(batch([(id, record, tokens)])).status == 200)
            #expect(try setTerms(batch([], under: try newIndex())).status == 200)
            ids.append("\(id)")
        }
        var (found, cursor) = ([String](), String?.none)
        repeat {
            let page = try search(page: query, "?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
            #expect(page.records.count <= 2)
            found += page.records.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(found == ids.sorted())
        var keys = 0
        repeat {
            let page: Keys = try decoded(store.send(.get, "/v1/index/keys?limit=2" + (cursor.map { "&cursor=\($0)" } ?? "")))
            keys += page.keys.count
            cursor = page.next
        } while cursor != nil
        #expect(keys == 5)
    }

    private func newIndex() throws -> RecordID {
        let name = store.name()
        #expect(try store.create(name, store.seal(name)).status == 201)
        return name.id
    }

    @Test func neitherLogNorDatabaseHoldsWhatIsSearchedFor() throws {
        let key = try IndexKey(classLabel: "")
        let secret = Array(key.encoded().revealed().suffix(32))
        _ = try indexed(key, SearchableValues(names: ["Quintanilla"], identifiers: ["BMDC-71234"]))
        let query = key.query("Quintanilla")
        #expect(try search(query) == ["\(id)"])
        store.server.stop(within: 2)
        let log = store.lines.joined(separator: "\n").lowercased()
        for term in try #require(query).terms {
            for token in term { #expect(!log.contains(token.bytes.hex) && !log.contains(Base64.encode(token.bytes).lowercased())) }
        }
        let file = ["", "-wal"].flatMap { TemporaryFolder.read(store.folder.file("records.db" + $0)) }
        for text in ["Quintanilla", "quintanilla", "71234", "bmdc71234"] { #expect(!log.contains(text) && !file.contains(Array(text.utf8))) }
        #expect(!file.contains(secret))
    }

    @Test func theOwnerLearnsTheNamesOfReaders() throws {
        let reader = UserIdentity()
        let certificate = try store.hospital.certify(reader, name: "Dr. রহিমা")
        #expect(try store.create(name, store.seal(name)).status == 201)
        let now = Int64(store.clock.now)
        let seed = reader.signingKey.exportedSeed().revealed()
        for certificate in [certificate, try store.hospital.certify(reader, name: "Prof. রহিমা")] {
            var request = ClientRequest(.get, try store.url("/v1/records/\(id)"))
            try RequestSigner(keyID: "\(certificate.userID)", certificate: certificate.bytes, clock: { now }) { message in
                try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
            }.sign(&request)
            #expect(try HTTPClient().send(request, responseLimit: 100_000).status == 200)
        }
        struct Accesses: Decodable {
            struct Entry: Decodable { let action, name: String }
            let accesses: [Entry]
        }
        let accesses = try decoded(store.send(.get, "/v1/records/\(id)/accesses"), as: Accesses.self).accesses
        #expect(accesses.map(\.action) == ["create", "read", "read"] && accesses.map(\.name) == ["Somebody", "Prof. রহিমা", "Prof. রহিমা"])
        #expect(!store.lines.joined().contains("রহিমা"))
    }
}
