public import AccessPolicy
public import Identity
public import SQLiteDatabase
public import Cryptography

/// Why the authority refused.
public enum AuthorityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The database file: not private, damaged, busy, full, or of another program.
    case database(DatabaseError)
    /// The file holds an authority already.
    case alreadyInitialised
    /// The file holds no authority.
    case notInitialised
    /// A row is not what this program writes; which, in words.
    case corrupt(String)
    /// The vault of the master key: the passphrase is wrong, or the vault is damaged.
    case vault(VaultError)
    /// The enrolment request is malformed, badly signed, or meant for another authority.
    case request(StatementError)
    /// There is no enrolment request of that identifier.
    case unknownRequest
    /// The request was approved or rejected before.
    case alreadyDecided
    /// The user has a request that waits for a decision.
    case alreadyPending
    /// The user is enrolled, or was; revoked users apply with new keys.
    case alreadyEnrolled
    /// So many requests wait that no more are taken.
    case tooManyPending(limit: Int)
    /// There is no user of that identifier.
    case unknownUser
    /// Every subtree of the tree of devices has been given to a user, those who were revoked counted.
    case tooManyUsers
    /// The user was revoked.
    case revoked
    /// An attribute does not parse, is the system's, or contradicts another.
    case attributes(PolicyError)
    /// A key for so many attributes cannot be delivered: its bytes, and how many are allowed.
    case tooManyAttributes(byteCount: Int, limit: Int)
    /// A field of a statement breaks its bounds.
    case statement(StatementError)
    /// The epoch asked for lies before the present one, or beyond the last.
    case epoch(present: UInt32, asked: UInt32)
    /// The audit trail does not hold together from entry `number` on.
    case auditTrail(number: UInt64)

    public var description: String {
        switch self {
        case .database(let reason): "\(reason)"
        case .alreadyInitialised: "there is an authority in this file already"
        case .notInitialised: "there is no authority in this file"
        case .corrupt(let what): "the authority's database is damaged: \(what)"
        case .vault(let reason): "the master key: \(reason)"
        case .request(let reason): "the enrolment request is refused: \(reason)"
        case .unknownRequest: "no such enrolment request"
        case .alreadyDecided: "the request was decided before"
        case .alreadyPending: "another request of this user waits for a decision"
        case .alreadyEnrolled: "this user is enrolled already, or was revoked"
        case .tooManyPending(let limit): "\(limit) requests are waiting, no more are taken"
        case .unknownUser: "no such user"
        case .tooManyUsers: "an authority enrols at most \(DeviceLeaf.subtreeLimit) users"
        case .revoked: "the user was revoked"
        case .attributes(let reason): "attributes: \(reason)"
        case .tooManyAttributes(let byteCount, let limit): "the key would have \(byteCount) bytes, at most \(limit) can be delivered"
        case .statement(let reason): "the statement cannot be issued: \(reason)"
        case .epoch(let present, let asked): "epoch \(asked) cannot follow epoch \(present)"
        case .auditTrail(let number): "the audit trail was tampered with at entry \(number) or before"
        }
    }

    /// What whoever runs the authority can do about it.
    public var remedy: String {
        switch self {
        case .database(let reason): reason.remedy
        case .alreadyInitialised: "Choose another folder; the existing authority was not touched."
        case .notInitialised: "Run `medseal authority init` first, or check the path."
        case .corrupt: "Restore the last backup; keep the damaged file."
        case .vault(.wrongPassphrase): "Try again."
        case .vault(.outOfMemory): "Free memory, or raise the process's limit, and try again."
        case .vault(.malformed): "Restore the last backup: without the vault the authority can issue no keys."
        case .request: "The applicant makes a new request, with the fingerprint of this authority."
        case .unknownRequest: "List the requests to find the identifier."
        case .alreadyDecided: "Look at the request's status."
        case .alreadyPending: "Approve or reject the waiting request first."
        case .alreadyEnrolled: "Renew the user; one who was revoked applies again with new keys."
        case .tooManyPending: "Decide on waiting requests, then let the applicant try again."
        case .unknownUser: "List the users to find the identifier."
        case .tooManyUsers: "Found another authority for further users."
        case .revoked: "The person applies again with new keys."
        case .attributes: "Correct the attribute and try again."
        case .tooManyAttributes: "Give fewer attributes, or declare smaller widths for numbers."
        case .statement: "Correct the field and try again."
        case .epoch: "Ask for a later epoch, below \(EpochStatement.epochLimit)."
        case .auditTrail: "Compare with a backup to find what was changed, and treat the machine as compromised."
        }
    }
}
