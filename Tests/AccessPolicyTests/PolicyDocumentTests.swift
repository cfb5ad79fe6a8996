import AccessPolicy
import TestSupport
import Testing

/// The tables of `docs/policy-language.md`: what it says of each example holds.
@Suite struct PolicyDocumentTests {
    /// The rows of all tables whose header's first cell is `first`, split into cells.
    private func table(_ first: String) -> [[String]] {
        let text = String(
            decoding: TemporaryFolder.read(VectorFile.checkout + "/docs/policy-language.md"), as: UTF8.self)
        var rows: [[String]] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("| ") else {
                if !line.hasPrefix("|-") { isInside = false }
                continue
            }
            let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
            if isInside { rows.append(cells) } else { isInside = cells[0] == first }
        }
        return rows
    }

    /// The texts between backticks.
    private func quoted(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    @Test func theExamplesArePoliciesOfTheCostStated() throws {
        let rows = table("policy")
        #expect(rows.count == 18)
        for row in rows {
            let policy = try Policy(parsing: try #require(quoted(row[0]).first))
            #expect([policy.text] == quoted(row[0]))
            guard row.count == 3 else { continue }
            let program = SpanProgram(policy)
            #expect(row[1] == "\(program.rowCount)", "\(policy)")
            #expect(row[2] == "\(96 * (program.maximumOccurrence + 1) + 48 * program.rowCount + 32)", "\(policy)")
        }
    }

    @Test func theCanonicalSpellingsAreTheseOnes() throws {
        let rows = table("written")
        #expect(rows.count == 6)
        for row in rows {
            #expect(try Policy(parsing: quoted(row[0])[0]).text == quoted(row[1])[0])
        }
    }

    @Test func whatIsRefusedIsRefusedInTheseWords() throws {
        let rows = table("text")
        #expect(rows.count == 9)
        for row in rows {
            let messages = row[1].components(separatedBy: "; ")
            let texts = quoted(row[0])
            for (place, text) in texts.enumerated() {
                let message = texts.count == messages.count && texts.count > 1 ? messages[place] : row[1]
                do {
                    _ = try Policy(parsing: text)
                    Issue.record("accepted: \(text)")
                } catch {
                    #expect(error.description.contains(message), "\(text)")
                }
            }
        }
    }
}

extension StringProtocol {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }
}
