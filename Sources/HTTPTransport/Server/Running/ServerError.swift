/// Why a server could not be started.
public enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address is neither an IPv4 nor an IPv6 address in numbers.
    case invalidAddress(String)
    /// The system refused the address and port: its error number.
    case cannotListen(String, port: UInt16, errno: Int32)
    /// The HTTP library refused to start: threads or descriptors are used up.
    case cannotStart

    public var description: String {
        switch self {
        case .invalidAddress(let address): "\(address) is no numeric IPv4 or IPv6 address"
        case .cannotListen(let address, let port, let errno): "cannot listen on \(address) port \(port) (errno \(errno))"
        case .cannotStart: "cannot start the HTTP server"
        }
    }

    /// What the operator can do about it, in a sentence.
    public var remedy: String {
        switch self {
        case .invalidAddress: "Give a numeric address, for example 127.0.0.1 or ::1."
        case .cannotListen: "Choose another port, or stop the program that uses it; ports below 1024 need a privilege."
        case .cannotStart: "Raise the limits on threads and open files of this service."
        }
    }
}
