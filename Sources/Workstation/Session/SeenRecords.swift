import Framing
import AccessPolicy
import Glibc
public import Identity
import LocalFiles
public import SealedRecord
import Cryptography

/// The newest state of each record that this user has seen, so that a store that serves an older one, or another history, is
/// noticed.
///
/// A file to which lines are added, so that several programs of one user can do so at once: identifier, content version,
/// envelope, hashes of content and envelope, who wrote the content, what tells the owner's policies again, what tells the successions
/// again, and `deleted` or `present`. The newest line of a record counts. A last line that a crash cut off is passed over.
public final class SeenRecords {
    struct State: Equatable {
        var contentVersion: UInt64
        var envelope: UInt64
        /// ``ContentSection/hash``: an author and a store together cannot show two contents as one version.
        var contentHash: [UInt8]
        /// ``EnvelopeSection/hash``: nor two envelopes under one number.
        var envelopeHash: [UInt8]
        /// Who wrote the content, and so holds the record.
        var holder: UserID
        /// ``Successions/trail``: who leaves out what is in it held the record once, and does not any more.
        var successions: [UInt8]
        /// Of the policies of the last envelope that the record's owner or a successor made, as ``policyTag(_:_:)`` has it; empty if
        /// none was seen.
        var policies: [UInt8]
        var isDeleted: Bool
    }

    private static let greatestLength = 1 << 30

    private let path: String
    private let policyKey: SecretBytes
    private var states: [RecordID: State] = [:]
    /// Contents that newer ones have taken the place of, by their hashes.
    private var former: [RecordID: Set<[UInt8]>] = [:]
    /// How much of the file has been read: what others have added since is behind it.
    private var position: UInt64 = 0
    private var unsaved: [UInt8] = []

    public init(_ home: UserHome, _ identity: borrowing UserIdentity) throws {
        path = home.path + "/seen-records"
        policyKey = identity.derivedSecret("seen policies")
        try readOn()
    }

    /// The newest state that was seen of a record, by whichever program of this user's.
    func state(_ id: RecordID) throws -> State? {
        try readOn()
        return states[id]
    }

    /// Whether a content of a record was seen, and then another that came after it.
    func isFormer(_ contentHash: [UInt8], of id: RecordID) throws -> Bool {
        try readOn()
        return former[id]?.contains(contentHash) ?? false
    }

