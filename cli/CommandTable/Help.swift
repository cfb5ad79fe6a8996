/// `--help` in plain text.
enum Help {
    static func text(of command: Command) -> String {
        var lines = ["Usage: \(command.usage)", "", command.summary + ".", ""]
        if !command.discussion.isEmpty { lines += [command.discussion, ""] }
        if !command.operands.isEmpty {
            lines.append("Operands:")
            lines += table(command.operands.map { ("  " + $0.name, $0.help) })
            lines.append("")
        }
        lines.append("Options:")
        lines += table(command.options.map { ("  " + spelling($0), $0.help + ($0.isRepeatable ? " (repeatable)" : "")) })
        lines += ["", command.examples.count == 1 ? "Example:" : "Examples:"]
        lines += command.examples.map { "  " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The list of all commands, or of those of one noun.
    static func overview(_ commands: [Command], noun: String? = nil) -> String {
        let chosen = commands.filter { noun == nil || $0.path[0] == noun }
        var lines = ["Usage: medseal COMMAND [OPTION]... [OPERAND]...", ""]
        if noun == nil {
            lines += ["Share patient health records that no server can read.", ""]
        }
        lines.append("Commands:")
        lines += table(chosen.map { ("  " + $0.path.joined(separator: " "), $0.summary) })
        lines += ["", "medseal COMMAND --help shows the options of a command, with an example."]
        if noun == nil {
            lines += ["", "Exit codes:"]
            lines += table(ExitCode.allCases.map { ("  \($0.rawValue)", $0.meaning) })
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func spelling(_ option: Command.Option) -> String {
        let short = option.short.map { "-\($0), " } ?? ""
        return "\(short)--\(option.name)" + (option.value.map { " \($0)" } ?? "")
    }

    private static func table(_ rows: [(String, String)]) -> [String] {
        let width = min(30, rows.map(\.0.count).max() ?? 0)
        return rows.map { left, right in
            left.count <= width
                ? left + String(repeating: " ", count: width - left.count + 2) + right
                : left + "\n" + String(repeating: " ", count: width + 2) + right
        }
    }
}
