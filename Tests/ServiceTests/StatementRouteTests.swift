import Cryptography
import FoundationEssentials
import Framing
import HTTPTransport
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import SearchIndex
import TestSupport
import Testing

/// Envelopes, deletions and successions by real requests.
@Suite struct StatementRouteTests {
    let store: StoreServer
    let name: RecordName
    let first: [UInt8]
    var id: RecordID { name.id }
    var path: String { "/v1/records/\(id)" }

    init() throws {
        store = try StoreServer()
        name = store.name()
        first = try store.seal(name, [UInt8](repeating: 3, count: 100_000))
        #expect(try store.create(name, first).status == 201)
    }

    private func putEnvelope(_ envelope: [UInt8], on object: [UInt8], by user: TestUser? = nil) throws -> ClientResponse {
        try store.send(.put, path + "/envelope", [("if-match", StoreServer.tag(object))], envelope, by: user)
    }

    private func succession(from user: TestUser, to successor: TestUser, of record: RecordID? = nil) throws -> SuccessionStatement {
        try SuccessionStatement(handing: record, to: successor.id, from: user.certificate, time: Hospital.now, signedBy: user.identity)
    }

    private func putSuccession(_ bytes: [UInt8], by user: TestUser) throws -> ClientResponse {
        try store.send(.put, "/v1/successions", [], bytes, by: user)
    }

    private func successions(from user: TestUser) throws -> [[UInt8]] {
        struct Answer: Decodable { let successions: [String] }
        let answer = try store.send(.get, "/v1/users/\(user.id)/successions", by: store.stranger)
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Answer.self, from: Data(answer.body)).successions.map { try #require(Base64.decode($0)) }
    }

    @Test func anEnvelopeComesByItself() throws {
        let officer = try TestUser(&store.hospital, .rewrap)
        let second = try store.rewrapped(first)
        let done = try putEnvelope(StoreServer.envelope(second), on: first)
        #expect(try done.status == 200 && done.headers["etag"] == StoreServer.tag(second) && done.text.contains("\"envelopeSequence\":2"))
        #expect(try store.send(.get, path).body == second)
        let third = try store.rewrapped(second, by: officer)
        #expect(try putEnvelope(StoreServer.envelope(third), on: second, by: officer).status == 200)
        #expect(try store.send(.get, path, by: officer).body == third && store.send(.get, path + "/versions/1").body == third)
        let part = try store.send(.get, path, [("range", "bytes=0-9999"), ("if-range", StoreServer.tag(third))])
        #expect(part.status == 206 && part.body == Array(third[..<10_000]))
        // By the old tag one gets the whole of the new.
        let whole = try store.send(.get, path, [("range", "bytes=0-9999"), ("if-range", StoreServer.tag(first))])
        #expect(whole.status == 200 && whole.body == third)
        // A lost answer: the same again is told what stands there.
        let again = try putEnvelope(StoreServer.envelope(third), on: second, by: officer)
        #expect(try again.isProblem(412, "stale") && again.headers["etag"] == StoreServer.tag(third))
        #expect(try putEnvelope(StoreServer.envelope(third), on: third, by: officer).isProblem(409, "rolled-back"))
        let accesses = try store.send(.get, path + "/accesses").text
        #expect(accesses.contains("\"user\":\"\(officer.id)\",\"action\":\"rewrap\""))
    }

