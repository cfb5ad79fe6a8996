/// The policy language's spelling of an attribute.
extension Attribute {
    /// Reads `role:doctor`, `clearance = 5`, `clearance#8 = 5`, `licensed-until = 2027-01-31` or a quoted name.
    public init(parsing text: String) throws(PolicyError) { self = try PolicyParser.parseAttribute(text) }

    /// The canonical spelling, which `init(parsing:)` reads back; the system's attributes, which nobody else writes, excepted.
    public var description: String {
        switch self {
        case .plain(let name): PolicyWriter.text(ofName: name)
        case .numeric(let attribute, let value):
            "\(PolicyWriter.text(of: attribute)) = \(PolicyWriter.text(value, of: attribute))"
        case .epoch(let epoch): "\(Self.epochName) = \(epoch)"
        case .device(let leaf): "device leaf \(leaf.index)"
        }
    }
}
