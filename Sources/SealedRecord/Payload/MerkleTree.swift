import Cryptography

/// The Merkle tree hash of RFC 9162 §2.1.1 over the encrypted chunks of a payload, computed leaf by leaf with
/// logarithmic memory.
package struct MerkleTree {
    static let hashByteCount = 32

    /// Roots of complete subtrees, larger ones first; their sizes are the set bits of `count`.
    private var subtrees: [[UInt8]] = []
    package private(set) var count: UInt64 = 0

    package init() {}

    /// SHA-256(0x00 ‖ chunk).
    package static func leaf(_ chunk: [UInt8]) -> [UInt8] { SHA256.hash([0], chunk) }

    /// The leaves of chunks of one length that stand one behind the other.
    static func leaves(
        of chunks: UnsafeRawBufferPointer, each length: Int, into hashes: UnsafeMutableRawBufferPointer
    ) {
        unsafe SHA256.hash(prefix: 0, each: length, of: chunks, into: hashes)
    }

    /// The leaves of chunks of one length that stand one behind the other; many at once work on all cores.
    static func leaves(of chunks: ArraySlice<UInt8>, each length: Int) -> [UInt8] {
        unsafe chunks.withUnsafeBytes { unsafe SHA256.hashSideBySide(prefix: 0, each: length, of: $0) }
    }

    /// Appends hashes that stand one behind the other.
    mutating func append(leaves: [UInt8]) {
        for start in stride(from: 0, to: leaves.count, by: Self.hashByteCount) {
            append(leaf: Array(leaves[start..<start + Self.hashByteCount]))
        }
    }

    package mutating func append(leaf: [UInt8]) {
        var hash = leaf
        var size = count
        while size & 1 == 1, let left = subtrees.popLast() {
            hash = Self.node(left, hash)
            size >>= 1
        }
        subtrees.append(hash)
        count += 1
    }

    /// The root of at least one leaf: the subtrees joined from the right.
    package var root: [UInt8] {
        guard var hash = subtrees.last else { return SHA256.hash([]) }
        for left in subtrees.dropLast().reversed() { hash = Self.node(left, hash) }
        return hash
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    private static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { SHA256.hash([1], left, right) }
}
