/// `medseal completion` and `medseal man`: made from the command table.
enum ShellCommands {
    static let all = [completion, manual]

    static let completion = Command(
        ["completion"], "Print the completion script of a shell",
        operands: [.required("SHELL", "bash, zsh or fish")],
        examples: ["medseal completion bash > medseal.bash"]
    ) { invocation in
        switch invocation.operand(0) {
        case "bash": try StandardStreams.result(bash)
        case "zsh": try StandardStreams.result(zsh)
        case "fish": try StandardStreams.result(fish)
        default: throw Invocation.usage("SHELL is bash, zsh or fish", invocation.command)
        }
    }

    static let manual = Command(
        ["man"], "Print the manual page, for man(1)",
        examples: ["medseal man > medseal.1"]
    ) { _ in try StandardStreams.result(manualPage) }

    // MARK: - Completion

    private static var nouns: [String] {
        var seen: Set<String> = []
        return CommandTable.commands.map { $0.path[0] }.filter { seen.insert($0).inserted }
    }

    private static func verbs(_ noun: String) -> [String] {
        CommandTable.commands.filter { $0.path[0] == noun && $0.path.count > 1 }.map { $0.path[1] }
    }

    private static func options(_ command: Command) -> String {
        command.options.map { "--" + $0.name }.joined(separator: " ")
    }

    private static var bash: String {
        var lines = ["_medseal() {", "  local word=\"${COMP_WORDS[COMP_CWORD]}\" path=\"${COMP_WORDS[1]} ${COMP_WORDS[2]}\""]
        lines.append("  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W '\(nouns.joined(separator: " "))' -- \"$word\")); return; fi")
        lines.append("  if [ \"$COMP_CWORD\" -eq 2 ]; then case \"${COMP_WORDS[1]}\" in")
        for noun in nouns where !verbs(noun).isEmpty {
            lines.append("    \(noun)) COMPREPLY=($(compgen -W '\(verbs(noun).joined(separator: " "))' -- \"$word\")); return;;")
        }
        lines.append("  esac; fi")
        lines.append("  if [[ \"$word\" == -* ]]; then case \"$path\" in")
        for command in CommandTable.commands {
            let pattern = command.path.count == 1 ? "'\(command.path[0]) '*" : "'\(command.path.joined(separator: " "))'"
            lines.append("    \(pattern)) COMPREPLY=($(compgen -W '\(options(command))' -- \"$word\")); return;;")
        }
        lines += ["  esac; fi", "  COMPREPLY=($(compgen -f -- \"$word\"))", "}", "complete -F _medseal medseal"]
        return lines.joined(separator: "\n")
    }

    private static var zsh: String {
        var lines = ["#compdef medseal", "_medseal() {"]
        lines.append("  if (( CURRENT == 2 )); then compadd -- \(nouns.joined(separator: " ")); return; fi")
        lines.append("  if (( CURRENT == 3 )); then case \"$words[2]\" in")
        for noun in nouns where !verbs(noun).isEmpty {
            lines.append("    \(noun)) compadd -- \(verbs(noun).joined(separator: " ")); return;;")
        }
        lines.append("  esac; fi")
        lines.append("  if [[ \"$words[CURRENT]\" == -* ]]; then case \"$words[2] $words[3]\" in")
        for command in CommandTable.commands {
            let pattern = command.path.count == 1 ? "'\(command.path[0]) '*" : "'\(command.path.joined(separator: " "))'"
            lines.append("    \(pattern)) compadd -- \(options(command)); return;;")
        }
        lines += ["  esac; fi", "  _files", "}", "_medseal \"$@\""]
        return lines.joined(separator: "\n")
    }

    private static var fish: String {
        var lines: [String] = []
        for noun in nouns {
            lines.append("complete -c medseal -n __fish_use_subcommand -f -a \(noun)")
            for verb in verbs(noun) {
                let summary = CommandTable.commands.first { $0.path == [noun, verb] }?.summary ?? ""
                lines.append(
                    "complete -c medseal -n '__fish_seen_subcommand_from \(noun)' -f -a \(verb) -d '\(quoted(summary))'")
            }
        }
        for command in CommandTable.commands {
            let condition = command.path.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
            for option in command.options {
                lines.append(
                    "complete -c medseal -n '\(condition)' -l \(option.name)\(option.value == nil ? "" : " -r") -d '\(quoted(option.help))'")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String { text.split(separator: "'").joined(separator: "\\'") }

    // MARK: - Manual

    private static var manualPage: String {
        var lines = [
            ".TH MEDSEAL 1", ".SH NAME", "medseal \\- share patient health records that no server can read", ".SH SYNOPSIS",
            ".B medseal", "COMMAND [OPTION]... [OPERAND]...", ".SH COMMANDS",
        ]
        for command in CommandTable.commands {
            lines += [".SS \(roff(command.usage))", roff(command.summary) + "."]
            if !command.discussion.isEmpty { lines += [".PP", roff(command.discussion)] }
            for operand in command.operands { lines += [".TP", ".I \(roff(operand.name))", roff(operand.help)] }
            for option in command.options { lines += [".TP", ".B \(roff(Help.spelling(option)))", roff(option.help)] }
            lines += [".PP", "Example:", ".PP", ".nf"] + command.examples.map(roff) + [".fi"]
        }
        lines += [".SH EXIT STATUS"]
        for code in ExitCode.allCases { lines += [".TP", ".B \(code.rawValue)", code.meaning] }
        lines += [
            ".SH ENVIRONMENT", ".TP", ".B MEDSEAL_HOME", "the user's folder", ".TP", ".B MEDSEAL_PASSPHRASE_FILE",
            "a file of mode 0600 whose first line is the passphrase", ".TP", ".B MEDSEAL_CA_FILE",
            "certificates of the authorities that TLS servers are checked against", ".TP", ".B MEDSEAL_ALLOW_CLEARTEXT",
            "set to 1 to speak unencrypted HTTP with other machines than this one",
        ]
        return lines.joined(separator: "\n")
    }

    /// Text as roff takes it: no line begins with a control character, and hyphens and backslashes are themselves.
    private static func roff(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            default: result.append(character)
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}
