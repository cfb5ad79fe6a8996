import AccessPolicy
import TestSupport
import Testing

/// Devices and their covers, on the level of the span program: which labels solve which program.
@Suite struct DeviceTreeTests {
    private let policy: Policy

    init() throws { policy = try Policy(parsing: "a").requiringEpoch(atLeast: 7) }

    private func leaf(_ subtree: UInt32, _ device: UInt32) throws -> DeviceLeaf {
        try #require(DeviceLeaf(subtree: subtree, device: device))
    }

    private func key(_ leaf: DeviceLeaf) throws -> AttributeSet { try AttributeSet(parsing: ["a"]).withEpoch(9, device: leaf) }

    /// Everybody but one user: the siblings of the path to the user's subtree.
    private func cover(without subtree: UInt32) throws -> DeviceCover {
        let siblings = try (1...20).map { level in
            try #require(DeviceNode(level: level, index: subtree >> UInt32(20 - level) ^ 1))
        }
        let ordered = siblings.sorted { $0.index << UInt32(24 - $0.level) < $1.index << UInt32(24 - $1.level) }
        return try #require(DeviceCover(ordered))
    }

    @Test func keysHoldTheirPathAndDatedPoliciesTheRoot() throws {
        let set = try AttributeSet([.device(try leaf(0xabcde, 0xf))])
        #expect(set.labels.count == 25)
        #expect(set.labels.allSatisfy { $0.domain == .device })
        let program = SpanProgram(policy)
        #expect(program.labels.last == set.labels.first)
        #expect(program.rowCount == 6)
        // No policy that the system has not dated has a word about devices.
        #expect(SpanProgram(policy.withoutEpoch).labels.map(\.domain) == [.plain])
    }

    @Test func theLabelsAreThoseOfAnIndependentImplementation() throws {
        let file = try VectorFile.json("labels.json", as: LabelVectors.self)
        #expect(file.leaves.count == 4 && file.excluding.count == 3)
        for test in file.leaves {
            #expect(try AttributeSet([.device(leaf(test.subtree, test.device))]).labels.map(\.bytes.hex) == test.labels)
        }
        for test in file.excluding {
            let rows = SpanProgram(policy, devices: try cover(without: test.subtree)).labels.dropFirst(5)
            #expect(rows.map(\.bytes.hex) == test.labels)
        }
    }

    @Test func leavesAndNodesHaveBounds() {
        #expect(DeviceLeaf(index: 1 << 24) == nil && DeviceLeaf(index: (1 << 24) - 1)?.subtree == (1 << 20) - 1)
        #expect(DeviceLeaf(subtree: 1 << 20, device: 0) == nil && DeviceLeaf(subtree: 0, device: 16) == nil)
        #expect(DeviceLeaf(subtree: 3, device: 2)?.index == 50)
        #expect(DeviceNode(level: 25, index: 0) == nil && DeviceNode(level: -1, index: 0) == nil)
        #expect(DeviceNode(level: 3, index: 8) == nil && DeviceNode(level: 0, index: 1) == nil)
    }

    @Test func coversAreDisjointAndInOrder() throws {
        let left = try #require(DeviceNode(level: 1, index: 0))
        let right = try #require(DeviceNode(level: 1, index: 1))
        let below = try #require(DeviceNode(level: 2, index: 1))
        #expect(DeviceCover([left, right]) != nil)
        #expect(DeviceCover([]) == nil && DeviceCover([right, left]) == nil)
        #expect(DeviceCover([left, below]) == nil && DeviceCover([left, left]) == nil)
    }

    /// The span program is satisfied exactly if the leaf lies outside the excluded user's subtree, the leaves of devices that
    /// were enrolled after the exclusion included.
    @Test func anExcludedUserIsOutWithAllDevices() throws {
        for excluded: UInt32 in [0, 5, 0x8_0000, 0xf_ffff] {
            let cover = try cover(without: excluded)
            let program = SpanProgram(policy, devices: cover)
            #expect(program.rowCount == 5 + 20)
            for subtree in [0, 4, 5, 6, 0x7_ffff, 0x8_0000, 0x8_0001, 0xf_fffe, 0xf_ffff] as [UInt32] {
                for device: UInt32 in [0, 1, 15] {
                    let set = try key(try leaf(subtree, device))
                    let opens = program.solve(variableTime: Set(set.labels)) != nil
                    #expect(opens == (subtree != excluded), "user \(subtree), device \(device), without \(excluded)")
                    #expect(opens == policy.isSatisfied(by: set, devices: cover))
                    #expect(SpanProgram(policy).solve(variableTime: Set(set.labels)) != nil)
                }
            }
        }
    }

    /// Whoever throws away the lower nodes of their path, to be found under no exclusion, opens nothing more.
    @Test func aKeyWithoutItsLowerNodesOpensNothingOnceTheCoverSplits() throws {
        let program = SpanProgram(policy, devices: try cover(without: 5))
        let labels = try key(try leaf(9, 0)).labels
        let root = try #require(SpanProgram(policy).labels.last)
        let stripped = Set(labels.filter { $0.domain != .device } + [root])
        #expect(SpanProgram(policy).solve(variableTime: stripped) != nil)
        #expect(program.solve(variableTime: stripped) == nil)
        #expect(program.solve(variableTime: Set(labels)) != nil)
        // Nor does one without any device's node.
        #expect(SpanProgram(policy).solve(variableTime: Set(labels.filter { $0.domain != .device })) == nil)
    }

    /// Who lacks the author's attributes or the epoch is not helped by a place in the cover.
    @Test func theOtherConjunctsStillHold() throws {
        let device = try leaf(1, 0)
        for set in [try AttributeSet(parsing: ["b"]).withEpoch(9, device: device), try AttributeSet(parsing: ["a"]).withEpoch(6, device: device)] {
            for devices in [DeviceCover.everyone, try cover(without: 5)] {
                #expect(SpanProgram(policy, devices: devices).solve(variableTime: Set(set.labels)) == nil)
            }
        }
    }
}
