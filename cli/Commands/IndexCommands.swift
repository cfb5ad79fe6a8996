import JSON
import Workstation

/// `medseal index …`: the keys of the search index and what is found under them.
enum IndexCommands {
    static let all = [rekey, rebuild]

    static let rekey = Command(
        ["index", "rekey"], "Replace the keys of your search index",
        options: RecordCommands.common,
        discussion: """
            Do this after somebody who could read your records was revoked: they know the old keys and could, together with \
            the store, go on testing guesses. All search terms of your records are made anew under new keys, sealed for the \
            present epoch. After an interruption medseal index rebuild goes on.
            """,
        examples: ["medseal index rekey"]
    ) { invocation in
        try report(try UserFolder.session(invocation).index.rekey(), invocation)
    }

    static let rebuild = Command(
        ["index", "rebuild"], "Make those of your records findable that are not",
        options: RecordCommands.common,
        discussion: "Opens each of them to see what it is to be found by. Needed after an interruption only.",
        examples: ["medseal index rebuild"]
    ) { invocation in
        try report(try UserFolder.session(invocation).index.rebuild(), invocation)
    }

    private static func report(_ report: SearchIndexing.Report, _ invocation: Invocation) throws {
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("keys", .integer(Int64(report.keys))), .init("records", .integer(Int64(report.records))),
                    .init("closed", .integer(Int64(report.closed))),
                ]).text
                : "\(report.keys) keys replaced, \(report.records) records made findable")
        if report.closed > 0 {
            StandardStreams.note("\(report.closed) of your records are not open to your own key and cannot be searched for")
        }
    }
}
