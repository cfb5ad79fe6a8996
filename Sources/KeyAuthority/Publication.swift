import Framing
public import Identity
import SQLiteDatabase
public import Cryptography

extension KeyAuthority {
    /// The latest epoch statement.
    public func epochStatement() throws(AuthorityError) -> EpochStatement {
        try database.authorityRead { try Publication.latestEpoch($0) }
    }

    /// The latest revocation list.
    public func revocationList() throws(AuthorityError) -> RevocationList {
        try database.authorityRead { try Publication.latestRevocations($0) }
    }

    /// Signs a new epoch statement and a new revocation list.
    ///
    /// - Parameters:
    ///   - epoch: the epoch from now on; `nil` for the one that the time since the foundation gives, or the present one
    ///     if that is later.
    ///   - now: Unix seconds.
    /// - Throws: ``AuthorityError/epoch(present:asked:)`` if `epoch` lies before the present one or is 65535 or more,
    ///   ``AuthorityError/vault(_:)``, ``AuthorityError/database(_:)``.
    @discardableResult
    public func publish(
        to epoch: UInt32? = nil, passphrase: borrowing SecretBytes, at now: UInt64, by actor: String
    ) throws(AuthorityError) -> (epoch: EpochStatement, revocations: RevocationList) {
        let secrets = try unlock(passphrase)
        return try database.authorityTransaction { connection in
            let present = try Publication.signed(try Publication.latestEpoch(connection), by: description)
            let next = epoch ?? max(present.epoch, epochByTime(now))
            guard next >= present.epoch, next < EpochStatement.epochLimit else {
                throw AuthorityError.epoch(present: present.epoch, asked: next)
            }
            let statement = try EpochStatement.issue(
                epoch: next, issued: max(now, present.issued), sequence: present.sequence + 1, by: description,
                signedBy: secrets.signingKey)
            try Publication.store(statement, in: connection)
            let revocations = try Publication.publishRevocations(self, secrets.signingKey, at: now, connection)
            try record(connection, .publish, "epoch \(next) sequence \(statement.sequence)", by: actor, at: now)
            return (statement, revocations)
        }
    }

    /// Takes back a user's certificates for good and publishes the revocation list that says so. What the user's keys
    /// could open before, they still open; the next epoch ends that for records sealed later.
    ///
    /// - Throws: ``AuthorityError/unknownUser``, ``AuthorityError/revoked``, ``AuthorityError/vault(_:)``,
    ///   ``AuthorityError/database(_:)``.
    @discardableResult
    public func revoke(
        _ id: UserID, passphrase: borrowing SecretBytes, at now: UInt64, by actor: String
    ) throws(AuthorityError) -> RevocationList {
        let secrets = try unlock(passphrase)
        return try database.authorityTransaction { connection in
            // Nothing else of the row is read: one that was damaged must not protect its user.
            let revoked = try connection.first("SELECT revoked FROM user WHERE id = ?", [.blob(id.bytes)]) { !$0.isNull(0) }
            guard let revoked else { throw AuthorityError.unknownUser }
            guard !revoked else { throw AuthorityError.revoked }
            try connection.execute(
                "UPDATE user SET revoked = ? WHERE id = ?", [.integer(Int64(clamping: now)), .blob(id.bytes)])
            let list = try Publication.publishRevocations(self, secrets.signingKey, at: now, connection)
            try record(connection, .revoke, id.description, by: actor, at: now)
            return list
        }
    }

    /// Whole epochs since the foundation, at most the last one.
    private func epochByTime(_ now: UInt64) -> UInt32 {
        guard now > epochOrigin else { return 0 }
        return UInt32(min((now - epochOrigin) / UInt64(settings.epochSeconds), UInt64(EpochStatement.epochLimit - 1)))
    }
}

/// Rows of the table of statements.
enum Publication {
    static func store(_ statement: EpochStatement, in connection: borrowing DatabaseConnection) throws {
        try connection.execute(
            "INSERT INTO statement (kind, sequence, bytes) VALUES (1, ?, ?)",
            [.integer(Int64(clamping: statement.sequence)), .blob(statement.bytes)])
    }

    static func store(_ list: RevocationList, in connection: borrowing DatabaseConnection) throws {
        try connection.execute(
            "INSERT INTO statement (kind, sequence, bytes) VALUES (2, ?, ?)",
            [.integer(Int64(clamping: list.sequence)), .blob(list.bytes)])
    }

    static func latestEpoch(_ connection: borrowing DatabaseConnection) throws -> EpochStatement {
        let bytes = try connection.first("SELECT bytes FROM statement WHERE kind = 1 ORDER BY sequence DESC LIMIT 1") {
            try $0.blob(0, atMost: EpochStatement.byteCount)
        }
        guard let bytes, let statement = try? EpochStatement(bytes: bytes), statement.sequence < UInt64(Int64.max) else {
            throw AuthorityError.corrupt("the epoch statement")
        }
        return statement
    }

    static func latestRevocations(_ connection: borrowing DatabaseConnection) throws -> RevocationList {
        let bytes = try connection.first("SELECT bytes FROM statement WHERE kind = 2 ORDER BY sequence DESC LIMIT 1") {
            try $0.blob(0, atMost: RevocationList.greatestByteCount)
        }
        guard let bytes, let list = try? RevocationList(bytes: bytes), list.sequence < UInt64(Int64.max) else {
            throw AuthorityError.corrupt("the revocation list")
        }
        return list
    }

    /// Hands back `statement` if the authority signed it: nothing is issued on the word of what somebody else put into
    /// the file. Who fetches a statement verifies it anyway.
    static func signed<Statement: AuthorityStatement>(
        _ statement: Statement, by authority: AuthorityDescription
    ) throws(AuthorityError) -> Statement {
        do throws(StatementError) {
            try statement.verifyOrigin(by: authority)
        } catch {
            throw .corrupt("a statement that this authority did not sign")
        }
        return statement
    }

    /// Signs and stores the list of everything that is revoked by now in this transaction. What the last list has stays,
    /// whatever became of the rows behind it.
    @discardableResult
    static func publishRevocations(
        _ authority: KeyAuthority, _ key: borrowing Ed25519.PrivateKey, at now: UInt64,
        _ connection: borrowing DatabaseConnection
    ) throws -> RevocationList {
        let last = try signed(try latestRevocations(connection), by: authority.description)
        let serials = try connection.rows("SELECT serial FROM withdrawn_certificate") { UInt64(clamping: try $0.integer(0)) }
        let users = try connection.rows("SELECT id FROM user WHERE revoked IS NOT NULL") { row in
            guard let id = UserID(bytes: try row.blob(0, count: UserID.byteCount)) else {
                throw AuthorityError.corrupt("a user identifier")
            }
            return id
        }
        let list = try RevocationList.issue(
            sequence: last.sequence + 1, issued: max(now, last.issued), serials: Set(serials).union(last.serials),
            users: Set(users).union(last.users), by: authority.description, signedBy: key)
        try store(list, in: connection)
        return list
    }
}
