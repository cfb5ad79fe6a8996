internal import Framing

/// The epochs as the leaves of a 16-ary tree of depth 4, whose nodes are attributes (Boneh, Waters 2007 and Bethencourt,
/// Sahai, Waters 2007 §4.3 compare numbers in binary; a wider tree turns the cost round).
///
/// A key of epoch E carries the nodes that cover 0…E, a condition `epoch >= e` is a disjunction of the nodes on the path
/// to e: they have a node in common exactly if e ≤ E. So the ciphertext, of which there are many, always has four rows,
/// and the key one label for each unit of the digit sum of E + 1 in base 16. The root is no label: it would stand for every
/// epoch that will ever be.
public enum EpochTree {
    /// Epochs are below this number. The last leaf is never issued, so that no cover is the whole tree.
    public static let limit: UInt32 = 65_535

    /// Levels below the root; the rows of a condition.
    static let depth = 4

    /// Most labels of one key: fifteen siblings on each level.
    static let maximumCoverCount = 15 * depth

    /// Each level decides four bits of the number.
    private static let bitsPerLevel = 4

    /// The labels of a key of `epoch`: the least number of nodes that cover 0…epoch, level by level and each from left to
    /// right.
    static func cover(upTo epoch: UInt32) -> [AttributeLabel] {
        precondition(epoch < limit, "an attribute set holds no other epoch")
        let end = epoch + 1
        return (1...depth).flatMap { level in
            let last = prefix(of: end, level)
            // The children of the node that `end` lies below, as far as they lie before it.
            let first = last & ~(1 << UInt32(bitsPerLevel) - 1)
            return (first..<last).map { label(level, $0) }
        }
    }

    /// The labels of which a key must hold one to be of `floor` or later: the nodes from level 1 down to the leaf.
    static func path(to floor: UInt32) -> [AttributeLabel] {
        precondition(floor < limit, "a policy holds no other epoch")
        return (1...depth).map { label($0, prefix(of: floor, $0)) }
    }

    private static func prefix(of epoch: UInt32, _ level: Int) -> UInt32 { epoch >> UInt32(bitsPerLevel * (depth - level)) }

    /// The level as `u8` and the prefix as `u16`, big-endian.
    private static func label(_ level: Int, _ prefix: UInt32) -> AttributeLabel {
        var writer = ByteWriter()
        writer.u8(UInt8(level))
        writer.u16(UInt16(prefix))
        return AttributeLabel(domain: .epoch, bytes: writer.bytes)
    }
}
