/// The Merkle tree hash of RFC 9162 §2.1.1, computed leaf by leaf with logarithmic memory.
public struct MerkleTree: Sendable {
    /// Length of every hash in the tree, in bytes.
    public static let hashByteCount = 32

    /// Roots of complete subtrees, larger ones first; their sizes are the set bits of `count`.
    private var subtrees: [[UInt8]] = []
    /// Leaves so far.
    public private(set) var count: UInt64 = 0

    /// A tree without leaves.
    public init() {}

    /// SHA-256(0x00 ‖ entry), 32 bytes.
    public static func leaf(_ entry: [UInt8]) -> [UInt8] { SHA256.hash([0], entry) }

    /// The leaves of entries of one length that stand one behind the other.
    package static func leaves(
        of entries: UnsafeRawBufferPointer, each length: Int, into hashes: UnsafeMutableRawBufferPointer
    ) {
        unsafe SHA256.hash(prefix: 0, each: length, of: entries, into: hashes)
    }

    /// The leaves of entries of one length that stand one behind the other; many at once work on all cores.
    package static func leaves(of entries: ArraySlice<UInt8>, each length: Int) -> [UInt8] {
        unsafe entries.withUnsafeBytes { unsafe SHA256.hashSideBySide(prefix: 0, each: length, of: $0) }
    }

    /// Appends hashes that stand one behind the other.
    package mutating func append(leaves: [UInt8]) {
        for start in stride(from: 0, to: leaves.count, by: Self.hashByteCount) {
            append(leaf: Array(leaves[start..<start + Self.hashByteCount]))
        }
    }

    /// Appends a leaf's hash, 32 bytes.
    public mutating func append(leaf: [UInt8]) {
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
    public var root: [UInt8] {
        guard var hash = subtrees.last else { return SHA256.hash([]) }
        for left in subtrees.dropLast().reversed() { hash = Self.node(left, hash) }
        return hash
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    fileprivate static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { SHA256.hash([1], left, right) }
}

/// The hashes beside the way from a leaf to the root (RFC 9162 §2.1.3).
public struct InclusionPath: Hashable, Sendable {
    /// Which leaf, from 0.
    public let index: Int
    /// Leaves of the tree.
    public let size: Int
    /// From the leaf upwards, 32 bytes each.
    public let hashes: [[UInt8]]

    /// `nil` unless the tree has the leaf and the path its length.
    public init?(index: Int, size: Int, hashes: [[UInt8]]) {
        guard 0 <= index, index < size, hashes.count == Self.length(index: index, size: size),
            hashes.allSatisfy({ $0.count == MerkleTree.hashByteCount })
        else { return nil }
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The path of leaf `index` among all leaves of a tree, their hashes of 32 bytes each.
    public init(to index: Int, among leaves: [[UInt8]]) {
        precondition(leaves.indices.contains(index), "a leaf of the tree")
        self.index = index
        size = leaves.count
        hashes = Self.path(index, leaves[...])
    }

    /// Hashes on the path of a leaf; at most 8 in a tree of 256.
    public static func length(index: Int, size: Int) -> Int {
        guard size > 1 else { return 0 }
        let left = greatestPowerOfTwo(below: size)
        return 1 + (index < left ? length(index: index, size: left) : length(index: index - left, size: size - left))
    }

    /// The root of the tree in which a leaf of this hash stands at the end of the path.
    public func root(of leaf: [UInt8]) -> [UInt8] { Self.root(leaf, index, size, hashes[...]) }

    private static func root(_ leaf: [UInt8], _ index: Int, _ size: Int, _ hashes: ArraySlice<[UInt8]>) -> [UInt8] {
        guard let top = hashes.last else { return leaf }
        let left = greatestPowerOfTwo(below: size)
        let rest = hashes.dropLast()
        return index < left
            ? MerkleTree.node(root(leaf, index, left, rest), top) : MerkleTree.node(top, root(leaf, index - left, size - left, rest))
    }

    private static func path(_ index: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let left = greatestPowerOfTwo(below: leaves.count)
        let (first, second) = (leaves.prefix(left), leaves.dropFirst(left))
        return index < left ? path(index, first) + [root(of: second)] : path(index - left, second) + [root(of: first)]
    }

    private static func root(of leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf: leaf) }
        return tree.root
    }

    /// The largest power of two below `size`, which is at least 2.
    private static func greatestPowerOfTwo(below size: Int) -> Int { 1 << (Int.bitWidth - 1 - (size - 1).leadingZeroBitCount) }
}
