public import Identity
public import SealedRecord
public import ServerClients

/// The sealed records in the store, as this user reads and writes them: one record at a time, whatever is in it.
public struct Records {
    let session: UserSession

    /// The present records of the store, in the order of their identifiers, page after page.
    ///
    /// - Parameter owner: only this user's.
    public func each(of owner: UserID? = nil, _ body: (StoreClient.Entry) throws -> Void) throws {
        try StoreClient.eachPage { cursor in
            let page = try session.store().list(after: cursor, owner: owner.map { "\($0)" })
            for entry in page.elements { try body(entry) }
            return page.next
        }
    }

    /// The versions of a record that can be read, ascending, as the store says.
    public func versions(of id: RecordID) throws -> [StoreClient.Entry] { try session.store().versions(id) }

    /// Who did what with a record of this user's, oldest first, as the store says; at most the last `limit`.
    public func accesses(of id: RecordID, limit: Int = 5000) throws -> [StoreClient.Access] {
        var all: [StoreClient.Access] = []
        try StoreClient.eachPage { cursor in
            let page = try session.store().accesses(id, after: cursor)
            all += page.elements
            if all.count > limit { all.removeFirst(all.count - limit) }
            return page.next
        }
        return all
    }
}

extension UserSession {
    public var records: Records { Records(session: self) }
}
