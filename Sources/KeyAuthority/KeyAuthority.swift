public import AttributeEncryption
import Framing
public import Identity
import SQLiteDatabase
public import Cryptography

/// How an authority keeps time and house; fixed when it is founded.
public struct AuthoritySettings: Hashable, Sendable {
    /// Length of an epoch in seconds; 30 days.
    public var epochSeconds: UInt32
    /// How long a certificate is valid, in seconds; 90 days.
    public var certificateSeconds: UInt32
    /// How many requests may wait for a decision.
    public var greatestPending: UInt32

    /// The usual lengths; zero becomes one, as nothing can last no time.
    public init(
        epochSeconds: UInt32 = 30 * 86_400, certificateSeconds: UInt32 = 90 * 86_400, greatestPending: UInt32 = 10_000
    ) {
        self.epochSeconds = max(1, epochSeconds)
        self.certificateSeconds = max(1, certificateSeconds)
        self.greatestPending = max(1, greatestPending)
    }
}

/// A hospital's key authority: takes enrolment requests, issues attribute keys, and says who is certified, who is
/// revoked and which epoch it is.
///
/// All state is in one SQLite file, the master key in a passphrase vault inside it. Each operation is one transaction
/// that is on the disk before the call returns. Several processes may share the file, such as a service that takes
/// requests and a person who decides on them; only the operations that take the passphrase can issue anything.
public final class KeyAuthority: Sendable {
    /// Name, signing key and public parameters; its fingerprint is what users pin.
    public let description: AuthorityDescription
    /// The public parameters of the description, decoded.
    public let parameters: PublicParameters
    /// As they were when the authority was founded.
    public let settings: AuthoritySettings
    /// When epoch 0 began: Unix seconds.
    let epochOrigin: UInt64
    let database: Database

    /// Founds an authority in a new file of mode 0600: master key, signing key, epoch 0, an empty revocation list.
    ///
    /// - Parameters:
    ///   - path: the database file; it may exist if it is empty.
    ///   - name: what users see, 1…256 bytes.
    ///   - cost: of the vault's passphrase.
    ///   - now: Unix seconds.
    ///   - actor: who does it, for the audit trail.
    /// - Throws: ``AuthorityError/alreadyInitialised``, ``AuthorityError/statement(_:)`` if the name breaks its bounds,
    ///   ``AuthorityError/database(_:)``, ``AuthorityError/vault(_:)``.
    public static func create(
        at path: String, name: String, passphrase: borrowing SecretBytes, settings: AuthoritySettings = AuthoritySettings(),
        cost: ScryptCost = .standard, now: UInt64, actor: String
    ) throws(AuthorityError) -> KeyAuthority {
        let fabeo = FABEO.setup()
        let signingKey = Ed25519.PrivateKey()
        let description: AuthorityDescription
        let epoch: EpochStatement
        let revocations: RevocationList
        do throws(StatementError) {
            description = try AuthorityDescription(name: name, publicParameters: fabeo.parameters.bytes, signedBy: signingKey)
            epoch = try EpochStatement.issue(epoch: 0, issued: now, sequence: 1, by: description, signedBy: signingKey)
            revocations = try RevocationList.issue(
                sequence: 1, issued: now, serials: [], users: [], by: description, signedBy: signingKey)
        } catch {
            throw .statement(error)
        }
        let secrets = AuthoritySecrets(
            signingKey: signingKey,
            masterKey: try masterKeyCopy(fabeo.masterKey))
        let vault = try secrets.sealed(passphrase: passphrase, cost: cost)
        try database(at: path, createIfAbsent: true) { database throws(AuthorityError) in
            try database.authorityTransaction { connection in
                guard try connection.integer("SELECT count(*) FROM authority") == 0 else {
                    throw AuthorityError.alreadyInitialised
                }
                try connection.execute(
                    "INSERT INTO authority VALUES (1, ?, ?, ?, ?, ?, ?)",
                    [
                        .blob(description.bytes), .blob(vault), .integer(Int64(clamping: now)),
                        .integer(Int64(settings.epochSeconds)), .integer(Int64(settings.certificateSeconds)),
                        .integer(Int64(settings.greatestPending)),
                    ])
                try Publication.store(epoch, in: connection)
                try Publication.store(revocations, in: connection)
                try AuditTrail.append(
                    connection, authority: description.fingerprint, time: now, actor: actor, action: .initialise,
                    subject: "authority")
            }
        }
        return try KeyAuthority(opening: path)
    }

