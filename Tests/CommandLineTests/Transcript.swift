import Foundation
import Testing

/// A shell session on paper: lines that begin with `$ ` are commands, what follows is what they must print, standard
/// error included, and a last line `[exit N]` is the exit code where it is not 0. `[..]` in an expected line stands for
/// anything; a line `[...]` for any number of lines. Lines that begin with `# ` are comments.
struct Transcript {
    struct Step: Equatable {
        let command: String
        var expected: [String]
        var exitCode: Int32
    }

    let steps: [Step]

    init(_ text: String) {
        var steps: [Step] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("# ") { continue }
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), expected: [], exitCode: 0))
            } else if let last = steps.indices.last {
                if line.hasPrefix("[exit "), let code = Int32(line.dropFirst(6).dropLast()) {
                    steps[last].exitCode = code
                } else {
                    steps[last].expected.append(line)
                }
            }
        }
        for index in steps.indices {
            while steps[index].expected.last == "" { steps[index].expected.removeLast() }
        }
        self.steps = steps
    }

    /// Runs all commands in one shell, and holds what they print and how they end against the paper.
    func check(in shell: Shell, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let mark = "=== end of step"
        let script = steps.enumerated().map { number, step in
            "\(step.command)\necho \"\n\(mark) \(number) $?\""
        }.joined(separator: "\n")
        let result = try shell.run(script)
        var rest = result.output[...]
        for (number, step) in steps.enumerated() {
            guard let end = rest.range(of: "\n\(mark) \(number) ") else {
                Issue.record("`\(step.command)` did not end:\n\(rest)", sourceLocation: sourceLocation)
                return
            }
            let printed = String(rest[..<end.lowerBound])
            let line = rest[end.upperBound...].prefix { $0 != "\n" }
            rest = rest[end.upperBound...].dropFirst(line.count + 1)
            var lines = printed.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            while lines.last == "" { lines.removeLast() }
            #expect(
                Self.matches(lines[...], step.expected[...]),
                "`\(step.command)` printed:\n\(printed)\ninstead of:\n\(step.expected.joined(separator: "\n"))",
                sourceLocation: sourceLocation)
            #expect(
                Int32(line) == step.exitCode, "exit code of `\(step.command)`, which printed:\n\(printed)",
                sourceLocation: sourceLocation)
        }
    }

    private static func matches(_ lines: ArraySlice<String>, _ pattern: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return lines.isEmpty }
        if first == "[...]" {
            return (lines.startIndex...lines.endIndex).contains { matches(lines[$0...], pattern.dropFirst()) }
        }
        guard let line = lines.first, matches(line[...], first.components(separatedBy: "[..]")[...]) else { return false }
        return matches(lines.dropFirst(), pattern.dropFirst())
    }

    /// Whether `text` is the parts in order, with anything between them.
    private static func matches(_ text: Substring, _ parts: ArraySlice<String>) -> Bool {
        guard let first = parts.first, text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for (offset, part) in parts.dropFirst().enumerated() {
            if offset == parts.count - 2 { return rest.hasSuffix(part) }
            guard part.isEmpty || rest.range(of: part) != nil else { return false }
            if let found = rest.range(of: part) { rest = rest[found.upperBound...] }
        }
        return rest.isEmpty
    }
}
