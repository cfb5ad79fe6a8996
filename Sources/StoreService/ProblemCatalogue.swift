import HTTPTransport
import Identity
import RecordStore

/// The store's refusals as problem documents.
enum ProblemCatalogue {
    private static let revoked = Problem(
        status: 403, code: "certificate-revoked", title: "The certificate was revoked", remedy: "Ask the authority for a new certificate.")

    static let preconditionRequired = Problem(
        status: 428, code: "precondition-required", title: "The request does not say which state of the record it knows",
        remedy: "Send If-None-Match: * to create, or If-Match with the entity tag to change.")

    static func invalid(_ detail: String) -> Problem {
        Problem(
            status: 400, code: "invalid-request", title: "The request is not understood", detail: detail,
            remedy: "Follow the interface's documentation.")
    }

    static func refusal(_ refusal: CallerRefusal) -> Problem {
        switch refusal {
        case .untrusted(let error): certificate(error)
        case .revoked: revoked
        }
    }

    private static func certificate(_ error: StatementError) -> Problem {
        let code =
            switch error {
            case .expired: "certificate-expired"
            case .notYetValid: "certificate-not-yet-valid"
            case .malformed: "certificate-malformed"
            default: "certificate-untrusted"
            }
        return Problem(
            status: 401, code: code, title: "The certificate is not accepted", detail: "\(error)",
            remedy: "Ask the authority that this store trusts for a certificate.")
    }

    /// - Throws: `error` itself if it is nothing for a client to know: a damaged database.
    static func refusal(_ error: RecordStoreError) throws -> Problem {
        let (status, code): (Int, String) =
            switch error {
            case .notFound: (404, "record-not-found")
            case .deleted: (410, "record-deleted")
            case .exists: (412, "record-exists")
            case .otherSuccession: (412, "other-succession")
            case .stale: (412, "stale")
            case .gone: (409, "changed-meanwhile")
            case .indexChanged: (409, "index-changed")
            case .rolledBack: (409, "rolled-back")
            case .oldEpoch: (409, "old-epoch")
            case .futureEpoch: (409, "future-epoch")
            case .notOwner: (403, "not-owner")
            case .revoked: (403, "certificate-revoked")
            case .invalidRecord: (422, "invalid-record")
            case .wrongIdentifier: (422, "wrong-identifier")
            case .notYetValid: (422, "not-yet-valid")
            case .digestMismatch: (400, "digest-mismatch")
            case .quotaExceeded: (507, "quota-exceeded")
            case .storage(let failure) where failure.kind == .busy: (503, "busy")
            case .storage(let failure) where failure.kind == .full: (507, "storage-full")
            case .storage: throw error
            }
        var headers = HeaderFields()
        if status == 503 { headers.set("retry-after", "2") }
        return Problem(status: status, code: code, title: "The store refused", detail: "\(error)", remedy: error.remedy, headers: headers)
    }

    /// Runs `body`, with the store's refusals turned into problems.
    static func refusing<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as RecordStoreError { throw try refusal(error) }
    }
}
