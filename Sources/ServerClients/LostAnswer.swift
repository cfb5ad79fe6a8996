import HTTPTransport

/// Whether a server may have done what it was asked to although the request failed.
public enum LostAnswer {
    /// - Parameter error: what sending a request threw.
    /// - Returns: `false` only if the request certainly did not reach the server whole, or the server says itself that it
    ///   refused it.
    public static func isPossible(after error: any Error) -> Bool {
        switch error {
        case RemoteError.refused(let refusal): !refusal.isDefinite
        case let error as HTTPClientError:
            switch error {
            case .invalidURL, .cleartext, .invalidHeader, .unknownHost, .cannotConnect, .shortBody: false
            // TLS ends in the middle of an answer, too.
            case .timeout, .tls, .tooLarge, .interrupted, .other: true
            }
        // An answer that came and is not understood says that something was done, not what.
        case is RemoteError: true
        default: false
        }
    }
}
