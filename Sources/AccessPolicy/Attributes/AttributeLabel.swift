/// What is hashed to the group for one attribute: a domain and bytes. Two labels are the same attribute exactly if both
/// agree, so a name that happens to spell the bytes of a number's prefix is still another attribute.
public struct AttributeLabel: Hashable, Sendable {
    /// Which family of attributes the label belongs to; each has its own hash domain.
    public enum Domain: UInt8, Hashable, Sendable {
        /// A name: its NFC-normalised UTF-8.
        case plain = 1
        /// A prefix of a number: `frame(name, bits, prefix length, prefix)`.
        case number = 2
        /// A prefix of a date: the same frame. Its own domain, or `licensed#27 = 99999999` would be a date far in the
        /// future for whoever is granted that number.
        case date = 3
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