    /// Filled with stanzas that nobody knows yet and nobody must, the envelope is longer than two pieces of the store's file.
    @Test func aHeaderOfSeveralPiecesIsServedInFrontOfItsPayload() throws {
        let header = try Hospital.header(of: first)
        let next = try Hospital.header(of: store.rewrapped(first)).envelope.bytes
        let count = 1 + 32 + 8 + 32 + 8 + 8 + 2 + 4
        #expect(Array(next[count - 4..<count + 2]) == [0, 0, 0, 0, 0, 1])
        let filling = [0x00, 0x63] + UInt32(900_000).bigEndianBytes + (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) }
        let statement = next[..<count] + [0, 4] + next[(count + 2)...].dropLast(65) + filling + filling + filling
        let envelope = statement + UserSignature(of: Array(statement), domain: "MEDSEAL-V1-ENVELOPE", by: store.owner.identity.signingKey).bytes
        let object = try SealedRecordHeader(header, EnvelopeSection(bytes: Array(envelope))).bytes + first[header.bytes.count...]
        #expect(try putEnvelope(Array(envelope), on: first).status == 200)
        #expect(try store.send(.get, path).body == object)
        let (length, piece) = (object.count - (first.count - header.bytes.count), 1 << 20)
        #expect(length > 2 * piece)
        for start in [0, piece - 5, piece, 2 * piece - 1, length - 10, length - 1, length, length + 5, object.count - 10] {
            let end = min(start + 300_000, object.count)
            let part = try store.send(.get, path, [("range", "bytes=\(start)-\(end - 1)")])
            #expect(part.status == 206 && part.body == Array(object[start..<end]), "from \(start)")
        }
    }

    @Test func envelopesThatMustNotBeThereAreRefused() throws {
        let good = try StoreServer.envelope(store.rewrapped(first))
        #expect(try putEnvelope(good, on: first, by: store.stranger).isProblem(403, "not-owner"))
        let other = store.name()
        let record = try store.seal(other)
        #expect(try store.create(other, record).status == 201)
        for garbage in [[], [1, 2, 3], Array(good.dropLast()), good + [0], try StoreServer.envelope(store.rewrapped(record))] {
            #expect(try putEnvelope(garbage, on: first).isProblem(422, "invalid-record"))
        }
        let long = [UInt8](repeating: 0, count: EnvelopeSection.maximumLength + 1)
        #expect(try putEnvelope(long, on: first).isProblem(413, "content-too-large"))
        #expect(try putEnvelope(StoreServer.envelope(first), on: first).isProblem(409, "rolled-back"))
        // Another body than the one that was signed.
        let otherEnvelope = try StoreServer.envelope(store.rewrapped(first))
        let swapped = try store.send(.put, path + "/envelope", [("if-match", StoreServer.tag(first))], good) { $0.body = .bytes(otherEnvelope) }
        #expect(swapped.isProblem(400, "digest-mismatch"))
        let bare = ClientRequest(.put, try store.url(path + "/envelope"), body: .bytes(good))
        #expect(try HTTPClient().send(bare, responseLimit: 10_000).isProblem(401, "signature-missing"))
        let nowhere = "/v1/records/\(store.name().id)/envelope"
        #expect(try store.send(.put, nowhere, [("if-match", StoreServer.tag(first))], good).isProblem(404, "record-not-found"))
        #expect(try store.send(.get, path).body == first)
        // A whole record does not bring one in.
        let whole = try store.send(.put, path, [("if-match", StoreServer.tag(first))], store.rewrapped(first))
        #expect(whole.isProblem(409, "rolled-back"))
        #expect(try store.delete(first).status == 204)
        #expect(try putEnvelope(good, on: first).isProblem(410, "record-deleted"))
    }

    @Test func aSealersNewEpochIsAskedAboutForEnvelopesToo() throws {
        let header = try Hospital.header(of: first)
        let change = Rewrapping(created: Hospital.now, epoch: 11, revocationSequence: 1, signer: store.owner.certificate)
        let key = try header.recordKey(with: store.hospital.key([StoreServer.policy]), store.hospital.realm)
        let stanza = try Stanza.attribute(.init(parsing: "role:doctor"), store.hospital.realm, wrapping: key, for: change.target(header), at: 0)
        let envelope = try change.apply(to: header, stanzas: [stanza], signedBy: store.owner.identity).envelope.bytes
        #expect(try putEnvelope(envelope, on: first).isProblem(409, "future-epoch"))
        store.statements.set(try StoreServer.epoch(store.hospital, 11, sequence: 2), try StoreServer.revocations(store.hospital))
        #expect(try putEnvelope(envelope, on: first).status == 200)
    }

    @Test func aDeletionIsASignedStatementAndStays() throws {
        let statement = try store.deletion(first)
        #expect(try store.send(.delete, path, [("if-match", StoreServer.tag(first))]).status == 405)
        let other = store.name()
        let record = try store.seal(other)
        #expect(try store.create(other, record).status == 201)
        for garbage in [[], [1], Array(statement.dropLast()), statement + [0]] {
            #expect(try store.delete(first, garbage).isProblem(422, "invalid-record"))
        }
        #expect(try store.delete(first, [UInt8](repeating: 0, count: DeletionStatement.greatestByteCount + 1)).isProblem(413, "content-too-large"))
        #expect(try store.delete(first, store.deletion(record)).isProblem(422, "wrong-identifier"))
        #expect(try store.delete(first, statement, by: store.stranger).isProblem(403, "not-owner"))
        let next = try store.next(first)
        #expect(try store.send(.put, path, [("if-match", StoreServer.tag(first))], next).status == 200)
        let late = try store.delete(next, statement)
        #expect(try late.isProblem(412, "stale") && late.headers["etag"] == StoreServer.tag(next))
        #expect(try store.send(.get, path).body == next)
        let last = try store.deletion(next)
        #expect(try store.delete(next, last).status == 204)
        #expect(try store.delete(next, last).isProblem(410, "record-deleted"))
        let said = try store.send(.get, path + "/deletion", by: store.stranger)
        #expect(said.status == 200 && said.body == last && said.headers["content-type"] == "application/octet-stream")
        try DeletionStatement(bytes: said.body).verify(store.hospital.description)
        #expect(try store.send(.get, "/v1/records/\(other.id)/deletion").isProblem(404, "record-not-found"))
    }

    @Test func aSuccessorIsKnownAndTakesOver() throws {
        let (owner, successor) = (store.owner, store.stranger)
        #expect(try successions(from: owner).isEmpty)
        let statement = try succession(from: owner, to: successor)
        #expect(try putSuccession(statement.bytes, by: owner).status == 204 && putSuccession(statement.bytes, by: owner).status == 204)
        #expect(try successions(from: owner) == [statement.bytes] && successions(from: successor).isEmpty)
        let third = try TestUser(&store.hospital)
        #expect(try putSuccession(succession(from: owner, to: third).bytes, by: owner).isProblem(412, "other-succession"))
        let second = try store.next(first, by: successor, further: [statement])
        let updated = try store.send(.put, path, [("if-match", StoreServer.tag(first))], second, by: successor)
        #expect(updated.status == 200 && updated.text.contains("\"owner\":\"\(successor.id)\""))
        // The former owner: content, envelope, deletion, terms, log.
        let drop = try store.next(first)
        #expect(try store.send(.put, path, [("if-match", StoreServer.tag(second))], drop).isProblem(403, "not-owner"))
        #expect(throws: SealedRecordError.self) { try store.rewrapped(second) }
        #expect(try store.delete(second, store.deletion(second, by: successor), by: owner).isProblem(403, "not-owner"))
        #expect(try store.delete(second, store.deletion(first), by: owner).isProblem(403, "not-owner"))
        #expect(try store.send(.get, path + "/accesses").isProblem(403, "not-owner"))
        #expect(
            try store.send(.post, "/v1/index/terms", [], TermsBatch(index: id.bytes, indexVersion: 2, entries: []).bytes).isProblem(403, "not-owner"))
        // The successor.
        #expect(try store.send(.get, path + "/accesses", by: successor).status == 200)
        #expect(
            try store.send(.post, "/v1/index/terms", [], TermsBatch(index: id.bytes, indexVersion: 2, entries: []).bytes, by: successor).status == 200
        )
        let wrapped = try store.rewrapped(second, by: successor)
        #expect(try putEnvelope(StoreServer.envelope(wrapped), on: second, by: successor).status == 200)
        let again = try store.next(wrapped, by: successor)
        #expect(try store.send(.put, path, [("if-match", StoreServer.tag(wrapped))], again, by: successor).status == 200)
        #expect(try store.send(.get, path).body == again && store.delete(again, by: successor).status == 204)
    }

    @Test func successionsThatAreNobodysWordAreRefused() throws {
        let third = try TestUser(&store.hospital)
        let statement = try succession(from: store.owner, to: store.stranger)
        #expect(try putSuccession(statement.bytes, by: store.stranger).isProblem(403, "not-owner"))
        for garbage in [[], [1, 2], Array(statement.bytes.dropLast()), statement.bytes + [0]] {
            #expect(try putSuccession(garbage, by: store.owner).isProblem(422, "invalid-record"))
        }
        var bent = statement.bytes
        bent[80] ^= 1
        #expect(try putSuccession(bent, by: store.owner).isProblem(422, "invalid-record"))
        let long = [UInt8](repeating: 0, count: SuccessionStatement.greatestByteCount + 1)
        #expect(try putSuccession(long, by: store.owner).isProblem(413, "content-too-large"))
        #expect(try successions(from: store.owner).isEmpty)
        // A record of the owner's, with a statement by somebody else in it.
        let stolen = try store.next(first, by: third, further: [succession(from: store.stranger, to: third)])
        #expect(try store.send(.put, path, [("if-match", StoreServer.tag(first))], stolen, by: third).isProblem(422, "invalid-record"))
        #expect(try store.send(.get, path).body == first)
    }

    @Test func aRevokedOwnersWordCountsOnlyIfItWasSeenBefore() throws {
        let other = store.name()
        let record = try store.seal(other)
        #expect(try store.create(other, record).status == 201)
        let (seen, unseen) = (
            try succession(from: store.owner, to: store.stranger, of: id), try succession(from: store.owner, to: store.stranger, of: other.id)
        )
        #expect(try putSuccession(seen.bytes, by: store.owner).status == 204)
        store.statements.set(
            try StoreServer.epoch(store.hospital), try StoreServer.revocations(store.hospital, users: [store.owner.id], sequence: 2))
        store.clock.advance(10)
        #expect(try putSuccession(unseen.bytes, by: store.owner).isProblem(403, "certificate-revoked"))
        let late = try store.next(record, by: store.stranger, further: [unseen])
        #expect(
            try store.send(.put, "/v1/records/\(other.id)", [("if-match", StoreServer.tag(record))], late, by: store.stranger)
                .isProblem(403, "certificate-revoked"))
        let deletion = try store.deletion(record, by: store.stranger, further: [unseen])
        #expect(try store.delete(record, deletion, by: store.stranger).isProblem(403, "certificate-revoked"))
        let next = try store.next(first, by: store.stranger, further: [seen])
        #expect(try store.send(.put, path, [("if-match", StoreServer.tag(first))], next, by: store.stranger).status == 200)
        // What the authority decides goes on: it may be handed in by whoever has it.
        let decision = try SuccessionStatement(
            from: store.owner.id, to: store.stranger.id, signingKey: nil, record: nil, reason: .left, time: Hospital.now,
            by: store.hospital.description, signedBy: store.hospital.signingKey)
        #expect(try putSuccession(decision.bytes, by: store.stranger).status == 204)
        let decided = try store.next(record, by: store.stranger, further: [decision])
        #expect(
            try store.send(.put, "/v1/records/\(other.id)", [("if-match", StoreServer.tag(record))], decided, by: store.stranger).status == 200)
        #expect(try successions(from: store.owner) == [seen.bytes, decision.bytes])
    }
}
