/// The answer to a request that failed.
public struct ErrorView: Sendable {
    /// What went wrong, as far as a reader can do something about it.
    public enum Kind: Hashable, Sendable, CaseIterable {
        case badRequest
        /// The form is from another session: CSRF token missing or wrong.
        case staleForm
        case forbidden
        case notFound
        /// The record was deleted.
        case gone
        case methodNotAllowed
        case tooLarge
        case tooManyRequests
        case authorityUnreachable
        case storeUnreachable
        /// The record was damaged or forged.
        case damaged
        /// The user's certificate was revoked or has ended.
        case notCertified
        case storeIsFull
        /// Anything else.
        case inner
    }

    public var kind: Kind
    /// Shown small beside the title.
    public var status: Int
    /// What exactly it was, where more is known than the kind.
    public var reason: FailureReason?
    /// By which the log can be searched.
    public var requestID: String?

    public init(kind: Kind, status: Int, reason: FailureReason? = nil, requestID: String? = nil) {
        self.kind = kind
        self.status = status
        self.reason = reason
        self.requestID = requestID
    }
}
