import AccessPolicy
import Testing
import TestSupport

/// `Vectors/policies.json`: canonical spellings, truth tables, and errors with their columns.
@Suite struct PolicyLanguageTests {
    struct File: Decodable {
        struct Case: Decodable {
            let policy, canonical: String
            let satisfied, unsatisfied: [[String]]
        }
        struct Failure: Decodable {
            let policy: String
            let column: Int
            let says: String
        }
        let cases: [Case]
        let errors: [Failure]
    }

    let file: File

    init() throws { file = try VectorFile.json("policies.json") }

    @Test func everyPolicyHasOneCanonicalSpelling() throws {
        for test in file.cases {
            let policy = try Policy(parsing: test.policy)
            #expect(Array(policy.text.utf8) == Array(test.canonical.utf8), "\(test.policy)")
            #expect(try Policy(parsing: policy.text) == policy)
            #expect(try Policy(canonical: policy.canonicalBytes) == policy)
            if Array(test.policy.utf8) != Array(test.canonical.utf8) {
                #expect(throws: PolicyError.self) { try Policy(canonical: Array(test.policy.utf8)) }
            }
        }
    }

    @Test func truthTablesHoldForTheMeaningAndForTheSpanProgram() throws {
        for test in file.cases {
            let policy = try Policy(parsing: test.policy)
            let program = SpanProgram(policy)
            for (sets, expected) in [(test.satisfied, true), (test.unsatisfied, false)] {
                for texts in sets {
                    let attributes = try AttributeSet(parsing: texts)
                    #expect(policy.isSatisfied(by: attributes) == expected, "\(test.policy) by \(texts)")
                    let solution = program.solve(variableTime: Set(attributes.labels))
                    #expect((solution != nil) == expected, "\(test.policy) solved with \(texts)")
                    let explanation = PolicyExplanation(policy, for: attributes)
                    #expect(explanation.isSatisfied == expected)
                    #expect(explanation.missing.isEmpty == expected)
                }
            }
        }
    }

    @Test func errorsPointAtTheColumnAndSayWhatWasExpected() throws {
        for test in file.errors {
            do {
                let policy = try Policy(parsing: test.policy)
                Issue.record("\(test.policy) was accepted as \(policy)")
            } catch {
                #expect(error.column == test.column, "\(test.policy): \(error)")
                #expect(error.description.contains(test.says), "\(test.policy): \(error)")
            }
        }
    }

