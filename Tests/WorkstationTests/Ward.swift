import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import Clocks
import Framing
import Glibc
import HTTPTransport
import HealthRecord
import HospitalFixture
import Identity
import LyingStore
import RecordStore
import SealedRecord
import SearchIndex
import SQLiteRecords
import StoreService
import Cryptography
import LocalFiles
import TestSupport
import Workstation

/// Statements that stay as they are.
struct FixedStatements: StatementSource {
    let epoch: [UInt8]
    let revocations: [UInt8]

    func epochStatement() throws -> [UInt8] { epoch }
    func revocationList() throws -> [UInt8] { revocations }
}

/// A user as an authority has approved them, with a folder of their own.
final class WardUser {
    let home: UserHome
    let identity: UserIdentity
    let certificate: Certificate
    private let store: String

    init(_ home: UserHome, _ identity: consuming UserIdentity, _ certificate: Certificate, store: String) {
        self.home = home
        self.identity = identity
        self.certificate = certificate
        self.store = store
    }

    /// A new program of this user's.
    func session() throws -> UserSession {
        let session = try UserSession(home, identity: try UserIdentity(encoded: identity.encoded()))
        session.storeAddress = store
        return session
    }
}

/// A real store on loopback, a proxy in front of it that can be made to lie, and an authority whose users are approved at
/// once. The store verifies requests and the client verifies records as always.
final class Ward {
    static let epoch: UInt32 = 10

    let folder = TemporaryFolder()
    let lies = LyingStore()
    private var hospital: Hospital
    private let statements: FixedStatements
    private let store: HTTPServer
    private let proxy: HTTPServer
    private let now = Clock.now

    init() throws {
        let hospital = try Hospital()
        let now = now
        statements = FixedStatements(
            epoch: try EpochStatement.issue(
                epoch: Self.epoch, issued: now, sequence: 1, by: hospital.description, signedBy: hospital.signingKey
            ).bytes,
            revocations: try RevocationList.issue(
                sequence: 1, issued: now, serials: [], users: [], by: hospital.description, signedBy: hospital.signingKey
            ).bytes)
        let storage = try SQLiteRecordStorage(folder.file("records.db"))
        let watch = try AuthorityWatch(hospital.description, statements)
        store = try HTTPServer(
            ServerConfiguration(), router: StoreService(RecordStore(storage, authority: hospital.description), watch, recordLimit: 256 << 20).router)
        proxy = try HTTPServer(ServerConfiguration(), router: lies.router(to: "http://127.0.0.1:\(store.port)"))
        self.hospital = hospital
    }

    deinit {
        for name in folder.names where name.hasPrefix("user-") { Folder.remove(folder.file(name)) }
        proxy.stop(within: 1)
        store.stop(within: 1)
    }

    var description: AuthorityDescription { hospital.description }

    func statement(epoch: UInt32, sequence: UInt64) throws -> EpochStatement {
        try EpochStatement.issue(epoch: epoch, issued: now, sequence: sequence, by: hospital.description, signedBy: hospital.signingKey)
    }

    /// A user with a key for these attributes.
    func user(_ attributes: [String] = ["role:doctor"], _ capabilities: Capabilities = .author) throws -> WardUser {
        let identity = UserIdentity()
        let certificate = try hospital.certify(identity, name: "Dr. Test", capabilities, from: now - 1000, to: now + 31_536_000)
        var ring = try KeyRing(pinning: hospital.description)
        try ring.accept(try EpochStatement(bytes: statements.epoch), at: now)
        try ring.accept(try RevocationList(bytes: statements.revocations), at: now)
        let key = try hospital.key(attributes, epoch: Self.epoch)
        try ring.accept(
            try KeyDelivery.issue(key.encoded(), to: certificate, by: hospital.description, signedBy: hospital.signingKey), by: identity)
        let path = folder.file("user-\(certificate.serial)")
        try Folder.make(path)
        let home = UserHome(path: path)
        try home.save(ring, of: identity)
        return WardUser(home, identity, certificate, store: "http://127.0.0.1:\(proxy.port)")
    }

