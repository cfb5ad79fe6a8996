public import Identity
public import SealedRecord
public import SearchIndex

/// The present state of a record, as far as a store knows it: nothing here tells what is inside.
public struct RecordState: Hashable, Sendable {
    /// The record, for ever.
    public let id: RecordID
    /// Who made version 1: the only one who may change or delete the record.
    public let owner: UserID
    /// Number of the present content, from 1.
    public let contentVersion: UInt64
    /// ``ContentSection/hash`` of the present content, 32 bytes.
    public let contentHash: [UInt8]
    /// Number of the present envelope, from 1.
    public let envelopeSequence: UInt64
    /// The envelope's epoch.
    public let epoch: UInt32
    /// SHA-256 of the whole sealed record, 32 bytes: its strong entity tag.
    public let digest: [UInt8]
    /// Length of the whole sealed record in bytes.
    public let length: UInt64
    /// Unix time in seconds at which the store took it.
    public let modified: UInt64

    /// As a storage engine found it; nothing is checked here.
    public init(
        id: RecordID, owner: UserID, contentVersion: UInt64, contentHash: [UInt8], envelopeSequence: UInt64, epoch: UInt32,
        digest: [UInt8], length: UInt64, modified: UInt64
    ) {
        self.id = id
        self.owner = owner
        self.contentVersion = contentVersion
        self.contentHash = contentHash
        self.envelopeSequence = envelopeSequence
        self.epoch = epoch
        self.digest = digest
        self.length = length
        self.modified = modified
    }
}

/// What stands under a record's identifier.
public enum RecordPresence: Hashable, Sendable {
    /// Nothing ever stood there.
    case absent
    /// The record is there, in this state.
    case present(RecordState)
    /// There was a record, which was deleted: the identifier is never used again.
    case deleted
}

/// One line of the access log: who did what with a record, and when. The record's owner may read it.
public struct AccessEntry: Hashable, Sendable {
    /// What was done.
    public enum Action: String, Sendable {
        /// A rewrap is a new envelope around the same content. The raw values are stored: none may ever be renamed.
        case create, read, update, rewrap, delete
    }

    /// Ascending within the log of a record.
    public let number: UInt64
    /// Unix seconds.
    public let time: UInt64
    /// Whose certificate the request was signed under.
    public let user: UserID
    /// What was done.
    public let action: Action
    /// The user's name as the last certificate had it that the store saw; `nil` if it saw none.
    public let name: String?

    /// As a storage engine found it.
    public init(number: UInt64, time: UInt64, user: UserID, action: Action, name: String? = nil) {
        self.number = number
        self.time = time
        self.user = user
        self.action = action
        self.name = name
    }
}

/// A sealed record that is being uploaded, or was: its bytes, in pieces.
public struct StoredObject: Hashable, Sendable {
    let number: Int64

    /// For a storage engine: the number by which it finds the object's bytes.
    public init(number: Int64) { self.number = number }
}

/// Where a ``RecordStore`` keeps ciphertexts. An engine keeps no rules but two: ``publish(_:_:replacing:by:_:)`` and
/// ``delete(_:replacing:by:at:)`` compare and swap atomically, as ``setTerms(_:by:)`` compares and sets, and the terms of a
/// state go with it in the same transaction. What they did when they return survives a crash.
public protocol RecordStorage: Sendable {
    /// Bytes in each piece of an object but the last.
    static var pieceByteCount: Int { get }

    /// Begins an object that nobody can see yet.
    func stage() throws(RecordStoreError) -> StoredObject

    /// Adds piece `number`, counted from 0 without gaps, to a staged object.
    func append(_ piece: [UInt8], number: Int, to object: StoredObject) throws(RecordStoreError)

    /// Removes a staged object.
    func discard(_ object: StoredObject) throws(RecordStoreError)

    /// What stands under the identifier now.
    func presence(of id: RecordID) throws(RecordStoreError) -> RecordPresence

    /// Makes a staged object the record's present state, if the present digest is `digest`, or if nothing ever stood there
    /// and `digest` is `nil`.
    ///
    /// An object of the same content version takes the place of the one that was served; otherwise the older version
    /// stays readable.
    /// - Throws: ``RecordStoreError/stale`` if something else stands there.
    func publish(
        _ object: StoredObject, _ state: RecordState, replacing digest: [UInt8]?, by user: UserID, _ action: AccessEntry.Action
    ) throws(RecordStoreError)

    /// Removes a record with all its versions and leaves a tombstone.
    ///
    /// - Throws: ``RecordStoreError/stale`` if the present digest is not `digest`.
    func delete(_ id: RecordID, replacing digest: [UInt8], by user: UserID, at now: UInt64) throws(RecordStoreError)

    /// The content versions of a record that can be read, ascending, with the envelope that each has.
    func versions(of id: RecordID) throws(RecordStoreError) -> [RecordState]

    /// The object of a content version.
    func object(of id: RecordID, version: UInt64) throws(RecordStoreError) -> (object: StoredObject, state: RecordState)?

    /// Up to `limit` bytes of an object from `offset`; fewer only where a piece or the object ends.
    ///
    /// - Throws: ``RecordStoreError/gone`` if the object was replaced or deleted meanwhile.
    func read(_ object: StoredObject, at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8]

    /// Present records in the order of their identifiers, from behind `id`, at most `limit` of them.
    func records(after id: RecordID?, owner: UserID?, limit: Int) throws(RecordStoreError) -> [RecordState]

    /// Adds a line to a record's access log.
    func log(_ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64) throws(RecordStoreError)

    /// The access log of a record from behind entry `number`, at most `limit` entries.
    func accessLog(of id: RecordID, after number: UInt64, limit: Int) throws(RecordStoreError) -> [AccessEntry]

    /// Keeps the name that a user's certificate has, for ``AccessEntry/name``.
    func note(_ name: String, of user: UserID) throws(RecordStoreError)

    /// Sets the terms under which some records are found, instead of those that they had, all in one transaction, and
    /// notes that there is a key in the batch's index record.
    ///
    /// Only for records whose present state has the digest that the entry names and that belong to `owner`, and never for
    /// a record that has an index key in it.
    /// - Returns: the records for which that is not so; nothing was done for them.
    /// - Throws: ``RecordStoreError/notFound``, ``RecordStoreError/deleted``, ``RecordStoreError/notOwner`` about the index
    ///   record; ``RecordStoreError/indexChanged`` if it has another content version by now.
    func setTerms(_ batch: TermsBatch, by owner: UserID) throws(RecordStoreError) -> [RecordID]

    /// Present records that match a query, in the order of their identifiers, from behind `id`, at most `limit` of them.
    ///
    /// Terms count as long as the record is in the state that they were set for, and the index record in the content version
    /// that it had then.
    func search(_ query: SearchQuery, after id: RecordID?, limit: Int) throws(RecordStoreError) -> SearchPage

    /// Those of some records that have terms that count.
    func indexed(among ids: [RecordID]) throws(RecordStoreError) -> Set<RecordID>

    /// Present index records in the order of their identifiers, from behind `id`, at most `limit` of them.
    func indexes(after id: RecordID?, limit: Int) throws(RecordStoreError) -> [IndexState]

    /// Sum of the lengths of all objects that a user's present records and their versions have, in bytes.
    func usage(of owner: UserID) throws(RecordStoreError) -> UInt64

    /// Closes the engine; every later call is refused.
    func close() throws(RecordStoreError)
}