    @Test func deepNestingAndHugePoliciesAreRefusedCleanly() throws {
        let deep = String(repeating: "(", count: 200_000 / 4) + "a"
        #expect(throws: PolicyError(.tooLarge("parentheses are nested more than 64 deep"), column: 65)) {
            try Policy(parsing: deep)
        }
        let atTheLimit = String(repeating: "(", count: 64) + "a" + String(repeating: ")", count: 64)
        #expect(try Policy(parsing: atTheLimit).text == "a")
        let long = Array(repeating: "attribute", count: 10_000).joined(separator: " and ")
        #expect(throws: PolicyError.self) { try Policy(parsing: long) }
        let manyRows = Array(repeating: "n in 1..18446744073709551614", count: 40).joined(separator: " or ")
        #expect(throws: PolicyError(.tooLarge("the policy compiles to 5040 rows; at most 4096 are allowed"))) {
            try Policy(parsing: manyRows)
        }
        let longName = String(repeating: "a", count: 257)
        #expect(throws: PolicyError.self) { try Policy(parsing: longName) }
        #expect(try Policy(parsing: String(repeating: "a", count: 256)).text.count == 256)
        let wide = (0..<4096).map { "a\($0)" }.joined(separator: " or ")
        #expect(SpanProgram(try Policy(parsing: wide)).rowCount == 4096)
        // With the five rows of epoch and devices.
        let dated = try Policy(parsing: (0..<4091).map { "a\($0)" }.joined(separator: " or "))
        #expect(SpanProgram(try dated.requiringEpoch(atLeast: 65_534)).rowCount == 4096)
        let tooWide = try Policy(parsing: (0..<4092).map { "a\($0)" }.joined(separator: " or "))
        #expect(throws: PolicyError(.tooLarge("the policy compiles to 4097 rows; at most 4096 are allowed"))) {
            try tooWide.requiringEpoch(atLeast: 0)
        }
    }

    @Test func epochBelongsToTheSystem() throws {
        let policy = try Policy(parsing: "a or b").requiringEpoch(atLeast: 7)
        #expect(policy.text == "(a or b) and epoch >= 7")
        #expect(policy.epochFloor == 7)
        #expect(policy.withoutEpoch.text == "a or b")
        #expect(try policy.requiringEpoch(atLeast: 9).text == "(a or b) and epoch >= 9")
        #expect(try Policy(canonical: policy.canonicalBytes) == policy)
        #expect(throws: PolicyError(.reserved("epoch"), column: 14)) { try Policy(parsing: policy.text) }
        #expect(try policy.requiringEpoch(atLeast: 65_534).epochFloor == 65_534)
        #expect(throws: PolicyError(.value("an epoch is below 65535"))) { try policy.requiringEpoch(atLeast: 65_535) }
        #expect(throws: PolicyError(.value("an epoch is below 65535"), column: 16)) {
            try Policy(canonical: Array("a and epoch >= 65535".utf8))
        }
        #expect(throws: PolicyError(.reserved("epoch"), column: 1)) { try AttributeSet(parsing: ["epoch = 7"]) }
        let device = try #require(DeviceLeaf(subtree: 1, device: 2))
        let key = try AttributeSet(parsing: ["a"]).withEpoch(7, device: device)
        #expect(key.epoch == 7 && key.device == device && key.granted == [.plain("a")])
        #expect(key.labels.count == 1 + 8 + 25)
        #expect(policy.isSatisfied(by: key))
        #expect(!policy.isSatisfied(by: try key.withEpoch(6, device: device)))
        // A set without a device opens nothing that the system has dated, and everything else.
        let deviceless = try AttributeSet([.plain("a"), .epoch(7)])
        #expect(!policy.isSatisfied(by: deviceless) && policy.withoutEpoch.isSatisfied(by: deviceless))
        #expect(PolicyExplanation(policy, for: deviceless).missing == ["a device's key"])
        #expect(throws: PolicyError(.value("epoch 65535 is not below 65535"))) { try key.withEpoch(65_535, device: device) }
        #expect(throws: PolicyError(.duplicate("epoch"))) { try AttributeSet([.epoch(1), .epoch(2)]) }
    }

    /// The condition stands as the last conjunct at the top or not at all: under an "or" it would be no floor.
    @Test(arguments: [
        "a or epoch >= 7", "epoch >= 7", "epoch >= 7 and a", "a and (b or epoch >= 7)", "2 of (a, b, epoch >= 7)",
        "a and epoch >= 7 and epoch >= 8", "a and epoch = 7", "a and epoch < 7", "a and epoch in 1..7", "a and epoch#10 >= 7",
        "a and epoch",
    ])
    func anEpochElsewhereIsRefused(text: String) {
        #expect {
            try Policy(canonical: Array(text.utf8))
        } throws: {
            ($0 as? PolicyError)?.reason == .reserved("epoch")
        }
    }

    @Test func attributeSetsAreCanonicalAndRefuseTwoValues() throws {
        let set = try AttributeSet(parsing: ["b", "clearance#8 = 5", "a", "b", "clearance#8 = 5"])
        #expect(set.attributes.map(\.description) == ["a", "b", "clearance#8 = 5"])
        #expect(set.labels.count == 2 + 9)
        #expect(throws: PolicyError(.duplicate("clearance"))) {
            try AttributeSet(parsing: ["clearance = 5", "clearance = 6"])
        }
        #expect(throws: PolicyError.self) { try AttributeSet(parsing: ["clearance >= 5"]) }
        #expect(throws: PolicyError.self) { try AttributeSet(parsing: ["a and b"]) }
        #expect(throws: PolicyError.self) { try AttributeSet(parsing: [""]) }
        #expect(try AttributeSet(parsing: ["n = 18446744073709551615"]).labels.count == 65)
    }

    @Test func explanationNamesTheSmallestMissingSet() throws {
        let policy = try Policy(parsing: "role:doctor and (hospital:NSTU or (hospital:DMCH and clearance >= 3))")
        let nurse = PolicyExplanation(policy, for: try AttributeSet(parsing: ["hospital:DMCH"]))
        #expect(!nurse.isSatisfied)
        #expect(nurse.missing == ["role:doctor", "hospital:NSTU"])
        #expect(
            nurse.outline.map(\.text) == [
                "all of", "role:doctor", "one of", "hospital:NSTU", "all of", "hospital:DMCH", "clearance >= 3",
            ])
        #expect(nurse.outline.map(\.isSatisfied) == [false, false, false, false, false, true, false])
    }
}
