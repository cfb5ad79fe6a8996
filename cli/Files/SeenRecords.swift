import FoundationEssentials
import Framing
import SealedRecord

/// The newest state of each record that this user has seen, so that a store that serves an older one is noticed.
struct SeenRecords {
    private struct State: Codable {
        var contentVersion: UInt64
        var envelope: UInt64
        /// Hexadecimal ``ContentSection/hash``: an author and a store together cannot show two contents as one version.
        var contentHash: String
        var isDeleted: Bool
    }

    private let path: String
    private var states: [String: State]

    init(_ home: UserHome) throws {
        path = home.path + "/seen-records.json"
        states = [:]
        guard Folder.exists(path) else { return }
        let bytes = try SecretFile.read(path, limit: 256 << 20)
        guard let states = try? JSONDecoder().decode([String: State].self, from: Data(bytes)) else {
            throw CommandFailure(
                .integrity, "\(path) is damaged", hint: "delete it to go on; a store that serves old versions is then not noticed")
        }
        self.states = states
    }

    /// Checks a record against what was seen before, and remembers it.
    ///
    /// - Throws: an integrity failure if a newer state was seen.
    mutating func check(_ header: SealedRecordHeader) throws {
        let key = "\(header.content.recordID)"
        let now = State(
            contentVersion: header.content.contentVersion, envelope: header.envelope.sequence,
            contentHash: Hexadecimal.encode(header.content.hash), isDeleted: false)
        if let seen = states[key] {
            guard !seen.isDeleted else {
                throw CommandFailure(
                    .integrity, "the store gave a record that you deleted", hint: "the store was rolled back or lies: ask its operator")
            }
            let isOlder = (now.contentVersion, now.envelope) < (seen.contentVersion, seen.envelope)
            guard !isOlder else {
                throw CommandFailure(
                    .integrity,
                    "the store gave version \(now.contentVersion), envelope \(now.envelope), "
                        + "but version \(seen.contentVersion), envelope \(seen.envelope) was seen before",
                    hint: "the store was rolled back or lies: ask its operator")
            }
            guard now.contentVersion > seen.contentVersion || now.contentHash == seen.contentHash else {
                throw CommandFailure(
                    .integrity, "version \(now.contentVersion) of this record had another content when it was seen before",
                    hint: "ask the record's author and the store's operator")
            }
        }
        states[key] = now
    }

    mutating func markDeleted(_ id: RecordID) { states["\(id)"]?.isDeleted = true }

    func save() throws {
        try OutputFile.write([UInt8](try JSONEncoder().encode(states)), to: path, replacing: true)
    }
}
