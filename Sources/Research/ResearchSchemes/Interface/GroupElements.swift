public import AccessPolicy
import Pairing

/// How many scalars and group elements an object has.
public struct ElementCount: Equatable, Sendable {
    /// Numbers of elements, in the order in which they are encoded.
    public var scalars, gt, g2, g1: Int

    /// As many of each kind; none of those that are left out.
    public init(scalars: Int = 0, gt: Int = 0, g2: Int = 0, g1: Int = 0) {
        self.scalars = scalars
        self.gt = gt
        self.g2 = g2
        self.g1 = g1
    }

    /// Length of the encoding, in bytes.
    public func byteCount<Group: BilinearGroup>(in group: Group) -> Int {
        scalars * group.field.byteCount + gt * group.gt.byteCount + g2 * group.g2.byteCount + g1 * group.g1.byteCount
    }

    public static func + (a: ElementCount, b: ElementCount) -> ElementCount {
        ElementCount(scalars: a.scalars + b.scalars, gt: a.gt + b.gt, g2: a.g2 + b.g2, g1: a.g1 + b.g1)
    }

    public static func * (factor: Int, a: ElementCount) -> ElementCount {
        ElementCount(scalars: factor * a.scalars, gt: factor * a.gt, g2: factor * a.g2, g1: factor * a.g1)
    }
}

/// Scalars and group elements, as parameters, keys and ciphertexts consist of.
public struct GroupElements<Group: BilinearGroup>: Sendable {
    /// Integers modulo the groups' order, of which master keys consist.
    public var scalars: [Group.Field.Value]
    /// Elements of GT, in the scheme's order.
    public var gt: [Group.GT.Element]
    /// Elements of G2, in the scheme's order.
    public var g2: [Group.G2.Element]
    /// Elements of G1, in the scheme's order.
    public var g1: [Group.G1.Element]

    init(
        scalars: [Group.Field.Value] = [], gt: [Group.GT.Element] = [], g2: [Group.G2.Element] = [],
        g1: [Group.G1.Element] = []
    ) {
        self.scalars = scalars
        self.gt = gt
        self.g2 = g2
        self.g1 = g1
    }

    var count: ElementCount { ElementCount(scalars: scalars.count, gt: gt.count, g2: g2.count, g1: g1.count) }

    /// The scalars, then the elements of GT, G2 and G1.
    func encoded(in group: Group) -> [UInt8] {
        scalars.flatMap(group.field.encode) + group.gt.encode(gt) + group.g2.encode(g2) + group.g1.encode(g1)
    }
}

/// Encoded elements that are decoded, and so checked, when they are used: a ciphertext has a row for every leaf of the
/// policy, and whoever opens it uses few of them.
public struct EncodedElements<Group: BilinearGroup> {
    private let group: Group
    private let bytes: [UInt8]
    private let count: ElementCount
    private let checkingOrder: Bool

    /// - Throws: `.wrongLength` if `bytes` are not exactly `count` elements.
    init(
        _ bytes: [UInt8], _ count: ElementCount, in group: Group, checkingOrder: Bool = true
    ) throws(DecodingError) {
        let expected = count.byteCount(in: group)
        guard bytes.count == expected else { throw .wrongLength(expected: expected, got: bytes.count) }
        self.group = group
        self.bytes = bytes
        self.count = count
        self.checkingOrder = checkingOrder
    }

    func gt(_ indices: [Int]) throws(DecodingError) -> [Group.GT.Element] {
        try group.gt.decode(pieces(indices, count.scalars * group.field.byteCount, group.gt.byteCount), checkingOrder: checkingOrder)
    }

    func g2(_ indices: [Int]) throws(DecodingError) -> [Group.G2.Element] {
        let start = ElementCount(scalars: count.scalars, gt: count.gt).byteCount(in: group)
        return try group.g2.decode(pieces(indices, start, group.g2.byteCount), checkingOrder: checkingOrder)
    }

    func g1(_ indices: [Int]) throws(DecodingError) -> [Group.G1.Element] {
        let start = ElementCount(scalars: count.scalars, gt: count.gt, g2: count.g2).byteCount(in: group)
        return try group.g1.decode(pieces(indices, start, group.g1.byteCount), checkingOrder: checkingOrder)
    }

    /// Everything.
    func all() throws(DecodingError) -> GroupElements<Group> {
        var elements = GroupElements<Group>()
        for index in 0..<count.scalars {
            elements.scalars.append(try group.field.decode(pieces([index], 0, group.field.byteCount)))
        }
        elements.gt = try gt(Array(0..<count.gt))
        elements.g2 = try g2(Array(0..<count.g2))
        elements.g1 = try g1(Array(0..<count.g1))
        return elements
    }

    private func pieces(_ indices: [Int], _ start: Int, _ length: Int) -> [UInt8] {
        var pieces: [UInt8] = []
        pieces.reserveCapacity(indices.count * length)
        for index in indices { pieces += bytes[(start + index * length)..<(start + (index + 1) * length)] }
        return pieces
    }
}
