/// The attributes of one user, as the authority certifies them in a key.
public struct AttributeSet: Hashable, Sendable {
    /// Most attributes in one set.
    public static let maximumCount = 1024

    /// In canonical order: by their canonical text, byte by byte. No attribute occurs twice.
    public let attributes: [Attribute]

    private let plain: Set<String>
    private let numbers: [NumericAttribute: UInt64]

    /// Checks and orders the attributes; a plain one may be given twice.
    ///
    /// - Throws: `.name` or `.reserved` for a plain attribute that no policy can name; `.value` for a number that does not
    ///   fit its width, or a date that is no day; `.duplicate` if a number or date has two values: a user who is both 17
    ///   and 70 would satisfy conditions that nobody can meet; `.tooLarge` beyond ``maximumCount``.
    public init(_ attributes: [Attribute]) throws(PolicyError) {
        var plain: Set<String> = []
        var numbers: [NumericAttribute: UInt64] = [:]
        for attribute in attributes {
            switch attribute {
            case .plain(let name):
                // The parser has seen to it; anyone else can put any text into the case.
                let normalized = try NormalizedName.make(name, column: 0)
                guard name != NumericAttribute.epoch.name else { throw PolicyError(.reserved(name)) }
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
            }
        }
        guard plain.count + numbers.count <= Self.maximumCount else {
            throw PolicyError(.tooLarge("a user has at most \(Self.maximumCount) attributes"))
        }
        self.plain = plain
        self.numbers = numbers
        self.attributes = (plain.map { Attribute.plain($0) } + numbers.map { Attribute.numeric($0.key, $0.value) })
            .map { (attribute: $0, text: Array($0.description.utf8)) }
            .sorted { $0.text.lexicographicallyPrecedes($1.text) }
            .map(\.attribute)
    }

    /// Reads each text as ``Attribute/init(parsing:)`` does.
    public init(parsing texts: [String]) throws(PolicyError) {
        var attributes: [Attribute] = []
        for text in texts { attributes.append(try Attribute(parsing: text)) }
        try self.init(attributes)
    }

    /// The set with the system's `epoch = value` in it, in place of an older one.
    ///
    /// - Throws: `.value` if the epoch is 1024 or more.
    public func withEpoch(_ value: UInt32) throws(PolicyError) -> AttributeSet {
        let others = attributes.filter {
            if case .numeric(.epoch, _) = $0 { false } else { true }
        }
        return try AttributeSet(others + [.numeric(.epoch, UInt64(value))])
    }

    /// The system's epoch number of this set, if it has one.
    public var epoch: UInt32? { numbers[.epoch].map { UInt32($0) } }

    /// Every label that a key for this set holds, in canonical order without repetition.
    public var labels: [AttributeLabel] { attributes.flatMap(\.labels) }

    /// Whether the plain attribute of this name is in the set; false for the names of numbers and dates.
    public func contains(_ name: String) -> Bool { plain.contains(name) }

    /// The value of a number or date; `nil` if the user has none of exactly that name and width.
    public func value(of attribute: NumericAttribute) -> UInt64? { numbers[attribute] }
}
