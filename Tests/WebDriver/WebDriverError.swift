/// Why a test could not do in the browser what it wanted.
public enum WebDriverError: Error, CustomStringConvertible {
    /// A program is not installed.
    case missing(String)
    /// chromedriver did not start: what it printed.
    case notStarted(String)
    /// A command was refused: the W3C error code (WebDriver §6.6), its message, and what the page shows.
    case refused(command: String, code: String, message: String, page: String)
    /// An answer is not what the protocol has there.
    case answer(command: String)
    /// What was waited for did not come about in time.
    case timeout(String, page: String)

    public var description: String {
        switch self {
        case .missing(let path): "\(path) is missing; it is in Debian's package \(path.hasSuffix("driver") ? "chromium-driver" : "chromium")"
        case .notStarted(let output): "chromedriver did not start: \(output)"
        case .refused(let command, let code, let message, let page): "\(command): \(code): \(message)\n\(page)"
        case .answer(let command): "\(command): the answer is not of the WebDriver protocol"
        case .timeout(let what, let page): "\(what): not in time\n\(page)"
        }
    }

    /// The W3C error code; `nil` for other failures.
    public var code: String? {
        if case .refused(_, let code, _, _) = self { code } else { nil }
    }
}
