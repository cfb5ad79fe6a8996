/// Why a request got no answer that can be used.
public enum HTTPClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not an `http` or `https` URL, or one with user information or a fragment.
    case invalidURL
    /// A plain `http` URL to another computer, where anybody on the way could listen and answer.
    case cleartext
    /// A header field of the request is no token or holds a control character.
    case invalidHeader
    /// The host's name is unknown.
    case unknownHost
    /// Nobody listens there, or the network does not reach it.
    case cannotConnect
    /// Nothing came for too long.
    case timeout
    /// The server's TLS certificate is not trusted, or TLS failed.
    case tls
    /// The response's header section or body is longer than allowed.
    case tooLarge
    /// The connection ended in the middle.
    case interrupted
    /// The producer of the request's body gave too little.
    case shortBody
    /// Any other failure: libcurl's code.
    case other(code: UInt32)

    public var description: String {
        switch self {
        case .invalidURL: "the address is not an http or https URL"
        case .cleartext: "the address is plain http to another computer"
        case .invalidHeader: "a header field is malformed"
        case .unknownHost: "the server's name is unknown"
        case .cannotConnect: "cannot connect to the server"
        case .timeout: "the server did not answer in time"
        case .tls: "the server's identity could not be verified"
        case .tooLarge: "the server's answer is too large"
        case .interrupted: "the connection was interrupted"
        case .shortBody: "the content ended before its declared length"
        case .other(let code): "the transfer failed (libcurl \(code))"
        }
    }

    /// What the user can do about it, in a sentence.
    public var remedy: String {
        switch self {
        case .invalidURL: "Give an address such as https://store.example.org."
        case .cleartext: "Use the server's https address."
        case .invalidHeader, .shortBody: "Report this as a defect."
        case .unknownHost, .cannotConnect: "Check the address, and that the server runs."
        case .timeout, .interrupted: "Try again; if it stays so, ask the server's operator."
        case .tls: "Check the address; if the server has a certificate of its own, name its issuer's file."
        case .tooLarge: "Check that the address is a MedSeal server's."
        case .other: "Try again; if it stays so, report the code."
        }
    }
}
