public import AccessPolicy
import Framing
public import Cryptography
public import Pairing

/// The elements of a user's key: some for the whole key, and as many for each label.
public struct KeyShape: Equatable, Sendable {
    /// Elements that a key has once.
    public let common: ElementCount
    /// Elements for each label of its attributes.
    public let perLabel: ElementCount

    /// Length of the elements' encodings for so many labels, in bytes.
    public func byteCount<Group: BilinearGroup>(labels: Int, in group: Group) -> Int {
        (common + labels * perLabel).byteCount(in: group)
    }
}

/// A user's key of one scheme, in its encoded form; elements are decoded when they are used.
public struct UserKey<Group: BilinearGroup>: ~Copyable, Sendable {
    /// The scheme whose key it is; its number stands in the encoding.
    public let scheme: SchemeName
    /// What the key is for, as whoever made it says: ``ResearchScheme`` does not prove it.
    public let attributes: AttributeSet
    /// ``SchemeParameters/identifier`` of the parameters that the key belongs to.
    public let parametersIdentifier: [UInt8]
    /// What the key holds beside attributes and elements: in RW15 the user's public key, else nothing.
    public let context: [UInt8]

    let labels: [AttributeLabel]
    private let group: Group
    private let shape: KeyShape
    private let points: SecretBytes

    /// - Parameter perLabel: in each member one array for each component, with an element for each label.
    init(
        _ scheme: SchemeName, _ shape: KeyShape, attributes: AttributeSet, parametersIdentifier: [UInt8], context: [UInt8],
        _ elements: KeyElements<Group>, in group: Group
    ) {
        self.scheme = scheme
        self.attributes = attributes
        self.parametersIdentifier = parametersIdentifier
        self.context = context
        labels = attributes.labels
        self.group = group
        self.shape = shape
        precondition(elements.common.count == shape.common, "as many elements as the scheme's keys have")
        var bytes = elements.common.encoded(in: group)
        // One batch for all labels, then the components of each label together.
        var g2 = group.g2.encode(elements.g2.flatMap { $0 })
        var g1 = group.g1.encode(elements.g1.flatMap { $0 })
        for label in labels.indices {
            for component in 0..<shape.perLabel.g2 {
                bytes += g2[((component * labels.count + label) * group.g2.byteCount)...].prefix(group.g2.byteCount)
            }
            for component in 0..<shape.perLabel.g1 {
                bytes += g1[((component * labels.count + label) * group.g1.byteCount)...].prefix(group.g1.byteCount)
            }
        }
        points = SecretBytes(wiping: &bytes)
        wipe(&g1)
        wipe(&g2)
    }

    init(
        encoded secret: borrowing SecretBytes, _ scheme: SchemeName, _ shape: KeyShape, in group: Group
    ) throws(MalformedInput) {
        var reader = SecretReader(secret)
        try reader.expect(SchemeParameters.header(scheme, in: group), "version 1 of a \(scheme.title) key over \(group.name)")
        let identifier = try reader.raw(32, "identifier of the parameters")
        let context = try reader.framed(atMost: 32, "the user's public key")
        let attributes = try AttributeSet(
            encoded: try reader.framed(atMost: AttributeSet.maximumEncodedLength, "the attributes"))
        guard attributes.unrecognized.isEmpty else { throw reader.malformed("an attribute of an unknown kind") }
        let labels = attributes.labels
        let points = try reader.rawSecret(shape.byteCount(labels: labels.count, in: group), "the elements of the key")
        try reader.finish()
        self.scheme = scheme
        self.attributes = attributes
        parametersIdentifier = identifier
        self.context = context
        self.labels = labels
        self.group = group
        self.shape = shape
        self.points = points
    }

    /// Version `u8` = 1, scheme `u8`, name of the group framed, ``parametersIdentifier`` (32 bytes), ``context`` framed,
    /// ``AttributeSet/encoded`` framed; then the common elements (of G2, G1) and those of each label in the order of
    /// ``AttributeSet/labels`` (of G2, G1).
    public borrowing func encoded() -> SecretBytes {
        var writer = ByteWriter()
        writer.raw(SchemeParameters.header(scheme, in: group))
        writer.raw(parametersIdentifier)
        writer.framed(context)
        writer.framed(attributes.encoded)
        return SecretBytes.concatenating(SecretBytes(copying: writer.bytes), points)
    }

    /// Length of the elements' encodings, in bytes: ``encoded()`` without what stands before them.
    public var elementByteCount: Int { points.count }

    /// Without a check of their order: see ``check()``.
    borrowing func common() throws(DecodingError) -> GroupElements<Group> { try common(checkingOrder: false) }

    private borrowing func common(checkingOrder: Bool) throws(DecodingError) -> GroupElements<Group> {
        var bytes = points.slice(0..<shape.common.byteCount(in: group)).revealed()
        defer { wipe(&bytes) }
        return try EncodedElements(bytes, shape.common, in: group, checkingOrder: checkingOrder).all()
    }

    /// Checks every element of a key, as a receiver does before it keeps one: decryption leaves out the check of the order.
    ///
    /// - Throws: ``DecodingError`` if one is not of its group.
    public borrowing func check() throws(DecodingError) {
        _ = try common(checkingOrder: true)
        _ = try elements(at: Array(labels.indices), checkingOrder: true)
    }

    /// The elements of the labels at these places of ``labels``, without a check of their order.
    borrowing func elements(at indices: [Int]) throws(DecodingError) -> KeyElements<Group> {
        try elements(at: indices, checkingOrder: false)
    }

    private borrowing func elements(at indices: [Int], checkingOrder: Bool) throws(DecodingError) -> KeyElements<Group> {
        var bytes = points.revealed()
        defer { wipe(&bytes) }
        let start = shape.common.byteCount(in: group)
        let block = shape.perLabel.byteCount(in: group)
        let (length1, length2) = (group.g1.byteCount, group.g2.byteCount)
        func pieces(_ offset: Int, _ length: Int) -> [UInt8] {
            indices.flatMap { bytes[(start + $0 * block + offset)...].prefix(length) }
        }
        var elements = KeyElements<Group>()
        for component in 0..<shape.perLabel.g2 {
            elements.g2.append(try group.g2.decode(pieces(component * length2, length2), checkingOrder: checkingOrder))
        }
        for component in 0..<shape.perLabel.g1 {
            let offset = shape.perLabel.g2 * length2 + component * length1
            elements.g1.append(try group.g1.decode(pieces(offset, length1), checkingOrder: checkingOrder))
        }
        return elements
    }
}

/// The elements of a key, or of some of its labels.
public struct KeyElements<Group: BilinearGroup>: Sendable {
    var common = GroupElements<Group>()
    /// `g1[c][i]`: component c of label i.
    var g1: [[Group.G1.Element]] = []
    var g2: [[Group.G2.Element]] = []
}
