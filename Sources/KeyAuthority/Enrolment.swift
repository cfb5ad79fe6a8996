public import AccessPolicy
import Framing
public import Identity
import SQLiteDatabase
import Cryptography

/// Where an enrolment request stands.
public enum EnrolmentStatus: Hashable, Sendable {
    /// Nobody has decided yet.
    case pending
    /// The user is enrolled; their key can be fetched.
    case approved
    /// With the reason given, for the applicant to read.
    case rejected(reason: String)
}

/// An enrolment request as the authority keeps it.
public struct EnrolmentRecord: Hashable, Sendable {
    /// The request as the user signed it.
    public let request: EnrolmentRequest
    /// What the authority answered so far.
    public let status: EnrolmentStatus
    /// When it arrived: Unix seconds.
    public let submitted: UInt64
    /// In the order of arrival, for paging.
    public let number: UInt64
}

/// A user whom the authority has certified.
public struct EnrolledUser: Hashable, Sendable {
    /// The identifier of the two keys in the request.
    public let id: UserID
    /// The request that the enrolment answers.
    public let request: EnrolmentRequest
    /// As granted, without the epoch.
    public let attributes: AttributeSet
    /// What the user may do to records, as granted.
    public let capabilities: Capabilities
    /// The leaf of the tree of devices that the user's keys are issued to; its subtree is the user's own for good.
    public let device: DeviceLeaf
    /// Unix seconds; `nil` if not revoked.
    public let revoked: UInt64?
    /// The newest.
    public let certificate: Certificate
    /// The authority's signature under request, certificate, attributes, device and capabilities together; see ``Grant``.
    let grantSignature: [UInt8]
}

extension KeyAuthority {
    static let greatestReasonByteCount = 1024

    /// Takes in a request. The same bytes again change nothing and have the same answer.
    ///
    /// - Parameter now: Unix seconds.
    /// - Returns: the request's status.
    /// - Throws: ``AuthorityError/request(_:)``, ``AuthorityError/alreadyPending``, ``AuthorityError/alreadyEnrolled``,
    ///   ``AuthorityError/tooManyPending(limit:)``, ``AuthorityError/database(_:)``.
    @discardableResult
    public func submit(_ request: EnrolmentRequest, at now: UInt64) throws(AuthorityError) -> EnrolmentStatus {
        do throws(StatementError) {
            try request.verify(for: description, at: now)
        } catch {
            throw .request(error)
        }
        return try database.authorityTransaction { connection in
            if let known = try EnrolmentRow.find(request.id, connection) { return known.status }
            let user = DatabaseValue.blob(request.userID.bytes)
            guard try connection.integer("SELECT count(*) FROM user WHERE id = ?", [user]) == 0 else {
                throw AuthorityError.alreadyEnrolled
            }
            guard try connection.integer("SELECT count(*) FROM request WHERE user = ? AND state = 0", [user]) == 0 else {
                throw AuthorityError.alreadyPending
            }
            let limit = Int(settings.greatestPending)
            guard try connection.integer("SELECT count(*) FROM request WHERE state = 0") < limit else {
                throw AuthorityError.tooManyPending(limit: limit)
            }
            try connection.execute(
                "INSERT INTO request (id, user, bytes, submitted) VALUES (?, ?, ?, ?)",
                [.blob(request.id.bytes), user, .blob(request.bytes), .integer(Int64(clamping: now))])
            try record(connection, .submit, request.id.description, by: request.userID.description, at: now)
            return .pending
        }
    }

    /// - Throws: ``AuthorityError/unknownRequest``.
    public func status(_ id: RequestID) throws(AuthorityError) -> EnrolmentStatus { try request(id).status }

    /// - Throws: ``AuthorityError/unknownRequest``.
    public func request(_ id: RequestID) throws(AuthorityError) -> EnrolmentRecord {
        try database.authorityRead { connection in
            guard let found = try EnrolmentRow.find(id, connection) else { throw AuthorityError.unknownRequest }
            return found
        }
    }

    /// The requests that wait for a decision, oldest first.
    ///
    /// - Parameters:
    ///   - number: only those behind this ``EnrolmentRecord/number``.
    ///   - limit: at most so many.
    public func pendingRequests(after number: UInt64 = 0, limit: Int = 1000) throws(AuthorityError) -> [EnrolmentRecord] {
        try database.authorityRead { connection in
            try connection.rows(
                """
                SELECT id, user, bytes, submitted, state, reason, number FROM request
                WHERE state = 0 AND number > ? ORDER BY number LIMIT ?
                """, [.integer(Int64(clamping: number)), .integer(Int64(max(0, limit)))]
            ) { try EnrolmentRow.record($0) }
        }
    }

    /// Turns a request down.
    ///
    /// - Parameter reason: for the applicant; cut at 1024 bytes.
    /// - Throws: ``AuthorityError/unknownRequest``, ``AuthorityError/alreadyDecided``.
    public func reject(_ id: RequestID, reason: String, at now: UInt64, by actor: String) throws(AuthorityError) {
        var reason = reason
        while reason.utf8.count > Self.greatestReasonByteCount { reason.removeLast() }
        try database.authorityTransaction { connection in
            guard let found = try EnrolmentRow.find(id, connection) else { throw AuthorityError.unknownRequest }
            guard found.status == .pending else { throw AuthorityError.alreadyDecided }
            try connection.execute(
                "UPDATE request SET state = 2, reason = ? WHERE id = ?", [.text(reason), .blob(id.bytes)])
            try record(connection, .reject, id.description, by: actor, at: now)
        }
    }

