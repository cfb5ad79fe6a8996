import Framing
import HTTPTransport
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import StoreService
import Cryptography
import Testing

/// A user whose capabilities changed has a new certificate; the former one is withdrawn, though not expired.
@Suite struct RevokedAuthorTests {
    let store: StoreServer
    let name: RecordName
    let renewed: Certificate
    var path: String { "/v1/records/\(name.id)" }

    init() throws {
        store = try StoreServer()
        name = store.name()
        renewed = try store.hospital.certify(store.owner.identity, name: "Somebody", [.author])
    }

    private func publish(_ sequence: UInt64, withdrawn: Set<UInt64>) throws {
        store.statements.set(
            try StoreServer.epoch(store.hospital),
            try StoreServer.revocations(store.hospital, serials: withdrawn, sequence: sequence))
        store.clock.advance(10)
    }

    /// Signs requests with the renewed certificate.
    private func put(_ object: [UInt8], _ condition: (String, String), to part: String = "") throws -> ClientResponse {
        var request = ClientRequest(.put, try store.url(path + part), headers: HeaderFields([condition]), body: .bytes(object))
        let seed = store.owner.identity.signingKey.exportedSeed().revealed()
        let now = Int64(store.clock.now)
        try RequestSigner(keyID: "\(store.owner.id)", certificate: renewed.bytes, clock: { now }) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }.sign(&request)
        return try HTTPClient().send(request, responseLimit: 10_000)
    }

    @Test func aWithdrawnCertificateCreatesAndUpdatesNothingUnderARenewedEnvelope() throws {
        let former = store.owner.certificate.serial
        let first = try underSigner(renewed, store.seal(name), by: store.owner.identity)
        try publish(2, withdrawn: [former])
        #expect(try put(first, ("if-none-match", "*")).isProblem(403, "certificate-revoked"))
        try publish(3, withdrawn: [])
        #expect(try put(first, ("if-none-match", "*")).status == 201)
        try publish(4, withdrawn: [former])
        let second = try underSigner(renewed, store.next(first), by: store.owner.identity)
        #expect(try put(second, ("if-match", StoreServer.tag(first))).isProblem(403, "certificate-revoked"))
    }

    /// What was written before stays, and gets new readers.
    @Test func aRecordOfAWithdrawnCertificateCanBeReWrapped() throws {
        let object = try store.seal(name)
        #expect(try store.create(name, object).status == 201)
        try publish(2, withdrawn: [store.owner.certificate.serial])
        let rewrapped = try store.rewrapped(object, policy: "role:nurse", by: store.owner, renewed)
        let envelope = try StoreServer.envelope(rewrapped)
        #expect(try put(envelope, ("if-match", StoreServer.tag(object)), to: "/envelope").status == 200)
        #expect(try store.storage.presence(of: name.id) == .present(RecordState(Hospital.header(of: rewrapped), modified: store.clock.now)))
    }

    /// The statement is the withdrawn certificate's, though the request is not.
    @Test func aRecordIsNotDeletedUnderAWithdrawnCertificate() throws {
        let object = try store.seal(name)
        #expect(try store.create(name, object).status == 201)
        let statement = try store.deletion(object)
        try publish(2, withdrawn: [store.owner.certificate.serial])
        #expect(try put(statement, ("if-match", StoreServer.tag(object)), to: "/deletion").isProblem(403, "certificate-revoked"))
        let content = try Hospital.header(of: object).content
        let present = try DeletionStatement(
            of: name, lastContentHash: content.hash, .requested, successions: .none, by: renewed, time: Hospital.now, store.hospital.description,
            signedBy: store.owner.identity)
        #expect(try put(present.bytes, ("if-match", StoreServer.tag(object)), to: "/deletion").status == 204)
    }
}

/// `record` with an envelope that names another certificate of the same key than the content, signed anew.
func underSigner(_ certificate: Certificate, _ record: [UInt8], by identity: borrowing UserIdentity) throws -> [UInt8] {
    let header = try Hospital.header(of: record)
    let envelope = header.envelope.bytes
    // Kind, content hash, number, salt, revocation list, time, no extensions: an empty certificate stands behind them.
    let place = 1 + 32 + 8 + 32 + 8 + 8 + 2
    #expect(Array(envelope[place - 2..<place + 4]) == [0, 0, 0, 0, 0, 0])
    let statement =
        Array(envelope[..<place]) + UInt32(certificate.bytes.count).bigEndianBytes + certificate.bytes + envelope[(place + 4)...].dropLast(65)
    let signed = statement + UserSignature(of: statement, domain: "MEDSEAL-V1-ENVELOPE", by: identity.signingKey).bytes
    let next = try SealedRecordHeader(header, EnvelopeSection(bytes: signed))
    return next.bytes + record[header.bytes.count...]
}
