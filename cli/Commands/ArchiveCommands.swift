import Glibc
import HTTPTransport
import Identity
import JSON
import SealedRecord
import Cryptography
import LocalFiles
import Workstation

/// `medseal archive create|open|list`: records and files in one container under a passphrase, for carrying about.
enum ArchiveCommands {
    static let all = [create, open, list]

    private static let passphraseOption = Command.Option.value(
        "archive-passphrase-file", "FILE", "read the archive's passphrase from the first line of FILE (mode 0600) instead of asking")
    private static let authorityOption = Command.Option.value(
        "authority-file", "FILE", "verify the signatures against this authority's description (default: the one you pinned, if any)")
    private static let archiveOperand = Command.Operand.required("ARCHIVE", "the archive")

    static let create = Command(
        ["archive", "create"], "Put files and records into an archive under a passphrase",
        operands: [.required("ARCHIVE", "the archive to write")],
        options: [
            .repeated("file", "FILE", "a file to put in, under its name"),
            .repeated("record", "RECORD", "a record of the store to open and put in, under its identifier"),
            passphraseOption, SealingCommands.forceOption,
        ] + RecordCommands.common,
        discussion: """
            Whoever has the archive and its passphrase can open it on a machine without store and without identity, so it is \
            as strong as the passphrase: take several words. It is signed with your identity. scrypt makes every guess cost \
            128 MiB and about half a second.
            """,
        examples: [#"medseal archive create patient.archive --file patient.json --record "$RECORD" --archive-passphrase-file archive-passphrase"#]
    ) { invocation in
        let files = invocation.all("file")
        let records = try invocation.all("record").map { text in
            guard let id = RecordID(text: text) else {
                throw Invocation.usage("--record takes 64 hexadecimal digits", invocation.command)
            }
            return id
        }
        guard !files.isEmpty || !records.isEmpty else {
            throw Invocation.usage("there is nothing to put in: give --file or --record", invocation.command)
        }
        let names =
            try files.map { path in
                let name = String(path.split(separator: "/").last ?? "")
                guard ArchiveContent.isName(name) else { throw CommandFailure(.usage, "\(path) has a name that an archive cannot hold") }
                return name
            } + records.map(\.description)
        guard Set(names).count == names.count else { throw CommandFailure(.usage, "two of the files have the same name") }
        let session = try UserFolder.session(invocation)
        let output = try OutputFile(invocation.operand(0) ?? "-", replacing: invocation.has("force"))
        guard output.path != "-" else {
            throw CommandFailure(.usage, "an archive is completed at its beginning, so it cannot go to a pipe")
        }
        let passphrase = try PassphrasePrompt.new("the archive", invocation, option: passphraseOption.name)
        let plan = try session.plan(kind: .archive)
        let recordKey = RecordKey.random()
        let stanza = try Stanza.passphrase(passphrase, wrapping: recordKey, for: plan.target, at: 0)
        var sealer = try RecordSealer(plan, recordKey: recordKey, stanzas: [stanza], by: session.identity)
        try output.write([UInt8](repeating: 0, count: sealer.headerLength))
        try output.write(sealer.start())
        try output.write(try sealer.update(ArchiveContent.beginning))
        for (path, name) in zip(files, names) {
            let input = try InputFile(path)
            guard let length = input.length else { throw CommandFailure(.usage, "\(path) is no regular file") }
            try output.write(try sealer.update(ArchiveContent.memberHeader(name, length: length)))
            var remaining = length
            while true {
                var piece = try input.read(1 << 20)
                defer { wipe(&piece) }
                if piece.isEmpty { break }
                guard piece.count <= remaining else { throw changed(path) }
                remaining -= UInt64(piece.count)
                try output.write(try sealer.update(piece))
            }
            guard remaining == 0 else { throw changed(path) }
        }
        for id in records {
            let (copy, _, _) = try session.records.fetch(id)
            // Its true length stands at its end.
            let length = try session.records.contentLength(of: copy)
            try output.write(try sealer.update(ArchiveContent.memberHeader("\(id)", length: length)))
            try SealedStream.open(
                try copy.input(), session.ring.authority, recordKey: { try session.recordKey(of: $0) }
            ) { try output.write(try sealer.update($0)) }
        }
        try output.write(try sealer.update(ArchiveContent.ending))
        try sealer.pad { try output.write($0) }
        let ending = try sealer.finish(signedBy: session.identity)
        try output.write(ending.tail)
        try output.write(ending.header.bytes, at: 0)
        try output.commit()
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("members", .integer(Int64(names.count))), .init("length", .unsigned(ending.header.recordLength)),
                ]).text
                : "archived \(names.count) \(names.count == 1 ? "member" : "members"), \(ending.header.recordLength) bytes")
    }

    static let open = Command(
        ["archive", "open"], "Take everything out of an archive",
        operands: [archiveOperand, .required("FOLDER", "the folder to make and to write into")],
        options: [passphraseOption, authorityOption, UserFolder.option],
        discussion: "The folder appears when all of the archive was verified, and not before. No identity and no store is needed.",
        examples: ["medseal archive open patient.archive opened --archive-passphrase-file archive-passphrase"]
    ) { invocation in
        let folder = invocation.operand(1) ?? ""
        guard !Folder.exists(folder) else {
            throw CommandFailure(.conflict, "\(folder) exists already", hint: "give the name of a folder that is to be made")
        }
        let temporary = "\(folder).\(String(UInt32.random(in: .min ... .max), radix: 16)).partial"
        try Folder.make(temporary)
        var isComplete = false
        defer { if !isComplete { Folder.remove(temporary) } }
        var member: OutputFile?
        var count = 0
        let author = try read(invocation) { event in
            switch event {
            case .member(let name, _):
                member = try OutputFile("\(temporary)/\(name)")
                count += 1
            case .bytes(let bytes): try member?.write(bytes)
            case .memberEnd:
                try member?.commit()
                member = nil
            }
        }
        guard unsafe rename(temporary, folder) == 0 else {
            throw CommandFailure(.general, "cannot make \(folder): \(SystemError.text)")
        }
        isComplete = true
        StandardStreams.note("opened \(count) \(count == 1 ? "member" : "members") into \(folder), \(author)")
    }

    static let list = Command(
        ["archive", "list"], "Show what an archive holds",
        operands: [archiveOperand],
        options: [passphraseOption, authorityOption, UserFolder.option],
        discussion: "All of the archive is read and verified, since its members' names are encrypted with their contents.",
        examples: ["medseal archive list patient.archive --archive-passphrase-file archive-passphrase"]
    ) { invocation in
        var members: [(name: String, length: UInt64)] = []
        let author = try read(invocation) { event in
            if case .member(let name, let length) = event { members.append((name, length)) }
        }
        for (name, length) in members {
            try StandardStreams.result(
                invocation.wantsJSON
                    ? JSONNode.object([.init("name", .string(name)), .init("length", .unsigned(length))]).text
                    : "\(name)  \(length) bytes")
        }
        StandardStreams.note(author)
    }

    // MARK: - Parts

    /// Reads and verifies a whole archive, and tells of its members. - Returns: what is known of the author, in words.
    private static func read(_ invocation: Invocation, _ handle: (ArchiveContentReader.Event) throws -> Void) throws -> String {
        var authority: AuthorityDescription?
        if let path = invocation.value("authority-file") {
            authority = try AuthorityDescription(bytes: try InputFile.contents(of: path, limit: 8192))
        } else {
            authority = try? UserFolder.home(invocation).pinnedAuthority()
        }
        let path = invocation.operand(0) ?? ""
        let header = try SealedStream.header(of: try InputFile(path), authority)
        guard header.envelope.kind == .archive else {
            throw CommandFailure(.usage, "\(path) is a sealed record, not an archive", hint: "medseal open opens it")
        }
        let passphrase = try PassphrasePrompt.existing("the archive", invocation, option: passphraseOption.name)
        var reader = ArchiveContentReader()
        try SealedStream.open(
            try InputFile(path), authority, recordKey: { try $0.recordKey(passphrase: passphrase) }
        ) { try reader.update($0, handle) }
        try reader.finish()
        let author = "\(header.content.author.userID)"
        return authority == nil
            ? "signed as \(author), which was not verified: no authority is known" : "signed by \(author)"
    }

    private static func changed(_ path: String) -> CommandFailure {
        CommandFailure(.conflict, "\(path) changed while it was read")
    }
}
