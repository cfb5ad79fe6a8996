public import Framing

extension AttributeSet {
    /// Longest encoding: what ``AttributeSet/maximumCount`` attributes with the longest names can take.
    public static let maximumEncodedLength = 2 + maximumCount * (1 + 4 + Attribute.maximumNameLength + 1 + 8)

    /// The set in its one binary form, the attributes in canonical order:
    /// count `u16`, then for each a tag `u8` and the name, framed; after a number, its width in bits `u8`; after a
    /// number, a date or the epoch, the value `u64`. Tags: 1 plain, 2 number, 3 date, 4 epoch.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.u16(UInt16(attributes.count))
        for attribute in attributes {
            switch attribute {
            case .plain(let name):
                writer.u8(1)
                writer.framed(name)
            case .numeric(let number, let value):
                switch number.kind {
                case .number(let bits):
                    writer.u8(2)
                    writer.framed(number.name)
                    writer.u8(UInt8(bits))
                case .date:
                    writer.u8(3)
                    writer.framed(number.name)
                case .epoch:
                    writer.u8(4)
                    writer.framed(number.name)
                }
                writer.u64(value)
            }
        }
        return writer.bytes
    }

    /// Reads what ``encoded`` writes, and nothing else: another order, a repetition or a name that is not normalised is
    /// refused.
    public init(encoded bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        let count = Int(try reader.u16("number of attributes"))
        guard count <= Self.maximumCount else { throw reader.malformed("at most \(Self.maximumCount) attributes") }
        var attributes: [Attribute] = []
        for _ in 0..<count {
            let tag = try reader.u8("kind of attribute")
            let name = try reader.framedText(atMost: Attribute.maximumNameLength, "name of an attribute")
            switch tag {
            case 1: attributes.append(.plain(name))
            case 2:
                let bits = Int(try reader.u8("width of a number"))
                guard (1...64).contains(bits) else { throw reader.malformed("a number has 1 to 64 bits") }
                let number = NumericAttribute(name: name, kind: .number(bits: bits))
                attributes.append(.numeric(number, try reader.u64("value of a number")))
            case 3:
                attributes.append(.numeric(NumericAttribute(name: name, kind: .date), try reader.u64("value of a date")))
            case 4:
                guard name == NumericAttribute.epoch.name else { throw reader.malformed("the epoch is named epoch") }
                attributes.append(.numeric(.epoch, try reader.u64("value of the epoch")))
            default: throw reader.malformed("unknown kind of attribute \(tag)")
            }
            guard let normalized = try? NormalizedName.make(name, column: 0), Array(normalized.utf8) == Array(name.utf8),
                tag == 4 || name != NumericAttribute.epoch.name
            else { throw reader.malformed("the name of an attribute is not one that a policy can contain") }
        }
        try reader.finish()
        guard let set = try? AttributeSet(attributes), set.encoded == bytes else {
            throw MalformedInput(reason: "the attributes are not in canonical order, or one is repeated or out of range")
        }
        self = set
    }
}
