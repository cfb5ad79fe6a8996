/// What is hashed to the group for one attribute: a domain and bytes. Two labels are the same attribute exactly if both
/// agree, so a name that happens to spell the bytes of a number's prefix is still another attribute.
public struct AttributeLabel: Hashable, Sendable {
    /// Which family of attributes the label belongs to; each has its own hash domain. The number is also that of the kind of
    /// attribute in an encoded set.
    public enum Domain: UInt8, Hashable, Sendable, CaseIterable {
        /// A name: its NFC-normalised UTF-8.
        case plain = 1
        /// A prefix of a number: `frame(name, bits, prefix length, prefix)`.
        case number = 2
        /// A prefix of a date: the same frame. Its own domain, or `licensed#27 = 99999999` would be a date far in the
        /// future for whoever is granted that number.
        case date = 3
        /// A node of the tree of epochs: level `u8`, prefix `u16`. Its own domain, or an authority that grants numbers could
        /// be asked for an epoch.
        case epoch = 4
        /// A node of the tree of devices: level `u8`, index `u32`.
        case device = 5
        /// A chart's name of 32 bytes, for emergency keys. Reserved: no label of it is made, and a set that has it is refused.
        case chart = 6
    }

    /// The family, which decides the hash function H of the scheme.
    public let domain: Domain
    /// What is hashed within the family, as each case of ``Domain`` says.
    public let bytes: [UInt8]

    init(domain: Domain, bytes: [UInt8]) {
        self.domain = domain
        self.bytes = bytes
    }

    /// The label of a plain attribute, whose name must be NFC-normalised.
    static func plain(_ name: String) -> AttributeLabel { AttributeLabel(domain: .plain, bytes: [UInt8](name.utf8)) }
}
