/// A command line, read against the command's table entry.
struct Invocation: Sendable {
    let command: Command
    private let values: [String: [String]]
    let operands: [String]

    /// - Throws: a usage failure that names what was wrong.
    init(_ command: Command, _ arguments: [String]) throws {
        var values: [String: [String]] = [:]
        var operands: [String] = []
        var rest = arguments[...]
        var optionsEnded = false
        while let argument = rest.popFirst() {
            if optionsEnded || argument == "-" || !argument.hasPrefix("-") {
                operands.append(argument)
                continue
            }
            if argument == "--" {
                optionsEnded = true
                continue
            }
            let (option, inline) = try Self.option(argument, of: command)
            if option.value == nil {
                guard inline == nil else { throw Self.usage("--\(option.name) takes no value", command) }
                values[option.name] = [""]
                continue
            }
            guard let value = inline ?? rest.popFirst() else {
                throw Self.usage("--\(option.name) needs a value", command)
            }
            guard option.isRepeatable || values[option.name] == nil else {
                throw Self.usage("--\(option.name) is given twice", command)
            }
            values[option.name, default: []].append(value)
        }
        self.command = command
        self.values = values
        self.operands = operands
        if values["help"] == nil { try checkOperands() }
    }

    private func checkOperands() throws {
        let required = command.operands.filter { !$0.isOptional }
        guard operands.count >= required.count else {
            throw Self.usage("\(command.operands[operands.count].name) is missing", command)
        }
        guard operands.count <= command.operands.count else {
            throw Self.usage("unexpected operand", command)
        }
    }

    private static func option(_ argument: String, of command: Command) throws -> (Command.Option, inline: String?) {
        let body = argument.drop { $0 == "-" }
        if argument.hasPrefix("--") {
            let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if let option = command.options.first(where: { $0.name == parts[0] }) {
                return (option, parts.count == 2 ? String(parts[1]) : nil)
            }
        } else if body.count == 1, let option = command.options.first(where: { $0.short == body.first }) {
            return (option, nil)
        }
        // The value is not repeated: it may be something that should not stand in a log.
        let name = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
        throw usage("there is no option \(name)", command)
    }

    static func usage(_ message: String, _ command: Command) -> CommandFailure {
        CommandFailure(.usage, message, hint: "usage: \(command.usage); see medseal \(command.path.joined(separator: " ")) --help")
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    var wantsJSON: Bool { has("json") }

    func value(_ name: String) -> String? { values[name]?.first }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    func required(_ name: String) throws -> String {
        guard let value = value(name) else { throw Self.usage("--\(name) is missing", command) }
        return value
    }

    func operand(_ index: Int) -> String? { index < operands.count ? operands[index] : nil }

    func integer<T: FixedWidthInteger>(_ name: String, _ range: ClosedRange<T>) throws -> T? {
        guard let text = value(name) else { return nil }
        guard let number = T(text), range.contains(number) else {
            throw Self.usage("--\(name) takes a number from \(range.lowerBound) to \(range.upperBound)", command)
        }
        return number
    }
}
