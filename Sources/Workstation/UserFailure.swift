/// A failure as the user sees it: what kind of failure, what went wrong, and what to do about it.
///
/// The message holds no secret and no patient data.
public struct UserFailure: Error {
    /// What a face shows differently: the command line has an exit code for each, the portal a page.
    public enum Kind: CaseIterable, Sendable {
        /// Any failure that has no kind of its own.
        case general
        /// What was asked for cannot be.
        case usage
        /// Some of several things were done.
        case partial
        /// A file, record, request or user that does not exist.
        case notFound
        /// Something else was changed meanwhile, or exists already.
        case conflict
        case wrongPassphrase
        /// None of the keys at hand satisfies the policy.
        case policyNotSatisfied
        /// Bytes that were altered, cut off or forged.
        case integrity
        /// A revoked user, an expired certificate or key.
        case revokedOrExpired
        /// The authority or the store could not be reached, or answered with an error.
        case remote
        case interrupted
    }

    public let kind: Kind
    /// Empty if there is nothing to be said, as when the output's reader has gone.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// Whether a server said no, as against an answer that did not arrive.
    public internal(set) var isDefiniteRefusal = false
    /// Whether what was asked for was there once and was deleted.
    var isGone = false

    /// Whether it says something about one record and what the store gave for it, so that others can be gone on with.
    var isAboutOneRecord = false

    /// The failure, as one about one record.
    var aboutOneRecord: UserFailure {
        var failure = self
        failure.isAboutOneRecord = true
        return failure
    }

    public init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }
}
