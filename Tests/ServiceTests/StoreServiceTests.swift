import FoundationEssentials
import Framing
import HTTPTransport
import HospitalFixture
import Identity
import RecordStore
import SQLiteRecords
import SealedRecord
import StoreService
import Cryptography
import TestSupport
import Testing

@Suite struct StoreServiceTests {
    let store: StoreServer
    let name: RecordName
    var id: RecordID { name.id }
    var path: String { "/v1/records/\(id)" }

    init() throws {
        store = try StoreServer()
        name = store.name()
    }

    struct State: Decodable, Equatable {
        let id, owner, etag: String
        let contentVersion, envelopeSequence, epoch, length, modified: UInt64
    }

    @Test func aRecordLivesThroughEveryRoute() throws {
        let first = try store.seal(name, [UInt8](repeating: 3, count: 100_000))
        let created = try store.create(name, first)
        #expect(try created.status == 201 && created.headers["location"] == path && created.headers["etag"] == StoreServer.tag(first))
        let state = try JSONDecoder().decode(State.self, from: Data(created.body))
        #expect(state.id == "\(id)" && state.owner == "\(store.owner.id)" && state.contentVersion == 1 && state.length == UInt64(first.count))

        let read = try store.send(.get, path, by: store.stranger)
        #expect(try read.status == 200 && read.body == first && read.headers["etag"] == StoreServer.tag(first))
        let part = try store.send(.get, path, [("range", "bytes=10-99")])
        #expect(part.status == 206 && part.body == Array(first[10..<100]))
        let head = try store.send(.head, path)
        #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "\(first.count)")
        #expect(try store.send(.get, path, [("if-none-match", StoreServer.tag(first))]).status == 304)

        let second = try store.next(first)
        let updated = try store.send(.put, path, [("if-match", StoreServer.tag(first))], second)
        #expect(try updated.status == 200 && updated.headers["etag"] == StoreServer.tag(second))
        #expect(try store.send(.get, path).body == second)
        #expect(try store.send(.get, path + "/versions/1").body == first && store.send(.get, path + "/versions/2").body == second)
        #expect(try store.send(.get, path + "/versions/3").isProblem(404, "record-not-found"))
        struct Versions: Decodable { let versions: [State] }
        let versions = try JSONDecoder().decode(Versions.self, from: Data(store.send(.get, path + "/versions").body)).versions
        #expect(try versions.map(\.contentVersion) == [1, 2] && versions.map(\.etag) == [StoreServer.tag(first), StoreServer.tag(second)])

        let accesses = try store.send(.get, path + "/accesses")
        #expect(accesses.status == 200 && accesses.text.contains("\"user\":\"\(store.stranger.id)\",\"action\":\"read\""))
        #expect(try store.send(.get, path + "/accesses", by: store.stranger).isProblem(403, "not-owner"))

        let statement = try store.deletion(second)
        #expect(try store.send(.get, path + "/deletion").isProblem(404, "record-not-found"))
        #expect(try store.delete(second, tag: StoreServer.tag(first)).isProblem(412, "stale"))
        #expect(try store.delete(second, statement, by: store.stranger).isProblem(403, "not-owner"))
        #expect(try store.delete(second, statement).status == 204)
        for path in [path, path + "/versions", path + "/versions/1"] {
            #expect(try store.send(.get, path).isProblem(410, "record-deleted"))
        }
        let said = try store.send(.get, path + "/deletion", by: store.stranger)
        #expect(said.status == 200 && said.body == statement)
        #expect(try store.create(name, first).isProblem(410, "record-deleted"))
    }

    @Test func preconditionsAreDemandedAndChecked() throws {
        let first = try store.seal(name)
        let tag = try StoreServer.tag(first)
        #expect(try store.send(.put, path, [], first).isProblem(428, "precondition-required"))
        #expect(try store.send(.put, path, [("if-match", tag)], first).isProblem(404, "record-not-found"))
        #expect(try store.send(.put, path, [("if-none-match", "\"x\"")], first).isProblem(400, "invalid-request"))
        #expect(try store.send(.put, path, [("if-none-match", "*"), ("if-match", tag)], first).isProblem(400, "invalid-request"))
        #expect(try store.create(name, first).status == 201)
        let again = try store.create(name, first)
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
        for (part, body) in [("/deletion", try store.deletion(first)), ("/envelope", try StoreServer.envelope(store.rewrapped(first)))] {
            #expect(try store.send(.put, path + part, [], body).isProblem(428, "precondition-required"), "\(part)")
            #expect(try store.send(.put, path + part, [("if-none-match", "*")], body).isProblem(428, "precondition-required"), "\(part)")
            #expect(try store.send(.put, path + part, [("if-match", "*")], body).isProblem(400, "invalid-request"), "\(part)")
            let stale = try store.send(.put, path + part, [("if-match", "\"other\"")], body)
            #expect(stale.isProblem(412, "stale") && stale.headers["etag"] == tag, "\(part)")
        }
        #expect(try store.send(.put, path, [("if-match", tag)], second).status == 200)
    }

