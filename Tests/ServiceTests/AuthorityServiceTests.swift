import AttributeKeyRing
import AuthorityService
import Framing
import HTTPTransport
import Identity
import KeyAuthority
import Cryptography
import TestSupport
import Testing

/// The authority's routes over a real server on loopback, from an applicant's first look to revocation.
@Suite struct AuthorityServiceTests {
    /// A running authority in a folder of its own.
    final class World {
        let folder: TemporaryFolder
        let authority: KeyAuthority
        let router: Router
        let server: HTTPServer
        let url: HTTPURL
        let client = HTTPClient()

        init() throws {
            folder = TemporaryFolder()
            let cheap = try #require(ScryptCost(insecureLogN: 10))
            authority = try KeyAuthority.create(
                at: folder.path + "/authority.db", name: "Test", passphrase: Self.passphrase, cost: cheap, now: 1_800_000_000,
                actor: "test")
            router = AuthorityService(authority, now: { 1_800_000_100 }).router
            server = try HTTPServer(ServerConfiguration(), router: router)
            url = try HTTPURL("http://127.0.0.1:\(server.port)")
        }

        deinit { server.stop(within: 1) }

        static var passphrase: SecretBytes { SecretBytes(copying: Array("correct horse".utf8)) }

        func send(_ method: HTTPMethod, _ path: [String], _ body: [UInt8]? = nil) throws -> ClientResponse {
            try client.send(
                ClientRequest(method, url.appending(path), body: body.map { .bytes($0) } ?? .none), responseLimit: 1 << 20)
        }

        func request(_ identity: borrowing UserIdentity) throws -> EnrolmentRequest {
            let claims = EnrolmentRequest.Claims(
                displayName: "Dr A", hospital: "NSTU", department: "", licenceNumber: "", attributes: ["role:doctor"])
            return try EnrolmentRequest(claims, to: authority.description.fingerprint, by: identity, created: 1_800_000_050)
        }
    }

    private func text(_ response: ClientResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func anApplicantBecomesAUserAndIsRevoked() throws {
        let world = try World()
        let identity = UserIdentity()
        #expect(try AuthorityDescription(bytes: world.send(.get, ["v1", "authority"]).body) == world.authority.description)
        let request = try world.request(identity)
        let id = "\(request.id)"

        let submitted = try world.send(.post, ["v1", "enrolments"], request.bytes)
        #expect(submitted.status == 202 && text(submitted).contains("\"pending\""))
        // The same request again is no second one.
        #expect(try world.send(.post, ["v1", "enrolments"], request.bytes).status == 202)
        #expect(try world.authority.pendingRequests().count == 1)
        let early = try world.send(.get, ["v1", "enrolments", id, "key"])
        #expect(early.status == 404 && text(early).contains("\"no-key-yet\""))

        _ = try world.authority.approve(
            request.id, attributes: ["role:doctor"], capabilities: .author, passphrase: World.passphrase, at: 1_800_000_200,
            by: "test")
        #expect(try text(world.send(.get, ["v1", "enrolments", id])).contains("\"approved\""))
        let delivery = try KeyDelivery(bytes: world.send(.get, ["v1", "enrolments", id, "key"]).body)
        var ring = try KeyRing(pinning: world.authority.description)
        try ring.accept(delivery, by: identity)
        #expect(evaluated(ring.attributes?.contains("role:doctor")) == true)

        _ = try world.authority.revoke(identity.id, passphrase: World.passphrase, at: 1_800_000_300, by: "test")
        let list = try RevocationList(bytes: world.send(.get, ["v1", "revocations"]).body)
        #expect(list.revokes(delivery.certificate))
        let late = try world.send(.get, ["v1", "enrolments", id, "key"])
        #expect(late.status == 403 && text(late).contains("\"revoked\""))
    }

    @Test func aRejectedApplicantIsToldWhy() throws {
        let world = try World()
        let identity = UserIdentity()
        let request = try world.request(identity)
        _ = try world.send(.post, ["v1", "enrolments"], request.bytes)
        try world.authority.reject(request.id, reason: "licence not found", at: 1_800_000_200, by: "test")
        let answer = try text(world.send(.get, ["v1", "enrolments", "\(request.id)"]))
        #expect(answer.contains("\"rejected\"") && answer.contains("licence not found"))
    }

    @Test func malformedForeignAndUnknownRequestsAreRefused() throws {
        let world = try World()
        let other = try World()
        let identity = UserIdentity()
        let request = try world.request(identity)
        var forged = request.bytes
        forged[forged.count - 1] ^= 1
        for body in [[], [1, 2, 3], forged, try other.request(identity).bytes] {
            let response = try world.send(.post, ["v1", "enrolments"], body)
            #expect(response.status == 400 && text(response).contains("\"bad-enrolment-request\""), "\(text(response))")
            #expect(response.headers["content-type"] == "application/problem+json")
        }
        #expect(try world.authority.pendingRequests().isEmpty)
        let tooLong = [UInt8](repeating: 0, count: EnrolmentRequest.greatestByteCount + 1)
        #expect(try world.send(.post, ["v1", "enrolments"], tooLong).status == 413)
        for id in ["0123456789abcdef0123456789abcdef", "nonsense", "0123456789ABCDEF0123456789ABCDEF"] {
            #expect(try world.send(.get, ["v1", "enrolments", id]).status == 404)
            #expect(try world.send(.get, ["v1", "enrolments", id, "key"]).status == 404)
        }
        #expect(try world.send(.delete, ["v1", "authority"]).status == 405)
        #expect(try world.send(.get, ["v1", "nothing"]).status == 404)
    }
}
