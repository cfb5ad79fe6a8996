/// One command of the table from which dispatch, `--help`, shell completion and man pages all come.
struct Command: Sendable {
    /// `["record", "add"]`, or one word.
    let path: [String]
    /// One line, without a full stop.
    let summary: String
    /// Positional operands, in order.
    let operands: [Operand]
    let options: [Option]
    /// Paragraphs for `--help` and the manual.
    let discussion: String
    /// Command lines that work as printed.
    let examples: [String]
    let run: @Sendable (Invocation) throws -> Void

    struct Operand: Sendable {
        let name: String
        let isOptional: Bool
        let help: String

        static func required(_ name: String, _ help: String) -> Operand { Operand(name: name, isOptional: false, help: help) }
        static func optional(_ name: String, _ help: String) -> Operand { Operand(name: name, isOptional: true, help: help) }
    }

    struct Option: Sendable {
        let name: String
        /// One letter, for the few that deserve it.
        let short: Character?
        /// What stands for the value in help; `nil` for a flag.
        let value: String?
        let isRepeatable: Bool
        let help: String

        static func flag(_ name: String, short: Character? = nil, _ help: String) -> Option {
            Option(name: name, short: short, value: nil, isRepeatable: false, help: help)
        }
        static func value(_ name: String, short: Character? = nil, _ value: String, _ help: String) -> Option {
            Option(name: name, short: short, value: value, isRepeatable: false, help: help)
        }
        static func repeated(_ name: String, _ value: String, _ help: String) -> Option {
            Option(name: name, short: nil, value: value, isRepeatable: true, help: help)
        }
    }

    init(
        _ path: [String], _ summary: String, operands: [Operand] = [], options: [Option] = [], discussion: String = "",
        examples: [String], run: @escaping @Sendable (Invocation) throws -> Void
    ) {
        self.path = path
        self.summary = summary
        self.operands = operands
        self.options = options + [Self.json, Self.help]
        self.discussion = discussion
        self.examples = examples
        self.run = run
    }

    static let json = Option.flag("json", "print the result as JSON")
    static let help = Option.flag("help", short: "h", "show this help")

    /// `medseal record add [OPTION]... FILE`
    var usage: String {
        let operandText = operands.map { $0.isOptional ? " [\($0.name)]" : " \($0.name)" }.joined()
        return "medseal \(path.joined(separator: " ")) [OPTION]...\(operandText)"
    }
}
