import HTTPTransport
import HospitalFixture
import Identity
import RecordStore
import StoreService
import Cryptography

/// The store's service on a port of loopback, and a client who signs requests as the author.
final class LoopbackServer {
    private struct Statements: StatementSource {
        let epoch, revocations: [UInt8]
        func epochStatement() -> [UInt8] { epoch }
        func revocationList() -> [UInt8] { revocations }
    }

    private let server: HTTPServer
    private let signer: RequestSigner
    private let client = HTTPClient()

    init(_ world: StoreWorld) throws {
        let hospital = world.author.hospital.description
        let epoch = try world.author.hospital.epochStatement(RecordSuite.Author.epoch)
        let revocations = try world.author.hospital.revocationList()
        let watch = try AuthorityWatch(hospital, Statements(epoch: epoch.bytes, revocations: revocations.bytes)) { Hospital.now }
        let service = StoreService(world.store, watch, verifier: SignatureVerifier { Int64(Hospital.now) }) { Hospital.now }
        server = try HTTPServer(ServerConfiguration(), router: service.router)
        let certificate = world.author.certificate
        let seed = world.author.identity.signingKey.exportedSeed().revealed()
        signer = RequestSigner(
            keyID: "\(certificate.userID)", certificate: certificate.bytes, clock: { Int64(Hospital.now) }
        ) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }
    }

    deinit { server.stop(within: 1) }

    func send(
        _ method: HTTPMethod, _ path: String, _ headers: [(name: String, value: String)] = [], _ body: [UInt8]? = nil,
        expecting status: Int
    ) throws {
        var request = ClientRequest(
            method, try HTTPURL("http://127.0.0.1:\(server.port)\(path)"), headers: HeaderFields(headers),
            body: body.map { .bytes($0) } ?? .none)
        try signer.sign(&request)
        let response = try client.send(request, responseLimit: 16 << 20)
        guard response.status == status else { throw BenchmarkFailure("the store answered \(response.status)") }
    }
}
