public import Framing

extension AttributeSet {
    /// Longest content of an attribute, whatever its kind: those of the known kinds have at most 265 bytes.
    static let maximumContentLength = 512

    /// Longest encoding.
    public static let maximumEncodedLength = 2 + maximumCount * (1 + 2 + 4 + maximumContentLength)

    /// The set in its one binary form: count `u16`, then for each attribute its kind `u8`, the number of its labels `u16` and
    /// its content, framed. Kinds ascend, and within a kind the bytes of the contents.
    ///
    /// A reader that does not know a kind knows from the frame where the attribute ends, and from the number of labels which
    /// points of a key to pass over.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.u16(UInt16(attributes.count + unrecognized.count))
        for attribute in attributes {
            Self.write(attribute.domain.rawValue, UInt16(attribute.labels.count), attribute.content, &writer)
        }
        for attribute in unrecognized { Self.write(attribute.kind, attribute.labelCount, attribute.content, &writer) }
        return writer.bytes
    }

    private static func write(_ kind: UInt8, _ labelCount: UInt16, _ content: [UInt8], _ writer: inout ByteWriter) {
        writer.u8(kind)
        writer.u16(labelCount)
        writer.framed(content)
    }

    /// Reads what ``encoded`` writes, and nothing else: another order, a repetition, a name that is not normalised or another
    /// number of labels than the attribute has is refused. So are kind 0 and the reserved kind of charts.
    public init(encoded bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        let count = Int(try reader.u16("number of attributes"))
        guard count <= Self.maximumCount else { throw reader.malformed("at most \(Self.maximumCount) attributes") }
        var attributes: [Attribute] = []
        var unrecognized: [UnrecognizedAttribute] = []
        for _ in 0..<count {
            let kind = try reader.u8("kind of attribute")
            let labelCount = try reader.u16("number of labels")
            let content = try reader.framed(atMost: Self.maximumContentLength, "content of an attribute")
            if let domain = AttributeLabel.Domain(rawValue: kind) {
                guard let attribute = Attribute(domain, content: content) else {
                    throw reader.malformed("content that no attribute of kind \(kind) has")
                }
                attributes.append(attribute)
            } else {
                guard kind > 0 else { throw reader.malformed("kind 0 of attribute") }
                let next = UnrecognizedAttribute(kind: kind, labelCount: labelCount, content: content)
                if let last = unrecognized.last {
                    guard last.kind < kind || last.kind == kind && last.content.lexicographicallyPrecedes(content) else {
                        throw reader.malformed("attributes are not in canonical order, or one is repeated")
                    }
                }
                unrecognized.append(next)
            }
        }
        try reader.finish()
        guard let set = try? AttributeSet(attributes, unrecognized: unrecognized), set.encoded == bytes else {
            throw MalformedInput(reason: "the attributes are not in canonical order, or one is repeated or out of range")
        }
        self = set
    }
}

/// One attribute as a set encodes it.
extension Attribute {
    /// The family of its labels, whose number is that of the attribute's kind.
    var domain: AttributeLabel.Domain {
        switch self {
        case .plain: .plain
        case .numeric(let number, _): number.labelDomain
        case .epoch: .epoch
        case .device: .device
        }
    }

    /// What says which attribute of its kind it is. Plain: the name. Number: name, width `u8`, value `u64`. Date: name, value
    /// `u64`. Epoch: `u32`. Device: index of the leaf, `u32`.
    var content: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .plain(let name): writer.raw(name.utf8)
        case .numeric(let number, let value):
            writer.raw(number.name.utf8)
            if case .number(let bits) = number.kind { writer.u8(UInt8(bits)) }
            writer.u64(value)
        case .epoch(let epoch): writer.u32(epoch)
        case .device(let leaf): writer.u32(leaf.index)
        }
        return writer.bytes
    }

    /// - Returns: `nil` if there is no such attribute. Whether its value is one that a set takes is the set's to check.
    init?(_ domain: AttributeLabel.Domain, content: [UInt8]) {
        switch domain {
        case .plain:
            guard let name = Self.name(content[...]) else { return nil }
            self = .plain(name)
        case .number:
            guard content.count > 9, let name = Self.name(content.dropLast(9)) else { return nil }
            let bits = Int(content[content.count - 9])
            guard (1...64).contains(bits), let value: UInt64 = Self.integer(content.suffix(8)) else { return nil }
            self = .numeric(NumericAttribute(name: name, kind: .number(bits: bits)), value)
        case .date:
            guard content.count > 8, let name = Self.name(content.dropLast(8)), let value: UInt64 = Self.integer(content.suffix(8))
            else { return nil }
            self = .numeric(NumericAttribute(name: name, kind: .date), value)
        case .epoch:
            guard let epoch: UInt32 = Self.integer(content[...]) else { return nil }
            self = .epoch(epoch)
        case .device:
            guard let index: UInt32 = Self.integer(content[...]), let leaf = DeviceLeaf(index: index) else { return nil }
            self = .device(leaf)
        case .chart: return nil
        }
    }

    /// A name in its normal form, which a policy can contain.
    private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let name = String(validating: bytes, as: UTF8.self), let normalized = try? NormalizedName.make(name, column: 0),
            normalized.utf8.elementsEqual(bytes), name != epochName
        else { return nil }
        return name
    }

    /// All of the bytes as one big-endian number.
    private static func integer<Number: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>) -> Number? {
        guard bytes.count == Number.bitWidth / 8 else { return nil }
        return bytes.reduce(0) { $0 << 8 | Number($1) }
    }
}