    /// Gives a user's program a further key, as the authority does when it renews one.
    func give(_ session: UserSession, _ attributes: [String], epoch: UInt32) throws {
        let certificate = try Certificate.issue(
            serial: 1000, name: .init(displayName: "Dr. Test"), hospital: "", signingKey: session.identity.signingKey.publicKey,
            agreementKey: session.identity.agreementKey.publicKey, deviceSubtree: Hospital.device.subtree, capabilities: .author,
            notBefore: now - 1000, notAfter: now + 31_536_000,
            epoch: epoch, by: hospital.description, signedBy: hospital.signingKey)
        let key = try hospital.key(attributes, epoch: epoch)
        _ = try session.accept(try KeyDelivery.issue(key.encoded(), to: certificate, by: hospital.description, signedBy: hospital.signingKey))
    }

    /// The bytes of a record as no session would make it.
    func sealed(_ content: [UInt8], _ name: RecordName, policy: String, by user: WardUser) throws -> [UInt8] {
        try hospital.seal(
            content, policy: policy,
            plan: SealingPlan(
                name: name, created: Clock.now, epoch: Self.epoch, revocationSequence: 1, author: user.certificate), by: user.identity)
    }

    static func policy(_ text: String = "role:doctor") throws -> [Policy] { [try Policy(parsing: text)] }

    /// A patient's bundle in JSON.
    static func patient(_ name: String, number: String, more: String = "") -> [UInt8] {
        Array(
            """
            {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","identifier":[{"value":"\(number)"}],\
            "name":[{"text":"\(name)"}]}}\(more)]}
            """.utf8)
    }

    static func reading(of subject: String, _ value: Int) -> ArraySlice<UInt8> {
        Array(#"{"resourceType":"Observation","subject":{"reference":"urn:medseal:record:\#(subject)"},"valueQuantity":{"value":\#(value)}}"#.utf8)[
            ...]
    }

    static func reading(ofNumber number: String, _ value: Int) -> ArraySlice<UInt8> {
        Array(#"{"resourceType":"Observation","subject":{"identifier":{"value":"\#(number)"}},"valueQuantity":{"value":\#(value)}}"#.utf8)[...]
    }
}

/// The kind of failure of a throwing closure; `nil` if it returned.
func failure(_ body: () throws -> Void) -> FailureKind? {
    do {
        try body()
        return nil
    } catch {
        return FailureKind(error)
    }
}

extension UserSession {
    @discardableResult
    func addPatient(_ name: String, number: String, policy: String = "role:doctor", more: String = "") throws -> RecordID {
        try writing.add(MemoryInput(Ward.patient(name, number: number, more: more)), policies: try Ward.policy(policy)).header.content.recordID
    }

    /// Seals a document and names it in a patient's record.
    func attach(_ bytes: [UInt8], to id: RecordID, title: String) throws -> DocumentReference {
        let chart = try charts.change(id, documents: [NewDocument(MemoryInput(bytes), title: title)]) { _ in }.get()
        guard let document = chart.documents.first else { throw ClientError.record(.changedMeanwhile) }
        return document
    }

    func changePatient(_ id: RecordID, _ change: @escaping (inout PatientForm) -> Void) throws {
        _ = try charts.change(id, change).get()
    }

    /// Removes a document from a patient's record, which deletes it if it is this user's beside that record.
    func removeDocument(_ document: RecordID, of id: RecordID) throws {
        let record = try records.open(id, limit: 1 << 20)
        _ = try charts.change(record, removing: ["urn:medseal:record:\(document)"]) { _ in }.get()
    }

    func foundIDs(_ text: String) throws -> [RecordID] { try search.find(text).map { $0.id } }

    func bytes(of id: RecordID) throws -> [UInt8] { try records.open(id, limit: 1 << 20).content }
}
