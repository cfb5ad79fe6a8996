import Workstation

/// A failure as whoever typed a command sees it: what kind of failure, what went wrong, and what to do about it.
///
/// The message holds no secret and no patient data.
struct CommandFailure: Error {
    let kind: FailureKind
    /// Empty if there is nothing to be said, as when the output's reader has gone.
    let message: String
    /// What to do about it.
    let hint: String?

    init(_ kind: FailureKind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }
}
