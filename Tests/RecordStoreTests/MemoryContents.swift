import Identity
import RecordStore
import SealedRecord
import SearchIndex

/// What one place holds.
struct MemoryContents {
    struct Object {
        var pieces: [[UInt8]] = []
        var isPublished = false
    }

    /// None of the versions is left of a deleted one, but a statement is.
    struct Record {
        /// Who wrote the newest version: the others are theirs, too.
        var owner: UserID
        var versions: [UInt64: VersionObject] = [:]
        var deletion: [UInt8]?
    }

    struct Succession {
        let user: UserID
        let name: [UInt8]
        let bytes: [UInt8]
    }

    struct Terms {
        let index: RecordID
        let version: UInt64
        let tokens: Set<SearchToken>
    }

    struct Access {
        let number: UInt64
        let record: RecordID
        let time: UInt64
        let user: UserID
        let action: AccessEntry.Action
    }

    var objects: [StoredObject: Object] = [:]
    var lastObject: UInt64 = 0
    var records: [RecordID: Record] = [:]
    var accesses: [Access] = []
    var names: [UserID: String] = [:]
    var indexes: Set<RecordID> = []
    var terms: [RecordID: Terms] = [:]
    /// In the order in which they came.
    var successions: [Succession] = []

    func presence(of id: RecordID) -> RecordPresence {
        guard let record = records[id] else { return .absent }
        guard record.deletion == nil, let last = versions(of: id).last else { return .deleted }
        return .present(last.state)
    }

    /// Ascending, each as a record of whoever holds it now.
    func versions(of id: RecordID) -> [VersionObject] {
        guard let record = records[id] else { return [] }
        return record.versions.values.sorted { $0.state.contentVersion < $1.state.contentVersion }.map { version in
            let state = version.state
            let held = RecordState(
                id: state.id, owner: record.owner, contentVersion: state.contentVersion, contentHash: state.contentHash,
                envelopeSequence: state.envelopeSequence, epoch: state.epoch, digest: state.digest, length: state.length, modified: state.modified)
            return VersionObject(state: held, header: version.header, object: version.object)
        }
    }

    /// Present records in the order of their identifiers.
    func present(after id: RecordID?) -> [RecordState] {
        let states = records.keys.compactMap { id -> RecordState? in
            guard case .present(let state) = presence(of: id) else { return nil }
            return state
        }
        let first = id?.bytes ?? []
        return states.filter { first.lexicographicallyPrecedes($0.id.bytes) }.sorted { $0.id.bytes.lexicographicallyPrecedes($1.id.bytes) }
    }

    /// The terms of a record if their key is the present one.
    func terms(of id: RecordID) -> Terms? {
        guard let found = terms[id], case .present(let index) = presence(of: found.index), index.contentVersion == found.version else {
            return nil
        }
        return found
    }

    mutating func log(_ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64) {
        accesses.append(Access(number: UInt64(accesses.count) + 1, record: id, time: now, user: user, action: action))
    }
}
