import Glibc

/// A TCP connection to a port of this computer, for bytes that no HTTP client would send.
final class RawConnection {
    private let descriptor: Int32

    init(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        precondition(connected, "nobody listens")
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { unsafe _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Everything until the server closes, or five seconds without a byte; and whether it closed.
    func readToEnd() -> (text: String, closed: Bool) {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return (String(decoding: bytes, as: UTF8.self), count == 0 || errno == ECONNRESET) }
            bytes += piece[..<count]
        }
    }

    /// Reads until `text` has arrived; `false` if it does not.
    func read(until text: String) -> Bool {
        var bytes: [UInt8] = []
        var byte: [UInt8] = [0]
        let wanted = Array(text.utf8)
        while unsafe recv(descriptor, &byte, 1, 0) == 1 {
            bytes += byte
            if bytes.suffix(wanted.count) == wanted[...] { return true }
        }
        return false
    }

    /// Sends one request and reads to the end.
    static func exchange(_ port: UInt16, _ request: String) -> (text: String, closed: Bool) {
        exchange(port, Array(request.utf8))
    }

    static func exchange(_ port: UInt16, _ request: [UInt8]) -> (text: String, closed: Bool) {
        let connection = RawConnection(port: port)
        connection.send(request)
        return connection.readToEnd()
    }
}
