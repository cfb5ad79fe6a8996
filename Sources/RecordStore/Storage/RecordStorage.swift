public import Identity
public import SealedRecord
public import SearchIndex

/// Where a ``RecordStore`` keeps ciphertexts. An engine keeps no rules but two: ``publish(_:_:header:replacing:by:_:)``, ``replaceHeader(_:header:replacing:by:_:)`` and
/// ``delete(_:replacing:statement:by:at:)`` compare and swap atomically, as ``setTerms(_:by:)`` compares and sets, and the terms of a
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

    /// Makes a staged object the payload of the record's present state, if the present digest is `digest`, or if nothing ever stood
    /// there and `digest` is `nil`. The older content version stays readable.
    ///
    /// - Parameter header: of the state.
    /// - Throws: ``RecordStoreError/stale`` if something else stands there.
    func publish(
        _ object: StoredObject, _ state: RecordState, header: [UInt8], replacing digest: [UInt8]?, by user: UserID,
        _ action: AccessEntry.Action
    ) throws(RecordStoreError)

    /// Puts another header in front of the payload of the record's present content version, which is not touched.
    ///
    /// - Throws: ``RecordStoreError/stale`` if the present digest is not `digest`.
    func replaceHeader(
        _ state: RecordState, header: [UInt8], replacing digest: [UInt8], by user: UserID, _ action: AccessEntry.Action
    ) throws(RecordStoreError)

    /// Removes a record with all its versions and leaves a tombstone with the owner's statement.
    ///
    /// - Throws: ``RecordStoreError/stale`` if the present digest is not `digest`.
    func delete(
        _ id: RecordID, replacing digest: [UInt8], statement: [UInt8], by user: UserID, at now: UInt64
    ) throws(RecordStoreError)

    /// The statement with which a record was deleted; `nil` if it was not.
    func deletion(of id: RecordID) throws(RecordStoreError) -> [UInt8]?

    /// Keeps a succession statement, unless there are `limit` of the same user.
    ///
    /// - Parameter name: hash of the statement: the same is kept once.
    /// - Returns: whether it is kept now.
    func keep(succession statement: [UInt8], named name: [UInt8], from user: UserID, limit: Int) throws(RecordStoreError) -> Bool

    /// The succession statements that lead on from a user, in the order in which they came.
    func successions(from user: UserID) throws(RecordStoreError) -> [[UInt8]]

    /// The content versions of a record that can be read, ascending, with the envelope that each has.
    func versions(of id: RecordID) throws(RecordStoreError) -> [RecordState]

    /// A content version: its header, and the object that holds payload and leaf hashes.
    func object(of id: RecordID, version: UInt64) throws(RecordStoreError) -> VersionObject?

    /// Up to `limit` bytes of an object from `offset`; fewer only where a piece or the object ends.
    ///
    /// - Throws: ``RecordStoreError/gone`` if the object was replaced or deleted meanwhile.
    func read(_ object: StoredObject, at offset: UInt64, atMost limit: Int) throws(RecordStoreError) -> [UInt8]

    /// Present records in the order of their identifiers, from behind `id`, at most `limit` of them.
    func records(after id: RecordID?, owner: UserID?, limit: Int) throws(RecordStoreError) -> [RecordState]

    /// Adds a line to a record's access log.
    func log(_ action: AccessEntry.Action, of id: RecordID, by user: UserID, at now: UInt64) throws(RecordStoreError)

    /// The access log of a record from behind an entry, at most `limit` entries.
    func accessLog(of id: RecordID, after position: AccessPosition?, limit: Int) throws(RecordStoreError) -> [AccessEntry]

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
