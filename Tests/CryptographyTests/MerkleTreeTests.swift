import Cryptography
import Testing

/// The streaming tree and its paths against the recursive definitions of RFC 9162 §2.1.1 and §2.1.3.1.
@Suite struct MerkleTreeTests {
    /// k of the RFC: the largest power of two below n.
    private func split(_ leaves: ArraySlice<[UInt8]>) -> Int {
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        return leaves.startIndex + k
    }

    private func definition(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? SHA256.hash([]) }
        let middle = split(leaves)
        return SHA256.hash([1], definition(leaves[..<middle]), definition(leaves[middle...]))
    }

    /// PATH(m, D[n]).
    private func path(_ m: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let middle = split(leaves)
        return m < middle
            ? path(m, leaves[..<middle]) + [definition(leaves[middle...])] : path(m, leaves[middle...]) + [definition(leaves[..<middle])]
    }

    /// The verification of RFC 9162 §2.1.3.2, step by step, which is another algorithm than the recursion.
    private func verifies(_ path: [[UInt8]], _ leaf: [UInt8], _ index: Int, _ size: Int, _ root: [UInt8]) -> Bool {
        guard index < size else { return false }
        var (fn, sn, r) = (index, size - 1, leaf)
        for p in path {
            guard sn != 0 else { return false }
            if fn & 1 == 1 || fn == sn {
                r = SHA256.hash([1], p, r)
                while fn & 1 == 0 && fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
            } else {
                r = SHA256.hash([1], r, p)
            }
            (fn, sn) = (fn >> 1, sn >> 1)
        }
        return sn == 0 && r == root
    }

    private func leaves(_ count: Int) -> [[UInt8]] { (0..<count).map { MerkleTree.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) } }

    @Test func everyNumberOfLeavesUpToAHundred() {
        var tree = MerkleTree()
        var leaves: [[UInt8]] = []
        for count in 1...100 {
            let leaf = MerkleTree.leaf([UInt8(count)])
            #expect(leaf == SHA256.hash([0, UInt8(count)]))
            leaves.append(leaf)
            tree.append(leaf: leaf)
            #expect(tree.root == definition(leaves[...]), "\(count) leaves")
        }
    }

    @Test(arguments: Array(1...17) + [31, 32, 33, 255, 256]) func everyPathLeadsToTheRoot(size: Int) throws {
        let leaves = leaves(size)
        let root = definition(leaves[...])
        for index in leaves.indices {
            let made = InclusionPath(to: index, among: leaves)
            #expect(made.index == index && made.size == size)
            #expect(made.hashes == path(index, leaves[...]))
            #expect(made.hashes.count == InclusionPath.length(index: index, size: size) && made.hashes.count <= 8)
            #expect(made.root(of: leaves[index]) == root)
            #expect(verifies(made.hashes, leaves[index], index, size, root))
            #expect(try #require(InclusionPath(index: index, size: size, hashes: made.hashes)) == made)
        }
    }

    /// A path proves nothing of another leaf, place or size, and does not exist with another length.
    @Test(arguments: Array(1...17) + [255, 256]) func aPathLeadsNowhereElse(size: Int) throws {
        let leaves = leaves(size)
        let root = definition(leaves[...])
        let stranger = MerkleTree.leaf([9, 9, 9])
        for index in size < 20 ? Array(leaves.indices) : [0, 1, 127, 128, size - 2, size - 1] {
            let path = InclusionPath(to: index, among: leaves)
            #expect(path.root(of: stranger) != root)
            for other in Set([index ^ 1, index ^ 2, size - 1, 0]).subtracting([index]) where other < size && other >= 0 {
                #expect(path.root(of: leaves[other]) != root)
                guard let moved = InclusionPath(index: other, size: size, hashes: path.hashes) else { continue }
                #expect(moved.root(of: leaves[index]) != root, "\(index) as \(other) of \(size)")
            }
            for (position, _) in path.hashes.enumerated() {
                var hashes = path.hashes
                hashes[position][31] ^= 1
                #expect(try #require(InclusionPath(index: index, size: size, hashes: hashes)).root(of: leaves[index]) != root)
            }
            #expect(InclusionPath(index: index, size: size, hashes: path.hashes + [root]) == nil)
            if !path.hashes.isEmpty {
                #expect(InclusionPath(index: index, size: size, hashes: Array(path.hashes.dropLast())) == nil)
                #expect(InclusionPath(index: index, size: size, hashes: path.hashes.map { Array($0.dropLast()) }) == nil)
            }
        }
        let path = InclusionPath(to: 0, among: leaves)
        #expect(InclusionPath(index: size, size: size, hashes: path.hashes) == nil)
        #expect(InclusionPath(index: -1, size: size, hashes: path.hashes) == nil)
        #expect(InclusionPath(index: 0, size: 0, hashes: []) == nil)
    }

    /// A node's hash is no leaf's: whoever knows two leaves cannot pass their parent off as an entry.
    @Test func aNodeIsNoLeaf() {
        let leaves = leaves(2)
        #expect(MerkleTree.leaf(leaves[0] + leaves[1]) != definition(leaves[...]))
    }
}
