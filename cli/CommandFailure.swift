/// A failure as the user sees it: `medseal: error: message`, then `medseal: hint: hint`, and the exit code.
struct CommandFailure: Error {
    let code: ExitCode
    /// Empty if there is nothing to be said, as when the output's reader has gone.
    let message: String
    /// What to do about it.
    let hint: String?

    /// Whether a server said no, as against an answer that did not arrive.
    var isDefiniteRefusal = false

    init(_ code: ExitCode, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
