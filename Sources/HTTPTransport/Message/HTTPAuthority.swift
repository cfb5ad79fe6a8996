import Framing

/// Which server a request is for: what `Host` says (RFC 9110 §7.2), and the part of a URL that names it.
enum HTTPAuthority {
    /// host[:port] with the characters of a name, an IPv4 address or a bracketed IPv6 address.
    static func isValid(_ host: String) -> Bool {
        guard host.utf8.count <= 255 else { return false }
        var rest = Array(host.utf8)[...]
        if rest.first == UInt8(ascii: "[") {
            let address = rest.dropFirst().prefix { isHostByte($0) || $0 == UInt8(ascii: ":") }
            rest = rest.dropFirst(1 + address.count)
            guard !address.isEmpty, rest.popFirst() == UInt8(ascii: "]") else { return false }
        } else {
            let name = rest.prefix(while: isHostByte)
            guard !name.isEmpty else { return false }
            rest = rest.dropFirst(name.count)
        }
        if rest.isEmpty { return true }
        guard rest.popFirst() == UInt8(ascii: ":") else { return false }
        let port = String(decoding: rest, as: UTF8.self)
        return (1...5).contains(rest.count) && rest.allSatisfy(ASCII.isDigit)
            && UInt16(port) != nil
    }

    /// Lower-case letters, digits, hyphen, dot and underscore.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        ASCII.isLowercase(byte) || ASCII.isDigit(byte) || "-._".utf8.contains(byte)
    }
}
