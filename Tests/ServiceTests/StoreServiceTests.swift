import FoundationEssentials
import Framing
import HTTPTransport
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import StoreService
import Cryptography
import TestSupport
import Testing

@Suite struct StoreServiceTests {
    let store: StoreServer
    let id = RecordID.random()
    var path: String { "/v1/records/\(id)" }

    init() throws { store = try StoreServer() }

    struct State: Decodable, Equatable {
        let id, owner, etag: String
        let contentVersion, envelopeSequence, epoch, length, modified: UInt64
    }

    @Test func aRecordLivesThroughEveryRoute() throws {
        let first = try store.seal(id, [UInt8](repeating: 3, count: 100_000))
        let created = try store.create(id, first)
        #expect(created.status == 201 && created.headers["location"] == path && created.headers["etag"] == StoreServer.tag(first))
        let state = try JSONDecoder().decode(State.self, from: Data(created.body))
        #expect(state.id == "\(id)" && state.owner == "\(store.owner.id)" && state.contentVersion == 1 && state.length == UInt64(first.count))

        let read = try store.send(.get, path, by: store.stranger)
        #expect(read.status == 200 && read.body == first && read.headers["etag"] == StoreServer.tag(first))
        let part = try store.send(.get, path, [("range", "bytes=10-99")])
        #expect(part.status == 206 && part.body == Array(first[10..<100]))
        let head = try store.send(.head, path)
        #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "\(first.count)")
        #expect(try store.send(.get, path, [("if-none-match", StoreServer.tag(first))]).status == 304)

        let second = try store.next(first)
        let updated = try store.send(.put, path, [("if-match", StoreServer.tag(first))], second)
        #expect(updated.status == 200 && updated.headers["etag"] == StoreServer.tag(second))
        #expect(try store.send(.get, path).body == second)
        #expect(try store.send(.get, path + "/versions/1").body == first && store.send(.get, path + "/versions/2").body == second)
        #expect(try store.send(.get, path + "/versions/3").isProblem(404, "record-not-found"))
        struct Versions: Decodable { let versions: [State] }
        let versions = try JSONDecoder().decode(Versions.self, from: Data(store.send(.get, path + "/versions").body)).versions
        #expect(versions.map(\.contentVersion) == [1, 2] && versions.map(\.etag) == [StoreServer.tag(first), StoreServer.tag(second)])

        let accesses = try store.send(.get, path + "/accesses")
        #expect(accesses.status == 200 && accesses.text.contains("\"user\":\"\(store.stranger.id)\",\"action\":\"read\""))
        #expect(try store.send(.get, path + "/accesses", by: store.stranger).isProblem(403, "not-owner"))

        #expect(try store.send(.delete, path, [("if-match", StoreServer.tag(first))]).isProblem(412, "stale"))
        #expect(try store.send(.delete, path, [("if-match", StoreServer.tag(second))], by: store.stranger).isProblem(403, "not-owner"))
        #expect(try store.send(.delete, path, [("if-match", StoreServer.tag(second))]).status == 204)
        for path in [path, path + "/versions", path + "/versions/1"] {
            #expect(try store.send(.get, path).isProblem(410, "record-deleted"))
        }
        #expect(try store.create(id, first).isProblem(410, "record-deleted"))
    }

