public import Identity
public import SealedRecord
import Cryptography

/// A record that was fetched, verified and opened.
public struct OpenedRecord {
    public let header: SealedRecordHeader
    /// The store's tag of this state.
    public let entityTag: String
    public internal(set) var content: [UInt8]

    /// Who made the content.
    public var author: Certificate { header.content.author }
}

/// Reading records.
extension UserSession {
    /// The verified header of a record's present state.
    public func present(_ id: RecordID) throws -> (header: SealedRecordHeader, state: StoreClient.State) {
        let (header, state) = try store().header(id)
        try header.verify(ring.authority)
        guard header.content.recordID == id else { throw Self.anotherRecord }
        try seen().check(header)
        return (header, state)
    }

    /// Fetches a record, or an older version of it, and verifies all of it.
    public func fetch(
        _ id: RecordID, version: UInt64? = nil
    ) throws -> (copy: SealedCopy, header: SealedRecordHeader, state: StoreClient.State) {
        let download = RecordDownload(home, ring.authority, id)
        let state = try store().get(id, version: version, to: download)
        let (copy, header) = try download.finish()
        try check(header, id, version)
        return (copy, header, state)
    }

    /// Fetches a record, and gives its content piece by piece. All of it is verified before the first piece comes.
    public func get(_ id: RecordID, version: UInt64? = nil, _ consume: ([UInt8]) throws -> Void) throws -> SealedRecordHeader {
        let (copy, header, _) = try fetch(id, version: version)
        try SealedStream.open(
            try copy.input(), ring.authority, recordKey: { try recordKey(of: $0) }, progress: progress, consume)
        return header
    }

    /// Fetches and opens a record whose content fits into memory.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of content.
    ///   - saving: whether what was seen is written down at once; otherwise with the next one that is.
    public func open(_ id: RecordID, version: UInt64? = nil, limit: Int, saving: Bool = true) throws -> OpenedRecord {
        let output = SpillingOutput(home)
        let state = try store().get(id, version: version, atMost: SealedRecordHeader.greatestRecordLength(around: UInt64(limit)), to: output)
        let copy = try output.finish()
        let (header, content) = try open(copy, limit: limit)
        try check(header, id, version, saving: saving)
        if version == nil { try openedStates.note(state.entityTag, header) }
        return OpenedRecord(header: header, entityTag: state.entityTag, content: content)
    }

    /// Opens what was fetched, in one reading: what is given back was verified to its last byte.
    func open(_ copy: SealedCopy, limit: Int) throws -> (header: SealedRecordHeader, content: [UInt8]) {
        var content: [UInt8] = []
        var header: SealedRecordHeader?
        try SealedStream.open(
            try copy.input(), ring.authority,
            recordKey: { found in
                header = found
                guard found.content.plaintextLength <= UInt64(limit) else {
                    throw UserFailure(
                        .general, "the record holds more than \(limit) bytes", hint: "medseal record get fetches it as a file"
                    ).aboutOneRecord
                }
                content.reserveCapacity(Int(found.content.plaintextLength))
                return try recordKey(of: found)
            }
        ) { content += $0 }
        guard let header else { throw SealedRecordError.wrongLength }
        return (header, content)
    }

    private func check(_ header: SealedRecordHeader, _ id: RecordID, _ version: UInt64?, saving: Bool = true) throws {
        guard header.content.recordID == id, version == nil || header.content.contentVersion == version else {
            throw Self.anotherRecord
        }
        if version == nil {
            try seen().check(header)
            if saving { try seen().save() }
        }
    }

    // MARK: - Lists

    /// The present records of the store, in the order of their identifiers, page after page.
    ///
    /// - Parameter owner: only this user's.
    public func eachRecord(of owner: UserID? = nil, _ body: (StoreClient.Entry) throws -> Void) throws {
        try StoreClient.eachPage { cursor in
            let page = try store().list(after: cursor, owner: owner.map { "\($0)" })
            for entry in page.records { try body(entry) }
            return page.next
        }
    }

    /// The versions of a record that can be read, ascending, as the store says.
    public func versions(of id: RecordID) throws -> [StoreClient.Entry] { try store().versions(id) }

    /// Who did what with a record of this user's, oldest first, as the store says; at most the last `limit`.
    public func accesses(of id: RecordID, limit: Int = 5000) throws -> [StoreClient.Access] {
        var all: [StoreClient.Access] = []
        try StoreClient.eachPage { cursor in
            let page = try store().accesses(id, after: cursor)
            all += page.accesses
            if all.count > limit { all.removeFirst(all.count - limit) }
            return page.next
        }
        return all
    }
}
