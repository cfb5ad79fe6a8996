import AccessPolicy
import Clocks
import Identity
import JSON
import SealedRecord
import LocalFiles
import ServerClients
import Workstation

/// `medseal record …`: records in a store.
enum RecordCommands {
    static let all = [add, get, update, delete, list, search, rewrap, history, handOver] + PatientCommands.all

    static let store = Command.Option.value("store", "URL", "the store (default: the one given at enrolment)")
    static let idOperand = Command.Operand.required("RECORD", "identifier of the record, 64 hexadecimal digits")
    static let common: [Command.Option] = [store, UserFolder.option, PassphrasePrompt.option]

    static let add = Command(
        ["record", "add"], "Seal a file and put it into the store",
        operands: [.required("FILE", "the file, or - for standard input")],
        options: [SealingCommands.policyOption] + common,
        discussion: "Prints the identifier of the new record. The file is sealed on this machine; the store sees ciphertext only.",
        examples: [#"medseal record add patient.json --policy "role:doctor and hospital:NSTU""#]
    ) { invocation in
        let policies = try SealingCommands.policies(invocation)
        let session = try UserFolder.session(invocation)
        let header = try session.writing.add(InputFile(invocation.operand(0) ?? "-"), policies: policies).header
        try report(header, invocation)
    }

    static let update = Command(
        ["record", "update"], "Replace a record's content by a new version",
        operands: [idOperand, .required("FILE", "the new content, or - for standard input")],
        options: [SealingCommands.policyOption, asRewrapped] + common,
        discussion: """
            Without --policy the readers stay the same, if they are those whom the record's owner chose; those whom somebody \
            else chose, by a new envelope, are kept only with --as-rewrapped. If somebody else changed the record meanwhile, nothing is \
            written and the exit code is 11.
            """,
        examples: [#"medseal record update "$RECORD" patient.json"#]
    ) { invocation in
        let id = try recordID(invocation)
        let readers = try readers(invocation)
        let session = try UserFolder.session(invocation)
        try report(session.writing.update(id, InputFile(invocation.operand(1) ?? "-"), readers: readers).header, invocation)
    }

    static let get = Command(
        ["record", "get"], "Fetch a record, verify it and open it",
        operands: [idOperand],
        options: [
            SealingCommands.outputOption, SealingCommands.forceOption,
            .value("version", "NUMBER", "an older content version"),
            .value("range", "FIRST-LAST", "open these bytes of the content only, counted from 0, without fetching the rest"),
            .flag("sealed", "keep it sealed: write the ciphertext"),
        ] + common,
        discussion: """
            Nothing is given out before all of it was verified. Exit code 13 if your key does not satisfy the policy, 14 if \
            the record was altered or is older than what you have seen.
            """,
        examples: [#"medseal record get "$RECORD" --output fetched.json"#]
    ) { invocation in
        let id = try recordID(invocation)
        let version: UInt64? = try invocation.integer("version", 1...UInt64.max)
        let session = try UserFolder.session(invocation)
        let path = invocation.value("output") ?? "-"
        let replaces = invocation.has("force")
        let output: OutputFile
        if let text = invocation.value("range") {
            guard version == nil, !invocation.has("sealed") else {
                throw Invocation.usage("--range opens a part of the present version", invocation.command)
            }
            let range = try SealingCommands.range(text, invocation)
            let content = try session.records.content(of: id)
            output = try OutputFile(path, replacing: replaces)
            try content.read(try SealingCommands.clamped(range, content.length)) { try output.write($0) }
        } else if invocation.has("sealed") {
            let input = try session.records.fetch(id, version: version).copy.input()
            output = try OutputFile(path, replacing: replaces)
            while true {
                let piece = try input.read(1 << 18)
                if piece.isEmpty { break }
                try output.write(piece)
            }
        } else {
            let (copy, _, _) = try session.records.fetch(id, version: version)
            output = try OutputFile(path, replacing: replaces)
            try SealedStream.open(
                try copy.input(), session.ring.authority, recordKey: { try session.recordKey(of: $0) }, progress: session.progress
            ) { try output.write($0) }
        }
        try output.commit()
    }

    static let delete = Command(
        ["record", "delete"], "Delete a record from the store",
        operands: [idOperand],
        options: common,
        discussion: "All its versions go, and its identifier is never used again. Copies that readers have made stay with them.",
        examples: [#"medseal record delete "$RECORD""#]
    ) { invocation in
        let id = try recordID(invocation)
        try UserFolder.session(invocation).records.delete(id)
        try StandardStreams.result(invocation.wantsJSON ? JSONNode.object([.init("deleted", .string("\(id)"))]).text : "deleted \(id)")
    }

    static let list = Command(
        ["record", "list"], "List the records in the store",
        options: [.flag("mine", "only those that you own"), .flag("all", "also the records that hold the keys of the search index")] + common,
        examples: ["medseal record list --mine"]
    ) { invocation in
        let session = try UserFolder.session(invocation)
        let keys = invocation.has("all") ? [] : try session.search.indexKeyRecords()
        let owner = invocation.has("mine") ? session.userID : nil
        let known = try session.records.known(of: owner)
        var listed: Set<RecordID> = []
        try session.records.each(of: owner) { entry in
            listed.insert(entry.id)
            if keys.contains(entry.id) { return }
            try report(entry, invocation)
        }
        let withheld = try session.records.withheld(known, from: listed, of: owner)
        for id in withheld { StandardStreams.note("\(id) is withheld by the store: it was there, and nobody with the right has deleted it") }
        if !withheld.isEmpty { throw CommandFailure(.integrity, "\(withheld.count) of your records are not in the store's list") }
    }

    static let search = Command(
        ["record", "search"], "Find records by name, number or telephone number",
        operands: [.required("WORDS", "names or their beginnings, numbers; all must be in a record")],
        options: common,
        discussion: """
            The store is asked by tokens that it cannot read, under the index keys that your key opens. It learns which \
            tokens are asked for together and which records have them, and neither the words nor the names. Capitals and \
            accents do not matter, Bangla digits are as good as others.
            """,
        examples: [#"medseal record search "rahima 1987""#]
    ) { invocation in
        let session = try UserFolder.session(invocation)
        for entry in try session.search.find(invocation.operand(0) ?? "") { try report(entry, invocation) }
    }

    static let rewrap = Command(
        ["record", "rewrap"], "Change who may read a record, without touching its content",
        operands: [.optional("RECORD", "identifier of the record; left out with --all")],
        options: [SealingCommands.policyOption, asRewrapped, .flag("all", "every record that you own, each under the policies it has")] + common,
        discussion: """
            Makes a new envelope for the present epoch: without --policy for the same readers, which is what follows a \
            revocation. The old envelope is no longer served, but whoever opened the record before may have kept its key: \
            to shut them out of later changes, seal a new version with medseal record update.
            """,
        examples: [
            #"medseal record rewrap "$RECORD" --policy "role:doctor and (hospital:NSTU or hospital:DMCH)""#,
            "medseal record rewrap --all",
        ]
    ) { invocation in
        guard invocation.has("all") != (invocation.operand(0) != nil) else {
            throw Invocation.usage("give either RECORD or --all", invocation.command)
        }
        let readers = try readers(invocation)
        guard !invocation.has("all") || invocation.all("policy").isEmpty else {
            throw Invocation.usage("--all keeps each record's policies", invocation.command)
        }
        let session = try UserFolder.session(invocation)
        guard invocation.has("all") else {
            return try reportRewrapped(session.writing.rewrap(try recordID(invocation), readers: readers).header, invocation)
        }
        // A new envelope does not take an index key back from who had it: that is what re-keying is for.
        let keys = try session.index.ownKeyRecords()
        var ids: [RecordID] = []
        var listed: Set<RecordID> = []
        try session.records.each(of: session.userID) { entry in
            let id = entry.id
            listed.insert(id)
            if !keys.contains(id) { ids.append(id) }
        }
        // What the store leaves out of its list would keep the readers that it had.
        ids += try session.records.known(of: session.userID).filter { !listed.contains($0) && !keys.contains($0) }
        var failures = 0
        for id in ids {
            do { try reportRewrapped(session.writing.rewrap(id, readers: readers).header, invocation) } catch {
                // Deleted elsewhere.
                if FailureKind(error) == .notFound, !listed.contains(id) { continue }
                failures += 1
                StandardStreams.note("\(id): \(FailureTranslation.failure(for: error).message)")
            }
        }
        if try session.index.isOld() {
            StandardStreams.note("hint: the search index has keys from before the present epoch; medseal index rekey replaces them")
        }
        if failures > 0 { throw CommandFailure(.partial, "\(failures) of \(ids.count) records were not rewrapped") }
    }

    static let history = Command(
        ["record", "history"], "Show all versions of a record, each verified to be built on the one before",
        operands: [idOperand], options: common,
        discussion: "Exit code 14 if one of them is not what the next one names, or the store withholds it.",
        examples: [#"medseal record history "$RECORD""#]
    ) { invocation in
        let id = try recordID(invocation)
        try UserFolder.session(invocation).records.history(of: id) { header in
            let (content, author) = (header.content, header.content.author)
            try StandardStreams.result(
                invocation.wantsJSON
                    ? RecordSummary(header).json.text
                    : "version \(content.contentVersion)  \(Clock.text(content.created))  by \(author.displayName) (\(author.userID.short))")
        }
    }

    static let handOver = Command(
        ["record", "hand-over"], "Hand a record over to somebody else, who continues it from then on",
        operands: [.optional("RECORD", "identifier of the record; left out with --all")],
        options: [.value("to", "USER", "identifier of the user who takes it over, 64 hexadecimal digits"), .flag("all", "everything that you own")]
            + common,
        discussion: """
            Signs a statement that you are succeeded, and gives it to the store. It cannot be taken back. The successor's \
            next version carries it, and yours are refused from then on; until then you can still write. Readers are not \
            changed; the successor's next version says who they are, by --policy or --as-rewrapped.
            """,
        examples: [#"medseal record hand-over "$RECORD" --to "$SUCCESSOR""#]
    ) { invocation in
        guard invocation.has("all") != (invocation.operand(0) != nil) else {
            throw Invocation.usage("give either RECORD or --all", invocation.command)
        }
        guard let user = invocation.value("to").flatMap(UserID.init) else {
            throw Invocation.usage("--to takes a user's identifier, 64 hexadecimal digits", invocation.command)
        }
        let id = invocation.has("all") ? nil : try recordID(invocation)
        try UserFolder.session(invocation).records.handOver(id, to: user)
        let what = id.map { "\($0)" } ?? "everything"
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([.init("handedOver", .string(what)), .init("to", .string("\(user)"))]).text : "handed over \(what) to \(user)")
    }

    // MARK: - Parts

    static let asRewrapped = Command.Option.flag("as-rewrapped", "keep the readers that somebody else chose by a new envelope")

    private static func readers(_ invocation: Invocation) throws -> Readers {
        guard invocation.all("policy").isEmpty else {
            guard !invocation.has("as-rewrapped") else { throw Invocation.usage("give either --policy or --as-rewrapped", invocation.command) }
            return .of(try SealingCommands.policies(invocation))
        }
        return invocation.has("as-rewrapped") ? .asRewrapped : .asBefore
    }

    private static func report(_ header: SealedRecordHeader, _ invocation: Invocation) throws {
        try StandardStreams.result(invocation.wantsJSON ? RecordSummary(header).json.text : "\(header.content.recordID)")
    }

    private static func report(_ entry: StoreClient.Entry, _ invocation: Invocation) throws {
        let (id, owner) = (entry.id, entry.owner)
        try StandardStreams.result(
            invocation.wantsJSON
                ? JSONNode.object([
                    .init("record", .string("\(id)")), .init("contentVersion", .unsigned(entry.contentVersion)),
                    .init("envelope", .unsigned(entry.envelopeSequence)), .init("length", .unsigned(entry.length)),
                    .init("owner", .string("\(owner)")), .init("modified", .unsigned(entry.modified)),
                ]).text
                : "\(id)  version \(entry.contentVersion).\(entry.envelopeSequence)  \(entry.length) bytes  \(Clock.text(entry.modified))  owner \(owner)"
        )
    }

    private static func reportRewrapped(_ header: SealedRecordHeader, _ invocation: Invocation) throws {
        try StandardStreams.result(
            invocation.wantsJSON
                ? RecordSummary(header).json.text : "rewrapped \(header.content.recordID), envelope \(header.envelope.sequence)")
    }

    static func recordID(_ invocation: Invocation) throws -> RecordID {
        guard let id = RecordID(text: invocation.operand(0) ?? "") else {
            throw Invocation.usage("RECORD is 64 hexadecimal digits, as medseal record list shows them", invocation.command)
        }
        return id
    }
}
