import Framing
public import Cryptography

/// The authority's list of what it takes back: certificates by serial number, and users altogether. Magic "MEDSEALR",
/// signature domain "MEDSEAL-V1-REVOCATION-LIST"; fields behind ``AuthorityStatement``'s common start:
///
///     bytes
///     8       sequence number
///     8       issued: Unix seconds
///     4       number of serial numbers s
///     8 · s   serial numbers, strictly ascending
///     4       number of users u; s + u is at most 1 000 000
///     32 · u  user identifiers, strictly ascending
public struct RevocationList: AuthorityStatement {
    /// "MEDSEAL-V1-REVOCATION-LIST".
    public static let signatureDomain = "MEDSEAL-V1-REVOCATION-LIST"
    /// Serial numbers and users together.
    public static let greatestEntryCount = 1_000_000
    /// No encoding is longer.
    public static let greatestByteCount = 41 + 24 + UserID.byteCount * greatestEntryCount + Ed25519.signatureByteCount

    /// The encoding, signature included: at most ``greatestByteCount`` bytes.
    public let bytes: [UInt8]
    /// Fingerprint of the authority that it claims to come from.
    public let authority: AuthorityFingerprint
    /// Greater in every later list.
    public let sequence: UInt64
    /// Unix seconds.
    public let issued: UInt64
    /// Ascending.
    public let serials: [UInt64]
    /// Ascending.
    public let users: [UserID]

    /// Reads a list; proves nothing until it is verified.
    ///
    /// - Throws: ``StatementError/malformed(_:)``, also if entries are not strictly ascending.
    public init(bytes: [UInt8]) throws(StatementError) {
        do throws(MalformedInput) {
            var reader = ByteReader(bytes)
            authority = try reader.statementStart(magic: Self.magic, "a revocation list")
            sequence = try reader.u64("a sequence number")
            issued = try reader.u64("a time")
            serials = try reader.ascending(entryByteCount: 8, atMost: Self.greatestEntryCount) {
                reader throws(MalformedInput) in try reader.u64("a serial number")
            }
            users = try reader.ascending(entryByteCount: UserID.byteCount, atMost: Self.greatestEntryCount - serials.count) {
                reader throws(MalformedInput) in try reader.userID("a user identifier")
            }
            try reader.statementEnd()
        } catch {
            throw .malformed(error)
        }
        self.bytes = bytes
    }

    /// Says which certificates and users are revoked.
    ///
    /// - Parameters:
    ///   - sequence: greater than that of every list before.
    ///   - issued: Unix seconds, not before the list before.
    ///   - serials: in any order; at most 1 000 000 together with `users`.
    ///   - users: in any order.
    ///   - authority: whose list it is.
    ///   - key: the authority's.
    /// - Throws: ``StatementError/malformed(_:)`` if there are too many entries, ``StatementError/wrongAuthority`` if
    ///   `key` is not that of `authority`.
    public static func issue(
        sequence: UInt64, issued: UInt64, serials: Set<UInt64>, users: Set<UserID>, by authority: AuthorityDescription,
        signedBy key: borrowing Ed25519.PrivateKey
    ) throws(StatementError) -> RevocationList {
        try issue(magic: magic, by: authority, signedBy: key) { writer in
            writer.u64(sequence)
            writer.u64(issued)
            writer.u32(UInt32(truncatingIfNeeded: serials.count))
            for serial in serials.sorted() { writer.u64(serial) }
            writer.u32(UInt32(truncatingIfNeeded: users.count))
            for user in users.sorted() { writer.raw(user.bytes) }
        }
    }

    /// Checks origin, and that the list does not come from the future.
    ///
    /// - Parameters:
    ///   - authority: the pinned one.
    ///   - now: Unix seconds.
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/badSignature``, ``StatementError/notYetValid``.
    public func verify(by authority: AuthorityDescription, at now: UInt64) throws(StatementError) {
        try verifyOrigin(by: authority)
        guard issued <= now || issued - now <= permittedClockDifference else { throw .notYetValid }
    }

    /// Refuses this list if `pinned` is a later one.
    ///
    /// - Throws: ``StatementError/rolledBack``.
    public func checkNotRolledBack(from pinned: RevocationList) throws(StatementError) {
        if bytes == pinned.bytes { return }
        guard sequence > pinned.sequence, issued >= pinned.issued else { throw .rolledBack }
    }

    /// Whether the certificate or its user is on the list.
    public func revokes(_ certificate: Certificate) -> Bool {
        Self.contains(serials, certificate.serial) || revokes(certificate.userID)
    }

    /// Whether the user is on the list, with all certificates; time logarithmic in its length.
    public func revokes(_ user: UserID) -> Bool { Self.contains(users, user) }

    private static func contains<T: Comparable>(_ sorted: [T], _ value: T) -> Bool {
        var range = 0..<sorted.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if sorted[middle] == value { return true }
            range = sorted[middle] < value ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    private static let magic = "MEDSEALR"
}

extension ByteReader {
    /// Reads a count, then that many entries, each greater than the one before it.
    fileprivate mutating func ascending<T: Comparable>(
        entryByteCount: Int, atMost limit: Int, _ entry: (inout ByteReader) throws(MalformedInput) -> T
    ) throws(MalformedInput) -> [T] {
        let start = offset
        let count = Int(try u32("a number of entries"))
        // Checked against what is there before anything is reserved.
        guard count <= limit, count * entryByteCount <= remaining else {
            throw MalformedInput(offset: start, reason: "\(count) entries are more than are allowed or there")
        }
        var entries: [T] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let next = try entry(&self)
            if let last = entries.last, last >= next { throw malformed("entries are not in ascending order") }
            entries.append(next)
        }
        return entries
    }
}
