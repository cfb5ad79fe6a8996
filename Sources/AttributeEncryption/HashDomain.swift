import AccessPolicy
import Framing
import Pairing

/// The hash-to-G1 domains of FABEO: one tag for each role, so that no attribute, however it is spelt, can collide
/// with another role's input: an attribute whose hash is H0 would give g1^α, and so everything, to whoever holds it
/// (`KnownBreakTests`, break 3).
enum HashDomain {
    /// H(u) for a plain attribute; the message is its NFC-normalised UTF-8.
    static let plain = Array(utf8: "MEDSEAL-V1-FABEO-ATTRIBUTE_BLS12381G1_XMD:SHA-256_SSWU_RO_")
    /// H(u) for a prefix of a number; the message is `frame(name, bits, length, prefix)`.
    static let number = Array(utf8: "MEDSEAL-V1-FABEO-NUMBER_BLS12381G1_XMD:SHA-256_SSWU_RO_")
    /// H(u) for a prefix of a date; the message is `frame(name, 27, length, prefix)`.
    static let date = Array(utf8: "MEDSEAL-V1-FABEO-DATE_BLS12381G1_XMD:SHA-256_SSWU_RO_")
    /// H0 = H(empty message).
    static let h0 = Array(utf8: "MEDSEAL-V1-FABEO-H0_BLS12381G1_XMD:SHA-256_SSWU_RO_")

    /// H(u) for each label, in affine form.
    static func points(of labels: [AttributeLabel]) -> [G1Affine] {
        G1.batchAffine(G1.batchHash(labels.map { ($0.bytes, domain(of: $0)) }))
    }

    private static func domain(of label: AttributeLabel) -> [UInt8] {
        switch label.domain {
        case .plain: plain
        case .number: number
        case .date: date
        }
    }

    /// H0.
    static let h0Point: G1Affine = G1.hash([], domain: h0).affine
}
