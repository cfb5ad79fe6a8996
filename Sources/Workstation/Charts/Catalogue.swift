import Framing
public import HealthRecord
public import Identity
import JSON
import LocalFiles
public import SealedRecord
import ServerClients
import Cryptography
import Synchronization

/// What a user's own machine knows of the records in the store without opening them again: who the patients are, in memory,
/// and in the user's folder sealed under the identity.
///
/// Several threads may use it.
public final class Catalogue: Sendable {
    /// What a record is.
    public enum Kind: String, Sendable {
        case patient
        /// The user's keys do not open it.
        case closed
        /// A document, a part, readings, an index key: no patient's record.
        case other
    }

    /// What the list shows of a record.
    public struct Entry: Sendable {
        public let id: RecordID
        /// The store's tag of the state that this was read from.
        public let entityTag: String
        public let kind: Kind
        public let name: String
        public let idNumber: String
        public let birthDate: String
        public let sex: String
        public let phone: String
        /// The author.
        public let owner: UserID
        public let ownerName: String
        /// Unix seconds at which the store took it.
        public let modified: UInt64
        /// Whether the store does not list it any more, without its owner's statement that it was deleted.
        public internal(set) var isWithheld = false
    }

    /// How far ``refresh(_:until:)`` has come.
    public struct Progress: Equatable, Sendable {
        public var done: Int
        public var total: Int
    }

    private struct State {
        var entries: [RecordID: Entry] = [:]
        var progress: Progress?
        /// Serial number of the certificate with which closed records were tried.
        var serial: UInt64 = 0
        /// Counts changes, and those that the file has: what changes while it is written is not taken for written.
        var changes = 0
        var savedChanges = 0
    }

    private static let vaultKind = "catalogue"
    /// Longer records are looked at before they are fetched: an image need not be.
    private static let wholeLength: UInt64 = 1 << 20

    private let state: Mutex<State>
    private let path: String

    /// The catalogue that the user's folder has; empty if it has none, or a damaged one, which is made anew.
    public init(_ session: UserSession) {
        path = session.home.path + "/catalogue.vault"
        var state = State()
        if Folder.exists(path),
            let bytes = try? SecretFile.read(path, limit: IdentityVault.greatestSecretByteCount + 4096),
            let secret = try? IdentityVault.open(bytes, kind: Self.vaultKind, by: session.identity),
            let document = try? JSONReader.value(of: secret.revealed()), let serial = document["serial"]?.unsigned,
            let entries = document["entries"]?.array
        {
            state.entries = Dictionary(entries.compactMap { Entry($0) }.map { ($0.id, $0) }) { first, _ in first }
            state.serial = serial
        }
        self.state = Mutex(state)
    }

    /// The records, in no order.
    public var entries: [Entry] { state.withLock { Array($0.entries.values) } }

    /// What is known of a record; `nil` if nothing is.
    public func entry(_ id: RecordID) -> Entry? { state.withLock { $0.entries[id] } }

    /// `nil` when the list was read to its end.
    public var progress: Progress? { state.withLock { $0.progress } }

