/// Who may open a record: an expression over attributes, with its one canonical text.
///
/// The language: `role:doctor and (hospital:NSTU or hospital:DMCH) and clearance >= 3`, `2 of (a, b, c)`,
/// `age#7 in 18..65`, `licensed-until >= 2026-11-22`, `"a name with spaces"`; see `docs/policy-language.md`.
public struct Policy: Hashable, Sendable, CustomStringConvertible {
    /// Longest policy text in bytes of UTF-8.
    public static let maximumTextLength = 65_535
    /// Deepest nesting of parentheses, in the text that is read and in the canonical one.
    public static let maximumDepth = 64
    /// Most rows of a compiled policy: a ciphertext has one point of 48 bytes for each.
    public static let maximumRows = 4096

    /// The tree in its one form, with the limits of this type kept.
    public let expression: PolicyExpression

    /// The canonical text: equal policies have equal texts, and parsing it gives this policy again.
    public let text: String

    /// Reads a policy as a person writes it.
    ///
    /// - Throws: ``PolicyError`` with the column and what was expected; `.reserved` if it names `epoch`.
    public init(parsing text: String) throws(PolicyError) {
        try self.init(try PolicyParser.parse(text, allowingEpoch: false))
    }

    /// Reads a policy from a ciphertext: canonical bytes only, with the system's epoch condition allowed.
    ///
    /// - Throws: `.notCanonical` if writing the policy again gives other bytes.
    public init(canonical bytes: [UInt8]) throws(PolicyError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PolicyError(.character("the policy is not UTF-8"))
        }
        try self.init(try PolicyParser.parse(text, allowingEpoch: true))
        // Bytes, not Swift's string equality, which takes canonically equivalent spellings for the same.
        guard [UInt8](self.text.utf8) == bytes else { throw PolicyError(.notCanonical) }
    }

    /// Checks the limits that hold for every policy, however it was made.
    private init(_ expression: PolicyExpression) throws(PolicyError) {
        // The canonical text has parentheses where the author relied on "and" binding closer than "or". Deeper than the
        // parser goes, it would be a policy that nobody can read back, and seal what nobody can open.
        guard PolicyWriter.depth(of: expression) <= Self.maximumDepth else {
            throw PolicyError(
                .tooLarge("with all its parentheses written, the policy is nested more than \(Self.maximumDepth) deep"))
        }
        // Nowhere but where the system puts it: a floor under an "or" would be none.
        if Self.namesEpoch(Self.split(expression).rest) { throw PolicyError(.reserved(Attribute.epochName)) }
        self.expression = expression
        text = PolicyWriter.text(of: expression)
        guard text.utf8.count <= Self.maximumTextLength else {
            throw PolicyError(
                .tooLarge("the policy has \(text.utf8.count) bytes; at most \(Self.maximumTextLength) are allowed"))
        }
        let rows = SpanProgram.rowCount(of: expression)
        guard rows <= Self.maximumRows else {
            throw PolicyError(.tooLarge("the policy compiles to \(rows) rows; at most \(Self.maximumRows) are allowed"))
        }
    }

    /// The canonical bytes, which go into ciphertexts and hashes.
    public var canonicalBytes: [UInt8] { [UInt8](text.utf8) }

    public var description: String { text }

    /// The policy with the top-level conjunct `epoch >= value`: only keys issued or renewed since then open what is
    /// sealed under it, and only those of devices that are not excluded.
    ///
    /// - Throws: `.value` if the epoch is ``EpochTree/limit`` or more; `.tooLarge` if the policy grows beyond the limits.
    public func requiringEpoch(atLeast value: UInt32) throws(PolicyError) -> Policy {
        guard value < EpochTree.limit else { throw PolicyError(.value("an epoch is below \(EpochTree.limit)")) }
        return try Policy(.conjunction([withoutEpoch.expression, .epoch(atLeast: value)]))
    }

    /// The value of the top-level conjunct `epoch >= value`; `nil` if there is none, and then there is no such condition
    /// anywhere.
    public var epochFloor: UInt32? { Self.split(expression).floor }

    /// The policy as its author wrote it, without the system's top-level epoch condition.
    public var withoutEpoch: Policy {
        // What remains is smaller than a policy that has passed the limits.
        guard epochFloor != nil, let rest = try? Policy(Self.split(expression).rest) else { return self }
        return rest
    }

    /// Whether a key for these attributes opens what is sealed under the policy; the span program agrees.
    ///
    /// - Parameters:
    ///   - attributes: of the key.
    ///   - devices: who is not excluded from what the system has dated. Another policy excludes no device.
    public func isSatisfied(by attributes: AttributeSet, devices: DeviceCover = .everyone) -> Bool {
        guard expression.isSatisfied(by: attributes) else { return false }
        return epochFloor == nil || attributes.device.map(devices.contains) ?? false
    }

    /// The author's part and the system's.
    private static func split(_ expression: PolicyExpression) -> (rest: PolicyExpression, floor: UInt32?) {
        guard case .all(let children) = expression, case .epoch(let floor)? = children.last else { return (expression, nil) }
        return (.conjunction(Array(children.dropLast())), floor)
    }

    private static func namesEpoch(_ expression: PolicyExpression) -> Bool {
        switch expression {
        case .attribute, .condition: false
        case .epoch: true
        case .all(let children), .any(let children), .threshold(_, let children): children.contains(where: namesEpoch)
        }
    }
}