    /// - Throws: ``AuthorityError/unknownUser``.
    public func user(_ id: UserID) throws(AuthorityError) -> EnrolledUser {
        try database.authorityRead { connection in
            guard let found = try UserRow.find(id, connection) else { throw AuthorityError.unknownUser }
            return found
        }
    }

    /// Enrolled and revoked users, in the order of their identifiers.
    ///
    /// - Parameters:
    ///   - id: only those behind this identifier.
    ///   - limit: at most so many.
    public func users(after id: UserID? = nil, limit: Int = 1000) throws(AuthorityError) -> [EnrolledUser] {
        try database.authorityRead { connection in
            try UserRow.page(after: id, limit: limit, connection)
        }
    }
}

/// Rows of the table of requests.
enum EnrolmentRow {
    static func find(_ id: RequestID, _ connection: borrowing DatabaseConnection) throws -> EnrolmentRecord? {
        try connection.first(
            "SELECT id, user, bytes, submitted, state, reason, number FROM request WHERE id = ?", [.blob(id.bytes)]
        ) { try record($0) }
    }

    static func record(_ row: borrowing DatabaseRow) throws -> EnrolmentRecord {
        // The identifier is what the administrator compared with the applicant: no other bytes may stand under it.
        guard
            let request = try? EnrolmentRequest(bytes: row.blob(2, atMost: EnrolmentRequest.greatestByteCount)),
            request.id.bytes == (try row.blob(0, count: RequestID.byteCount)),
            request.userID.bytes == (try row.blob(1, count: UserID.byteCount))
        else { throw AuthorityError.corrupt("an enrolment request") }
        let status: EnrolmentStatus =
            switch try row.integer(4) {
            case 0: .pending
            case 1: .approved
            default: .rejected(reason: try row.text(5, atMost: KeyAuthority.greatestReasonByteCount))
            }
        return EnrolmentRecord(
            request: request, status: status, submitted: UInt64(clamping: try row.integer(3)),
            number: UInt64(clamping: try row.integer(6)))
    }
}

/// Rows of the table of users, with their newest certificate.
enum UserRow {
    static func find(_ id: UserID, _ connection: borrowing DatabaseConnection) throws -> EnrolledUser? {
        try connection.first(
            """
            SELECT u.id, u.request, r.bytes, u.attributes, u.capabilities, u.revoked, c.bytes, c.grant_signature, d.number
            FROM user u
            JOIN request r ON r.id = u.request
            JOIN certificate c ON c.serial = (SELECT max(serial) FROM certificate WHERE user = u.id)
            LEFT JOIN device_subtree d ON d.user = u.id
            WHERE u.id = ?
            """, [.blob(id.bytes)]
        ) { try user($0) }
    }

    static func page(after id: UserID?, limit: Int, _ connection: borrowing DatabaseConnection) throws -> [EnrolledUser] {
        try connection.rows(
            """
            SELECT u.id, u.request, r.bytes, u.attributes, u.capabilities, u.revoked, c.bytes, c.grant_signature, d.number
            FROM user u
            JOIN request r ON r.id = u.request
            JOIN certificate c ON c.serial = (SELECT max(serial) FROM certificate WHERE user = u.id)
            LEFT JOIN device_subtree d ON d.user = u.id
            WHERE u.id > ? ORDER BY u.id LIMIT ?
            """, [.blob(id?.bytes ?? []), .integer(Int64(max(0, limit)))]
        ) { try user($0) }
    }

    private static func user(_ row: borrowing DatabaseRow) throws -> EnrolledUser {
        guard
            let request = try? EnrolmentRequest(bytes: row.blob(2, atMost: EnrolmentRequest.greatestByteCount)),
            request.userID.bytes == (try row.blob(0, count: UserID.byteCount)),
            request.id.bytes == (try row.blob(1, count: RequestID.byteCount)),
            let attributes = try? AttributeSet(encoded: row.blob(3, atMost: AttributeSet.maximumEncodedLength)),
            attributes.unrecognized.isEmpty, attributes.granted.count == attributes.attributes.count,
            let certificate = try? Certificate(bytes: row.blob(6, atMost: Certificate.greatestByteCount)),
            certificate.userID == request.userID, !row.isNull(8), let device = DeviceSubtree.leaf(try row.integer(8))
        else { throw AuthorityError.corrupt("a user") }
        return EnrolledUser(
            id: request.userID, request: request, attributes: attributes,
            capabilities: Capabilities(rawValue: UInt8(clamping: try row.integer(4))),
            device: device, revoked: row.isNull(5) ? nil : UInt64(clamping: try row.integer(5)), certificate: certificate,
            grantSignature: try row.blob(7, count: Ed25519.signatureByteCount))
    }
}
