/// The answer to a request that failed.
public struct ErrorView: Sendable {
    /// What went wrong, as far as a reader can do something about it.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The server does not understand the request, or it does not fit what is there now.
        case badRequest
        /// The form is from another session: CSRF token missing or wrong.
        case staleForm
        /// Something that the user may not read or do.
        case forbidden
        /// No page at this address, or no such record.
        case notFound
        /// The record was deleted.
        case gone
        /// The address takes other methods only.
        case methodNotAllowed
        /// A form or a file over its limit.
        case tooLarge
        /// Too often in too short a time.
        case tooManyRequests
        /// No answer of the authority.
        case authorityUnreachable
        /// No answer of the store.
        case storeUnreachable
        /// The record was damaged or forged.
        case damaged
        /// The user's certificate was revoked or has ended.
        case notCertified
        /// The user's quota, or the store's disk.
        case storeIsFull
        /// Anything else.
        case inner
    }

    /// Decides title, explanation and what to do next.
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
