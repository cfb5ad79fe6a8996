/// A policy as a tree. Trees are made by the parser or by ``Policy``'s own combinators, and are kept in one form:
/// no gate directly inside a gate of its own kind, no gate of one child, no `1 of` or `n of n` threshold.
public indirect enum PolicyExpression: Hashable, Sendable {
    /// The attribute of that NFC-normalised name.
    case attribute(String)
    /// A number or date that lies in a range.
    case condition(NumericCondition)
    /// The system's condition that the key is of an epoch or a later one: in a ``Policy`` only as the last conjunct at the top.
    case epoch(atLeast: UInt32)
    /// Every child, of at least two.
    case all([PolicyExpression])
    /// At least one child, of at least two.
    case any([PolicyExpression])
    /// At least `k` of the children, with 1 < k < number of children.
    case threshold(Int, [PolicyExpression])

    /// `children` joined by "and", flattened.
    static func conjunction(_ children: [PolicyExpression]) -> PolicyExpression {
        let flat = children.flatMap { child in
            if case .all(let inner) = child { inner } else { [child] }
        }
        return flat.count == 1 ? flat[0] : .all(flat)
    }

    /// `children` joined by "or", flattened.
    static func disjunction(_ children: [PolicyExpression]) -> PolicyExpression {
        let flat = children.flatMap { child in
            if case .any(let inner) = child { inner } else { [child] }
        }
        return flat.count == 1 ? flat[0] : .any(flat)
    }

    /// `k of children`, which for k = 1 is "or" and for k = n "and".
    static func atLeast(_ k: Int, of children: [PolicyExpression]) -> PolicyExpression {
        if k == 1 { return disjunction(children) }
        if k == children.count { return conjunction(children) }
        return .threshold(k, children)
    }

    /// Whether a user with these attributes satisfies the expression: the meaning of the language. Whether they open what is
    /// sealed under a policy, ``Policy/isSatisfied(by:devices:)`` says.
    func isSatisfied(by attributes: AttributeSet) -> Bool {
        switch self {
        case .attribute(let name): attributes.contains(name)
        case .condition(let condition): attributes.value(of: condition.attribute).map(condition.range.contains) ?? false
        case .epoch(let floor): attributes.epoch.map { $0 >= floor } ?? false
        case .all(let children): children.allSatisfy { $0.isSatisfied(by: attributes) }
        case .any(let children): children.contains { $0.isSatisfied(by: attributes) }
        case .threshold(let k, let children): children.count { $0.isSatisfied(by: attributes) } >= k
        }
    }
}

/// A comparison of one number or date with constants.
public struct NumericCondition: Hashable, Sendable {
    /// How the condition was written, which the canonical text keeps.
    public enum Relation: Hashable, Sendable {
        /// `name < value`.
        case less(UInt64)
        /// `name <= value`.
        case atMost(UInt64)
        /// `name = value`.
        case equal(UInt64)
        /// `name >= value`.
        case atLeast(UInt64)
        /// `name > value`.
        case greater(UInt64)
        /// `name in low..high`, both ends included, low ≤ high.
        case within(UInt64, UInt64)
    }

    /// Which number or date, with its width.
    public let attribute: NumericAttribute
    /// The comparison as written. Two spellings of one range, `< 5` and `<= 4`, are different conditions with equal
    /// ``range``.
    public let relation: Relation

    /// The values that meet the condition, never empty.
    public let range: ClosedRange<UInt64>

    /// - Throws: `.value` if a constant does not fit the attribute's width, `.emptyRange` if nothing meets the condition.
    init(_ attribute: NumericAttribute, _ relation: Relation, column: Int) throws(PolicyError) {
        self.attribute = attribute
        self.relation = relation
        let maximum = attribute.maximum
        let constants: [UInt64] =
            switch relation {
            case .less(let v), .atMost(let v), .equal(let v), .atLeast(let v), .greater(let v): [v]
            case .within(let low, let high): [low, high]
            }
        for constant in constants where constant > maximum {
            throw PolicyError(
                .value("\(constant) does not fit in \(attribute.bits) bits; the largest value is \(maximum)"), column: column)
        }
        switch relation {
        case .less(let v):
            guard v > 0 else { throw PolicyError(.emptyRange("no value is less than 0"), column: column) }
            range = 0...(v - 1)
        case .atMost(let v): range = 0...v
        case .equal(let v): range = v...v
        case .atLeast(let v): range = v...maximum
        case .greater(let v):
            guard v < maximum else {
                throw PolicyError(
                    .emptyRange("no value of \(attribute.bits) bits is greater than \(maximum)"), column: column)
            }
            range = (v + 1)...maximum
        case .within(let low, let high):
            guard low <= high else {
                throw PolicyError(.emptyRange("the range is empty: its first value is the larger one"), column: column)
            }
            range = low...high
        }
    }
}