    @Test func requestsWithoutABelievableSignatureAreRefusedReadsToo() throws {
        let object = try store.seal(name)
        #expect(try store.create(name, object).status == 201)
        for path in [
            path, path + "/versions", path + "/versions/1", path + "/accesses", path + "/deletion", "/v1/records",
            "/v1/users/\(store.owner.id)/successions",
        ] {
            let bare = try HTTPClient().send(ClientRequest(.get, store.url(path)), responseLimit: 10_000)
            #expect(bare.isProblem(401, "signature-missing"), "\(path)")
        }
        #expect(try store.send(.head, path) { $0.method = .get }.isProblem(401, "signature-invalid"))
        #expect(try store.send(.get, path) { $0.method = .head }.status == 401)
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
        let old = try store.seal(name, epoch: 9)
        #expect(try store.create(name, old).isProblem(409, "old-epoch"))
        #expect(try store.create(name, store.seal(name, created: Hospital.now + 1000)).isProblem(422, "not-yet-valid"))
        #expect(try store.create(name, [1, 2, 3]).isProblem(422, "invalid-record"))
        #expect(try store.create(name, store.seal(store.name())).isProblem(422, "wrong-identifier"))
        #expect(try store.create(name, store.seal(name), by: store.stranger).isProblem(403, "not-owner"))
        var bad = try store.seal(name, [UInt8](repeating: 1, count: 50_000))
        bad[bad.count - 30_000] ^= 1
        #expect(try store.create(name, bad).isProblem(422, "invalid-record"))
        let good = try store.seal(name)
        let other = try store.seal(name, [9])
        let swapped = try store.send(.put, path, [("if-none-match", "*")], good) { $0.body = .bytes(other) }
        #expect(swapped.isProblem(400, "digest-mismatch"))
        #expect(try store.send(.get, path).isProblem(404, "record-not-found"))
        // The certificate within the object was revoked, though its owner has a new one.
        store.statements.set(
            try StoreServer.epoch(store.hospital),
            try StoreServer.revocations(store.hospital, serials: [store.owner.certificate.serial], sequence: 2))
        store.clock.advance(10)
        #expect(try store.create(name, good).isProblem(403, "certificate-revoked"))
    }

    @Test func anEpochThatHasNotBegunIsRefusedUnlessTheAuthoritySaysSo() throws {
        // Were it taken, its owner could not go back to the present epoch, and nobody could open it.
        let early = try store.seal(name, epoch: 11)
        #expect(try store.create(name, early).isProblem(409, "future-epoch"))
        // The authority has published since this store asked last.
        store.statements.set(try StoreServer.epoch(store.hospital, 11, sequence: 2), try StoreServer.revocations(store.hospital))
        #expect(try store.create(name, early).status == 201)
    }

    @Test func aWithdrawnCertificateDoesNotHideInTheContent() throws {
        // The content is signed under the certificate that was withdrawn, the envelope under the new one without the
        // capability to write: same user, same key.
        let former = store.owner.certificate
        let present = try store.hospital.certify(store.owner.identity, name: "Somebody", .rewrap)
        let mixed = try underSigner(present, store.seal(name), by: store.owner.identity)
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
        for bad in [
            "/v1/records/xyz", "/v1/records/\("\(id)".uppercased())A", "/v1/records/\(id)00", "/v1/records/\("\(id)".prefix(32))",
            "/v1/records/xyz/deletion", "/v1/users/xyz/successions", "/v1/users/\("\(store.owner.id)".prefix(32))/successions",
        ] {
            #expect(try store.send(.get, bad).isProblem(400, "invalid-request"), "\(bad)")
        }
        #expect(try store.create(name, store.seal(name)).status == 201)
        for bad in ["0", "01", "-1", "+1", "1x", "99999999999999999999"] {
            #expect(try store.send(.get, path + "/versions/\(bad)").isProblem(400, "invalid-request"), "\(bad)")
        }
        for bad in ["limit=0", "limit=501", "limit=x", "cursor=1", "owner=1"] {
            #expect(try store.send(.get, "/v1/records?\(bad)").isProblem(400, "invalid-request"), "\(bad)")
        }
        #expect(
            try store.send(.post, path, [], [1]).status == 405
                && store.send(.delete, path, [("if-match", StoreServer.tag(store.seal(name)))]).status == 405)
    }

    @Test func listsComeInPages() throws {
        struct Page: Decodable {
            let records: [State]
            let next: String?
        }
        var ids: [String] = []
        for _ in 0..<5 {
            let name = store.name()
            ids.append("\(name.id)")
            #expect(try store.create(name, store.seal(name)).status == 201)
        }
        let foreign = store.name(store.stranger)
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
        let object = try store.seal(name, (0..<8 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) })
        #expect(try store.create(name, object).status == 201)
        // Across the ends of the header and of the first piece of the payload.
        let header = try Hospital.header(of: object).bytes.count
        let piece = SQLiteRecordStorage.pieceByteCount
        for start in [0, 1, header - 1, header, piece - 10, header + piece - 10, 3 * piece, object.count - 20] {
            let end = min(start + 20, object.count)
            let part = try store.send(.get, path, [("range", "bytes=\(start)-\(end - 1)")])
            #expect(part.status == 206 && part.body == Array(object[start..<end]), "from \(start)")
        }
        let range = try store.send(.get, path, [("range", "bytes=3000000-3999999")])
        #expect(range.status == 206 && range.body == Array(object[3_000_000..<4_000_000]))
        #expect(try store.send(.get, path).body == object)
        let small = try StoreServer(recordLimit: 1000)
        let other = small.name()
        #expect(try small.create(other, small.seal(other)).isProblem(413, "content-too-large"))
    }

    @Test func neitherDatabaseNorLogHoldsPlaintextOrNames() throws {
        let secret = "PLANTED-PATIENT-Alberto-Atencio"
        let content = Array(String(repeating: secret + " ", count: 2000).utf8)
        #expect(try store.create(name, store.seal(name, content)).status == 201)
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
