import AccessPolicy
import JSON
import LocalFiles
import Workstation

/// `medseal policy …`
enum PolicyCommands {
    static let all = [check]

    static let check = Command(
        ["policy", "check"], "Check a policy, and explain who satisfies it",
        operands: [.required("POLICY", "the policy's text, or - for standard input")],
        options: [
            .repeated("attribute", "ATTRIBUTE", "an attribute that the reader has, such as role:doctor or \"clearance = 5\""),
            .flag("own-key", "take the attributes of your own newest key"),
            UserFolder.option, PassphrasePrompt.option,
        ],
        discussion: """
            Without attributes it prints the policy's canonical text and its size. With attributes it tells whether they \
            satisfy the policy, and if not, the shortest list of what is missing (exit code 13).
            """,
        examples: [
            #"medseal policy check "role:doctor and (hospital:NSTU or hospital:DMCH) and clearance >= 3""#,
            #"medseal policy check "role:doctor and clearance >= 3" --attribute role:doctor --attribute "clearance = 5""#,
        ]
    ) { invocation in
        var text = invocation.operand(0) ?? ""
        if text == "-" {
            let bytes = try InputFile.contents(of: "-", limit: Policy.maximumTextLength)
            text = String(decoding: bytes, as: UTF8.self)
        }
        let policy = try parse(text)
        let program = SpanProgram(policy)
        var attributes: AttributeSet?
        if !invocation.all("attribute").isEmpty { attributes = try AttributeSet(parsing: invocation.all("attribute")) }
        if invocation.has("own-key") {
            attributes = try UserFolder.session(invocation).ring.attributes
        }
        let explanation = attributes.map { PolicyExplanation(policy, for: $0) }
        if invocation.wantsJSON {
            try StandardStreams.result(json(policy, program, explanation).text)
        } else {
            try StandardStreams.result(policy.text)
            try StandardStreams.result(
                "\(program.rowCount) rows, \(48 * program.rowCount + 96 * (program.maximumOccurrence + 1) + 32) bytes of ciphertext before the epoch's condition"
            )
            for line in explanation?.outline ?? [] {
                try StandardStreams.result(
                    String(repeating: "  ", count: line.depth) + (line.isSatisfied ? "[x] " : "[ ] ") + line.text)
            }
        }
        if let explanation, !explanation.isSatisfied {
            throw CommandFailure(
                .policyNotSatisfied, "the attributes do not satisfy the policy",
                hint: "missing: " + explanation.missing.joined(separator: ", "))
        }
        if explanation != nil, !invocation.wantsJSON { try StandardStreams.result("satisfied") }
    }

    /// Parses, and shows a syntax error with a caret under its column.
    static func parse(_ text: String) throws -> Policy {
        do { return try Policy(parsing: text) } catch {
            if error.column > 0, text.count <= 200, !text.contains(where: \.isNewline) {
                StandardStreams.note(text)
                StandardStreams.note(String(repeating: " ", count: error.column - 1) + "^")
            }
            throw error
        }
    }

    private static func json(_ policy: Policy, _ program: SpanProgram, _ explanation: PolicyExplanation?) -> JSONNode {
        var members: [JSONNode.Member] = [
            .init("policy", .string(policy.text)), .init("rows", .integer(Int64(program.rowCount))),
        ]
        if let explanation {
            members.append(.init("satisfied", .bool(explanation.isSatisfied)))
            members.append(.init("missing", .array(explanation.missing.map { .string($0) })))
        }
        return .object(members)
    }
}
