import Cryptography
import HospitalFixture
import Identity
import RecordStore
import SQLiteDatabase
import SQLiteRecords
import SealedRecord
import TestSupport
import Testing

/// A new envelope comes by itself: the payload is neither sent nor touched.
@Suite final class EnvelopeTests {
    let fixture: StoreFixture
    let name: RecordName
    let first: [UInt8]
    let officer = UserIdentity()
    let officerCertificate: Certificate
    var id: RecordID { name.id }

    init() throws {
        fixture = try StoreFixture()
        name = fixture.name()
        first = try fixture.seal(name, [UInt8](repeating: 5, count: 40_000))
        officerCertificate = try fixture.hospital.certify(officer, name: "Re-wrapper", .rewrap)
        try fixture.put(first, to: id, .absent)
    }

    private func refusal(
        _ envelope: [UInt8], by user: UserID? = nil, digest: [UInt8]? = nil, _ admission: Admission? = nil
    ) throws -> RecordStoreError? {
        let (digest, admission) = (try digest ?? StoreFixture.digest(first), try admission ?? fixture.hospital.admission())
        do throws(RecordStoreError) {
            _ = try fixture.store.rewrap(id, envelope: envelope, by: user ?? fixture.owner.id, digest: digest, admission)
        } catch {
            return error
        }
        return nil
    }

    private func envelope(_ object: [UInt8]? = nil, epoch: UInt32 = 10, created: UInt64 = StoreFixture.now) throws -> [UInt8] {
        try fixture.rewrapping(object ?? first, by: fixture.owner, fixture.ownerCertificate, epoch: epoch, created: created).envelope.bytes
    }

    /// What stands in the file: each version's object, and all pieces.
    private func file() throws -> (objects: [Int64], pieces: [[UInt8]]) {
        let raw = try Database(fixture.folder.file("records.db"), schema: SQLiteRecordStorage.schema)
        defer { try? raw.close() }
        return try raw.read { connection in
            let objects = try connection.rows("SELECT object FROM version ORDER BY number") { try $0.integer(0) }
            let pieces = try connection.rows("SELECT bytes FROM piece ORDER BY object, number") { try $0.blob(0, atMost: 1 << 20) }
            return (objects, pieces)
        }
    }

