import SealedRecord
import Cryptography
import Testing

/// The streaming tree against the recursive definition of RFC 9162 §2.1.1.
@Suite struct MerkleTreeTests {
    private func definition(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? SHA256.hash([]) }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        let middle = leaves.startIndex + k
        return SHA256.hash([1], definition(leaves[..<middle]), definition(leaves[middle...]))
    }

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
}
