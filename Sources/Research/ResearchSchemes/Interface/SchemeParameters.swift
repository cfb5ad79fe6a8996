import AccessPolicy
import Framing
public import Cryptography

/// The public parameters of one deployment of a scheme, with a fixed base for each element.
public struct SchemeParameters<Group: BilinearGroup>: Sendable {
    /// What the parameters hold beside elements: RW15's names of authorities, else nothing.
    public let context: [UInt8]
    /// In the order of the scheme's setup, which its `setupShape` describes.
    public let elements: GroupElements<Group>

    /// Version `u8` = 1, scheme `u8`, name of the group framed, context framed, elements.
    public let bytes: [UInt8]

    /// SHA-256(frame("MEDSEAL-V1-RESEARCH-SCHEME", compiler version, ``bytes``)), 32 bytes: what keys and derived keys are
    /// bound to.
    public let identifier: [UInt8]

    /// One for each element of G1, in their order.
    let g1: [Group.G1.FixedBase]
    let g2: [Group.G2.FixedBase]
    let gt: [Group.GT.FixedBase]

    init(_ scheme: SchemeName, context: [UInt8], _ elements: GroupElements<Group>, in group: Group) {
        self.context = context
        self.elements = elements
        bytes = Self.header(scheme, in: group) + frame(context) + elements.encoded(in: group)
        identifier = SHA256.hash(
            frame(Array(utf8: "MEDSEAL-V1-RESEARCH-SCHEME"), Array(utf8: SpanProgram.compilerVersion), bytes))
        g1 = elements.g1.map(group.g1.fixedBase)
        g2 = elements.g2.map(group.g2.fixedBase)
        gt = elements.gt.map(group.gt.fixedBase)
    }

    static func header(_ scheme: SchemeName, in group: Group) -> [UInt8] {
        [1, scheme.rawValue] + frame(Array(utf8: group.name))
    }
}

/// The master key that belongs to ``SchemeParameters``.
public struct SchemeMasterKey<Group: BilinearGroup>: Sendable {
    /// In the order of the scheme's setup: most are scalars, and none may be told.
    public let elements: GroupElements<Group>

    /// The elements' encodings, without a header: whoever keeps it keeps the parameters beside it.
    public func encoded(in group: Group) -> SecretBytes {
        var bytes = elements.encoded(in: group)
        return SecretBytes(wiping: &bytes)
    }
}
