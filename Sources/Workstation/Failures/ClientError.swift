import Clocks
public import SealedRecord

/// Why something could not be done on the user's own machine. Each face says in its own words what to do about it.
public enum ClientError: Error, Equatable, Sendable, CustomStringConvertible {
    // The user.

    /// There is no user in this folder.
    case noUser(folder: String)
    /// There is a user in this folder already.
    case userExists(folder: String)
    /// A file of the user's folder is not what the program wrote.
    case damaged(path: String, reason: String?)
    /// The authority at the address is another one than the user was told of.
    case otherAuthority
    /// The authority has not approved the user yet.
    case notApproved
    /// The user's certificate ran out at this time, in Unix seconds.
    case certificateExpired(UInt64)
    /// The authority has revoked the user.
    case revoked
    /// No store was named, at enrolment or now.
    case noStore

    // Records.

    /// What one record, or what the store gave for it, is refused for. Others can be gone on with.
    case record(RecordFault)
    /// The store's answer to a write was lost, and what it has now does not tell whether the write is still to come: neither
    /// "saved" nor "not saved" is known.
    case outcomeUnknown(RecordID)

    // What is done with records.

    /// A patient's record has at most so many documents of one author, deleted ones counted.
    case tooManyDocuments(limit: Int)
    /// A template has at most so many parts.
    case tooManyParts(limit: Int)
    /// No search index can be made for these policies: every place for its key is taken.
    case noPlaceForIndex
    /// A reading's number finds no patient.
    case noPatientFound
    /// A reading's number finds several patients, or more records than are looked at.
    case severalPatientsFound

    public var description: String {
        switch self {
        case .noUser(let folder): "there is no user in \(folder)"
        case .userExists(let folder): "there is a user in \(folder) already"
        case .damaged(let path, let reason): "\(path) is damaged" + (reason.map { ": " + $0 } ?? "")
        case .otherAuthority: "the authority at this address has another fingerprint"
        case .notApproved: "the authority has not approved this user yet"
        case .certificateExpired(let time): "the certificate expired on \(Clock.text(time))"
        case .revoked: "the authority has revoked you"
        case .noStore: "no store is known"
        case .record(let fault): fault.description
        case .outcomeUnknown(let id): "it is not known whether the store has saved the record \(id): its answer did not arrive"
        case .tooManyDocuments(let limit): "a patient's record has at most \(limit) documents of one author"
        case .tooManyParts(let limit): "a template has at most \(limit) parts"
        case .noPlaceForIndex: "no search index can be made for these policies"
        case .noPatientFound: "no patient is found by the reading's number"
        case .severalPatientsFound: "several patients may be meant by the reading's number"
        }
    }
}
