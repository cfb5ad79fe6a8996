import Glibc
import Identity
import KeyAuthority
import RecordStore
import SealedRecord
import SearchIndex
import Cryptography
import SQLiteRecords

/// Damaged database files of a store and of an authority: opened, read through, and written to.
enum DatabaseTarget {
    static func run(_ input: [UInt8]) {
        guard input.count > 100 else { return }
        let path = "/dev/shm/medseal-fuzz-\(getpid())"
        for suffix in ["", "-wal", "-shm", "-journal"] { unsafe unlink(path + suffix) }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return }
        _ = unsafe Glibc.write(descriptor, input, input.count)
        close(descriptor)
        // The application id tells whose file it is.
        if input[68...71].elementsEqual([0x4d, 0x53, 0x52, 0x53]) { store(path) } else { authority(path) }
    }

    private static func store(_ path: String) {
        guard let storage = try? SQLiteRecordStorage(path) else { return }
        let store = RecordStore(storage, authority: World.shared.description)
        _ = try? storage.search(SearchTarget.stored, after: nil, limit: 10)
        _ = try? storage.indexes(after: nil, limit: 10)
        for state in (try? storage.records(after: nil, owner: nil, limit: 10)) ?? [] {
            for version in (try? storage.versions(of: state.id)) ?? [] {
                guard let record = try? store.open(state.id, version: version.contentVersion) else { continue }
                _ = try? record.read(at: 0, atMost: 1000)
            }
            _ = try? store.accessLog(of: state.id, for: state.owner)
            _ = try? storage.usage(of: state.owner)
            _ = try? storage.indexed(among: [state.id])
            try? delete(state, in: store)
        }
        try? storage.close()
    }

    private static func delete(_ state: RecordState, in store: RecordStore) throws {
        let world = World.shared
        let prefix = try store.open(state.id).read(at: 0, atMost: SealedRecordHeader.prefixLength)
        let header = try store.open(state.id).read(at: 0, atMost: try SealedRecordHeader.length(prefix: prefix))
        let content = try SealedRecordHeader(bytes: header).content
        let statement = try DeletionStatement(
            of: content.name, lastContentHash: content.hash, .requested, successions: content.successions, by: world.certificate, time: World.now,
            world.description, signedBy: world.user)
        try store.delete(state.id, statement: statement.bytes, by: state.owner, digest: state.digest, at: World.now, try world.state())
    }

    private static func authority(_ path: String) {
        guard let authority = try? KeyAuthority(opening: path) else { return }
        _ = try? authority.epochStatement()
        _ = try? authority.revocationList()
        for user in (try? authority.users()) ?? [] { _ = user.certificate.serial }
        for record in (try? authority.pendingRequests()) ?? [] { _ = try? authority.request(record.request.id) }
        _ = try? authority.auditTrail()
        _ = try? authority.verifyAuditTrail()
        try? authority.close()
    }
}
