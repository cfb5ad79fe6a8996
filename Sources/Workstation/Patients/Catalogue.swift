import FoundationEssentials
import Framing
public import HealthRecord
import Identity
public import SealedRecord
import Cryptography
import Synchronization

/// What a user's own machine knows of the records in the store without opening them again: who the patients are, in memory,
/// and in the user's folder sealed under the identity.
///
/// Several threads may use it.
public final class Catalogue: Sendable {
    /// What a record is.
    public enum Kind: String, Codable, Sendable {
        case patient
        /// The user's keys do not open it.
        case closed
        /// A document, a part, readings, an index key: no patient's record.
        case other
    }

    /// What the list shows of a record.
    public struct Entry: Codable, Sendable {
        public let id: String
        /// The store's tag of the state that this was read from.
        public let entityTag: String
        public let kind: Kind
        public let name: String
        public let idNumber: String
        public let birthDate: String
        public let sex: String
        public let phone: String
        /// ``UserID`` of the author.
        public let owner: String
        public let ownerName: String
        /// Unix seconds at which the store took it.
        public let modified: UInt64
    }

    /// How far ``refresh(_:until:)`` has come.
    public struct Progress: Equatable, Sendable {
        public var done: Int
        public var total: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var progress: Progress?
        /// Serial number of the certificate with which closed records were tried.
        var serial: UInt64 = 0
        var isChanged = false
    }

    /// The stored form.
    private struct Stored: Codable {
        let serial: UInt64
        let entries: [Entry]
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
            let stored = try? JSONDecoder().decode(Stored.self, from: Data(secret.revealed()))
        {
            state.entries = Dictionary(stored.entries.map { ($0.id, $0) }) { first, _ in first }
            state.serial = stored.serial
        }
        self.state = Mutex(state)
    }

    /// The records, in no order.
    public var entries: [Entry] { state.withLock { Array($0.entries.values) } }

    public func entry(_ id: RecordID) -> Entry? { state.withLock { $0.entries["\(id)"] } }

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
        var present: Set<String> = []
        // Index keys are many authors' and nobody's patients.
        let keys = try session.indexKeyRecords()
        try session.eachRecord { entry in
            let (id, _, tag) = try entry.checked()
            if keys.contains(id) { return }
            present.insert("\(id)")
            let isKnown = state.withLock { state in
                guard let known = state.entries["\(id)"], known.entityTag == tag else { return false }
                return known.kind != .closed || state.serial == serial
            }
            if !isKnown { changed.append(entry) }
        }
        // What was looked at last is what is wanted first.
        changed.sort { $0.modified > $1.modified }
        state.withLock { state in
            let gone = state.entries.keys.filter { !present.contains($0) }
            for id in gone { state.entries[id] = nil }
            if !gone.isEmpty || state.serial != serial { state.isChanged = true }
            state.progress = changed.isEmpty ? nil : Progress(done: 0, total: changed.count)
        }
        defer { state.withLock { $0.progress = nil } }
        var refusals = Refusals()
        for (index, entry) in changed.enumerated() {
            if isCancelled() { return }
            let read: Entry?
            do {
                read = try Self.read(entry, session)
                refusals.inARow = 0
            } catch let failure as UserFailure where failure.kind == .remote {
                read = nil
                refusals.note(failure)
                if refusals.inARow == Refusals.greatestInARow { break }
            }
            state.withLock { state in
                if let read {
                    state.entries[read.id] = read
                    state.isChanged = true
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

    /// Records that the store did not give.
    private struct Refusals {
        /// So many, one behind the other, and the store is taken to be away.
        static let greatestInARow = 3

        private(set) var first: UserFailure?
        var inARow = 0

        mutating func note(_ failure: UserFailure) {
            if first == nil { first = failure }
            inARow += 1
        }
    }

    /// Notes what the user has just written or opened, without waiting for the next ``refresh(_:until:)``.
    public func note(_ bundle: PatientBundle, _ header: SealedRecordHeader, entityTag: String, modified: UInt64) {
        let entry = Self.entry(bundle, header, entityTag: entityTag, modified: modified)
        state.withLock { state in
            state.entries[entry.id] = entry
            state.isChanged = true
        }
    }

    public func forget(_ id: RecordID) {
        state.withLock { state in
            state.entries["\(id)"] = nil
            state.isChanged = true
        }
    }

    /// Writes it into the user's folder, if anything has changed.
    public func save(_ session: UserSession) throws {
        let stored = state.withLock { state -> Stored? in
            guard state.isChanged else { return nil }
            state.isChanged = false
            return Stored(serial: state.serial, entries: Array(state.entries.values))
        }
        guard let stored else { return }
        var bytes = [UInt8](try JSONEncoder().encode(stored))
        guard bytes.count <= IdentityVault.greatestSecretByteCount else { return }
        let vault = IdentityVault.seal(SecretBytes(wiping: &bytes), kind: Self.vaultKind, by: session.identity)
        try OutputFile.write(vault, to: path, replacing: true)
    }

    // MARK: - Parts

    /// - Returns: `nil` if the record is gone meanwhile.
    /// - Throws: a ``UserFailure`` for anything that says nothing about the record.
    private static func read(_ entry: StoreClient.Entry, _ session: UserSession) throws -> Entry? {
        let (id, owner, tag) = try entry.checked()
        func of(_ kind: Kind) -> Entry {
            Entry(
                id: "\(id)", entityTag: tag, kind: kind, name: "", idNumber: "", birthDate: "", sex: "", phone: "", owner: "\(owner)",
                ownerName: "", modified: entry.modified)
        }
        do {
            if entry.length > wholeLength {
                let content = try session.content(of: id, saving: false)
                guard content.length <= UInt64(PatientBundle.greatestLength), try content.looksLikeJSON() else { return of(.other) }
            }
            let record = try session.open(id, limit: PatientBundle.greatestLength, saving: false)
            guard let bundle = try? PatientBundle(json: record.content) else { return of(.other) }
            return Self.entry(bundle, record.header, entityTag: record.entityTag, modified: entry.modified)
        } catch SealedRecordError.policyNotSatisfied {
            return of(.closed)
        } catch {
            // One record that is damaged, or changes all the time, must not hide the others.
            if UserSession.isAboutTheRecord(error) { return of(.other) }
            let failure = UserFailure(error)
            if failure.kind == .notFound { return nil }
            throw failure
        }
    }

    private static func entry(_ bundle: PatientBundle, _ header: SealedRecordHeader, entityTag: String, modified: UInt64) -> Entry {
        let form = PatientForm(bundle)
        return Entry(
            id: "\(header.content.recordID)", entityTag: entityTag, kind: .patient, name: short(form.name), idNumber: short(form.idNumber),
            birthDate: short(form.birthDate), sex: short(form.sex), phone: short(form.phone), owner: "\(header.content.author.userID)",
            ownerName: header.content.author.displayName, modified: modified)
    }

    /// A record that anybody wrote may have a name of megabytes: the catalogue must be kept all the same.
    private static func short(_ text: String) -> String {
        text.utf8.count <= greatestTextLength ? text : String(text.unicodeScalars.prefix(greatestTextLength / 4))
    }

    /// Bytes.
    private static let greatestTextLength = 1024
}

extension RandomAccessContent {
    /// Whether the first byte that is no white space begins a JSON object.
    func looksLikeJSON() throws -> Bool {
        var beginning: [UInt8] = []
        try read(0..<min(length, 1024)) { beginning += $0 }
        return SearchableContent.looksLikeJSON(beginning)
    }
}