    @Test func authorAndCertifiedRewrapperPutTheNextEnvelopeAroundAnUntouchedPayload() throws {
        let before = try file()
        let payload = Array(first[try Hospital.header(of: first).bytes.count...])
        #expect(before.pieces == [payload] && before.objects.count == 1)
        let second = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate)
        let state = try fixture.rewrap(first, to: second)
        #expect(state.envelopeSequence == 2 && state.contentVersion == 1 && state.owner == fixture.owner.id)
        #expect(try state.digest == StoreFixture.digest(second) && state.length == UInt64(second.count) && fixture.store.state(of: id) == state)
        #expect(try fixture.get(id) == second && fixture.get(id, version: 1) == second && second.suffix(payload.count) == payload[...])
        let third = try fixture.rewrapped(second, by: officer, officerCertificate)
        let again = try fixture.rewrap(second, to: third, by: officer.id)
        #expect(try again.envelopeSequence == 3 && again.owner == fixture.owner.id && fixture.get(id) == third)
        let after = try file()
        #expect(after.objects == before.objects && after.pieces == before.pieces)
        #expect(try fixture.hospital.open(fixture.get(id), with: fixture.hospital.key(["role:doctor", "ward:7"])).count == 40_000)
        // The next version's envelopes begin anew, and the old version keeps its newest.
        let fourth = try fixture.next(third)
        try fixture.put(fourth, to: id, StoreFixture.unchanged(third))
        #expect(try fixture.get(id, version: 1) == third && fixture.get(id) == fourth && file().objects.count == 2)
        let log = try fixture.store.accessLog(of: id, for: fixture.owner.id).elements
        #expect(log.map(\.action) == [.create, .rewrap, .rewrap, .update] && log[2].user == officer.id)
    }

    @Test func whoeverReadsMeanwhileReadsOn() throws {
        let reading = try fixture.store.open(id)
        let half = try reading.read(at: 0, atMost: 100)
        try fixture.rewrap(first, to: fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate))
        var bytes = half
        while UInt64(bytes.count) < reading.state.length { bytes += try reading.read(at: UInt64(bytes.count), atMost: 9999) }
        #expect(bytes == first)
    }

    @Test func strangersPutNoEnvelope() throws {
        let (stranger, certificate) = (fixture.stranger.id, fixture.strangerCertificate)
        // The stranger may read the record, and so has its key: neither their own certificate nor anybody's signature helps.
        #expect(throws: SealedRecordError.self) { try fixture.rewrapping(first, by: fixture.stranger, certificate) }
        let forged = try resigned(envelope(), by: fixture.stranger, certificate)
        #expect(
            try refusal(forged, by: stranger) == .invalidRecord(.untrustedRewrapper("it is neither the author nor a certified re-wrapper")))
        let unsigned = try resigned(envelope(), by: fixture.stranger, nil)
        #expect(try refusal(unsigned, by: stranger) == .invalidRecord(.envelopeSignature))
        // What others signed is not theirs to send: neither the owner's nor the officer's.
        let officers = try fixture.rewrapping(first, by: officer, officerCertificate).envelope.bytes
        for genuine in [try envelope(), officers] { #expect(try refusal(genuine, by: stranger) == .notOwner) }
        #expect(try refusal(officers) == .notOwner && refusal(envelope(), by: officer.id) == .notOwner)
        // The capability in the certificate that the envelope names is what counts, and it must be valid now.
        let former = try fixture.hospital.certify(
            fixture.stranger, name: "Stranger", [.author, .rewrap], from: StoreFixture.now - 1000, to: StoreFixture.now - 10)
        let old = try fixture.rewrapping(first, by: fixture.stranger, former, created: StoreFixture.now - 500).envelope.bytes
        #expect(try refusal(old, by: stranger) == .invalidRecord(.untrustedRewrapper("it has expired")))
        let taken = try fixture.hospital.certify(fixture.stranger, name: "Stranger", [.author, .rewrap])
        let withdrawn = try fixture.rewrapping(first, by: fixture.stranger, taken).envelope.bytes
        let present = try fixture.hospital.admission(serials: [taken.serial])
        #expect(try refusal(withdrawn, by: stranger, present) == .revoked)
        #expect(try fixture.get(id) == first && fixture.store.versions(of: id).map(\.envelopeSequence) == [1])
    }

    /// An envelope with its signer replaced, and signed anew.
    private func resigned(_ envelope: [UInt8], by identity: borrowing UserIdentity, _ certificate: Certificate?) throws -> [UInt8] {
        // Kind, content hash, number, salt, revocation list, time, extensions: an empty certificate stands behind them.
        let extensions = 1 + 32 + 8 + 32 + 8 + 8
        let place = extensions + 2
        #expect(Array(envelope[extensions..<place + 4]) == [0, 0, 0, 0, 0, 0])
        let bytes = certificate?.bytes ?? []
        let statement = Array(envelope[..<place]) + bigEndian(bytes.count, bits: 32) + bytes + envelope[(place + 4)...].dropLast(65)
        return statement + UserSignature(of: statement, domain: "MEDSEAL-V1-ENVELOPE", by: identity.signingKey).bytes
    }

    @Test func onlyTheNextEnvelopeAroundThePresentContentIsTaken() throws {
        let second = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate)
        let own = try Hospital.header(of: first).envelope.bytes
        // Another record's, another version's, the same number, the number after next.
        let otherName = fixture.name()
        let other = try fixture.seal(otherName)
        try fixture.put(other, to: otherName.id, .absent)
        #expect(try refusal(envelope(other)) == .invalidRecord(.envelopeSignature))
        #expect(try refusal(envelope(fixture.next(first))) == .invalidRecord(.envelopeSignature))
        #expect(try refusal(own) == .rolledBack && refusal(envelope(second)) == .rolledBack)
        #expect(try fixture.get(id) == first)
        try fixture.rewrap(first, to: second)
        for stale in [own, try envelope(), try Hospital.header(of: second).envelope.bytes] {
            #expect(try refusal(stale, digest: StoreFixture.digest(second)) == .rolledBack)
        }
        // A tag of the state before, or of none.
        #expect(try refusal(envelope(second)) == .stale)
        #expect(try refusal(envelope(second), digest: [UInt8](repeating: 0, count: 32)) == .stale)
        #expect(try refusal(envelope(second), digest: SHA256.hash(second)) == .stale)
        // Around an older content, once there is a next.
        let next = try fixture.next(second)
        try fixture.put(next, to: id, StoreFixture.unchanged(second))
        #expect(try refusal(envelope(second), digest: StoreFixture.digest(next)) == .invalidRecord(.envelopeSignature))
        #expect(try fixture.get(id) == next && fixture.get(id, version: 1) == second)
    }

    @Test func theEpochNeverFallsAndIsThePresentOne() throws {
        let later = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate, epoch: 12)
        try fixture.rewrap(first, to: later)
        let tag = try StoreFixture.digest(later)
        // By an envelope that its maker made as if the one before were of an earlier epoch.
        let header = try Hospital.header(of: later)
        let older = try Hospital.header(
            of: fixture.rewrapped(
                fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate), by: fixture.owner, fixture.ownerCertificate))
        #expect(older.envelope.sequence == header.envelope.sequence + 1 && older.envelope.epoch == 10)
        #expect(try refusal(older.envelope.bytes, digest: tag) == .rolledBack)
        let present = AuthorityState(
            description: fixture.hospital.description, epoch: try fixture.hospital.epochStatement(13),
            revocations: try fixture.hospital.revocationList())
        let next = try envelope(later, epoch: 12)
        #expect(try refusal(next, digest: tag, Admission(at: StoreFixture.now, present)) == .oldEpoch(current: 13))
        let early = try envelope(later, epoch: 14)
        #expect(try refusal(early, digest: tag, Admission(at: StoreFixture.now, present)) == .futureEpoch(current: 13))
        let future = try envelope(later, epoch: 13, created: StoreFixture.now + permittedClockDifference + 1)
        #expect(try refusal(future, digest: tag, Admission(at: StoreFixture.now, present)) == .notYetValid)
        #expect(try fixture.get(id) == later)
    }

    @Test func oversizedMalformedAndAlteredEnvelopesAreRefused() throws {
        let good = try envelope()
        var garbage = [[], [1], [UInt8](repeating: 0, count: 300), Array(good.dropLast()), good + [0]]
        garbage.append(good + [UInt8](repeating: 0, count: EnvelopeSection.maximumLength))
        for bytes in garbage {
            if case .invalidRecord(.malformed) = try refusal(bytes) {} else { Issue.record("\(bytes.count) bytes were taken") }
        }
        for position in stride(from: 0, to: good.count, by: 11) {
            var bytes = good
            bytes[position] ^= 1
            if case .invalidRecord = try refusal(bytes) {} else { Issue.record("byte \(position) was changed") }
        }
        // An archive's envelope around the same content.
        var archive = Array(good.dropLast(65))
        archive[0] = EnvelopeSection.Kind.archive.rawValue
        archive += UserSignature(of: archive, domain: "MEDSEAL-V1-ENVELOPE", by: fixture.owner.signingKey).bytes
        #expect(try refusal(archive) == .invalidRecord(.forbiddenStanza("an archive in a store")))
        #expect(try fixture.get(id) == first)
    }

    @Test func absentAndDeletedRecordsHaveNoEnvelopes() throws {
        let other = fixture.name()
        let absent = try fixture.seal(other)
        #expect(throws: RecordStoreError.notFound) { try fixture.rewrap(absent, envelope: envelope(absent)) }
        let next = try envelope()
        try fixture.delete(first)
        #expect(try refusal(next) == .deleted)
    }

    /// By a whole record, too, nothing but content is put.
    @Test func aWholeRecordWithANewEnvelopeIsNoUpdate() throws {
        let second = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate)
        #expect(throws: RecordStoreError.rolledBack) { try fixture.put(second, to: id, StoreFixture.unchanged(first)) }
        let next = try fixture.next(first)
        let rewrapped = try fixture.rewrapped(next, by: fixture.owner, fixture.ownerCertificate)
        #expect(throws: RecordStoreError.rolledBack) { try fixture.put(rewrapped, to: id, StoreFixture.unchanged(first)) }
        #expect(try fixture.get(id) == first && file().objects.count == 1)
    }

    /// The header and the payload are kept apart, and read as one: for headers shorter than a piece, and longer.
    @Test(arguments: StorageEngine.all) func rangesAcrossTheEndOfTheHeaderAreRight(engine: StorageEngine) throws {
        let fixture = try StoreFixture(engine)
        let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let name = fixture.name()
        var object = try fixture.seal(name, content)
        try fixture.put(object, to: name.id, .absent)
        var seen: Set<Bool> = []
        for _ in 0..<2 {
            let stored = try fixture.store.open(name.id)
            let (header, piece) = (try Hospital.header(of: object).bytes.count, stored.pieceByteCount)
            seen.insert(header > piece)
            let places = [0, 1, header - 1, header, header + 1, piece - 1, piece, piece + 1, header + piece - 1, header + piece, object.count - 1]
            for offset in places where offset < object.count {
                for limit in [1, 2, 700, piece, object.count] {
                    // As a client's range is served: piece by piece.
                    var bytes: [UInt8] = []
                    let wanted = min(limit, object.count - offset)
                    while bytes.count < wanted {
                        let part = try stored.read(at: UInt64(offset + bytes.count), atMost: wanted - bytes.count)
                        guard !part.isEmpty, part.count <= wanted - bytes.count else { break }
                        bytes += part
                    }
                    #expect(bytes == Array(object[offset..<offset + wanted]), "\(wanted) bytes from \(offset)")
                }
            }
            #expect(throws: RecordStoreError.gone) { try stored.read(at: UInt64(object.count), atMost: 1) }
            // A longer header in front of the same payload.
            let policy = (0..<40).map { "ward:number-\($0)" }.joined(separator: " or ")
            let next = try fixture.rewrapping(object, by: fixture.owner, fixture.ownerCertificate, policy: "role:doctor and ward:7 or \(policy)")
            try fixture.rewrap(object, envelope: next.envelope.bytes)
            object = next.bytes + object[header...]
            #expect(try fixture.get(name.id) == object)
        }
        #expect(seen.contains(engine.testDescription == "memory"))
    }

    @Test func theStateHashIsWhatTheHeaderComputes() throws {
        func framed(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { bigEndian($0.count, bits: 32) + $0 } }
        let second = try fixture.rewrapped(first, by: fixture.owner, fixture.ownerCertificate)
        var digests: Set<[UInt8]> = []
        for object in [first, second] {
            let header = try Hospital.header(of: object)
            let hash = SHA256.hash(
                framed(Array("MEDSEAL-V1-STATE".utf8), header.content.hash, header.envelope.hash, [], bigEndian(object.count, bits: 64)))
            #expect(header.stateHash == hash && header.recordLength == UInt64(object.count))
            if object == second { try fixture.rewrap(first, to: second) }
            #expect(try fixture.store.state(of: id).digest == hash && fixture.store.open(id).state.digest == hash)
            digests.insert(hash)
        }
        #expect(digests.count == 2)
    }
}
