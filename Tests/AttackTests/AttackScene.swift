import AttributeEncryption
import AttributeKeyRing
import Clocks
import Cryptography
import HTTPTransport
import HospitalFixture
import Identity
import LocalFiles
import LyingStore
import RecordStore
import SQLiteRecords
import SealedRecord
import ServerClients
import StoreService
import TestSupport
import Workstation

/// Statements that stay as they are.
private struct FixedStatements: StatementSource {
    let epoch: [UInt8]
    let revocations: [UInt8]

    func epochStatement() throws -> [UInt8] { epoch }
    func revocationList() throws -> [UInt8] { revocations }
}

/// Somebody with a key of their own, and a machine with a folder.
final class Person {
    let account: String
    let home: UserHome
    let identity: UserIdentity
    let certificate: Certificate
    private let store: String

    init(_ account: String, _ home: UserHome, _ identity: consuming UserIdentity, _ certificate: Certificate, store: String) {
        self.account = account
        self.home = home
        self.identity = identity
        self.certificate = certificate
        self.store = store
    }

    /// A new program of this person's, which knows what its folder knows.
    func session() throws -> UserSession {
        let session = try UserSession(home, identity: try UserIdentity(encoded: identity.encoded()))
        session.storeAddress = store
        return session
    }
}

/// What the client under attack has seen before.
enum Knowledge: CaseIterable, Sendable {
    /// A folder that never saw the record.
    case firstUse
    /// Every state of the record up to now.
    case everything
}

/// An authority, an honest store, and in front of it one that works with the attacker.
final class AttackScene {
    static let epoch: UInt32 = 10
    static let passphrase = "correct horse battery staple"

    let folder = TemporaryFolder()
    let store: ColludingStore
    let storeAddress: String
    private let lies = LyingStore()
    private var hospital: Hospital
    private let statements: FixedStatements
    private let honest: HTTPServer
    private let proxy: HTTPServer
    private let now = Clock.now
    private var machineCount = 0

    init() throws {
        let hospital = try Hospital()
        statements = FixedStatements(
            epoch: try EpochStatement.issue(
                epoch: Self.epoch, issued: now, sequence: 1, by: hospital.description, signedBy: hospital.signingKey
            ).bytes,
            revocations: try RevocationList.issue(
                sequence: 1, issued: now, serials: [], users: [], by: hospital.description, signedBy: hospital.signingKey
            ).bytes)
        let storage = try SQLiteRecordStorage(folder.file("records.db"))
        let watch = try AuthorityWatch(hospital.description, statements)
        honest = try HTTPServer(ServerConfiguration(), router: StoreService(RecordStore(storage, authority: hospital.description), watch).router)
        proxy = try HTTPServer(ServerConfiguration(), router: lies.router(to: "http://127.0.0.1:\(honest.port)"))
        storeAddress = "http://127.0.0.1:\(proxy.port)"
        store = ColludingStore(lies)
        self.hospital = hospital
        try Folder.make(accounts)
        TemporaryFolder.write(Array((Self.passphrase + "\n").utf8), to: folder.file("passphrase"))
    }

    deinit {
        proxy.stop(within: 1)
        honest.stop(within: 1)
        Folder.remove(accounts)
    }

    /// The folder of all users' folders.
    var accounts: String { folder.file("accounts") }

    var description: AuthorityDescription { hospital.description }

    /// A user of the authority's.
    ///
    /// - Parameter hasFaces: whether the command line and the portal are to find the user, whose vault takes its time.
    func person(
        _ name: String, _ attributes: [String] = ["role:doctor"], _ capabilities: Capabilities = .author, hasFaces: Bool = false
    ) throws -> Person {
        let identity = UserIdentity()
        let certificate = try hospital.certify(identity, name: "Dr \(name)", capabilities, from: now - 1000, to: now + 31_536_000)
        var ring = try KeyRing(pinning: hospital.description)
        try ring.accept(try EpochStatement(bytes: statements.epoch), at: now)
        try ring.accept(try RevocationList(bytes: statements.revocations), at: now)
        let key = try hospital.key(attributes, epoch: Self.epoch)
        try ring.accept(
            try KeyDelivery.issue(key.encoded(), to: certificate, by: hospital.description, signedBy: hospital.signingKey), by: identity)
        return try machine(name, ring, identity, certificate, hasFaces: hasFaces)
    }

