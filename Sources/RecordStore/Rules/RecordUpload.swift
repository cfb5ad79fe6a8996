import Identity
import SealedRecord
import Cryptography

/// A sealed record on its way into the store: verified as it arrives, at constant memory, and visible only when all of it
/// was found right.
///
/// Used by one thread at a time. ``abort()`` or ``finish(digest:)`` ends it; an upload that neither ended is cleaned up
/// when the store is opened again.
public final class RecordUpload {
    private let store: RecordStore
    private let id: RecordID
    private let user: UserID
    private let precondition: RecordStore.Precondition
    private let admission: Admission
    private let object: StoredObject
    private let pieceByteCount: Int
    private var scanner: RecordScanner? = RecordScanner()
    private var hash: SHA256? = SHA256()
    /// What has not been written: the beginning of the header until all of that is there, then bytes of the payload.
    private var pending: [UInt8] = []
    private var headerLength: Int?
    private var isBehindHeader = false
    private var pieceNumber = 0
    private var length: UInt64 = 0
    private var usage: UInt64 = 0

    init(
        _ store: RecordStore, _ id: RecordID, _ user: UserID, _ precondition: RecordStore.Precondition, _ admission: Admission
    ) throws(RecordStoreError) {
        self.store = store
        self.id = id
        self.user = user
        self.precondition = precondition
        self.admission = admission
        pieceByteCount = type(of: store.storage).pieceByteCount
        if store.quota != nil { usage = try store.storage.usage(of: user) }
        object = try store.storage.stage()
    }

    /// Takes the next bytes of the sealed record.
    ///
    /// - Throws: `.invalidRecord` as soon as they break the format or a signature, `.wrongIdentifier`, `.quotaExceeded`,
    ///   `.storage`, and what ``Admission`` refuses. The upload is to be aborted then.
    public func receive(_ bytes: [UInt8]) throws(RecordStoreError) {
        length += UInt64(bytes.count)
        if let quota = store.quota, usage + length > quota { throw .quotaExceeded(limit: quota) }
        hash?.update(bytes)
        var header: SealedRecordHeader?
        do throws(SealedRecordError) {
            try scanner?.update(bytes) { event in
                if case .header(let found) = event { header = found }
            }
            if let header { try header.verify(store.authority) }
        } catch {
            throw .invalidRecord(error)
        }
        if let header {
            try admit(header)
            headerLength = header.bytes.count
        }
        pending += bytes
        guard let headerLength else { return }
        if !isBehindHeader {
            pending.removeFirst(headerLength)
            isBehindHeader = true
        }
        while pending.count >= pieceByteCount {
            try write(Array(pending[..<pieceByteCount]))
            pending.removeFirst(pieceByteCount)
        }
    }

    /// Ends the upload and makes it the record's present state.
    ///
    /// - Parameter digest: SHA-256 of all bytes, as the signed request announced it.
    /// - Returns: the new state, which survives a crash from now on, and what was done.
    /// - Throws: `.digestMismatch`, `.invalidRecord`, `.stale`, `.rolledBack`, `.notOwner`, `.exists`, `.deleted`.
    public func finish(digest: [UInt8]) throws(RecordStoreError) -> (state: RecordState, action: AccessEntry.Action) {
        guard let scanner = scanner.take(), let hash = hash.take() else { throw .gone }
        guard constantTimeEquals(hash.finish(), digest) else { throw .digestMismatch }
        let header: SealedRecordHeader
        do { header = try scanner.finish() } catch { throw .invalidRecord(error) }
        if !pending.isEmpty {
            try write(pending)
            pending = []
        }
        let presence = try store.storage.presence(of: id)
        try store.check(precondition, presence)
        let (action, previous) = try store.transition(from: presence, to: header, by: user)
        // Asked again: other uploads of the same user may have ended meanwhile. With a record that somebody takes over come its versions.
        let taken = try comingVersions(presence)
        if let quota = store.quota, try store.storage.usage(of: user) + taken + length > quota { throw .quotaExceeded(limit: quota) }
        try store.keepNew(header.content.successions, after: previous?.content.successions ?? .none, at: admission.time, admission.authority)
        let state = RecordState(header, modified: admission.time)
        try store.storage.publish(object, state, header: header.bytes, replacing: presence.digest, by: user, action)
        return (state, action)
    }

    /// Removes what has arrived.
    public func abort() { try? store.storage.discard(object) }

    /// Refuses early what cannot be published, before the payload arrives.
    private func admit(_ header: SealedRecordHeader) throws(RecordStoreError) {
        guard header.content.recordID == id else { throw .wrongIdentifier }
        let (action, previous) = try store.transition(from: try store.storage.presence(of: id), to: header, by: user)
        try admission.check(header, action)
        try store.check(header.content.successions, after: previous?.content.successions ?? .none, at: admission.time, admission.authority)
    }

    /// Bytes that the user's records have more, beside this upload, once they hold this one.
    private func comingVersions(_ presence: RecordPresence) throws(RecordStoreError) -> UInt64 {
        guard store.quota != nil, case .present(let state) = presence, state.owner != user else { return 0 }
        return try store.storage.versions(of: id).reduce(0) { $0 + $1.length }
    }

    private func write(_ piece: [UInt8]) throws(RecordStoreError) {
        try store.storage.append(piece, number: pieceNumber, to: object)
        pieceNumber += 1
    }
}
