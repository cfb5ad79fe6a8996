public import Pairing

/// A monotone span program (M, π) over the scalar field: a policy as an LSSS.
///
/// And-gates give rows over {−1, 0, 1} (Lewko, Waters: Decentralizing ABE, 2011, appendix G); k-of-n gates share by
/// Shamir's polynomial with the children at 1 … n. The matrix is never written out to share a secret: λ_i = M_i · (s, v)
/// is computed gate by gate.
public struct SpanProgram: Sendable {
    /// Stands for the compilation rules in hashes: another version may compile the same text to another matrix.
    public static let compilerVersion = "span-program-2"

    /// π: the label of each row, in the order of the policy's leaves; a numeric condition has one row for each prefix,
    /// the epoch's condition one for each level of its tree, and behind it stand the nodes of the devices' cover.
    public let labels: [AttributeLabel]

    /// ρ: which occurrence of its label each row is, from 0.
    public let occurrences: [Int]

    /// τ: the largest number of rows with one label.
    public let maximumOccurrence: Int

    /// Length of v: columns of M less one, the number of random scalars that `shares` takes.
    public let randomnessCount: Int

    private let root: Gate

    private indirect enum Gate: Sendable {
        case row(Int)
        case all([Gate])
        case any([Gate])
        case threshold(Int, [Gate])
    }

    /// Compiles a policy by the rules of ``compilerVersion``; the same policy always gives the same program.
    ///
    /// - Parameters:
    ///   - policy: what to compile.
    ///   - devices: who is not excluded; a conjunct of policies that the system has dated, and of no other.
    public init(_ policy: Policy, devices: DeviceCover = .everyone) {
        var labels: [AttributeLabel] = []
        var randomness = 0
        if policy.epochFloor != nil, case .all(let children) = policy.expression {
            randomness += children.count
            var gates = children.map { Self.compile($0, &labels, &randomness) }
            gates.append(Self.disjunction(devices.nodes.map(\.label), &labels))
            root = .all(gates)
        } else {
            root = Self.compile(policy.expression, &labels, &randomness)
        }
        var seen: [AttributeLabel: Int] = [:]
        occurrences = labels.map { label in
            let occurrence = seen[label, default: 0]
            seen[label] = occurrence + 1
            return occurrence
        }
        maximumOccurrence = (occurrences.max() ?? 0) + 1
        self.labels = labels
        randomnessCount = randomness
    }

    /// Number of rows, n.
    public var rowCount: Int { labels.count }

    /// How many rows a policy compiles to while no device is excluded, without compiling it: 64 KiB of text can stand for
    /// 250 000 rows.
    static func rowCount(of expression: PolicyExpression) -> Int {
        switch expression {
        case .attribute: 1
        case .condition(let condition): condition.attribute.intervals(covering: condition.range).count
        case .epoch: EpochTree.depth + DeviceCover.everyone.nodes.count
        case .all(let children), .any(let children), .threshold(_, let children):
            children.reduce(0) { $0 + rowCount(of: $1) }
        }
    }

    /// The shares λ_i = M_i · (secret, randomness), one for each row.
    ///
    /// Constant-time in the secret and the randomness; the shape of the program is public.
    /// - Parameters:
    ///   - secret: what the rows of a satisfied policy give back.
    ///   - randomness: v, ``randomnessCount`` scalars, uniform and used once.
    public func shares(of secret: Scalar, randomness: [Scalar]) -> [Scalar] {
        shares(of: secret, randomness: randomness, in: PairingScalarField())
    }

    /// The same over any values that can be shared, such as the scalars of another group or group elements.
    public func shares<Values: SharedValues>(
        of secret: Values.Value, randomness: [Values.Value], in values: Values
    ) -> [Values.Value] {
        precondition(randomness.count == randomnessCount, "one random value for each column but the first")
        var shares = [Values.Value](repeating: values.zero, count: rowCount)
        var next = randomness[...]
        distribute(secret, over: root, &next, &shares, values)
        return shares
    }

    /// The dense matrix M, row by row: rows × (1 + ``randomnessCount``). For tests and documentation.
    public var matrix: [[Scalar]] {
        let columns = (0...randomnessCount).map { column in
            shares(
                of: column == 0 ? .one : .zero,
                randomness: (0..<randomnessCount).map { $0 + 1 == column ? .one : .zero })
        }
        return (0..<rowCount).map { row in columns.map { $0[row] } }
    }

    /// A row with its coefficient ω.
    public struct WeightedRow<Coefficient> {
        /// Index of the row, from 0.
        public let row: Int
        /// ω of the row, which is never 0.
        public let coefficient: Coefficient
    }

    /// A weighted row over the scalars of BLS12-381.
    public typealias Term = WeightedRow<Scalar>

    /// The cheapest authorised set within `available`: rows with ω such that Σ ω_i M_i = (1, 0, …, 0), in rising order of
    /// rows; `nil` if the labels do not satisfy the policy. Cheapest means fewest rows.
    ///
    /// Variable-time: policies and the labels of a key are public.
    public func solve(variableTime available: Set<AttributeLabel>) -> [Term]? {
        solve(variableTime: available, in: PairingScalarField())
    }

    /// The same with coefficients in another field.
    public func solve<Field: ScalarField>(
        variableTime available: Set<AttributeLabel>, in field: Field
    ) -> [WeightedRow<Field.Value>]? {
        guard let solution = solve(root, available) else { return nil }
        var terms: [WeightedRow<Field.Value>] = []
        collect(solution, field.element(1), &terms, field)
        return terms.sorted { $0.row < $1.row }
    }

