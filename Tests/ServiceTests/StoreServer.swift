import Framing
import Glibc
import HTTPTransport
import HospitalFixture
import Identity
import RecordStore
import SealedRecord
import SQLiteRecords
import StoreService
import Cryptography
import Synchronization
import TestSupport

/// Statements that a test can change.
final class TestStatements: StatementSource {
    let state: Mutex<(epoch: [UInt8], revocations: [UInt8])?>

    init(_ epoch: EpochStatement, _ revocations: RevocationList) { state = Mutex((epoch.bytes, revocations.bytes)) }

    func set(_ epoch: EpochStatement, _ revocations: RevocationList) { state.withLock { $0 = (epoch.bytes, revocations.bytes) } }

    func fail() { state.withLock { $0 = nil } }

    func epochStatement() throws -> [UInt8] {
        guard let bytes = state.withLock({ $0?.epoch }) else { throw UnavailableStatement() }
        return bytes
    }

    func revocationList() throws -> [UInt8] {
        guard let bytes = state.withLock({ $0?.revocations }) else { throw UnavailableStatement() }
        return bytes
    }
}

/// A time that a test can change.
final class TestClock: Sendable {
    private let time: Mutex<UInt64>
    init(_ time: UInt64) { self.time = Mutex(time) }
    var now: UInt64 { time.withLock { $0 } }
    func advance(_ seconds: UInt64) { time.withLock { $0 += seconds } }
}

/// A user with a certificate, who signs requests.
final class TestUser {
    let identity = UserIdentity()
    let certificate: Certificate

    init(
        _ hospital: inout Hospital, _ capabilities: Capabilities = .author, from: UInt64 = Hospital.now - 1000,
        to: UInt64 = Hospital.now + 31_536_000
    ) throws {
        certificate = try hospital.certify(identity, name: "Somebody", capabilities, from: from, to: to)
    }

    var id: UserID { certificate.userID }

    func signer(_ clock: TestClock, keyID: String? = nil) throws -> RequestSigner {
        let seed = identity.signingKey.exportedSeed().revealed()
        return RequestSigner(keyID: keyID ?? "\(id)", certificate: certificate.bytes, clock: { Int64(clock.now) }) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }
    }
}

/// A running store with its authority and two users.
final class StoreServer {
    static let policy = "role:doctor"

    let folder = TemporaryFolder()
    let clock = TestClock(Hospital.now)
    var hospital: Hospital
    let owner: TestUser
    let stranger: TestUser
    let statements: TestStatements
    let storage: SQLiteRecordStorage
    let watch: AuthorityWatch
    let service: StoreService
    let server: HTTPServer
    private let sink: LineSink

    init(recordLimit: UInt64 = 64 << 20) throws {
        var hospital = try Hospital()
        owner = try TestUser(&hospital)
        stranger = try TestUser(&hospital)
        statements = TestStatements(try Self.epoch(hospital), try Self.revocations(hospital))
        storage = try SQLiteRecordStorage(folder.file("records.db"))
        let clock = clock
        watch = try AuthorityWatch(hospital.description, statements, keptIn: folder.file("authority.state")) { clock.now }
        let verifier = SignatureVerifier { Int64(clock.now) }
        service = StoreService(
            RecordStore(storage, authority: hospital.description), watch, verifier: verifier, recordLimit: recordLimit
        ) { clock.now }
        var configuration = ServerConfiguration()
        let sink = LineSink()
        self.sink = sink
        configuration.log = { sink.append($0.line) }
        configuration.report = { error, id in sink.append("error \(id) \(error)") }
        server = try HTTPServer(configuration, router: service.router)
        self.hospital = hospital
    }

    deinit { server.stop(within: 1) }

    var lines: [String] { sink.lines }

    static func epoch(_ hospital: borrowing Hospital, _ epoch: UInt32 = 10, sequence: UInt64 = 1) throws -> EpochStatement {
        try hospital.epochStatement(epoch, sequence: sequence)
    }

    static func revocations(
        _ hospital: borrowing Hospital, users: Set<UserID> = [], serials: Set<UInt64> = [], sequence: UInt64 = 1
    ) throws -> RevocationList {
        try hospital.revocationList(users: users, serials: serials, sequence: sequence)
    }

    func url(_ path: String) throws -> HTTPURL { try HTTPURL("http://127.0.0.1:\(server.port)\(path)") }