    @Test func preconditionsAreDemandedAndChecked() throws {
        let first = try store.seal(id)
        let tag = StoreServer.tag(first)
        #expect(try store.send(.put, path, [], first).isProblem(428, "precondition-required"))
        #expect(try store.send(.put, path, [("if-match", tag)], first).isProblem(404, "record-not-found"))
        #expect(try store.send(.put, path, [("if-none-match", "\"x\"")], first).isProblem(400, "invalid-request"))
        #expect(try store.send(.put, path, [("if-none-match", "*"), ("if-match", tag)], first).isProblem(400, "invalid-request"))
        #expect(try store.create(id, first).status == 201)
        let again = try store.create(id, first)
        #expect(again.isProblem(412, "record-exists") && again.headers["etag"] == tag)
        let second = try store.next(first)
        for stale in ["\"\(String(repeating: "0", count: 64))\"", "\"other\"", "W/\(tag)"] {
            let refused = try store.send(.put, path, [("if-match", stale)], second)
            #expect(refused.isProblem(412, "stale") && refused.headers["etag"] == tag, "\(stale)")
        }
        for broken in ["x", "\(tag), \(tag)", "*"] {
            #expect(try store.send(.put, path, [("if-match", broken)], second).isProblem(400, "invalid-request"), "\(broken)")
        }
        #expect(try store.send(.put, path, [("if-match", tag)], first).isProblem(409, "rolled-back"))
        #expect(try store.send(.delete, path).isProblem(428, "precondition-required"))
        #expect(try store.send(.delete, path, [("if-none-match", "*")]).isProblem(428, "precondition-required"))
        #expect(try store.send(.put, path, [("if-match", tag)], second).status == 200)
    }

