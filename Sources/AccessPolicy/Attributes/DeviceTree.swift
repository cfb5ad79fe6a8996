internal import Framing

/// One device: a leaf of the authority's binary tree of 2^24. Each user owns a subtree of 16 leaves, so that excluding the
/// user excludes devices, too, which are enrolled later.
public struct DeviceLeaf: Hashable, Sendable {
    /// Subtrees are numbered below this, one for each user that an authority ever enrols.
    public static let subtreeLimit: UInt32 = 1 << 20
    /// Leaves of a subtree.
    public static let devicesPerUser: UInt32 = 16

    /// Place among the leaves, below 2^24: subtree · 16 + device.
    public let index: UInt32

    /// - Returns: `nil` unless `index` is below 2^24.
    public init?(index: UInt32) {
        guard index < Self.subtreeLimit * Self.devicesPerUser else { return nil }
        self.index = index
    }

    /// - Returns: `nil` unless `subtree` is below ``subtreeLimit`` and `device` below ``devicesPerUser``.
    public init?(subtree: UInt32, device: UInt32) {
        guard subtree < Self.subtreeLimit, device < Self.devicesPerUser else { return nil }
        index = subtree * Self.devicesPerUser + device
    }

    /// Number of the user's subtree.
    public var subtree: UInt32 { index / Self.devicesPerUser }

    /// The nodes from the root to the leaf, all of which the device's keys hold.
    var path: [DeviceNode] {
        (0...DeviceNode.depth).compactMap { DeviceNode(level: $0, index: index >> UInt32(DeviceNode.depth - $0)) }
    }
}

/// A node of the tree of devices: all devices below it.
public struct DeviceNode: Hashable, Sendable {
    /// Levels below the root: of the leaves.
    static let depth = 24

    /// The node of all devices.
    static let root = DeviceNode(unchecked: 0, 0)

    /// 0 for the root, 24 for a leaf.
    public let level: Int
    /// Place among the nodes of the level, from 0: the upper bits of the leaves below.
    public let index: UInt32

    /// - Returns: `nil` unless there is such a node.
    package init?(level: Int, index: UInt32) {
        guard (0...Self.depth).contains(level), index >> UInt32(level) == 0 else { return nil }
        self.init(unchecked: level, index)
    }

    private init(unchecked level: Int, _ index: UInt32) {
        self.level = level
        self.index = index
    }

    /// Indices of the leaves below.
    var leaves: Range<UInt32> {
        let height = UInt32(Self.depth - level)
        return index << height..<(index + 1) << height
    }

    /// The level as `u8` and the index as `u32`, big-endian.
    var label: AttributeLabel {
        var writer = ByteWriter()
        writer.u8(UInt8(level))
        writer.u32(index)
        return AttributeLabel(domain: .device, bytes: writer.bytes)
    }
}

/// The devices that are not excluded, as disjoint subtrees (Naor, Naor, Lotspiech: Revocation and Tracing Schemes for
/// Stateless Receivers, CRYPTO 2001, complete subtree). Like the epoch it is compiled into what the system has dated,
/// without a word of the author's.
///
/// A key that was stripped of its lower nodes still holds the root, which is worth nothing as soon as anybody is excluded:
/// the cover then has no root.
public struct DeviceCover: Hashable, Sendable {
    /// From left to right, none below another; at least one.
    let nodes: [DeviceNode]

    /// Nobody is excluded: the root. Encapsulation uses no other yet; one that does hashes the cover with the policy, from
    /// whose text it does not follow.
    public static let everyone = DeviceCover(unchecked: [.root])

    /// - Returns: `nil` unless there is a node and each begins behind the last leaf of the one before.
    package init?(_ nodes: [DeviceNode]) {
        guard !nodes.isEmpty, zip(nodes, nodes.dropFirst()).allSatisfy({ $0.leaves.upperBound <= $1.leaves.lowerBound }) else {
            return nil
        }
        self.init(unchecked: nodes)
    }

    private init(unchecked nodes: [DeviceNode]) { self.nodes = nodes }

    /// Whether the device is not excluded.
    func contains(_ leaf: DeviceLeaf) -> Bool { nodes.contains { $0.leaves.contains(leaf.index) } }
}
