import AccessPolicy
import Pairing
import Testing

/// Soundness and completeness of the span program by brute force: for every subset of a policy's labels, the rows
/// span (1, 0, …, 0) exactly if the subset satisfies the policy. This is what breaks 2 and 4 of `KnownBreakTests`
/// found wrong in other people's code.
@Suite struct SpanProgramTests {
    /// Deterministic random policies, so that a failure can be repeated.
    struct PolicyGenerator {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }

        /// A policy of exactly `leaves` leaves over `names` different names.
        mutating func policy(leaves: Int, names: Int) -> String {
            if leaves == 1 { return "a\(next(names))" }
            var sizes: [Int] = []
            var left = leaves
            while left > 0 {
                let size = min(left, 1 + next(max(1, leaves - 1)))
                sizes.append(size)
                left -= size
            }
            if sizes.count == 1 { sizes = [1, leaves - 1] }
            let children = sizes.map { policy(leaves: $0, names: names) }
            switch next(3) {
            case 0: return "(" + children.joined(separator: " and ") + ")"
            case 1: return "(" + children.joined(separator: " or ") + ")"
            default: return "\(1 + next(children.count)) of (" + children.joined(separator: ", ") + ")"
            }
        }
    }

    /// Whether (1, 0, …, 0) lies in the span of `rows`, by Gaussian elimination.
    private func spansTarget(_ rows: [[Scalar]]) -> Bool {
        guard let columns = rows.first?.count else { return false }
        var rows = rows
        var target = [Scalar](repeating: .zero, count: columns)
        target[0] = .one
        for column in (0..<columns).reversed() {
            guard let pivot = rows.firstIndex(where: { $0[column] != .zero }) else {
                if target[column] != .zero { return false }
                continue
            }
            let row = rows.remove(at: pivot)
            let inverse = row[column].inverse()
            func reduce(_ vector: [Scalar]) -> [Scalar] {
                let factor = vector[column] * inverse
                return zip(vector, row).map { $0 - factor * $1 }
            }
            rows = rows.map(reduce)
            target = reduce(target)
        }
        return target.allSatisfy { $0 == .zero }
    }

    private func check(_ text: String) throws {
        let policy = try Policy(parsing: text)
        let program = SpanProgram(policy)
        let matrix = program.matrix
        let distinct = Array(Set(program.labels)).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        for subset in 0..<(1 << distinct.count) {
            let labels = Set(distinct.enumerated().filter { subset >> $0.offset & 1 == 1 }.map(\.element))
            let attributes = try AttributeSet(labels.map { .plain(String(decoding: $0.bytes, as: UTF8.self)) })
            let authorised = policy.isSatisfied(by: attributes)
            let rows = matrix.indices.filter { labels.contains(program.labels[$0]) }
            #expect(spansTarget(rows.map { matrix[$0] }) == authorised, "\(text) with \(labels.count) labels")
            let solution = program.solve(variableTime: labels)
            #expect((solution != nil) == authorised, "\(text)")
            guard let solution else { continue }
            #expect(solution.allSatisfy { labels.contains(program.labels[$0.row]) })
            for column in 0..<matrix[0].count {
                let sum = solution.reduce(Scalar.zero) { $0 + $1.coefficient * matrix[$1.row][column] }
                #expect(sum == (column == 0 ? .one : .zero), "\(text), column \(column)")
            }
        }
    }

    @Test(arguments: [
        "a and b", "a or b", "a and (a or b)", "2 of (a, a, b)", "(a and b) or (a and c)",
        "a and b and c and d and e and f and g and h and i and j and k and l",
        "6 of (a, b, c, d, e, f, g, h, i, j, k, l)",
        "(a or b) and (c or d) and (e or f) and (g or h)", "2 of (2 of (a, b, c), 2 of (d, e, f), 2 of (g, h, i))",
        "a and (b or (c and (d or (e and (f or (g and h))))))",
    ])
    func noUnauthorisedSubsetSpansTheTarget(policy: String) throws { try check(policy) }

    @Test func randomPoliciesOfUpToTwelveLeavesAreSound() throws {
        var generator = PolicyGenerator(state: 2026)
        for round in 0..<150 {
            let leaves = 2 + round % 11
            try check(generator.policy(leaves: leaves, names: 1 + generator.next(min(leaves, 8))))
        }
    }

    @Test func noTwoRowsShareLabelAndOccurrence() throws {
        // FABEO masks row i with H(π(i))^{s′_ρ(i)}: were two rows to share both, their quotient would lose the mask.
        var generator = PolicyGenerator(state: 7)
        for _ in 0..<200 {
            let program = SpanProgram(try Policy(parsing: generator.policy(leaves: 12, names: 3)))
            var seen: Set<[UInt8]> = []
            for row in 0..<program.rowCount {
                #expect(program.occurrences[row] < program.maximumOccurrence)
                #expect(seen.insert(program.labels[row].bytes + [0, UInt8(program.occurrences[row])]).inserted)
            }
        }
    }

    @Test(arguments: ["a and (a or b)", "2 of (a, a, b)"])
    func differencesOfRowsWithEqualLabelsWouldBreakASingleUseScheme(text: String) throws {
        // The attack of known break 4: with {b}, a scheme that masks equal labels equally gives away the difference of
        // the two rows labelled a, which with b's row spans the target. This shows that the test can see the attack.
        let program = SpanProgram(try Policy(parsing: text))
        let matrix = program.matrix
        let a = program.labels.indices.filter { program.labels[$0].bytes == Array("a".utf8) }
        let b = program.labels.indices.filter { program.labels[$0].bytes == Array("b".utf8) }
        let difference = zip(matrix[a[0]], matrix[a[1]]).map { $0 - $1 }
        #expect(spansTarget([difference] + b.map { matrix[$0] }))
        #expect(!spansTarget(b.map { matrix[$0] }))
        #expect(Set(a.map { program.occurrences[$0] }).count == a.count)
    }

    @Test func sharesAreTheMatrixTimesTheSecrets() throws {
        let program = SpanProgram(try Policy(parsing: "2 of (a, b and c, 3 of (d, e, f, g)) and h"))
        let secret = Scalar.random()
        let randomness = (0..<program.randomnessCount).map { _ in Scalar.random() }
        let shares = program.shares(of: secret, randomness: randomness)
        for (row, share) in zip(program.matrix, shares) {
            #expect(zip(row, [secret] + randomness).reduce(Scalar.zero) { $0 + $1.0 * $1.1 } == share)
        }
    }

    @Test func andOrPoliciesHaveUnitCoefficients() throws {
        let program = SpanProgram(try Policy(parsing: "a and (b or c) and (d or (e and f))"))
        let solution = program.solve(variableTime: Set(program.labels))
        #expect(solution?.allSatisfy { $0.coefficient == .one } == true)
        #expect(solution?.count == 3)
    }
}
