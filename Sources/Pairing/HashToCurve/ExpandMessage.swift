import Cryptography

/// expand_message_xmd with SHA-256 (RFC 9380 §5.3.1).
package enum ExpandMessage {
    /// `count` uniform bytes from a message under a domain separation tag, which a tag of more than 255 bytes enters by
    /// its hash (§5.3.3).
    ///
    /// At most 8160 bytes; the tag is not empty (§3.1).
    package static func xmd(_ message: [UInt8], domain: [UInt8], count: Int) -> [UInt8] {
        precondition(count <= 255 * SHA256.byteCount, "expand_message_xmd gives at most 8160 bytes")
        precondition(!domain.isEmpty, "a domain separation tag is not empty")
        var tag = domain.count <= 255 ? domain : SHA256.hash(Array("H2C-OVERSIZE-DST-".utf8), domain)
        tag.append(UInt8(tag.count))

        // One block of the hash function, 64 bytes, of zeros; then the message, the length and a zero byte.
        let padding = [UInt8](repeating: 0, count: 64)
        let length = [UInt8(count >> 8), UInt8(count & 0xff), 0]
        let start = SHA256.hash(padding, message, length, tag)
        var block = SHA256.hash(start, [1], tag)
        var bytes = block
        var index: UInt8 = 1
        while bytes.count < count {
            index += 1
            block = SHA256.hash(zip(start, block).map { $0 ^ $1 }, [index], tag)
            bytes += block
        }
        return Array(bytes.prefix(count))
    }
}