    // MARK: - Compilation

    private static func compile(
        _ expression: PolicyExpression, _ labels: inout [AttributeLabel], _ randomness: inout Int
    ) -> Gate {
        switch expression {
        case .attribute(let name):
            labels.append(.plain(name))
            return .row(labels.count - 1)
        case .condition(let condition):
            return disjunction(condition.attribute.labels(covering: condition.range), &labels)
        case .epoch(let floor): return disjunction(EpochTree.path(to: floor), &labels)
        case .all(let children):
            randomness += children.count - 1
            return .all(children.map { compile($0, &labels, &randomness) })
        case .any(let children):
            return .any(children.map { compile($0, &labels, &randomness) })
        case .threshold(let k, let children):
            randomness += k - 1
            return .threshold(k, children.map { compile($0, &labels, &randomness) })
        }
    }

    /// A row for each label, of which one is enough.
    private static func disjunction(_ alternatives: [AttributeLabel], _ labels: inout [AttributeLabel]) -> Gate {
        let rows = alternatives.map { label -> Gate in
            labels.append(label)
            return .row(labels.count - 1)
        }
        return rows.count == 1 ? rows[0] : .any(rows)
    }

    // MARK: - Sharing

    private func distribute<Values: SharedValues>(
        _ value: Values.Value, over gate: Gate, _ randomness: inout ArraySlice<Values.Value>, _ shares: inout [Values.Value],
        _ values: Values
    ) {
        switch gate {
        case .row(let row): shares[row] = value
        case .any(let children):
            for child in children { distribute(value, over: child, &randomness, &shares, values) }
        case .all(let children):
            // value = (value + v1) + (−v1 + v2) + … + (−v_last)
            let own = Array(randomness.prefix(children.count - 1))
            randomness = randomness.dropFirst(own.count)
            for (position, child) in children.enumerated() {
                var share = position == 0 ? value : values.negated(own[position - 1])
                if position < own.count { share = values.sum(share, own[position]) }
                distribute(share, over: child, &randomness, &shares, values)
            }
        case .threshold(let k, let children):
            // value + v1·x + … + v_(k−1)·x^(k−1) at x = 1 … n, by Horner's rule
            let own = Array(randomness.prefix(k - 1))
            randomness = randomness.dropFirst(own.count)
            for (position, child) in children.enumerated() {
                let x = UInt64(position + 1)
                var share = values.multiple(own[own.count - 1], x)
                for coefficient in own.dropLast().reversed() { share = values.multiple(values.sum(share, coefficient), x) }
                distribute(values.sum(share, value), over: child, &randomness, &shares, values)
            }
        }
    }

    // MARK: - Solving

    /// A satisfied gate with its cheapest satisfied children, and at which point of the polynomial each stands.
    private indirect enum Solution {
        case row(Int)
        case sum([Solution])
        case interpolation([(point: Int, Solution)])
    }

    private func solve(_ gate: Gate, _ available: Set<AttributeLabel>) -> Solution? {
        cheapest(gate, available)?.solution
    }

    private func cheapest(_ gate: Gate, _ available: Set<AttributeLabel>) -> (cost: Int, solution: Solution)? {
        switch gate {
        case .row(let row): return available.contains(labels[row]) ? (1, .row(row)) : nil
        case .any(let children):
            return children.lazy.compactMap { cheapest($0, available) }.min { $0.cost < $1.cost }
        case .all(let children):
            var cost = 0
            var solutions: [Solution] = []
            for child in children {
                guard let found = cheapest(child, available) else { return nil }
                cost += found.cost
                solutions.append(found.solution)
            }
            return (cost, .sum(solutions))
        case .threshold(let k, let children):
            let found = children.enumerated().compactMap { position, child in
                cheapest(child, available).map { (cost: $0.cost, point: position + 1, solution: $0.solution) }
            }
            guard found.count >= k else { return nil }
            let chosen = found.sorted { ($0.cost, $0.point) < ($1.cost, $1.point) }.prefix(k)
            return (
                chosen.reduce(0) { $0 + $1.cost }, .interpolation(chosen.map { (point: $0.point, $0.solution) })
            )
        }
    }

    private func collect<Field: ScalarField>(
        _ solution: Solution, _ coefficient: Field.Value, _ terms: inout [WeightedRow<Field.Value>], _ field: Field
    ) {
        switch solution {
        case .row(let row): terms.append(WeightedRow(row: row, coefficient: coefficient))
        case .sum(let parts): for part in parts { collect(part, coefficient, &terms, field) }
        case .interpolation(let parts):
            let points = parts.map(\.point)
            for (point, part) in parts {
                collect(part, field.product(coefficient, Self.lagrangeAtZero(point, among: points, field)), &terms, field)
            }
        }
    }

    /// Π_{j ≠ i} x_j / (x_j − x_i), the Lagrange coefficient of point x_i at 0.
    private static func lagrangeAtZero<Field: ScalarField>(_ point: Int, among points: [Int], _ field: Field) -> Field.Value {
        var numerator = field.element(1)
        var denominator = field.element(1)
        for other in points where other != point {
            numerator = field.product(numerator, field.element(UInt64(other)))
            let difference = field.element(UInt64(abs(other - point)))
            denominator = field.product(denominator, other > point ? difference : field.negated(difference))
        }
        return field.product(numerator, field.inverse(denominator))
    }
}

extension SpanProgram.WeightedRow: Equatable where Coefficient: Equatable {}
extension SpanProgram.WeightedRow: Sendable where Coefficient: Sendable {}