    /// Another machine of the same person's, which has seen nothing.
    func newMachine(of person: Person, hasFaces: Bool = false) throws -> Person {
        try machine(
            person.account, try person.session().ring, try UserIdentity(encoded: person.identity.encoded()), person.certificate, hasFaces: hasFaces)
    }

    /// The person's own machine or a new one, with what `knowledge` says.
    func machine(of person: Person, _ knowledge: Knowledge, seeing ids: [RecordID], hasFaces: Bool = false) throws -> Person {
        guard knowledge == .everything else { return try newMachine(of: person, hasFaces: hasFaces) }
        let session = try person.session()
        for id in ids { _ = try session.records.open(id, limit: 1 << 20) }
        return person
    }

    /// As ``machine(of:_:seeing:hasFaces:)``, a session on it.
    func session(of person: Person, _ knowledge: Knowledge, seeing id: RecordID) throws -> UserSession {
        try machine(of: person, knowledge, seeing: [id]).session()
    }

    private func machine(
        _ name: String, _ ring: KeyRing, _ identity: consuming UserIdentity, _ certificate: Certificate, hasFaces: Bool
    ) throws -> Person {
        machineCount += 1
        let account = "\(name.lowercased())-\(machineCount)"
        let home = UserHome(path: accounts + "/" + account)
        if hasFaces {
            // Nobody listens at the authority's address: what it said last is what counts.
            try home.create(
                identity, ring, UserHome.Enrolment(authority: "http://127.0.0.1:1", request: String(repeating: "0", count: 32), store: storeAddress),
                passphrase: SecretBytes(copying: Array(Self.passphrase.utf8)))
        } else {
            try Folder.make(home.path)
            try home.save(ring, of: identity)
        }
        return Person(account, home, identity, certificate, store: storeAddress)
    }

    /// The authority's word that somebody takes the place of a person who left.
    func succession(from: Person, to: Person) throws -> SuccessionStatement {
        try SuccessionStatement(
            from: from.identity.id, to: to.identity.id, signingKey: nil, record: nil, reason: .left, time: now, by: hospital.description,
            signedBy: hospital.signingKey)
    }

    /// Hands a statement in to the store.
    func put(_ statement: SuccessionStatement, as person: Person) throws { try person.session().store().put(statement) }

    /// Gives a user's program the key of a later epoch, as the authority does when it renews one.
    func renew(_ session: UserSession, _ attributes: [String] = ["role:doctor"], epoch: UInt32) throws {
        let certificate = try hospital.certify(session.identity, name: "Dr Renewed", epoch: epoch, from: now - 1000, to: now + 31_536_000)
        let key = try hospital.key(attributes, epoch: epoch)
        _ = try session.accept(try KeyDelivery.issue(key.encoded(), to: certificate, by: hospital.description, signedBy: hospital.signingKey))
    }

    /// What a key for these attributes, of the first epoch, opens of what was sent to the store since it had `count` records.
    func opened(by attributes: [String], since count: Int) throws -> [[UInt8]] {
        let key = try hospital.key(attributes, epoch: Self.epoch)
        return store.written.dropFirst(count).compactMap { try? hospital.open($0.bytes, with: key) }
    }
}

extension Hospital {
    /// A certificate of a later epoch.
    fileprivate mutating func certify(
        _ identity: borrowing UserIdentity, name: String, epoch: UInt32, from: UInt64, to: UInt64
    ) throws -> Certificate {
        defer { nextSerial += 1 }
        return try Certificate.issue(
            serial: nextSerial, name: .init(displayName: name), hospital: "", signingKey: identity.signingKey.publicKey,
            agreementKey: identity.agreementKey.publicKey, deviceSubtree: Self.device.subtree,
            capabilities: .author, notBefore: from, notAfter: to, epoch: epoch, by: description, signedBy: signingKey)
    }
}
