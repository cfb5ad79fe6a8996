import AccessPolicy
import Framing
import Testing

/// Whatever the parser builds, its canonical text is read back as the same policy: a record sealed under any other would
/// be one that nobody can open.
@Suite struct CanonicalTextTests {
    private func expectFixpoint(_ text: String) throws {
        let policy = try Policy(parsing: text)
        let again = try? Policy(canonical: policy.canonicalBytes)
        #expect(again == policy, "\(text)")
    }

    @Test func precedenceThatIsWrittenOutCountsAsNesting() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "a or b and (", count: levels) + "c" + String(repeating: ")", count: levels)
        }
        // Each level stands for two parentheses of the canonical text, the innermost for one.
        try expectFixpoint(nested(32))
        for levels in [33, 40, 64] {
            #expect(throws: PolicyError.self) { try Policy(parsing: nested(levels)) }
        }
    }

    @Test func theEpochsConditionNestsOneDeeper() throws {
        // `levels` parentheses, each of which the canonical text needs.
        func alternating(_ levels: Int, outermost: String) -> String {
            let words = outermost == "or" ? ["or", "and"] : ["and", "or"]
            return (0..<levels).reversed().reduce("y \(words[levels % 2]) z") { "a \(words[$1 % 2]) (\($0))" }
        }
        let conjunction = try Policy(parsing: alternating(64, outermost: "and")).requiringEpoch(atLeast: 3)
        #expect(try Policy(canonical: conjunction.canonicalBytes) == conjunction)
        let disjunction = try Policy(parsing: alternating(64, outermost: "or"))
        #expect(throws: PolicyError.self) { try disjunction.requiringEpoch(atLeast: 3) }
        let shallower = try Policy(parsing: alternating(63, outermost: "or")).requiringEpoch(atLeast: 3)
        #expect(try Policy(canonical: shallower.canonicalBytes) == shallower)
    }

    @Test func dotsUnderAnAccentAreStillDotsToTheLexer() throws {
        for name in ["a..\u{301}b", "..\u{200d}", "\u{301}..", "a.\u{301}.b", "...", "a.", ".a"] {
            try expectFixpoint("\"\(name)\"")
            let set = try AttributeSet(parsing: ["\"\(name)\""])
            #expect(try AttributeSet(parsing: set.attributes.map(\.description)) == set)
        }
    }

    @Test func codePointsThatALaterUnicodeMayAssignAreRefused() {
        for scalar in ["\u{378}", "\u{e01ff}", "\u{10fffe}"] {
            #expect(throws: PolicyError.self) { try Policy(parsing: "\"a\(scalar)\"") }
            #expect(throws: PolicyError.self) { try AttributeSet([.plain("a\(scalar)")]) }
        }
    }

    @Test func marksInTheWrongOrderCostNoMoreThanTheirLength() {
        // Sorting them is quadratic; a policy of 64 KiB took 2.3 s.
        let marks = String(repeating: "\u{301}\u{323}", count: 16_000)
        let time = ContinuousClock().measure {
            #expect(throws: PolicyError.self) { try Policy(parsing: "\"a\(marks)\"") }
        }
        #expect(time < .milliseconds(1500))
    }

    @Test func errorsDoNotCarryTerminalSequences() {
        for text in ["a \"\u{1b}[2Jb\"", "\u{1b}[2J", "a \"\u{202e}b\"", "2 of \"\u{7}\""] {
            #expect {
                try Policy(parsing: text)
            } throws: { error in
                "\(error)".unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0.value != 0x202e }
            }
        }
    }

    @Test func attributeSetsHoldOnlyWhatPoliciesCanName() throws {
        let bad: [Attribute] = [.plain(""), .plain("epoch"), .plain("a\u{0}"), .plain(String(repeating: "a", count: 257))]
        for attribute in bad { #expect(throws: PolicyError.self) { try AttributeSet([attribute]) } }
        #expect(try AttributeSet([.plain("e\u{301}")]).encoded == AttributeSet([.plain("\u{e9}")]).encoded)
    }

    @Test func encodedDatesAreDays() throws {
        let good = try AttributeSet(parsing: ["d = 2026-02-28"]).encoded
        #expect(try AttributeSet(encoded: good).encoded == good)
        for number: UInt64 in [0, 20_260_229, 20_261_301, 134_217_727] {
            var writer = ByteWriter()
            writer.raw(good.dropLast(8))
            writer.u64(number)
            let bytes = writer.bytes
            #expect(throws: MalformedInput.self) { try AttributeSet(encoded: bytes) }
        }
    }
}