    /// Reads the store's list, and opens what is new or changed.
    ///
    /// - Parameters:
    ///   - session: for this thread alone.
    ///   - isCancelled: asked between records.
    /// - Throws: what is wrong with the store, the user or this machine. What was read until then is kept, and one record that
    ///   the store cannot give is passed over until the next time.
    public func refresh(_ session: UserSession, until isCancelled: () -> Bool) throws {
        let serial = session.ring.certificate?.serial ?? 0
        var changed: [StoreClient.Entry] = []
        var present: Set<RecordID> = []
        // Index keys are many authors' and nobody's patients.
        let keys = try session.search.indexKeyRecords()
        try session.records.each { entry in
            // That it is one is the store's word, and takes no patient off the list.
            if keys.contains(entry.id), state.withLock({ $0.entries[entry.id]?.kind }) != .patient { return }
            present.insert(entry.id)
            let isKnown = state.withLock { state in
                guard let known = state.entries[entry.id], known.entityTag == entry.entityTag else { return false }
                return known.kind != .closed || state.serial == serial
            }
            if !isKnown { changed.append(entry) }
        }
        // What was looked at last is what is wanted first.
        changed.sort { $0.modified > $1.modified }
        // What is not listed any more is gone only if it was deleted, which leaves a statement.
        var fates: [RecordID: Fate] = [:]
        for id in state.withLock({ $0.entries.keys.filter { !present.contains($0) && !keys.contains($0) } }) {
            if isCancelled() { return }
            fates[id] = try Self.fate(of: id, session)
        }
        state.withLock { state in
            for (id, fate) in fates {
                switch fate {
                case .deleted: state.entries[id] = nil
                case .withheld: state.entries[id]?.isWithheld = true
                case .there: state.entries[id]?.isWithheld = false
                }
                state.changes += 1
            }
            for id in present where state.entries[id]?.isWithheld == true {
                state.entries[id]?.isWithheld = false
                state.changes += 1
            }
            if state.serial != serial { state.changes += 1 }
            state.progress = changed.isEmpty ? nil : Progress(done: 0, total: changed.count)
        }
        defer { state.withLock { $0.progress = nil } }
        var refusals = Refusals()
        for (index, entry) in changed.enumerated() {
            if isCancelled() { return }
            let read: Reading
            do {
                read = try Self.read(entry, session)
                refusals.inARow = 0
            } catch  where FailureKind(error) == .remote {
                read = .none
                refusals.note(error)
                if refusals.inARow == Refusals.greatestInARow { break }
            }
            state.withLock { state in
                switch read {
                case .none: break
                case .entry(let entry):
                    state.entries[entry.id] = entry
                    state.changes += 1
                case .unfit(let other):
                    // A patient who was there is not taken off the list by what the store gives in the record's place. Its tag stays, so
                    // that it is looked at again.
                    if state.entries[other.id]?.kind == .patient {
                        state.entries[other.id]?.isWithheld = true
                    } else {
                        state.entries[other.id] = other
                    }
                    state.changes += 1
                }
                state.progress = Progress(done: index + 1, total: changed.count)
            }
            if index % 1000 == 999 { try session.seen().save() }
        }
        if refusals.first == nil { state.withLock { $0.serial = serial } }
        try session.seen().save()
        try save(session)
        if let first = refusals.first { throw first }
    }

    /// What has become of a record that is not listed any more.
    private enum Fate {
        case deleted, withheld, there
    }

    private static func fate(of id: RecordID, _ session: UserSession) throws -> Fate {
        do { _ = try session.records.present(id) } catch  where FailureKind.isGone(error) {
            return .deleted
        } catch  where FailureKind.isNotFound(error) || FailureKind.isAboutOneRecord(error) {
            return .withheld
        }
        return .there
    }

    /// Records that the store did not give.
    private struct Refusals {
        /// So many, one behind the other, and the store is taken to be away.
        static let greatestInARow = 3

        private(set) var first: (any Error)?
        var inARow = 0

        mutating func note(_ error: any Error) {
            if first == nil { first = error }
            inARow += 1
        }
    }

    /// Notes what the user has just written or opened, without waiting for the next ``refresh(_:until:)``.
    public func note(_ bundle: PatientBundle, _ header: SealedRecordHeader, entityTag: String, modified: UInt64) {
        let entry = Self.entry(bundle, header, entityTag: entityTag, modified: modified)
        state.withLock { state in
            state.entries[entry.id] = entry
            state.changes += 1
        }
    }

    /// Notes that the user has deleted a record.
    public func forget(_ id: RecordID) {
        state.withLock { state in
            state.entries[id] = nil
            state.changes += 1
        }
    }

    /// Writes it into the user's folder, if anything has changed.
    public func save(_ session: UserSession) throws {
        let (document, changes) = state.withLock { state -> (JSONNode?, Int) in
            guard state.changes != state.savedChanges else { return (nil, 0) }
            let entries = JSONNode.array(state.entries.values.map(\.document))
            return (["serial": .unsigned(state.serial), "entries": entries], state.changes)
        }
        guard let document else { return }
        var bytes = document.bytes
        guard bytes.count <= IdentityVault.greatestSecretByteCount else { return }
        let vault = IdentityVault.seal(SecretBytes(wiping: &bytes), kind: Self.vaultKind, by: session.identity)
        try OutputFile.write(vault, to: path, replacing: true)
        // Only now: what could not be written is to be written yet.
        state.withLock { $0.savedChanges = changes }
    }

