import AccessPolicy
import Framing
import Pairing

/// Policies and attribute sets, from text and from bytes.
enum PolicyTarget {
    static func run(_ input: [UInt8]) {
        if let policy = try? Policy(canonical: input) {
            demand(policy.canonicalBytes == input, "a canonical policy is written as it was read")
            check(policy)
        }
        if let text = String(validating: input, as: UTF8.self) {
            do {
                check(try Policy(parsing: text))
            } catch {
                demand(
                    error.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
                    "an error carries no control characters")
                demand(error.column >= 0 && error.column <= text.unicodeScalars.count + 1, "an error points into the text")
            }
            if let attribute = try? Attribute(parsing: text) { check([attribute]) }
            if let set = try? AttributeSet(parsing: text.split(separator: "\n").map(String.init)) { check(set.attributes) }
        }
        if let set = try? AttributeSet(encoded: input) {
            demand(set.encoded == input, "an attribute set is written as it was read")
            demand(Set(set.labels).count == set.labels.count, "no two attributes of a set share a label")
            check(set.granted)
        }
    }

    private static func check(_ attributes: [Attribute]) {
        guard let set = try? AttributeSet(attributes) else { return demand(false, "attributes that were read make a set") }
        let again = try? AttributeSet(parsing: set.attributes.map(\.description))
        demand(again == set, "the spelling of an attribute is read as that attribute")
        demand((try? AttributeSet(encoded: set.encoded)) == set, "a set's encoding is read as that set")
        demand(Set(set.labels).count == set.labels.count, "no two attributes of a set share a label")
    }

    private static func check(_ policy: Policy) {
        demand((try? Policy(canonical: policy.canonicalBytes)) == policy, "canonical text is read as the same policy")
        demand((try? Policy(canonical: policy.withoutEpoch.canonicalBytes)) == policy.withoutEpoch, "and without its epoch")
        if let dated = try? policy.requiringEpoch(atLeast: 7) {
            demand(dated.epochFloor == 7, "the epoch's condition is found again")
            demand((try? Policy(canonical: dated.canonicalBytes)) == dated, "and with it the text is still canonical")
            demand(dated.withoutEpoch == policy.withoutEpoch, "and it comes off again")
        }
        let program = SpanProgram(policy)
        demand(program.rowCount <= Policy.maximumRows, "rows are bounded")
        guard program.rowCount <= 64 else { return }
        // A set of every other leaf: the span program and the meaning of the language agree.
        for parity in [0, 1, 2] {
            var attributes: [Attribute] = []
            var index = 0
            collect(policy.expression) { attribute in
                if parity == 2 || index % 2 == parity { attributes.append(attribute) }
                index += 1
            }
            if index % 2 == 0 { attributes.append(.device(World.device)) }
            guard let set = try? AttributeSet(attributes) else { continue }
            let solution = program.solve(variableTime: Set(set.labels))
            demand((solution != nil) == policy.isSatisfied(by: set), "the program is satisfied exactly if the policy is")
            demand(PolicyExplanation(policy, for: set).isSatisfied == (solution != nil), "and the explanation agrees")
            if let solution, program.rowCount <= 16 {
                var source = FixedGenerator(state: 3)
                let secret = Scalar.random(using: &source)
                let shares = program.shares(of: secret, randomness: (0..<program.randomnessCount).map { _ in .random(using: &source) })
                let sum = solution.reduce(Scalar.zero) { $0 + $1.coefficient * shares[$1.row] }
                demand(sum == secret, "a solution reconstructs the secret")
            }
        }
    }

    /// The attributes that meet the leaves, one value for each number.
    private static func collect(_ expression: PolicyExpression, _ take: (Attribute) -> Void) {
        switch expression {
        case .attribute(let name): take(.plain(name))
        case .condition(let condition): take(.numeric(condition.attribute, condition.range.lowerBound))
        case .epoch(let floor): take(.epoch(floor))
        case .all(let children), .any(let children), .threshold(_, let children):
            for child in children { collect(child, take) }
        }
    }
}
