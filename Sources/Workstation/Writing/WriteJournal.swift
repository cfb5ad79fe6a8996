import Clocks
import Framing
import Glibc
import Identity
import LocalFiles
import SealedRecord
import Cryptography

/// What a write leaves to do if it is interrupted, on this machine's disk, sealed under the identity: a file for each write,
/// from before its first byte goes out until its last step is done.
///
/// A file holds, behind one another, numbers big-endian:
///
///     bytes
///     1       version: `FormatVersion`
///     8       when the write began, or when the record went out if that is known, Unix seconds
///     32      record
///     1       1 if it is known what the record will be, then
///             8   content version
///             32  hash of the content section
///     1       1 if the record is to be found by its content
///     4       count of documents that were made for it, each
///             32  record
///             32  hash of the content section
///     4       count of documents that go with the state before, each
///             32  record
public struct WriteJournal {
    private static let vaultKind = "write journal"
    private static let fileEnding = ".vault"
    private static let greatestLength = 1 << 20

    let session: UserSession

    /// Seconds after which a request that was sent can not be carried out any more: its signature is too old by then (a store
    /// takes it for 300 seconds), with room for clocks that differ.
    package var longestDelay: UInt64 = 900

    /// What is written down of one write.
    struct Content: Equatable {
        var began: UInt64
        var record: RecordID
        /// What the record will be: nothing was put before this is known.
        var state: State?
        var isToBeFound = false
        /// Documents that only this write's record names.
        var documents: [Document] = []
        /// Documents that this write's record does not name any more.
        var removed: [RecordID] = []

        struct State: Equatable {
            let version: UInt64
            let hash: [UInt8]
        }

        struct Document: Equatable {
            let id: RecordID
            let hash: [UInt8]
        }
    }

    /// One write. Who holds this is at work on it; no other program takes it up meanwhile.
    final class Entry {
        private let journal: WriteJournal
        private let path: String
        private let lock: FileLock
        private(set) var content: Content

        fileprivate init(_ journal: WriteJournal, path: String, lock: FileLock, _ content: Content) {
            self.journal = journal
            self.path = path
            self.lock = lock
            self.content = content
        }

        /// Of a write that did not come as far as to be written down, nothing stays.
        deinit { if !Folder.exists(path) { lock.discard() } }

        /// Writes down a document that is about to be put.
        func note(document header: SealedRecordHeader) throws {
            content.documents.append(Content.Document(id: header.content.recordID, hash: header.content.hash))
            try save()
        }

        /// Writes down what the record is about to be.
        func note(record header: SealedRecordHeader) throws {
            content.state = Content.State(version: header.content.contentVersion, hash: header.content.hash)
            // Its documents may have taken long.
            content.began = Clock.now
            try save()
        }

        /// What is to be done once the record is put; on the disk with the next ``note(record:)``.
        func prepare(isToBeFound: Bool, removing removed: [RecordID] = []) {
            content.isToBeFound = isToBeFound
            content.removed = removed
        }

        /// Nothing is left to do.
        func finish() throws {
            try journal.session.step(.forget)
            _ = unsafe unlink(path)
            lock.discard()
        }

        private func save() throws {
            var bytes = content.encoded()
            let vault = IdentityVault.seal(SecretBytes(wiping: &bytes), kind: WriteJournal.vaultKind, by: journal.session.identity)
            try OutputFile.write(vault, to: path, replacing: true)
        }
    }

    /// Begins a write of a record.
    func begin(_ record: RecordID) throws -> Entry {
        let folder = session.home.journalFolder
        try Folder.make(folder)
        while true {
            let path = folder + "/" + String(UInt64.random(in: .min ... .max), radix: 16) + Self.fileEnding
            guard let lock = try FileLock(path + ".lock") else { continue }
            return Entry(self, path: path, lock: lock, Content(began: Clock.now, record: record))
        }
    }

    /// Whether an interrupted write left something to do, or a program is at one now.
    public var isEmpty: Bool { Folder.names(in: session.home.journalFolder).allSatisfy { !$0.hasSuffix(Self.fileEnding) } }

    /// The writes that nobody is at work on any more. A file that cannot be read is passed over.
    func unfinished() -> [Entry] {
        let folder = session.home.journalFolder
        return Folder.names(in: folder).filter { $0.hasSuffix(Self.fileEnding) }.compactMap { name in
            let path = folder + "/" + name
            guard let lock = try? FileLock(path + ".lock") else { return nil }
            guard let vault = try? SecretFile.read(path, limit: Self.greatestLength),
                let secret = try? IdentityVault.open(vault, kind: Self.vaultKind, by: session.identity),
                let content = try? Content(encoded: secret.revealed())
            else { return nil }
            return Entry(self, path: path, lock: lock, content)
        }
    }
}

extension UserSession {
    public var journal: WriteJournal { WriteJournal(session: self) }
}

extension WriteJournal.Content {
    private static let greatestCount: UInt32 = 4096

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.u8(FormatVersion.byte)
        writer.u64(began)
        writer.raw(record.bytes)
        writer.u8(state == nil ? 0 : 1)
        if let state {
            writer.u64(state.version)
            writer.raw(state.hash)
        }
        writer.u8(isToBeFound ? 1 : 0)
        writer.u32(UInt32(documents.count))
        for document in documents {
            writer.raw(document.id.bytes)
            writer.raw(document.hash)
        }
        writer.u32(UInt32(removed.count))
        for document in removed { writer.raw(document.bytes) }
        return writer.bytes
    }

    init(encoded bytes: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(bytes)
        try reader.expect([FormatVersion.byte], "this version of a write journal")
        began = try reader.u64("time")
        record = try Self.recordID(&reader)
        if try Self.flag(&reader) {
            state = State(version: try reader.u64("version"), hash: try reader.raw(32, "hash"))
        }
        isToBeFound = try Self.flag(&reader)
        for _ in 0..<(try Self.count(&reader)) {
            documents.append(Document(id: try Self.recordID(&reader), hash: try reader.raw(32, "hash")))
        }
        for _ in 0..<(try Self.count(&reader)) { removed.append(try Self.recordID(&reader)) }
        try reader.finish()
    }

    private static func recordID(_ reader: inout ByteReader) throws(MalformedInput) -> RecordID {
        guard let id = RecordID(bytes: try reader.raw(RecordID.byteCount, "record")) else { throw reader.malformed("no record's identifier") }
        return id
    }

    private static func flag(_ reader: inout ByteReader) throws(MalformedInput) -> Bool {
        switch try reader.u8("flag") {
        case 0: false
        case 1: true
        default: throw reader.malformed("no flag")
        }
    }

    private static func count(_ reader: inout ByteReader) throws(MalformedInput) -> UInt32 {
        let count = try reader.u32("count")
        guard count <= greatestCount else { throw reader.malformed("too many") }
        return count
    }
}
