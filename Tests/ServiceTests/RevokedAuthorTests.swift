import Framing
import HTTPTransport
import HospitalFixture
import Identity
import SealedRecord
import StoreService
import Cryptography
import Testing

/// A user whose capabilities changed has a new certificate; the former one is withdrawn, though not expired.
@Suite struct RevokedAuthorTests {
    let store: StoreServer
    let id = RecordID.random()
    let renewed: Certificate
    var path: String { "/v1/records/\(id)" }

    init() throws {
        store = try StoreServer()
        renewed = try store.hospital.certify(store.owner.identity, name: "Somebody", [.author])
    }

    /// `record` with an envelope that the renewed certificate signs, around the content signed under the former one.
    private func underRenewedEnvelope(_ record: [UInt8]) throws -> [UInt8] {
        let header = try Hospital.header(of: record)
        var reader = ByteReader(record)
        _ = try reader.raw(SealedRecordHeader.prefixLength - 8, "magic number and version")
        let (contentLength, envelopeLength) = (Int(try reader.u32("a length")), Int(try reader.u32("a length")))
        let envelopeStart = SealedRecordHeader.prefixLength + contentLength
        var statement = Array(record[envelopeStart..<(envelopeStart + envelopeLength - Ed25519.signatureByteCount)])
        let certificateStart = 1 + 16 + 8 + 32 + 8 + 4 + 8 + 8 + 4
        let former = header.envelope.signer.bytes
        #expect(Array(statement[certificateStart...].prefix(former.count)) == former && former.count == renewed.bytes.count)
        statement.replaceSubrange(certificateStart..<(certificateStart + former.count), with: renewed.bytes)
        let signature = store.owner.identity.signingKey.sign(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE"), statement))
        return record[..<envelopeStart] + statement + signature + record[header.bytes.count...]
    }

    private func publish(_ sequence: UInt64, withdrawn: Set<UInt64>) throws {
        store.statements.set(
            try StoreServer.epoch(store.hospital),
            try StoreServer.revocations(store.hospital, serials: withdrawn, sequence: sequence))
        store.clock.advance(10)
    }

    /// Signs requests with the renewed certificate.
    private func put(_ object: [UInt8], _ condition: (String, String)) throws -> ClientResponse {
        var request = ClientRequest(.put, try store.url(path), headers: HeaderFields([condition]), body: .bytes(object))
        let seed = store.owner.identity.signingKey.exportedSeed().revealed()
        let now = Int64(store.clock.now)
        try RequestSigner(keyID: "\(store.owner.id)", certificate: renewed.bytes, clock: { now }) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }.sign(&request)
        return try HTTPClient().send(request, responseLimit: 10_000)
    }

    @Test func aWithdrawnCertificateCreatesAndUpdatesNothingUnderARenewedEnvelope() throws {
        let former = store.owner.certificate.serial
        let first = try underRenewedEnvelope(store.seal(id))
        try publish(2, withdrawn: [former])
        #expect(try put(first, ("if-none-match", "*")).isProblem(403, "certificate-revoked"))
        try publish(3, withdrawn: [])
        #expect(try put(first, ("if-none-match", "*")).status == 201)
        try publish(4, withdrawn: [former])
        let second = try underRenewedEnvelope(store.next(first))
        #expect(try put(second, ("if-match", StoreServer.tag(first))).isProblem(403, "certificate-revoked"))
    }

    /// What was written before stays, and gets new readers.
    @Test func aRecordOfAWithdrawnCertificateCanBeReWrapped() throws {
        let object = try store.seal(id)
        #expect(try store.create(id, object).status == 201)
        try publish(2, withdrawn: [store.owner.certificate.serial])
        let header = try Hospital.header(of: object)
        let change = Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 2, signer: renewed)
        let recordKey = try header.recordKey(with: store.hospital.key([StoreServer.policy]), store.hospital.parameters)
        let stanza = try Stanza.attribute(
            .init(parsing: "role:nurse"), store.hospital.parameters, wrapping: recordKey, for: change.target(header))
        let rewrapped = try change.apply(to: header, stanzas: [stanza], signedBy: store.owner.identity)
        let bytes = rewrapped.bytes + Array(object[header.bytes.count...])
        #expect(try put(bytes, ("if-match", StoreServer.tag(object))).status == 200)
    }
}
