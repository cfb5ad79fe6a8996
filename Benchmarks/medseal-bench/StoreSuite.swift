import AccessPolicy
import Benchmarking
import HTTPTransport
import HospitalFixture
import RecordStore
import SealedRecord
import Cryptography
import SQLiteRecords

/// Sealed records of 4 KiB created, read, updated, given other readers and listed: by calls into the store, and over HTTP on loopback. Every
/// write is durable when it returns (SQLite on a file in the temporary folder).
enum StoreSuite {
    /// Records made before the clock starts, each used once: as many as a second of creating takes at most.
    private static let stock = 400
    private static let listed = 100

    static var operations: [Operation] {
        [
            Operation(.init("store.create", size: 4096), mostCalls: stock) { source in
                let world = try StoreWorld(&source)
                let records = try (0..<stock).map { _ in try world.seal() }
                return using(records) { try world.put($0.id, $0.bytes, .absent) }
            },
            Operation(.init("store.read", size: 4096)) { source in
                let world = try StoreWorld(&source)
                let record = try world.seal()
                try world.put(record.id, record.bytes, .absent)
                return repeating { keep(try world.get(record.id).count) }
            },
            Operation(.init("store.update", size: 4096), mostCalls: stock) { source in
                let world = try StoreWorld(&source)
                var record = try world.seal()
                try world.put(record.id, record.bytes, .absent)
                let versions = try (0..<stock).map { _ in
                    let previous = record
                    record = try world.seal(after: record)
                    return (record, try Hospital.header(of: previous.bytes).stateHash)
                }
                return using(versions) { try world.put($0.0.id, $0.0.bytes, .unchanged(digest: $0.1)) }
            },
            // The record has 1 MiB, and the envelope alone is sent: the payload's length plays no part.
            Operation(.init("store.rewrap", size: 1 << 20), mostCalls: stock) { source in
                let world = try StoreWorld(&source, contentLength: 1 << 20)
                let envelopes = try world.envelopes(stock)
                return using(envelopes) { try world.rewrap($0) }
            },
            Operation(.init("store.list", n: listed)) { source in
                let world = try StoreWorld(&source)
                try world.fill(listed)
                return repeating { keep(try world.storage.records(after: nil, owner: nil, limit: listed).count) }
            },
            Operation(.init("store.http.create", size: 4096), mostCalls: stock) { source in
                let world = try StoreWorld(&source)
                let server = try LoopbackServer(world)
                let records = try (0..<stock).map { _ in try world.seal() }
                return using(records) {
                    try server.send(.put, "/v1/records/\($0.id)", [("if-none-match", "*")], $0.bytes, expecting: 201)
                }
            },
            Operation(.init("store.http.read", size: 4096)) { source in
                let world = try StoreWorld(&source)
                let server = try LoopbackServer(world)
                let record = try world.seal()
                try world.put(record.id, record.bytes, .absent)
                return repeating { try server.send(.get, "/v1/records/\(record.id)", expecting: 200) }
            },
            Operation(.init("store.http.rewrap", size: 1 << 20), mostCalls: stock) { source in
                let world = try StoreWorld(&source, contentLength: 1 << 20)
                let server = try LoopbackServer(world)
                let envelopes = try world.envelopes(stock)
                return using(envelopes) {
                    let tag = EntityTag.strong($0.before.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
                    try server.send(.put, "/v1/records/\($0.id)/envelope", [("if-match", tag)], $0.bytes, expecting: 200)
                }
            },
            Operation(.init("store.http.list", n: listed)) { source in
                let world = try StoreWorld(&source)
                let server = try LoopbackServer(world)
                try world.fill(listed)
                return repeating { try server.send(.get, "/v1/records?limit=\(listed)", expecting: 200) }
            },
        ]
    }

    private static func repeating(_ body: @escaping () throws -> Void) -> () -> Void {
        { do { try body() } catch { preconditionFailure("the store refused: \(error)") } }
    }

    /// Gives `body` one element after the other.
    private static func using<T>(_ stock: [T], _ body: @escaping (T) throws -> Void) -> () -> Void {
        var rest = stock[...]
        return repeating {
            guard let next = rest.popFirst() else { preconditionFailure("more calls than the stock has records") }
            try body(next)
        }
    }
}

/// A store in a temporary folder, and an author who may write to it.
final class StoreWorld {
    let folder: TemporaryFolder
    let author: RecordSuite.Author
    let storage: SQLiteRecordStorage
    let store: RecordStore
    private let admission: Admission
    private let shared: SharedPolicyKey
    private let content: [UInt8]

