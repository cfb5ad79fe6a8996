import Identity
import RecordStore
import SealedRecord
import SearchIndex
import TestSupport

/// States of records without content, and terms for them, straight into a storage engine.
struct TermFixture {
    let owner = UserID(bytes: [UInt8](repeating: 1, count: 32))!
    let other = UserID(bytes: [UInt8](repeating: 2, count: 32))!
    let storage: any RecordStorage

    static func id(_ number: UInt8) -> RecordID { RecordID(bytes: [UInt8](repeating: number, count: 32))! }

    static func token(_ number: UInt8) -> SearchToken { SearchToken(bytes: [UInt8](repeating: number, count: 16))! }

    /// Publishes the next state, or replaces the header if it is the next envelope of one; its digest is made of `mark`.
    @discardableResult
    func publish(
        _ number: UInt8, _ version: UInt64 = 1, envelope: UInt64 = 1, mark: UInt8 = 1, after: RecordState? = nil, owner: UserID? = nil
    ) throws -> RecordState {
        let state = RecordState(
            id: Self.id(number), owner: owner ?? self.owner, contentVersion: version, contentHash: [UInt8](repeating: UInt8(version), count: 32),
            envelopeSequence: envelope, epoch: 7, digest: [UInt8](repeating: mark, count: 32), length: 1, modified: 1000)
        if let after, envelope > 1 {
            try storage.replaceHeader(state, header: [7, mark], replacing: after.digest, by: state.owner, .rewrap)
            return state
        }
        let object = try storage.stage()
        try storage.append([1], number: 0, to: object)
        try storage.publish(object, state, header: [7, mark], replacing: after?.digest, by: state.owner, after == nil ? .create : .update)
        return state
    }

    static func entry(_ number: UInt8, _ tokens: [UInt8], mark: UInt8 = 1) throws -> RecordTerms {
        try RecordTerms(
            record: id(number).bytes, digest: [UInt8](repeating: mark, count: 32), tokens: tokens.map { token($0) })
    }

    @discardableResult
    func set(_ entries: [RecordTerms], under index: UInt8 = 100, version: UInt64 = 1, by user: UserID? = nil) throws -> [RecordID] {
        try storage.setTerms(
            try TermsBatch(index: Self.id(index).bytes, indexVersion: version, entries: entries), by: user ?? owner)
    }

    /// The numbers of the records that match: any of these, all of these, one of these.
    func find(_ alternatives: [[[UInt8]]], after: UInt8? = nil, limit: Int = 100) throws -> [UInt8] {
        try storage.search(Self.query(alternatives), after: after.map(Self.id), limit: limit).records.map { $0.id.bytes[0] }
    }

    func find(_ token: UInt8) throws -> [UInt8] { try find([[[token]]]) }

    static func query(_ alternatives: [[[UInt8]]]) throws -> SearchQuery {
        try query(alternatives.map { $0.map { $0.map(token) } })
    }

    /// By way of the encoding, since only an index key makes queries.
    static func query(_ alternatives: [[[SearchToken]]]) throws -> SearchQuery {
        var bytes = Array("MEDSEALY".utf8) + [1, UInt8(alternatives.count >> 8), UInt8(alternatives.count & 255)]
        for terms in alternatives {
            let ordered = terms.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
            bytes.append(UInt8(ordered.count))
            for term in ordered { bytes += [UInt8(term.count >> 8), UInt8(term.count & 255)] + term.flatMap(\.bytes) }
        }
        return try SearchQuery(bytes: bytes)
    }
}