    /// Opens an authority's file, after a check of its structure.
    ///
    /// - Throws: ``AuthorityError/notInitialised``, ``AuthorityError/database(_:)``, ``AuthorityError/corrupt(_:)``.
    public init(opening path: String) throws(AuthorityError) {
        do throws(DatabaseError) {
            database = try Database(
                path, schema: AuthorityDatabase.schema, options: DatabaseOptions(createIfAbsent: false, quickCheck: true))
        } catch {
            throw .database(error)
        }
        let stored = try database.authorityRead { connection in
            guard try connection.rows("PRAGMA foreign_key_check", [], { _ in true }).isEmpty else {
                throw AuthorityError.corrupt("rows refer to rows that are missing")
            }
            return try connection.first(
                "SELECT description, epoch_origin, epoch_seconds, certificate_seconds, greatest_pending FROM authority"
            ) { row in
                (
                    try row.blob(0, atMost: 8192), UInt64(clamping: try row.integer(1)),
                    AuthoritySettings(
                        epochSeconds: UInt32(clamping: try row.integer(2)),
                        certificateSeconds: UInt32(clamping: try row.integer(3)),
                        greatestPending: UInt32(clamping: try row.integer(4)))
                )
            }
        }
        guard let (bytes, origin, settings) = stored else { throw .notInitialised }
        guard let description = try? AuthorityDescription(bytes: bytes),
            let parameters = try? PublicParameters(bytes: description.publicParameters)
        else { throw .corrupt("the authority's description") }
        self.description = description
        self.parameters = parameters
        self.settings = settings
        epochOrigin = origin
    }

    /// Checkpoints and closes the file; later calls throw.
    public func close() throws(AuthorityError) { try catchingDatabaseErrors { try database.close() } }

    /// Whether this is the master key's passphrase: opens the vault and wipes what was in it.
    ///
    /// - Throws: ``AuthorityError/vault(_:)`` with `wrongPassphrase`, ``AuthorityError/database(_:)``,
    ///   ``AuthorityError/corrupt(_:)``.
    public func check(passphrase: borrowing SecretBytes) throws(AuthorityError) { _ = try unlock(passphrase) }

    /// When an epoch ends by the calendar: Unix seconds.
    public func end(ofEpoch epoch: UInt32) -> UInt64 { epochOrigin + (UInt64(epoch) + 1) * UInt64(settings.epochSeconds) }

    /// Walks the audit trail from its beginning.
    ///
    /// - Parameter known: a head noted earlier, which must still be part of the trail: without one, entries missing at
    ///   the end go unnoticed.
    /// - Throws: ``AuthorityError/auditTrail(number:)``.
    @discardableResult
    public func verifyAuditTrail(from known: AuditHead? = nil) throws(AuthorityError) -> AuditHead {
        try database.authorityRead { try AuditTrail.verify($0, authority: description.fingerprint, known: known) }
    }

    /// Entries of the audit trail behind number `after`, at most `limit` of them.
    public func auditTrail(after number: UInt64 = 0, limit: Int = 1000) throws(AuthorityError) -> [AuditEntry] {
        try database.authorityRead { connection in
            try connection.rows(
                "SELECT number, time, actor, action, subject, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?",
                [.integer(Int64(clamping: number)), .integer(Int64(max(0, limit)))]
            ) { try AuditTrail.entry($0) }
        }
    }

    /// Opens the vault; what it gives is wiped when the caller's scope ends.
    func unlock(_ passphrase: borrowing SecretBytes) throws(AuthorityError) -> AuthoritySecrets {
        let vault = try database.authorityRead { connection in
            try connection.first("SELECT vault FROM authority") { try $0.blob(0, atMost: 4096) }
        }
        guard let vault else { throw .notInitialised }
        let secrets = try AuthoritySecrets(vault: vault, passphrase: passphrase)
        guard secrets.signingKey.publicKey == description.publicKey else {
            throw .corrupt("the vault holds another authority's keys")
        }
        return secrets
    }

    func record(
        _ connection: borrowing DatabaseConnection, _ action: AuditAction, _ subject: String, by actor: String, at now: UInt64
    ) throws {
        try AuditTrail.append(
            connection, authority: description.fingerprint, time: now, actor: actor, action: action, subject: subject)
    }

    private static func masterKeyCopy(_ key: borrowing MasterSecretKey) throws(AuthorityError) -> MasterSecretKey {
        do {
            return try MasterSecretKey(importing: key.exported())
        } catch {
            throw .corrupt("a new master key")
        }
    }

    private static func database(
        at path: String, createIfAbsent: Bool, _ body: (Database) throws(AuthorityError) -> Void
    ) throws(AuthorityError) {
        let database: Database
        do throws(DatabaseError) {
            database = try Database(
                path, schema: AuthorityDatabase.schema, options: DatabaseOptions(createIfAbsent: createIfAbsent, quickCheck: true))
        } catch {
            throw .database(error)
        }
        try body(database)
        try catchingDatabaseErrors { try database.close() }
    }
}

extension Database {
    /// ``transaction(_:)`` with the authority's errors.
    func authorityTransaction<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws(AuthorityError) -> T {
        try catchingDatabaseErrors { try transaction(body) }
    }

    /// ``read(_:)`` with the authority's errors.
    func authorityRead<T>(_ body: (borrowing DatabaseConnection) throws -> T) throws(AuthorityError) -> T {
        try catchingDatabaseErrors { try read(body) }
    }
}

func catchingDatabaseErrors<T>(_ body: () throws -> T) throws(AuthorityError) -> T {
    do {
        return try body()
    } catch let error as AuthorityError {
        throw error
    } catch let error as DatabaseError {
        throw .database(error)
    } catch let error as StatementError {
        throw .statement(error)
    } catch {
        throw .corrupt("a value that this program does not write")
    }
}
