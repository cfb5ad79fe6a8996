import AccessPolicy
import Framing
import Pairing

/// The hash-to-G1 domains of FABEO: one tag for each role, so that no attribute, however it is spelt, can collide
/// with another role's input: an attribute whose hash is H0 would give g1^α, and so everything, to whoever holds it
/// (`KnownBreakTests`, break 3).
enum HashDomain {
    /// H(u) for the labels of a family; the message is ``AttributeLabel/bytes``, as its domain describes them.
    static func tag(_ domain: AttributeLabel.Domain) -> [UInt8] {
        switch domain {
        case .plain: plain
        case .number: number
        case .date: date
        case .epoch: epoch
        case .device: device
        case .chart: chart
        }
    }

    private static let plain = tag("ATTRIBUTE")
    private static let number = tag("NUMBER")
    private static let date = tag("DATE")
    private static let epoch = tag("EPOCH")
    private static let device = tag("DEVICE")
    private static let chart = tag("CHART")
    /// H0 = H(empty message).
    private static let h0 = tag("H0")

    private static func tag(_ role: String) -> [UInt8] {
        Array(utf8: "MEDSEAL-V1-FABEO-\(role)_BLS12381G1_XMD:SHA-256_SSWU_RO_")
    }

    /// Every tag, those of reserved families too: the families by their numbers, then H0.
    static let all = AttributeLabel.Domain.allCases.map(tag) + [h0]

    /// H(u) for each label, in affine form.
    static func points(of labels: [AttributeLabel]) -> [G1Affine] {
        G1.batchAffine(G1.batchHash(labels.map { ($0.bytes, tag($0.domain)) }))
    }

    /// H0.
    static let h0Point: G1Affine = G1.hash([], domain: h0).affine
}
