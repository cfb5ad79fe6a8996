/// Bytes that are read from the beginning to the end: a file, a pipe or memory.
public protocol ByteInput: AnyObject {
    /// Length in bytes, if it is known.
    var length: UInt64? { get }
    /// Up to `count` bytes; empty at the end only.
    func read(_ count: Int) throws -> [UInt8]
}

extension ByteInput {
    /// Exactly `count` bytes, fewer only at the end.
    public func readFully(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let next = try read(min(count - bytes.count, 1 << 20))
            if next.isEmpty { break }
            if bytes.isEmpty, next.count == count { return next }
            bytes += next
        }
        return bytes
    }
}

/// Where a sealed record is written, its beginning last.
public protocol ByteOutput: AnyObject {
    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws
    /// Overwrites what stands at `offset`.
    func write(_ bytes: [UInt8], at offset: UInt64) throws
}

/// Bytes in memory, as input.
public final class MemoryInput: ByteInput {
    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var length: UInt64? { UInt64(bytes.count) }

    public func read(_ count: Int) -> [UInt8] {
        let end = position + min(count, bytes.count - position)
        defer { position = end }
        return Array(bytes[position..<end])
    }
}

/// Bytes in memory, as output.
public final class MemoryOutput: ByteOutput {
    public private(set) var bytes: [UInt8] = []

    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Appends bytes.
    public func write(_ more: [UInt8]) { bytes += more }

    public func write(_ more: [UInt8], at offset: UInt64) {
        let start = Int(offset)
        bytes.replaceSubrange(start..<start + more.count, with: more)
    }
}

/// An input whose beginning was read already.
package final class PrefixedInput: ByteInput {
    private var beginning: ArraySlice<UInt8>
    private let rest: any ByteInput
    package let length: UInt64?

    package init(_ beginning: [UInt8], _ rest: any ByteInput) {
        self.beginning = beginning[...]
        self.rest = rest
        length = rest.length
    }

    package func read(_ count: Int) throws -> [UInt8] {
        guard !beginning.isEmpty else { return try rest.read(count) }
        let first = Array(beginning.prefix(count))
        beginning = beginning.dropFirst(count)
        return first
    }
}
