/// Why a policy is or is not satisfied by a set of attributes, for a person who asks what they lack.
public struct PolicyExplanation: Equatable, Sendable {
    /// Whether the attributes satisfy the policy as it was explained; its epoch condition counts like any other.
    public let isSatisfied: Bool

    /// The smallest list of conditions that, if the user met them too, would satisfy the policy; empty if it is satisfied.
    public let missing: [String]

    /// The policy as an indented outline, each line with whether that part is satisfied.
    public let outline: [Line]

    /// One condition or gate of the policy; its children follow it, one deeper.
    public struct Line: Equatable, Sendable {
        /// How far the line is indented: 0 for the whole policy.
        public let depth: Int
        /// A condition in canonical spelling, or "all of", "one of", "k of" for a gate.
        public let text: String
        /// Whether the attributes satisfy this part.
        public let isSatisfied: Bool
    }

    /// Holds the policy against the attributes, without any key.
    public init(_ policy: Policy, for attributes: AttributeSet) {
        isSatisfied = policy.isSatisfied(by: attributes)
        let conditions = Self.missing(policy.expression, attributes)
        // A key that the system has dated has a device, too.
        missing = conditions.isEmpty && !isSatisfied ? ["a device's key"] : conditions
        var outline: [Line] = []
        Self.describe(policy.expression, attributes, depth: 0, &outline)
        self.outline = outline
    }

    private static func missing(_ expression: PolicyExpression, _ attributes: AttributeSet) -> [String] {
        guard !expression.isSatisfied(by: attributes) else { return [] }
        switch expression {
        case .attribute, .condition, .epoch: return [PolicyWriter.text(of: expression)]
        case .all(let children): return unique(children.flatMap { missing($0, attributes) })
        case .any(let children): return children.map { missing($0, attributes) }.min { $0.count < $1.count } ?? []
        case .threshold(let k, let children):
            let lists = children.map { missing($0, attributes) }.sorted { $0.count < $1.count }
            return unique(lists.prefix(k).flatMap { $0 })
        }
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    private static func describe(
        _ expression: PolicyExpression, _ attributes: AttributeSet, depth: Int, _ lines: inout [Line]
    ) {
        let (title, children): (String, [PolicyExpression]) =
            switch expression {
            case .attribute, .condition, .epoch: (PolicyWriter.text(of: expression), [])
            case .all(let children): ("all of", children)
            case .any(let children): ("one of", children)
            case .threshold(let k, let children): ("\(k) of", children)
            }
        lines.append(Line(depth: depth, text: title, isSatisfied: expression.isSatisfied(by: attributes)))
        for child in children { describe(child, attributes, depth: depth + 1, &lines) }
    }
}
