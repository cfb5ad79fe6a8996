public import Identity
public import SealedRecord
public import LocalFiles
public import ServerClients

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
extension Records {
    /// Fetches a record, or an older version of it, and verifies all of it.
    public func fetch(
        _ id: RecordID, version: UInt64? = nil
    ) throws -> (copy: SealedCopy, header: SealedRecordHeader, state: StoreClient.State) {
        let (copy, header, state) = try located(id, version: version) {
            let download = RecordDownload(session.home, session.ring.authority, id)
            let state = try session.store().get(id, version: version, to: download)
            let (copy, header) = try download.finish()
            return (copy, header, state)
        }
        try check(header, id, version, state)
        return (copy, header, state)
    }

    /// Fetches a record, and gives its content piece by piece. All of it is verified before the first piece comes.
    public func get(_ id: RecordID, version: UInt64? = nil, _ consume: ([UInt8]) throws -> Void) throws -> SealedRecordHeader {
        let (copy, header, _) = try fetch(id, version: version)
        try SealedStream.open(
            try copy.input(), session.ring.authority, recordKey: { try session.recordKey(of: $0) }, progress: session.progress, consume)
        return header
    }

    /// Fetches and opens a record whose content fits into memory.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of content.
    ///   - saving: whether what was seen is written down at once; otherwise with the next one that is.
    public func open(_ id: RecordID, version: UInt64? = nil, limit: Int, saving: Bool = true) throws -> OpenedRecord {
        let (header, state, content) = try openWithState(id, version: version, limit: limit, saving: saving)
        return OpenedRecord(header: header, entityTag: state.entityTag, content: content)
    }

    /// As ``open(_:version:limit:saving:)``, with what the store calls the state.
    func openWithState(
        _ id: RecordID, version: UInt64? = nil, limit: Int, saving: Bool = true
    ) throws -> (header: SealedRecordHeader, state: StoreClient.State, content: [UInt8]) {
        let output = SpillingOutput(in: session.home.transferFolder)
        let state = try located(id, version: version) {
            try session.store().get(id, version: version, atMost: SealedRecordHeader.greatestRecordLength(around: UInt64(limit)), to: output)
        }
        // Before the key is looked for: that this user's does not open it is to be said of this record only.
        let (header, content) = try open(try output.finish(), limit: limit) { try check($0, id, version, state, saving: saving) }
        return (header, state, content)
    }

    /// Opens what was fetched, in one reading: what is given back was verified to its last byte.
    ///
    /// - Parameter check: is given the header, of which the signatures are verified, before anything is opened.
    private func open(
        _ copy: SealedCopy, limit: Int, _ check: (SealedRecordHeader) throws -> Void
    ) throws -> (header: SealedRecordHeader, content: [UInt8]) {
        var content: [UInt8] = []
        var header: SealedRecordHeader?
        try SealedStream.open(
            try copy.input(), session.ring.authority,
            recordKey: { found in
                header = found
                try check(found)
                guard found.mayHold(atMost: UInt64(limit)) else {
                    throw ClientError.record(.tooLong(limit: limit))
                }
                content.reserveCapacity(Int(found.content.paddedLength))
                return try session.recordKey(of: found)
            }
        ) { content += $0 }
        guard let header else { throw SealedRecordError.wrongLength }
        guard content.count <= limit else { throw ClientError.record(.tooLong(limit: limit)) }
        return (header, content)
    }

    private func check(
        _ header: SealedRecordHeader, _ id: RecordID, _ version: UInt64?, _ state: StoreClient.State, saving: Bool = true
    ) throws {
        guard let version else {
            try accept(header, id, state)
            if saving { try session.seen().save() }
            return
        }
        guard header.content.recordID == id, header.content.contentVersion == version else { throw ClientError.record(.anotherRecord) }
        try checkLeadsToPresent(header)
    }
}
