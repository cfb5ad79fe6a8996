import Foundation
import TestSupport
import Testing

/// Every command explains itself; its examples, and the tour in the README, work as printed. One after the other, because
/// both print fixed ports.
@Suite(.serialized) struct HelpTests {
    /// The commands of `medseal --help`, as they are typed.
    private func commands(_ shell: Shell) throws -> [String] {
        let overview = try shell.run("medseal --help").output
        let lines = overview.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex(of: "Commands:"))
        return lines[(start + 1)...].prefix { $0.hasPrefix("  ") }.map { line in
            line.dropFirst(2).components(separatedBy: "  ")[0]
        }
    }

    /// The examples at the end of a command's help.
    private func examples(_ command: String, _ shell: Shell) throws -> [String] {
        let help = try shell.run("medseal \(command) --help")
        #expect(help.exitCode == 0)
        #expect(help.output.hasPrefix("Usage: medseal \(command) [OPTION]..."), "\(command)")
        #expect(help.output.contains("--help"), "\(command)")
        let lines = help.output.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0 == "Example:" || $0 == "Examples:" }, "\(command) has no example")
        return lines[(start + 1)...].filter { !$0.isEmpty }.map { String($0.dropFirst(2)) }
    }

    @Test func everyExampleWorksAsPrinted() throws {
        let shell = try Shell()
        defer { shell.remove() }
        var left = try commands(shell)
        #expect(left.count >= 25)
        var script = """
            set -eu
            export MEDSEAL_HOME=$PWD/home
            cp "$EXAMPLES/fhir/Liz_Conn.json" patient.json
            mkdir -p Examples && cp -r "$EXAMPLES/fhir" "$EXAMPLES/dicom" Examples/
            cp "$EXAMPLES/dicom/CT_small.dcm" ct.dcm
            echo '{"resourceType":"Observation","valueQuantity":{"value":72}}' > readings.ndjson
            member() { sed "s/.*\\"$1\\":\\"//; s/\\".*//"; }

            """
        // The order in which a user would meet them. `serve` commands run until they are told to end.
        func take(_ command: String, before: String = "", after: String = "", background: Bool = false, only: Int? = nil) throws {
            left.removeAll { $0 == command }
            for (index, example) in try examples(command, shell).enumerated() where only == nil || only == index {
                if background { script += ": > server.txt\n" }
                script += before + "\necho '+' \(quoted(example)); " + example
                if background {
                    script +=
                        " > server.txt &\nfor i in $(seq 100); do grep -q listening server.txt && break; sleep 0.1; done; grep listening server.txt"
                }
                script += "\n" + after + "\n"
            }
        }
        try take("policy check")
        try take("authority init", before: "rm -f authority.db")
        script += "FINGERPRINT=$(medseal authority init --db other.db --name Other --json | member fingerprint)\nrm -f other.db*\n"
        script += "rm -f authority.db*\nFINGERPRINT=$(medseal authority init --db authority.db --name Test --json | member fingerprint)\n"
        try take("authority serve", background: true)
        try take("store serve", background: true)
        script += "export MEDSEAL_HOME=$PWD/rejected\n"
        try take("user enrol")
        script += "REQUEST=$(medseal authority list --db authority.db --json | member request)\n"
        try take("authority reject")
        script += "export MEDSEAL_HOME=$PWD/home\n"
        try take("user enrol")
        script += "REQUEST=$(medseal authority list --db authority.db --json | member request)\n"
        try take("authority list")
        try take("authority show")
        try take("authority approve")
        try take("user status")
        try take("key show")
        try take("seal")
        try take("inspect")
        try take("open")
        script += "RECORD=$(medseal record add patient.json --policy role:doctor)\n"
        try take("record add")
        try take("record list")
        try take("record get")
        try take("record update")
        try take("record history")
        try take("record rewrap")
        try take("record import")
        script += "RECORD=$(medseal record import patient.json --policy role:doctor)\n"
        try take("record attach")
        try take("record attachments")
        try take("record ingest")
        try take("record export")
        try take("record search")
        try take("index rekey")
        try take("index rebuild")
        try take("portal", background: true)
        try take("authority portal", background: true)
        script += "(umask 077; echo a passphrase of several words > archive-passphrase)\n"
        try take("archive create")
        try take("archive list")
        try take("archive open")
        try take("record delete")
        script += "RECORD=$(medseal record add patient.json --policy role:doctor)\nSUCCESSOR=$(printf %064d 7)\n"
        try take("record hand-over")
        script += "USER_ID=$(medseal key show --json | member user)\n"
        try take("authority publish")
        try take("authority renew")
        try take("authority revoke")
        try take("completion", after: "bash -n medseal.bash")
        try take("man")
        try take("demo")
        #expect(left.isEmpty, "no test runs the examples of \(left)")
        script += "echo all examples ran\n"
        let result = try shell.run(script, seconds: 600)
        #expect(result.exitCode == 0 && result.output.contains("all examples ran"), "\(result.output.suffix(3000))")
    }

    @Test func theTourInTheReadmeWorksAsPrinted() throws {
        let text = try String(contentsOfFile: VectorFile.checkout + "/README.md", encoding: .utf8)
        var sessions: [String] = []
        var rest = text[...]
        while let start = rest.range(of: "```console\n"), let end = rest[start.upperBound...].range(of: "\n```") {
            sessions.append(String(rest[start.upperBound..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        let transcript = Transcript(sessions.joined(separator: "\n"))
        #expect(transcript.steps.count >= 10)
        let shell = try Shell()
        defer { shell.remove() }
        try transcript.check(in: shell)
    }

    private func quoted(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'" }

    @Test func nounsListTheirCommandsAndFailuresNameTheNextStep() throws {
        let shell = try Shell()
        defer { shell.remove() }
        for noun in ["authority", "user", "key", "policy", "record", "archive", "index", "store"] {
            let result = try shell.run("medseal \(noun) --help")
            #expect(result.exitCode == 0 && result.output.contains("  \(noun) "), "\(noun)")
        }
    }

    @Test func completionsAreWellFormed() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let bash = try shell.run(
            "medseal completion bash > c && . ./c && COMP_WORDS=(medseal record '') COMP_CWORD=2 && _medseal && echo ${COMPREPLY[*]}")
        #expect(bash.output.contains("add get update delete list search rewrap"), "\(bash.output)")
        for other in ["zsh", "fish"] {
            let result = try shell.run("medseal completion \(other)")
            #expect(result.exitCode == 0 && result.output.contains("rewrap"))
        }
        #expect(try shell.run("medseal completion tcsh").exitCode == 2)
    }
}