    /// A request that is signed, sent and answered.
    func send(
        _ method: HTTPMethod, _ path: String, _ headers: [(name: String, value: String)] = [], _ body: [UInt8]? = nil,
        by user: TestUser? = nil, change: (inout ClientRequest) -> Void = { _ in }
    ) throws -> ClientResponse {
        var request = ClientRequest(method, try url(path), headers: HeaderFields(headers), body: body.map { .bytes($0) } ?? .none)
        try (user ?? owner).signer(clock).sign(&request)
        change(&request)
        return try HTTPClient().send(request, responseLimit: 16 << 20)
    }

    /// A new record's name, the owner's unless told otherwise.
    func name(_ user: TestUser? = nil) -> RecordName { .random(owner: (user ?? owner).id) }

    func seal(
        _ name: RecordName, _ content: [UInt8] = [1, 2, 3], by user: TestUser? = nil, epoch: UInt32 = 10, created: UInt64 = Hospital.now
    ) throws -> [UInt8] {
        let user = user ?? owner
        let plan = SealingPlan(name: name, created: created, epoch: epoch, revocationSequence: 1, author: user.certificate)
        return try hospital.seal(content, policy: Self.policy, plan: plan, by: user.identity)
    }

    func next(
        _ object: [UInt8], _ content: [UInt8] = [4, 5], by user: TestUser? = nil, further: [SuccessionStatement] = []
    ) throws -> [UInt8] {
        let user = user ?? owner
        let plan = SealingPlan(
            after: try Hospital.header(of: object), further: further, created: Hospital.now, epoch: 10, revocationSequence: 1,
            author: user.certificate)
        return try hospital.seal(content, policy: Self.policy, plan: plan, by: user.identity)
    }

    /// `object` with its next envelope.
    func rewrapped(
        _ object: [UInt8], policy: String = "role:doctor and ward:7", by user: TestUser? = nil, _ certificate: Certificate? = nil
    ) throws -> [UInt8] {
        let user = user ?? owner
        let header = try Hospital.header(of: object)
        let change = Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 2, signer: certificate ?? user.certificate)
        let recordKey = try header.recordKey(with: hospital.key([Self.policy, "ward:7"]), hospital.realm)
        let stanza = try Stanza.attribute(.init(parsing: policy), hospital.realm, wrapping: recordKey, for: change.target(header), at: 0)
        return try change.apply(to: header, stanzas: [stanza], signedBy: user.identity).bytes + object[header.bytes.count...]
    }

    /// The envelope in a sealed record.
    static func envelope(_ object: [UInt8]) throws -> [UInt8] { try Hospital.header(of: object).envelope.bytes }

    /// The statement by which the record is deleted that `object` is the last version of.
    func deletion(_ object: [UInt8], by user: TestUser? = nil, further: [SuccessionStatement] = []) throws -> [UInt8] {
        let user = user ?? owner
        let content = try Hospital.header(of: object).content
        return try DeletionStatement(
            of: content.name, lastContentHash: content.hash, .requested,
            successions: Successions(statements: content.successions.statements + further), by: user.certificate, time: Hospital.now,
            hospital.description, signedBy: user.identity
        ).bytes
    }

    func create(_ name: RecordName, _ object: [UInt8], by user: TestUser? = nil) throws -> ClientResponse {
        try send(.put, "/v1/records/\(name.id)", [("if-none-match", "*")], object, by: user)
    }

    /// Deletes the record that `object` is the last version of.
    func delete(_ object: [UInt8], _ statement: [UInt8]? = nil, by user: TestUser? = nil, tag: String? = nil) throws -> ClientResponse {
        let id = try Hospital.header(of: object).content.recordID
        let tag = try tag ?? Self.tag(object)
        return try send(.put, "/v1/records/\(id)/deletion", [("if-match", tag)], statement ?? deletion(object, by: user), by: user)
    }

    /// The entity tag of the state in which the record is `object`.
    static func tag(_ object: [UInt8]) throws -> String { "\"\(Hexadecimal.encode(try Hospital.header(of: object).stateHash))\"" }
}

final class LineSink: Sendable {
    private let storage = Mutex<[String]>([])
    func append(_ line: String) { storage.withLock { $0.append(line) } }
    var lines: [String] { storage.withLock { $0 } }
}

extension ClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether it is the refusal with that status and code.
    func isProblem(_ status: Int, _ code: String) -> Bool {
        self.status == status && headers["content-type"] == "application/problem+json" && text.contains("\"code\":\"\(code)\"")
    }
}
