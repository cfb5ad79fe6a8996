import AccessPolicy
import Testing

/// Dyadic prefixes against the definition, exhaustively for small widths and at the edges of 64 bits.
@Suite struct NumericAttributeTests {
    /// Labels of a policy's only condition, by way of the span program, as everything else sees them.
    private func cover(_ text: String) throws -> Set<AttributeLabel> {
        let program = SpanProgram(try Policy(parsing: text))
        #expect(Set(program.labels).count == program.rowCount, "no prefix twice in \(text)")
        return Set(program.labels)
    }

    @Test func everyRangeOfFiveBitsHasExactlyOnePrefixOfEveryValueInIt() throws {
        let keys = try (0..<32).map { Set(try AttributeSet(parsing: ["n#5 = \($0)"]).labels) }
        for key in keys { #expect(key.count == 6) }
        for low in 0..<32 {
            for high in low..<32 {
                let labels = try cover("n#5 in \(low)..\(high)")
                #expect(labels.count <= 2 * 5 - 2)
                for value in 0..<32 {
                    let common = labels.intersection(keys[value]).count
                    #expect(common == ((low...high).contains(value) ? 1 : 0), "\(value) in \(low)..\(high)")
                }
            }
        }
    }

    @Test func sixtyFourBitRangesStayWithin126Prefixes() throws {
        #expect(try cover("n in 1..18446744073709551614").count == 126)
        #expect(try cover("n >= 0").count == 1)
        #expect(try cover("n in 0..18446744073709551615").count == 1)
        #expect(try cover("n > 0").count == 64)
        #expect(try cover("n < 18446744073709551615").count == 64)
        #expect(try cover("n = 18446744073709551615").count == 1)
    }

    @Test func nameWidthKindAndDomainAreAllPartOfTheLabel() throws {
        let labels = try ["n = 3", "n#8 = 3", "m = 3", "n#27 = 30101", "n = 0003-01-01"].map { Set(try AttributeSet(parsing: [$0]).labels) }
        for (first, a) in labels.enumerated() {
            for b in labels[(first + 1)...] { #expect(a.isDisjoint(with: b)) }
        }
        // A plain name made of the bytes of a numeric label is still another attribute.
        #expect(try AttributeSet(parsing: ["n"]).labels[0].domain == .plain)
        #expect(try AttributeSet(parsing: ["n = 3"]).labels.allSatisfy { $0.domain == .number })
        #expect(try AttributeSet(parsing: ["n = 0003-01-01"]).labels.allSatisfy { $0.domain == .date })
    }
}
