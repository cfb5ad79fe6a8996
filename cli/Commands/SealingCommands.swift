import AccessPolicy
import AttributeKeyRing
import Framing
import HTTPTransport
import Identity
import SealedRecord
import Cryptography
import LocalFiles
import Workstation

/// `medseal seal`, `medseal open`, `medseal inspect`: sealed records as files.
enum SealingCommands {
    static let all = [seal, open, inspect]

    static let policyOption = Command.Option.repeated(
        "policy", "POLICY", "who may open it; given more than once, whoever satisfies any of them")
    static let outputOption = Command.Option.value("output", short: "o", "FILE", "where to write; - is standard output")
    static let forceOption = Command.Option.flag("force", "replace an existing file")

    static let seal = Command(
        ["seal"], "Seal a file under a policy",
        operands: [.required("FILE", "the file to seal, or - for standard input")],
        options: [policyOption, outputOption, forceOption, UserFolder.option, PassphrasePrompt.option],
        discussion: """
            The file is encrypted under a new key, that key under each policy, and the whole signed with your identity. \
            Only holders of a key of the present epoch or a later one, whose attributes satisfy a policy, can open it. \
            Without --output the sealed file is FILE.sealed.
            """,
        examples: [#"medseal seal patient.json --policy "role:doctor and hospital:NSTU" --output patient.sealed"#]
    ) { invocation in
        let policies = try policies(invocation)
        let path = invocation.operand(0) ?? "-"
        let output = invocation.value("output") ?? (path == "-" ? "-" : path + ".sealed")
        guard output != "-" else {
            throw CommandFailure(
                .usage, "a sealed file is completed at its beginning, so it cannot go to a pipe", hint: "give --output FILE")
        }
        let session = try UserFolder.session(invocation)
        let input = try InputFile(path)
        let file = try OutputFile(output, replacing: invocation.has("force"))
        let plan = try session.plan()
        let recordKey = RecordKey.random()
        let header = try SealedStream.seal(
            input, to: file, plan, recordKey: recordKey,
            stanzas: try session.records.stanzas(policies, wrapping: recordKey, for: plan.target), signedBy: session.identity,
            progress: session.progress)
        try file.commit()
        if invocation.wantsJSON {
            try StandardStreams.result(RecordSummary(header).json.text)
        } else {
            try StandardStreams.result("sealed \(output) as record \(header.content.recordID), \(header.recordLength) bytes")
        }
    }

    static let open = Command(
        ["open"], "Open a sealed file",
        operands: [.required("FILE", "the sealed file; standard input as - only together with --output")],
        options: [
            outputOption, forceOption,
            .value("range", "FIRST-LAST", "open these bytes of the content only, counted from 0"),
            UserFolder.option, PassphrasePrompt.option,
        ],
        discussion: """
            Signatures and every byte are verified before anything is given out: with --output the file appears only when \
            all of it was verified, and standard output is written only after a first reading of the whole file. Exit code \
            13 if your key does not satisfy the policy, 14 if the record was altered.
            """,
        examples: ["medseal open patient.sealed --output opened.json", "medseal open patient.sealed --range 0-131 --output beginning"]
    ) { invocation in
        let path = invocation.operand(0) ?? "-"
        let output = invocation.value("output") ?? "-"
        let session = try UserFolder.session(invocation)
        if let text = invocation.value("range") {
            return try openRange(text, of: path, to: output, session, replacing: invocation.has("force"), invocation)
        }
        if output == "-" {
            guard path != "-" else {
                throw CommandFailure(
                    .usage, "from standard input to standard output nothing could be verified first", hint: "give --output FILE")
            }
            _ = try SealedStream.verify(try InputFile(path), session.ring.authority)
        }
        let file = try OutputFile(output, replacing: invocation.has("force"))
        try SealedStream.open(
            try InputFile(path), session.ring.authority, recordKey: { try session.recordKey(of: $0) }, progress: session.progress
        ) { try file.write($0) }
        try file.commit()
        if output != "-" { StandardStreams.note("opened \(output)") }
    }

    static let inspect = Command(
        ["inspect"], "Show what a sealed file says about itself, without opening it",
        operands: [.required("FILE", "the sealed file, or - for standard input")],
        options: [
            .value("authority-file", "FILE", "verify against this authority's description instead of the one you pinned"),
            UserFolder.option,
        ],
        discussion: """
            Everything shown here is visible to whoever has the file: identifier, version, times, author, sizes and \
            policies. The signatures are verified if an authority is pinned or given.
            """,
        examples: ["medseal inspect patient.sealed", "medseal inspect patient.sealed --json"]
    ) { invocation in
        var authority: AuthorityDescription?
        if let path = invocation.value("authority-file") {
            authority = try AuthorityDescription(bytes: try InputFile.contents(of: path, limit: 8192))
        } else if let pinned = try? UserFolder.home(invocation).pinnedAuthority() {
            authority = pinned
        }
        let header = try SealedStream.verify(try InputFile(invocation.operand(0) ?? "-"), authority)
        let summary = RecordSummary(header)
        try StandardStreams.result(
            invocation.wantsJSON
                ? summary.json.text
                : summary.text + "\nsignatures " + (authority.map { "verified against \($0.name)" } ?? "not verified: no authority is pinned"))
    }

    /// The policies of the command line, at least one.
    static func policies(_ invocation: Invocation) throws -> [Policy] {
        let texts = invocation.all("policy")
        guard !texts.isEmpty else { throw Invocation.usage("--policy is missing", invocation.command) }
        return try texts.map { try PolicyCommands.parse($0) }
    }

    /// `FIRST-LAST` of the command line, both counted.
    static func range(_ text: String, _ invocation: Invocation) throws -> ClosedRange<UInt64> {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]), first <= last, last < .max else {
            throw Invocation.usage("--range takes FIRST-LAST, such as 0-131", invocation.command)
        }
        return first...last
    }

    /// The part of a range that lies inside a content of `length` bytes.
    static func clamped(_ range: ClosedRange<UInt64>, _ length: UInt64) throws -> Range<UInt64> {
        guard range.lowerBound < length else { throw CommandFailure(.usage, "the content has only \(length) bytes") }
        return range.lowerBound..<min(range.upperBound + 1, length)
    }

    /// Opens a part of the content, reading and verifying only the chunks that hold it.
    private static func openRange(
        _ text: String, of path: String, to output: String, _ session: UserSession, replacing: Bool, _ invocation: Invocation
    ) throws {
        let range = try range(text, invocation)
        let input = try InputFile(path)
        guard input.length != nil else { throw CommandFailure(.usage, "--range needs a regular file") }
        let header = try SealedStream.header(of: input, session.ring.authority)
        guard input.length == header.recordLength else { throw SealedRecordError.wrongLength }
        let content = try RandomAccessContent(header, try session.recordKey(of: header)) { try input.read($1, at: $0) }
        let part = try clamped(range, content.length)
        let file = try OutputFile(output, replacing: replacing)
        try content.read(part) { try file.write($0) }
        try file.commit()
    }
}