    /// The records that were seen and not deleted, in the order of their identifiers.
    ///
    /// - Parameter holder: only those that this user held.
    func present(of holder: UserID?) throws -> [RecordID] {
        try readOn()
        return states.filter { !$0.value.isDeleted && (holder == nil || $0.value.holder == holder) }.map(\.key)
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// Checks a record against what was seen before, by whichever program of this user's, and remembers it from the next ``save()`` on.
    ///
    /// Of versions between the one that was seen and this one, the caller knows that they lead here.
    /// - Returns: who held the record when it was seen last, if that is somebody else than now.
    /// - Throws: an integrity failure if a newer state was seen, or another history.
    @discardableResult
    public func check(_ header: SealedRecordHeader) throws -> UserID? {
        // Another program or thread of this user's may have seen a newer state since.
        try readOn()
        let (content, envelope) = (header.content, header.envelope)
        var now = State(
            contentVersion: content.contentVersion, envelope: envelope.sequence, contentHash: content.hash, envelopeHash: envelope.hash,
            holder: content.author.userID, successions: content.successions.trail,
            policies: header.isByAuthor ? policyTag(content.recordID, envelope.readers) : [], isDeleted: false)
        guard let seen = states[content.recordID] else {
            remember(content.recordID, now)
            return nil
        }
        guard !seen.isDeleted else { throw ClientError.record(.deletedBefore) }
        guard !Self.isOlder(now, seen) else {
            throw ClientError.record(
                .olderThanSeen(
                    version: now.contentVersion, envelope: now.envelope, seenVersion: seen.contentVersion, seenEnvelope: seen.envelope))
        }
        if now.contentVersion == seen.contentVersion {
            guard now.contentHash == seen.contentHash else { throw ClientError.record(.otherContentThanSeen(version: now.contentVersion)) }
            guard now.envelope > seen.envelope || now.envelopeHash == seen.envelopeHash else {
                throw ClientError.record(.otherEnvelopeThanSeen(envelope: now.envelope))
            }
        } else {
            guard now.contentVersion > seen.contentVersion + 1 || content.previousContentHash == seen.contentHash else {
                throw ClientError.record(.otherHistoryThanSeen(version: now.contentVersion))
            }
            guard content.successions.mayFollow(trail: seen.successions) else { throw ClientError.record(.formerOwner) }
        }
        if now.policies.isEmpty { now.policies = seen.policies }
        if now != seen { remember(content.recordID, now) }
        return now.holder == seen.holder ? nil : seen.holder
    }

    /// Tells a record's policies again without telling them: 16 bytes under a key of this user's.
    func policyTag(_ id: RecordID, _ policies: [Policy]) -> [UInt8] {
        let texts = Set(policies.map(\.canonicalBytes)).sorted { $0.lexicographicallyPrecedes($1) }
        return KeyDerivation.derive(policyKey, "policies", [id.bytes] + texts, count: 16).revealed()
    }

    /// Remembers that a record was deleted, as its owner has signed: a store that shows it again is noticed. From the next ``save()`` on.
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
        if known.contentVersion == other.contentVersion {
            (state.contentHash, state.holder, state.successions) = (known.contentHash, known.holder, known.successions)
            if known.envelope == other.envelope { state.envelopeHash = known.envelopeHash }
        }
        if state.policies.isEmpty { state.policies = known.policies.isEmpty ? other.policies : known.policies }
        state.isDeleted = known.isDeleted || other.isDeleted
        return state
    }

    private func remember(_ id: RecordID, _ state: State) {
        if let known = states[id] { noteFormer(id, known, state) }
        states[id] = state
        let words = [
            "\(id)", "\(state.contentVersion)", "\(state.envelope)", Hexadecimal.encode(state.contentHash), Hexadecimal.encode(state.envelopeHash),
            "\(state.holder)", Self.word(state.policies), Self.word(state.successions), state.isDeleted ? "deleted" : "present",
        ]
        // The line break comes first as well, so that a line that was cut off before spoils only itself.
        unsaved += Array(("\n" + words.joined(separator: " ") + "\n").utf8)
    }

    private func noteFormer(_ id: RecordID, _ a: State, _ b: State) {
        guard a.contentVersion != b.contentVersion else { return }
        former[id, default: []].insert(a.contentVersion < b.contentVersion ? a.contentHash : b.contentHash)
    }

    /// Bytes, which may be none, as a line has them.
    private static func word(_ bytes: [UInt8]) -> String { bytes.isEmpty ? "-" : Hexadecimal.encode(bytes) }

    private static func bytes(_ word: String) -> [UInt8]? { word == "-" ? [] : Hexadecimal.decode(word) }

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
            if let known = states[id] { noteFormer(id, known, state) }
            states[id] = states[id].map { Self.joined($0, state) } ?? state
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> (RecordID, State)? {
        let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 9, let id = RecordID(text: words[0]), let version = UInt64(words[1]), let envelope = UInt64(words[2]),
            let hash = Hexadecimal.decode(words[3]), hash.count == 32, let envelopeHash = Hexadecimal.decode(words[4]), envelopeHash.count == 32,
            let holder = UserID(words[5]), let policies = bytes(words[6]), let successions = bytes(words[7]),
            successions.count % Successions.markByteCount == 0, words[8] == "deleted" || words[8] == "present"
        else { return nil }
        let state = State(
            contentVersion: version, envelope: envelope, contentHash: hash, envelopeHash: envelopeHash, holder: holder, successions: successions,
            policies: policies, isDeleted: words[8] == "deleted")
        return (id, state)
    }

    private var damaged: ClientError { .damaged(path: path, reason: nil) }
}
