import AccessPolicy
import TestSupport
import Testing

/// The tree of epochs against its definition, through keys and policies as everything else sees it.
@Suite struct EpochTreeTests {
    private let device = DeviceLeaf(index: 0)!
    private let edges: [UInt32] = [0, 1, 14, 15, 16, 17, 254, 255, 256, 257, 4094, 4095, 4096, 4097, 32_767, 32_768, 65_533, 65_534]

    private func key(_ epoch: UInt32) throws -> [AttributeLabel] {
        try AttributeSet([.epoch(epoch)]).labels
    }

    private func condition(_ floor: UInt32) throws -> [AttributeLabel] {
        let program = SpanProgram(try Policy(parsing: "a").requiringEpoch(atLeast: floor))
        #expect(program.rowCount == 1 + 4 + 1)
        return Array(program.labels[1..<5])
    }

    /// Level and prefix of a label.
    private func node(_ label: AttributeLabel) -> (level: Int, prefix: UInt32) {
        #expect(label.domain == .epoch && label.bytes.count == 3)
        return (Int(label.bytes[0]), UInt32(label.bytes[1]) << 8 | UInt32(label.bytes[2]))
    }

    @Test func aKeyMeetsAFloorExactlyIfItsEpochIsNotBelow() throws {
        var state: UInt64 = 2026
        let random = (0..<60).map { _ -> UInt32 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt32(state >> 33) % 65_535
        }
        let sample = edges + random + Array(0..<40)
        let floors = try sample.map { ($0, try condition($0)) }
        for epoch in sample {
            let labels = Set(try key(epoch))
            for (floor, path) in floors {
                let common = path.count { labels.contains($0) }
                #expect(common == (floor <= epoch ? 1 : 0), "epoch \(epoch), floor \(floor)")
            }
        }
    }

    /// Every cover, node by node: it begins at 0, has no gap, ends with the epoch, and no sixteen siblings.
    @Test func everyCoverIsMinimalAndInOrder() throws {
        for epoch in edges + Array(stride(from: 0, to: 65_535, by: 61)) {
            let nodes = try key(epoch).map(node)
            #expect(nodes.count <= 60 && !nodes.isEmpty)
            var next: UInt32 = 0
            var siblings: [UInt32: Int] = [:]
            for (level, prefix) in nodes {
                #expect((1...4).contains(level))
                let width: UInt32 = 1 << UInt32(4 * (4 - level))
                #expect(prefix * width == next)
                next = (prefix + 1) * width
                siblings[UInt32(level) << 16 | prefix >> 4, default: 0] += 1
            }
            #expect(next == epoch + 1)
            #expect(siblings.values.allSatisfy { $0 < 16 })
            // Fewer nodes would have to be larger ones; the digits of epoch + 1 in base 16 say how many there must be.
            #expect(nodes.count == String(epoch + 1, radix: 16).compactMap(\.hexDigitValue).reduce(0, +))
        }
        #expect(try key(65_534).count == 60)
        let average = try (UInt32(0)..<600).map { Double(try key($0).count) }.reduce(0, +) / 600
        #expect((14.5...15.5).contains(average), "\(average) labels")
    }

    @Test func theLabelsAreThoseOfAnIndependentImplementation() throws {
        let file = try VectorFile.json("labels.json", as: LabelVectors.self)
        #expect(file.covers.count == 15 && file.floors.count == 15)
        for test in file.covers { #expect(try key(test.epoch).map(\.bytes.hex) == test.labels, "epoch \(test.epoch)") }
        for test in file.floors { #expect(try condition(test.epoch).map(\.bytes.hex) == test.labels, "floor \(test.epoch)") }
    }

    /// An authority that grants numbers must not be able to grant an epoch by one, whatever it is called.
    @Test func noOtherAttributeHasALabelOfTheTree() throws {
        let epochs = Set(try key(65_534) + condition(7))
        for text in ["a", "\"\u{e9}\"", "n#10 = 1023", "d = 2026-11-22"] {
            #expect(epochs.isDisjoint(with: try AttributeSet(parsing: [text]).labels))
        }
        #expect(throws: PolicyError.self) { try AttributeSet([.plain("epoch")]) }
    }
}

/// `Vectors/labels.json`.
struct LabelVectors: Decodable {
    struct Epoch: Decodable {
        let epoch: UInt32
        let labels: [String]
    }
    struct Leaf: Decodable {
        let subtree, device: UInt32
        let labels: [String]
    }
    struct Exclusion: Decodable {
        let subtree: UInt32
        let labels: [String]
    }
    let covers, floors: [Epoch]
    let leaves: [Leaf]
    let excluding: [Exclusion]
}