    /// - Parameter contentLength: of each record, in bytes.
    init(_ source: inout SeededGenerator, contentLength: Int = 4096) throws {
        folder = try TemporaryFolder()
        author = try RecordSuite.Author()
        storage = try SQLiteRecordStorage(folder.file("records.db"))
        store = RecordStore(storage, authority: author.hospital.description)
        let present = AuthorityState(
            description: author.hospital.description, epoch: try author.hospital.epochStatement(RecordSuite.Author.epoch),
            revocations: try author.hospital.revocationList())
        admission = Admission(at: Hospital.now, present)
        shared = try SharedPolicyKey(
            try Policy(parsing: "role:doctor"), author.hospital.realm, epoch: RecordSuite.Author.epoch,
            revocationSequence: 1)
        content = source.bytes(contentLength)
    }

    func seal(after previous: (id: RecordID, bytes: [UInt8])? = nil) throws -> (id: RecordID, bytes: [UInt8]) {
        var plan = author.plan()
        if let previous {
            plan = SealingPlan(
                after: try Hospital.header(of: previous.bytes), created: Hospital.now, epoch: RecordSuite.Author.epoch,
                revocationSequence: 1, author: author.certificate)
        }
        let key = RecordKey.random()
        let stanza = try Stanza.shared(shared, wrapping: key, for: plan.target, at: 0)
        return (plan.recordID, try author.sealed(content, key, stanza, plan))
    }

    func put(_ id: RecordID, _ record: [UInt8], _ precondition: RecordStore.Precondition) throws {
        let upload = try store.upload(to: id, by: author.certificate.userID, precondition, admission)
        try upload.receive(record)
        _ = try upload.finish(digest: SHA256.hash(record))
    }

    func get(_ id: RecordID) throws -> [UInt8] {
        let record = try store.open(id)
        var bytes: [UInt8] = []
        while UInt64(bytes.count) < record.state.length {
            bytes += try record.read(at: UInt64(bytes.count), atMost: Int(record.state.length) - bytes.count)
        }
        return bytes
    }

    /// One envelope after another, around one record's content.
    struct Envelope {
        let id: RecordID
        /// Hash of the state that it replaces.
        let before: [UInt8]
        let bytes: [UInt8]
    }

    /// Stores a record, and makes its next envelopes.
    func envelopes(_ count: Int) throws -> [Envelope] {
        let plan = author.plan()
        let key = RecordKey.random()
        let record = try author.sealed(content, key, try Stanza.shared(shared, wrapping: key, for: plan.target, at: 0), plan)
        try put(plan.recordID, record, .absent)
        var header = try Hospital.header(of: record)
        return try (0..<count).map { _ in
            let change = Rewrapping(created: Hospital.now, epoch: RecordSuite.Author.epoch, revocationSequence: 1, signer: author.certificate)
            let stanza = try Stanza.shared(shared, wrapping: key, for: change.target(header), at: 0)
            let before = header.stateHash
            header = try change.apply(to: header, stanzas: [stanza], signedBy: author.identity)
            return Envelope(id: plan.recordID, before: before, bytes: header.envelope.bytes)
        }
    }

    func rewrap(_ envelope: Envelope) throws {
        _ = try store.rewrap(envelope.id, envelope: envelope.bytes, by: author.certificate.userID, digest: envelope.before, admission)
    }

    func fill(_ count: Int) throws {
        for _ in 0..<count {
            let record = try seal()
            try put(record.id, record.bytes, .absent)
        }
    }
}
