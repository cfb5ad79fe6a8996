import Foundation
import TestSupport
import Testing

/// Each file in `Transcripts/`, typed into a shell as it is printed.
@Suite struct TranscriptTests {
    static let names: [String] = {
        let folder = VectorFile.checkout + "/Tests/CommandLineTests/Transcripts"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test(arguments: names) func transcript(name: String) throws {
        let shell = try Shell()
        defer { shell.remove() }
        let path = VectorFile.checkout + "/Tests/CommandLineTests/Transcripts/" + name
        try Transcript(String(contentsOfFile: path, encoding: .utf8)).check(in: shell)
    }

    @Test func thereAreTranscripts() { #expect(Self.names.count >= 5) }
}
