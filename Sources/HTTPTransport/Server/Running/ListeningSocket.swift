import Glibc

/// A listening TCP socket.
enum ListeningSocket {
    /// Binds and listens; the descriptor and the port that it was bound to.
    static func open(_ address: String, port: UInt16) throws(ServerError) -> (descriptor: Int32, port: UInt16) {
        var v4 = sockaddr_in()
        if unsafe inet_pton(AF_INET, address, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            let descriptor = try listen(AF_INET, &v4, address, port)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            unsafe withSocketAddress(&v4) { unsafe _ = getsockname(descriptor, $0, &length) }
            return (descriptor, UInt16(bigEndian: v4.sin_port))
        }
        var v6 = sockaddr_in6()
        if unsafe inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            let descriptor = try listen(AF_INET6, &v6, address, port)
            var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            unsafe withSocketAddress(&v6) { unsafe _ = getsockname(descriptor, $0, &length) }
            return (descriptor, UInt16(bigEndian: v6.sin6_port))
        }
        throw .invalidAddress(address)
    }

    private static func listen<Address>(
        _ family: Int32, _ socketAddress: inout Address, _ address: String, _ port: UInt16
    ) throws(ServerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .cannotListen(address, port: port, errno: errno) }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        if family == AF_INET6 { unsafe setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
        let length = socklen_t(MemoryLayout<Address>.size)
        let bound = unsafe withSocketAddress(&socketAddress) { unsafe bind(descriptor, $0, length) == 0 }
        guard bound, Glibc.listen(descriptor, 256) == 0 else {
            let reason = errno
            close(descriptor)
            throw .cannotListen(address, port: port, errno: reason)
        }
        return descriptor
    }

    private static func withSocketAddress<Address, R>(_ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>) -> R) -> R {
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
        }
    }

    /// The numeric text of a peer's address; `-` if there is none.
    static func describe(_ address: UnsafePointer<sockaddr>?) -> String {
        guard let address = unsafe address else { return "-" }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = unsafe address.pointee.sa_family == sa_family_t(AF_INET6) ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        let code = unsafe getnameinfo(address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return "-" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
