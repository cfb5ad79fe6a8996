import AccessPolicy
import Identity
import SQLiteDatabase

/// The rows that say which subtree of the tree of devices is whose.
enum DeviceSubtree {
    /// The device that every key is issued to until a user has several: the first of the user's subtree.
    private static let firstDevice: UInt32 = 0

    /// Gives the user the next subtree that nobody ever had.
    ///
    /// - Returns: the leaf that the user's keys are issued to.
    /// - Throws: ``AuthorityError/tooManyUsers``.
    static func assign(to user: UserID, _ connection: borrowing DatabaseConnection) throws -> DeviceLeaf {
        let next = try connection.integer("SELECT coalesce(max(number), -1) + 1 FROM device_subtree")
        guard let leaf = leaf(next) else { throw AuthorityError.tooManyUsers }
        try connection.execute("INSERT INTO device_subtree (number, user) VALUES (?, ?)", [.integer(next), .blob(user.bytes)])
        return leaf
    }

    /// The leaf that keys are issued to in the subtree of this number; `nil` if there is no such subtree.
    static func leaf(_ number: Int64) -> DeviceLeaf? {
        UInt32(exactly: number).flatMap { DeviceLeaf(subtree: $0, device: firstDevice) }
    }
}