    // MARK: - Parts

    /// What came of reading a record.
    private enum Reading {
        case entry(Entry)
        /// What the store gave is not the record as its owner made it.
        case unfit(Entry)
        /// The record is gone meanwhile.
        case none
    }

    /// - Throws: anything that says nothing about the record.
    private static func read(_ entry: StoreClient.Entry, _ session: UserSession) throws -> Reading {
        let id = entry.id
        func of(_ kind: Kind) -> Entry {
            Entry(
                id: id, entityTag: entry.entityTag, kind: kind, name: "", idNumber: "", birthDate: "", sex: "", phone: "", owner: entry.owner,
                ownerName: "", modified: entry.modified)
        }
        do {
            if entry.length > wholeLength {
                let content = try session.records.content(of: id, limit: PatientBundle.greatestLength, saving: false)
                guard try content.looksLikeJSON() else { return .entry(of(.other)) }
            }
            let record = try session.records.open(id, limit: PatientBundle.greatestLength, saving: false)
            guard let bundle = try? PatientBundle(json: record.content) else { return .entry(of(.other)) }
            return .entry(Self.entry(bundle, record.header, entityTag: record.entityTag, modified: entry.modified))
        } catch SealedRecordError.policyNotSatisfied {
            return .entry(of(.closed))
        } catch ClientError.record(.tooLong) {
            return .entry(of(.other))
        } catch {
            // One record that is damaged, or changes all the time, must not hide the others.
            if FailureKind.isAboutOneRecord(error) { return .unfit(of(.other)) }
            if FailureKind.isNotFound(error) { return .none }
            throw error
        }
    }

    private static func entry(_ bundle: PatientBundle, _ header: SealedRecordHeader, entityTag: String, modified: UInt64) -> Entry {
        let form = PatientForm(bundle)
        return Entry(
            id: header.content.recordID, entityTag: entityTag, kind: .patient, name: short(form.name), idNumber: short(form.idNumber),
            birthDate: short(form.birthDate), sex: short(form.sex), phone: short(form.phone), owner: header.content.author.userID,
            ownerName: header.content.author.label, modified: modified)
    }

    /// A record that anybody wrote may have a name of megabytes: the catalogue must be kept all the same.
    private static func short(_ text: String) -> String {
        text.utf8.count <= greatestTextLength ? text : String(text.unicodeScalars.prefix(greatestTextLength / 4))
    }

    /// Bytes.
    private static let greatestTextLength = 1024
}

extension Catalogue.Entry {
    /// As the file of the catalogue has it.
    fileprivate var document: JSONNode {
        [
            "id": .string("\(id)"), "entityTag": .string(entityTag), "kind": .string(kind.rawValue), "name": .string(name),
            "idNumber": .string(idNumber), "birthDate": .string(birthDate), "sex": .string(sex), "phone": .string(phone),
            "owner": .string("\(owner)"), "ownerName": .string(ownerName), "modified": .unsigned(modified), "withheld": .bool(isWithheld),
        ]
    }

    /// - Returns: `nil` for what the file of another version of the program has; it is read anew from the store.
    fileprivate init?(_ document: JSONNode) {
        func text(_ name: String) -> String? { document[name]?.string }
        guard let id = text("id").flatMap({ RecordID(text: $0) }), let tag = text("entityTag"),
            let kind = text("kind").flatMap({ Catalogue.Kind(rawValue: $0) }), let name = text("name"), let number = text("idNumber"),
            let birth = text("birthDate"), let sex = text("sex"), let phone = text("phone"), let owner = text("owner").flatMap({ UserID($0) }),
            let ownerName = text("ownerName"), let modified = document["modified"]?.unsigned, let isWithheld = document["withheld"]?.bool
        else { return nil }
        self.init(
            id: id, entityTag: tag, kind: kind, name: name, idNumber: number, birthDate: birth, sex: sex, phone: phone, owner: owner,
            ownerName: ownerName, modified: modified, isWithheld: isWithheld)
    }
}

extension RandomAccessContent {
    /// Whether the first byte that is no white space begins a JSON object.
    func looksLikeJSON() throws -> Bool {
        var beginning: [UInt8] = []
        try read(0..<min(length, 1024)) { beginning += $0 }
        return SearchableContent.looksLikeJSON(beginning)
    }
}
