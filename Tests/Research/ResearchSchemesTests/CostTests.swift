import AccessPolicy
import ResearchSchemes
import TestSupport
import Testing

/// Predicted costs against an instrumented run, and predicted sizes against real objects.
@Suite struct CostTests {
    static let cases: [(policy: String, attributes: [String])] = [
        ("a", ["a"]),
        ("a and b and c and d and e", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a or b or c", ["c"]),
        ("3 of (a, b, c, d and e, 2 of (f, g, h))", ["b", "d", "e", "f", "h"]),
        ("(a and b) or (a and c)", ["a", "c"]),
        ("a and (a or b) and 2 of (a, c, d)", ["a", "c"]),
        ("2 of (a, clearance#8 >= 3, age#7 in 18..65)", ["clearance#8 = 3", "age#7 = 65"]),
    ]

    @Test(arguments: SchemeName.allCases)
    func predictedOperationsAreCounted(name: SchemeName) throws {
        try compare(name.scheme(over: CountingGroup(BLS12381())))
    }

    private func compare<Scheme: ResearchScheme>(_ scheme: Scheme) throws where Scheme.Group == CountingGroup<BLS12381> {
        let counter = scheme.group.counter
        var source = SeededGenerator(5)
        _ = counter.take()
        let authority = scheme.setup(using: &source)
        _ = counter.take()
        for (text, attributes) in Self.cases {
            let policy = try Policy(parsing: text)
            let set = try AttributeSet(parsing: attributes)
            let quantities = scheme.quantities(policy, set, authority.parameters)
            func expect(_ algorithm: SchemeCosts.Algorithm) {
                let (counted, predicted) = (counter.take(), Scheme.costs.count(algorithm, quantities))
                for operation in GroupOperation.allCases {
                    #expect(
                        counted[operation, default: 0] == predicted[operation, default: 0],
                        "\(Scheme.name.title), \(algorithm.rawValue), \(operation.name), \(text)")
                }
            }
            _ = scheme.setupElements(context: Scheme.defaultContext, using: &source)
            expect(.setup)
            let key = try scheme.keyGeneration(authority, attributes: set, using: &source)
            expect(.keyGeneration)
            #expect(key.elementByteCount == Scheme.costs.byteCount(.key, quantities, in: scheme.group))
            let program = SpanProgram(policy)
            if Scheme.name == .fame, Set(program.labels).count < program.rowCount { continue }
            let encapsulation = try scheme.encapsulate(to: policy, authority.parameters, using: &source)
            expect(.encapsulation)
            #expect(encapsulation.ciphertext.count == Scheme.costs.byteCount(.ciphertext, quantities, in: scheme.group))
            let opened = try scheme.decapsulate(
                encapsulation.ciphertext, policy: policy.canonicalBytes, with: key, authority.parameters)
            expect(.decapsulation)
            #expect(opened.revealed() == encapsulation.key.revealed())
            let shape = Scheme.setupShape(context: Scheme.defaultContext)?.parameters
            #expect(shape?.byteCount(in: scheme.group) == Scheme.costs.byteCount(.parameters, quantities, in: scheme.group))
        }
    }

    @Test func formulasAreWrittenAsTheyCount() {
        let formula = Waters11<BLS12381>.costs.size(.ciphertext)[.g1]
        #expect(formula?.description == "n + 1")
        #expect(formula?.value([.rows: 7]) == 8)
        let products = RW22<BLS12381>.costs.operations(.decapsulation)[.g1Multiplication]
        #expect(products?.description == "2I − τ_I − 1")
        #expect(products?.value([.usedRows: 5, .usedOccurrences: 2]) == 7)
    }

    /// `docs/schemes.md` shows the tables as they are printed.
    @Test func theDocumentShowsTheTables() throws {
        let document = String(
            decoding: TemporaryFolder.read(VectorFile.checkout + "/docs/schemes.md"), as: UTF8.self)
        #expect(document.contains(costSymbols))
        for name in SchemeName.allCases {
            let table = costTable(name, over: BLS12381())
            #expect(document.contains(table), "\(table)")
        }
    }
}