    @Test func requestsWithoutABelievableSignatureAreRefusedReadsToo() throws {
        let object = try store.seal(id)
        #expect(try store.create(id, object).status == 201)
        for path in [path, path + "/versions", path + "/versions/1", path + "/accesses", "/v1/records"] {
            let bare = try HTTPClient().send(ClientRequest(.get, store.url(path)), responseLimit: 10_000)
            #expect(bare.isProblem(401, "signature-missing"), "\(path)")
        }
        #expect(try store.send(.get, path) { $0.method = .delete }.isProblem(401, "signature-invalid"))
        // A certified user under another user's name.
        var request = ClientRequest(.get, try store.url(path))
        try store.stranger.signer(store.clock, keyID: "\(store.owner.id)").sign(&request)
        #expect(try HTTPClient().send(request, responseLimit: 10_000).isProblem(401, "signature-invalid"))
        // Somebody else's certificate with one's own key.
        request = ClientRequest(.get, try store.url(path))
        let seed = store.stranger.identity.signingKey.exportedSeed().revealed()
        let now = Int64(store.clock.now)
        try RequestSigner(keyID: "\(store.owner.id)", certificate: store.owner.certificate.bytes, clock: { now }) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }.sign(&request)
        #expect(try HTTPClient().send(request, responseLimit: 10_000).isProblem(401, "signature-invalid"))
        // The same request twice.
        request = ClientRequest(.get, try store.url(path))
        try store.owner.signer(store.clock).sign(&request)
        #expect(try HTTPClient().send(request, responseLimit: 10_000).status == 200)
        #expect(try HTTPClient().send(request, responseLimit: 10_000).isProblem(401, "signature-replayed"))
    }

    @Test func certificatesAreCheckedForNow() throws {
        var elsewhere = try Hospital()
        let foreign = try TestUser(&elsewhere)
        #expect(try store.send(.get, "/v1/records", by: foreign).isProblem(401, "certificate-untrusted"))
        let expired = try TestUser(&store.hospital, from: Hospital.now - 100, to: Hospital.now)
        #expect(try store.send(.get, "/v1/records", by: expired).isProblem(401, "certificate-expired"))
        let early = try TestUser(&store.hospital, from: Hospital.now + 1000, to: Hospital.now + 2000)
        #expect(try store.send(.get, "/v1/records", by: early).isProblem(401, "certificate-not-yet-valid"))
        let garbled = try store.send(.get, "/v1/records") { $0.headers.set("medseal-certificate", "AAAA") }
        #expect(garbled.isProblem(401, "certificate-malformed"))
    }

    @Test func aRevocationTakesEffectAtTheNextFetch() throws {
        #expect(try store.send(.get, "/v1/records").status == 200)
        store.statements.set(
            try StoreServer.epoch(store.hospital), try StoreServer.revocations(store.hospital, users: [store.owner.id], sequence: 2))
        store.clock.advance(10)
        #expect(try store.send(.get, "/v1/records").isProblem(403, "certificate-revoked"))
        #expect(try store.send(.get, "/v1/records", by: store.stranger).status == 200)
        // A list that goes back is not believed.
        store.statements.set(try StoreServer.epoch(store.hospital), try StoreServer.revocations(store.hospital))
        store.clock.advance(10)
        #expect(try store.send(.get, "/v1/records").isProblem(403, "certificate-revoked"))
    }

    @Test func objectsAreCheckedAgainstThePresent() throws {
        let old = try store.seal(id, epoch: 9)
        #expect(try store.create(id, old).isProblem(409, "old-epoch"))
        #expect(try store.create(id, store.seal(id, created: Hospital.now + 1000)).isProblem(422, "not-yet-valid"))
        #expect(try store.create(id, [1, 2, 3]).isProblem(422, "invalid-record"))
        #expect(try store.create(id, store.seal(RecordID.random())).isProblem(422, "wrong-identifier"))
        #expect(try store.create(id, store.seal(id), by: store.stranger).isProblem(403, "not-owner"))
        var bad = try store.seal(id, [UInt8](repeating: 1, count: 50_000))
        bad[bad.count - 30_000] ^= 1
        #expect(try store.create(id, bad).isProblem(422, "invalid-record"))
        let good = try store.seal(id)
        let swapped = try store.send(.put, path, [("if-none-match", "*")], good) { $0.body = .bytes(try! store.seal(id, [9])) }
        #expect(swapped.isProblem(400, "digest-mismatch"))
        #expect(try store.send(.get, path).isProblem(404, "record-not-found"))
        // The certificate within the object was revoked, though its owner has a new one.
        store.statements.set(
            try StoreServer.epoch(store.hospital),
            try StoreServer.revocations(store.hospital, serials: [store.owner.certificate.serial], sequence: 2))
        store.clock.advance(10)
        #expect(try store.create(id, good).isProblem(403, "certificate-revoked"))
    }

    @Test func anEpochThatHasNotBegunIsRefusedUnlessTheAuthoritySaysSo() throws {
        // Were it taken, its owner could not go back to the present epoch, and nobody could open it.
        let early = try store.seal(id, epoch: 11)
        #expect(try store.create(id, early).isProblem(409, "future-epoch"))
        // The authority has published since this store asked last.
        store.statements.set(try StoreServer.epoch(store.hospital, 11, sequence: 2), try StoreServer.revocations(store.hospital))
        #expect(try store.create(id, early).status == 201)
    }

    @Test func aWithdrawnCertificateDoesNotHideInTheContent() throws {
        // The content is signed under the certificate that was withdrawn, the envelope under the new one without the
        // capability to write: same user, same key.
        let former = store.owner.certificate
        let present = try store.hospital.certify(store.owner.identity, name: "Somebody", .rewrap)
        let record = try store.seal(id)
        let header = try Hospital.header(of: record)
        let envelope = 16 + Int(record[8...11].reduce(0) { $0 << 8 | UInt32($1) })
        let place = envelope + 85 + 4..<envelope + 85 + 4 + former.bytes.count
        #expect(Array(record[place]) == former.bytes && present.bytes.count == former.bytes.count)
        var statement = Array(header.bytes[envelope..<header.bytes.count - 64])
        statement.replaceSubrange(89..<89 + former.bytes.count, with: present.bytes)
        let signature = store.owner.identity.signingKey.sign(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE"), statement))
        let mixed = Array(record[..<envelope]) + statement + signature + record[header.bytes.count...]
        try Hospital.header(of: mixed).verify(store.hospital.description)
        store.statements.set(
            try StoreServer.epoch(store.hospital),
            try StoreServer.revocations(store.hospital, serials: [former.serial], sequence: 2))
        store.clock.advance(10)
        let now = Int64(store.clock.now)
        let seed = store.owner.identity.signingKey.exportedSeed().revealed()
        let signer = RequestSigner(keyID: "\(present.userID)", certificate: present.bytes, clock: { now }) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }
        var request = ClientRequest(.put, try store.url(path), headers: HeaderFields([("if-none-match", "*")]), body: .bytes(mixed))
        try signer.sign(&request)
        #expect(try HTTPClient().send(request, responseLimit: 10_000).isProblem(403, "certificate-revoked"))
    }

    @Test func identifiersAndParametersAreStrict() throws {
        for bad in ["/v1/records/xyz", "/v1/records/\("\(id)".uppercased())A", "/v1/records/\(id)00"] {
            #expect(try store.send(.get, bad).isProblem(400, "invalid-request"), "\(bad)")
        }
        #expect(try store.create(id, store.seal(id)).status == 201)
        for bad in ["0", "01", "-1", "+1", "1x", "99999999999999999999"] {
            #expect(try store.send(.get, path + "/versions/\(bad)").isProblem(400, "invalid-request"), "\(bad)")
        }
        for bad in ["limit=0", "limit=501", "limit=x", "cursor=1", "owner=1"] {
            #expect(try store.send(.get, "/v1/records?\(bad)").isProblem(400, "invalid-request"), "\(bad)")
        }
        #expect(try store.send(.post, path, [], [1]).status == 405)
    }

    @Test func listsComeInPages() throws {
        struct Page: Decodable {
            let records: [State]
            let next: String?
        }
        var ids: [String] = []
        for _ in 0..<5 {
            let id = RecordID.random()
            ids.append("\(id)")
            #expect(try store.create(id, store.seal(id)).status == 201)
        }
        let foreign = RecordID.random()
        #expect(try store.create(foreign, store.seal(foreign, by: store.stranger), by: store.stranger).status == 201)
        var found: [String] = []
        var cursor: String?
        repeat {
            let query = "?limit=2&owner=\(store.owner.id)" + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try JSONDecoder().decode(Page.self, from: Data(store.send(.get, "/v1/records" + query).body))
            #expect(page.records.count <= 2)
            found += page.records.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(found == ids.sorted())
        let all = try JSONDecoder().decode(Page.self, from: Data(store.send(.get, "/v1/records").body))
        #expect(all.records.count == 6 && all.next == nil)
    }

    @Test func eightMebibytesAreStoredAndServedInPieces() throws {
        let object = try store.seal(id, [UInt8](repeating: 7, count: 8 << 20))
        #expect(try store.create(id, object).status == 201)
        let range = try store.send(.get, path, [("range", "bytes=3000000-3999999")])
        #expect(range.status == 206 && range.body == Array(object[3_000_000..<4_000_000]))
        #expect(try store.send(.get, path).body == object)
        let small = try StoreServer(recordLimit: 1000)
        #expect(try small.create(id, small.seal(id)).isProblem(413, "content-too-large"))
    }

    @Test func neitherDatabaseNorLogHoldsPlaintextOrNames() throws {
        let secret = "PLANTED-PATIENT-Alberto-Atencio"
        let content = Array(String(repeating: secret + " ", count: 2000).utf8)
        #expect(try store.create(id, store.seal(id, content)).status == 201)
        #expect(try store.send(.get, path + "?note=\(secret)").status == 200)
        #expect(try store.send(.get, "/v1/\(secret)").status == 404)
        store.server.stop(within: 2)
        #expect(store.lines.count == 3)
        let log = store.lines.joined(separator: "\n")
        #expect(!log.contains("PLANTED") && !log.contains("Somebody") && log.contains("\(store.owner.id)"))
        for name in ["records.db", "records.db-wal"] {
            let file = TemporaryFolder.read(store.folder.file(name))
            #expect(!String(decoding: file, as: UTF8.self).contains("PLANTED"))
        }
    }
}
