internal import CHashLanes

extension SHA256 {
    /// Whether two messages are hashed side by side.
    private static let hasPairs = medseal_sha256_pair_is_available() != 0

    /// SHA-256(prefix ‖ message) of messages of one length that stand one behind the other; for public messages.
    ///
    /// Two at a time where the processor can: one message leaves most of the SHA unit idle.
    /// - Parameters:
    ///   - length: of each message, more than 0; `messages` holds a whole number of them.
    ///   - digests: 32 bytes for each.
    package static func hash(
        prefix: UInt8, each length: Int, of messages: UnsafeRawBufferPointer, into digests: UnsafeMutableRawBufferPointer
    ) {
        let count = messages.count / length
        precondition(messages.count == count * length && digests.count == count * byteCount, "as many digests as messages")
        var index = 0
        while hasPairs, index + 2 <= count,
            let first = unsafe messages.baseAddress?.advanced(by: index * length).assumingMemoryBound(to: UInt8.self),
            let output = unsafe digests.baseAddress?.advanced(by: index * byteCount).assumingMemoryBound(to: UInt8.self)
        {
            unsafe medseal_sha256_pair(output, prefix, first, first + length, length)
            index += 2
        }
        while index < count {
            let hash = SHA256()
            hash.update([prefix])
            unsafe hash.update(UnsafeRawBufferPointer(rebasing: messages[index * length..<(index + 1) * length]))
            let place = unsafe UnsafeMutableRawBufferPointer(rebasing: digests[index * byteCount..<(index + 1) * byteCount])
            unsafe place.copyBytes(from: hash.finish())
            index += 1
        }
    }

    /// The same on all cores where there are many messages: 32 bytes for each.
    package static func hashSideBySide(prefix: UInt8, each length: Int, of messages: UnsafeRawBufferPointer) -> [UInt8] {
        let count = messages.count / length
        return unsafe [UInt8](unsafeUninitializedCapacity: count * byteCount) { output, written in
            let digests = UnsafeMutableRawBufferPointer(output)
            // 128 KiB take a thread about 50 µs.
            SideBySide.perform(count, share: max(2, (128 << 10) / length)) { range in
                unsafe hash(
                    prefix: prefix, each: length,
                    of: UnsafeRawBufferPointer(rebasing: messages[range.lowerBound * length..<range.upperBound * length]),
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: digests[range.lowerBound * byteCount..<range.upperBound * byteCount]))
            }
            written = count * byteCount
        }
    }
}
