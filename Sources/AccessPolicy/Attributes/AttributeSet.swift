/// The attributes of one user, as the authority certifies them in a key.
public struct AttributeSet: Hashable, Sendable {
    /// Most attributes in one set.
    public static let maximumCount = 1024

    /// Most labels that the system adds to what the authority grants: the epoch's and the device's.
    public static let maximumSystemLabelCount = EpochTree.maximumCoverCount + DeviceNode.depth + 1

    /// In canonical order: names, numbers, dates, the epoch, the device, each kind by the bytes of its encoding. No attribute
    /// occurs twice.
    public let attributes: [Attribute]

    /// Attributes of kinds that a later version knows, which a key brought along: kept with their points, and proving nothing.
    /// In canonical order, behind ``attributes``.
    public let unrecognized: [UnrecognizedAttribute]

    /// The epoch in which the key was issued; `nil` if the system has not dated the set.
    public let epoch: UInt32?

    /// The device that the key was issued to; `nil` likewise.
    public let device: DeviceLeaf?

    private let plain: Set<String>
    private let numbers: [NumericAttribute: UInt64]

    /// Checks and orders the attributes; one may be given twice.
    ///
    /// - Throws: `.name` or `.reserved` for a plain attribute that no policy can name; `.value` for a number that does not
    ///   fit its width, a date that is no day, or an epoch that is never issued; `.duplicate` if a number, a date, the epoch or
    ///   the device has two values: a user who is both 17 and 70 would satisfy conditions that nobody can meet; `.tooLarge`
    ///   beyond ``maximumCount``.
    public init(_ attributes: [Attribute]) throws(PolicyError) { try self.init(attributes, unrecognized: []) }

    /// - Parameter unrecognized: in canonical order already.
    init(_ attributes: [Attribute], unrecognized: [UnrecognizedAttribute]) throws(PolicyError) {
        var plain: Set<String> = []
        var numbers: [NumericAttribute: UInt64] = [:]
        var epoch: UInt32?
        var device: DeviceLeaf?
        for attribute in attributes {
            switch attribute {
            case .plain(let name):
                // The parser has seen to it; anyone else can put any text into the case.
                let normalized = try NormalizedName.make(name, column: 0)
                guard name != Attribute.epochName else { throw PolicyError(.reserved(name)) }
                plain.insert(normalized)
            case .numeric(let number, let value):
                guard number.kind != .date || CalendarDate.isDay(value) else {
                    throw PolicyError(.value("\(value) is not a day of the calendar"))
                }
                guard value <= number.maximum else {
                    throw PolicyError(.value("\(value) does not fit in \(number.bits) bits"))
                }
                guard numbers.updateValue(value, forKey: number) ?? value == value else {
                    throw PolicyError(.duplicate(number.name))
                }
            case .epoch(let value):
                guard value < EpochTree.limit else { throw PolicyError(.value("epoch \(value) is not below \(EpochTree.limit)")) }
                guard epoch ?? value == value else { throw PolicyError(.duplicate(Attribute.epochName)) }
                epoch = value
            case .device(let leaf):
                guard device ?? leaf == leaf else { throw PolicyError(.duplicate("the device")) }
                device = leaf
            }
        }
        var all = plain.map { Attribute.plain($0) } + numbers.map { Attribute.numeric($0.key, $0.value) }
        if let epoch { all.append(.epoch(epoch)) }
        if let device { all.append(.device(device)) }
        guard all.count + unrecognized.count <= Self.maximumCount else {
            throw PolicyError(.tooLarge("a user has at most \(Self.maximumCount) attributes"))
        }
        self.plain = plain
        self.numbers = numbers
        self.epoch = epoch
        self.device = device
        self.unrecognized = unrecognized
        self.attributes = all.map { (attribute: $0, kind: $0.domain.rawValue, content: $0.content) }
            .sorted { $0.kind == $1.kind ? $0.content.lexicographicallyPrecedes($1.content) : $0.kind < $1.kind }
            .map(\.attribute)
    }

    /// Reads each text as ``Attribute/init(parsing:)`` does.
    public init(parsing texts: [String]) throws(PolicyError) {
        var attributes: [Attribute] = []
        for text in texts { attributes.append(try Attribute(parsing: text)) }
        try self.init(attributes)
    }

    /// What the authority grants of it, without the epoch and the device that the system adds.
    public var granted: [Attribute] { attributes.filter { !$0.isSystem } }

    /// What is granted, dated by the system and bound to a device: the set of a key. It takes the place of an older date.
    ///
    /// - Throws: `.value` if the epoch is ``EpochTree/limit`` or more; `.tooLarge` beyond ``maximumCount``.
    public func withEpoch(_ epoch: UInt32, device: DeviceLeaf) throws(PolicyError) -> AttributeSet {
        try AttributeSet(granted + [.epoch(epoch), .device(device)])
    }

    /// Every label that a key for this set holds, in canonical order without repetition. None of ``unrecognized``.
    public var labels: [AttributeLabel] { attributes.flatMap(\.labels) }

    /// How many points a key holds behind those of ``labels``, for ``unrecognized``.
    public var unrecognizedLabelCount: Int { unrecognized.reduce(0) { $0 + Int($1.labelCount) } }

    /// Whether the plain attribute of this name is in the set; false for the names of numbers and dates.
    public func contains(_ name: String) -> Bool { plain.contains(name) }

    /// The value of a number or date; `nil` if the user has none of exactly that name and width.
    public func value(of attribute: NumericAttribute) -> UInt64? { numbers[attribute] }
}

/// An attribute of a kind that this version does not know: it keeps its place and its points in a key, and proves nothing.
public struct UnrecognizedAttribute: Hashable, Sendable {
    /// Number of the kind, above all that are known.
    public let kind: UInt8
    /// How many points of a key belong to it.
    public let labelCount: UInt16
    /// What says which attribute of the kind it is.
    public let content: [UInt8]
}
