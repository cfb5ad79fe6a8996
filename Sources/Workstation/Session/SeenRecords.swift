import Framing
import Glibc
import LocalFiles
public import SealedRecord

/// The newest state of each record that this user has seen, so that a store that serves an older one is noticed.
///
/// A file to which lines are added, so that several programs of one user can do so at once: identifier, content version,
/// envelope, hash of the content, and `deleted` or `present`. The newest line of a record counts. A last line that a crash
/// cut off is passed over.
public final class SeenRecords {
    private struct State {
        var contentVersion: UInt64
        var envelope: UInt64
        /// ``ContentSection/hash``: an author and a store together cannot show two contents as one version.
        var contentHash: [UInt8]
        var isDeleted: Bool
    }

    private static let greatestLength = 1 << 30

    private let path: String
    private var states: [RecordID: State] = [:]
    /// How much of the file has been read: what others have added since is behind it.
    private var position: UInt64 = 0
    private var unsaved: [UInt8] = []

    public init(_ home: UserHome) throws {
        path = home.path + "/seen-records"
        try readOn()
    }

    /// Checks a record against what was seen before, by whichever program of this user's, and remembers it from the next ``save()`` on.
    ///
    /// - Throws: an integrity failure if a newer state was seen.
    public func check(_ header: SealedRecordHeader) throws {
        // Another program or thread of this user's may have seen a newer state since.
        try readOn()
        let id = header.content.recordID
        let now = State(
            contentVersion: header.content.contentVersion, envelope: header.envelope.sequence, contentHash: header.content.hash,
            isDeleted: false)
        if let seen = states[id] {
            guard !seen.isDeleted else {
                throw ClientError.record(.deletedBefore)
            }
            guard !Self.isOlder(now, seen) else {
                throw ClientError.record(
                    .olderThanSeen(
                        version: now.contentVersion, envelope: now.envelope, seenVersion: seen.contentVersion, seenEnvelope: seen.envelope))
            }
            guard now.contentVersion > seen.contentVersion || now.contentHash == seen.contentHash else {
                throw ClientError.record(.otherContentThanSeen(version: now.contentVersion))
            }
            if !Self.isOlder(seen, now) { return }
        }
        remember(id, now)
    }

    /// Remembers that this user has deleted a record: a store that shows it again is noticed. From the next ``save()`` on.
    public func markDeleted(_ id: RecordID) {
        guard var state = states[id] else { return }
        state.isDeleted = true
        remember(id, state)
    }

    /// Adds what is new to the file; on the disk when this returns. Also takes in what other programs have added.
    public func save() throws {
        guard !unsaved.isEmpty else { return }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError.system(.write, path: path, reason: SystemError.text) }
        defer { close(descriptor) }
        try Descriptor.write(unsaved, to: descriptor)
        guard fdatasync(descriptor) == 0 else { throw FileError.system(.write, path: path, reason: SystemError.text) }
        unsaved = []
        try readOn()
    }

    private static func isOlder(_ a: State, _ b: State) -> Bool {
        (a.contentVersion, a.envelope) < (b.contentVersion, b.envelope)
    }

    /// What two lines say together, which may come from two programs: the newer state, of two contents of one version the
    /// one that was written down first, and deleted for ever if either says so, since identifiers are never used again.
    private static func joined(_ known: State, _ other: State) -> State {
        var state = isOlder(known, other) ? other : known
        if known.contentVersion == other.contentVersion { state.contentHash = known.contentHash }
        state.isDeleted = known.isDeleted || other.isDeleted
        return state
    }

    private func remember(_ id: RecordID, _ state: State) {
        states[id] = state
        let words = [
            "\(id)", "\(state.contentVersion)", "\(state.envelope)", Hexadecimal.encode(state.contentHash), state.isDeleted ? "deleted" : "present",
        ]
        // The line break comes first as well, so that a line that was cut off before spoils only itself.
        unsaved += Array(("\n" + words.joined(separator: " ") + "\n").utf8)
    }

    private func readOn() throws {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else { throw damaged }
        // Nothing new, and the usual case.
        if UInt64(max(0, status.st_size)) == position, status.st_mode & 0o077 == 0 { return }
        let file = try InputFile(path)
        try SecretFile.checkIsPrivate(file)
        guard let length = file.length, length >= position, length <= UInt64(Self.greatestLength) else { throw damaged }
        let bytes = try file.read(Int(length - position), at: position)
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        position += UInt64(whole)
        for line in bytes[..<whole].split(separator: UInt8(ascii: "\n")) {
            // A line that a crash cut off says nothing; any other line is one that `remember` wrote.
            guard let (id, state) = Self.entry(line) else { continue }
            states[id] = states[id].map { Self.joined($0, state) } ?? state
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> (RecordID, State)? {
        let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 5, let id = RecordID(text: words[0]), let version = UInt64(words[1]), let envelope = UInt64(words[2]),
            let hash = Hexadecimal.decode(words[3]), hash.count == 32, words[4] == "deleted" || words[4] == "present"
        else { return nil }
        return (id, State(contentVersion: version, envelope: envelope, contentHash: hash, isDeleted: words[4] == "deleted"))
    }

    private var damaged: ClientError { .damaged(path: path, reason: nil) }
}
