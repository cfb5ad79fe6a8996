import Framing
import Identity
import SQLiteDatabase
import Cryptography

/// One line of the authority's audit trail.
public struct AuditEntry: Hashable, Sendable {
    /// 1, 2, 3, ….
    public let number: UInt64
    /// Unix seconds.
    public let time: UInt64
    /// Who acted: the name that the caller gave, or a user's identifier.
    public let actor: String
    /// What was done.
    public let action: AuditAction
    /// On what: an identifier or a number, never a name.
    public let subject: String
    /// SHA-256(frame("MEDSEAL-V1-AUDIT", former hash, number, time, actor, action, subject)), the numbers as 8 bytes
    /// big-endian; before the first entry stands the authority's fingerprint.
    public let hash: [UInt8]
}

/// What an authority does.
public enum AuditAction: String, Sendable {
    /// The words that stand in the trail, and are hashed: none may ever be renamed.
    case initialise, submit, approve, reject, renew, revoke, publish
}

/// How far the audit trail has come. Noted down elsewhere, it shows later whether what was there then still is.
public struct AuditHead: Hashable, Sendable, CustomStringConvertible {
    /// Number of the last entry.
    public let number: UInt64
    /// Its hash, 32 bytes.
    public let hash: [UInt8]

    /// A head that was noted down; ``KeyAuthority`` compares it.
    public init(number: UInt64, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }

    public var description: String { "\(number):\(Hexadecimal.encode(hash))" }
}

enum AuditTrail {
    static func append(
        _ connection: borrowing DatabaseConnection, authority: AuthorityFingerprint, time: UInt64, actor: String,
        action: AuditAction, subject: String
    ) throws {
        let last = try connection.first("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1") { row in
            AuditHead(number: UInt64(clamping: try row.integer(0)), hash: try row.blob(1, count: 32))
        }
        let number = (last?.number ?? 0) + 1
        let actor = bounded(actor)
        let hash = hash(after: last?.hash ?? authority.bytes, number: number, time: time, actor: actor, action: action, subject: subject)
        try connection.execute(
            "INSERT INTO audit (number, time, actor, action, subject, hash) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(Int64(clamping: number)), .integer(Int64(clamping: time)), .text(actor), .text(action.rawValue),
                .text(subject), .blob(hash),
            ])
    }

    /// Walks the whole chain.
    ///
    /// - Throws: ``AuthorityError/auditTrail(number:)`` at the first entry that does not follow from the one before, or
    ///   if `known` is not part of the chain.
    static func verify(
        _ connection: borrowing DatabaseConnection, authority: AuthorityFingerprint, known: AuditHead?
    ) throws -> AuditHead {
        var head = AuditHead(number: 0, hash: authority.bytes)
        var foundKnown = known == nil || known == head
        try connection.forEachRow("SELECT number, time, actor, action, subject, hash FROM audit ORDER BY number") { row in
            let next = head.number + 1
            guard let entry = try? entry(row), entry.number == next,
                entry.hash
                    == hash(
                        after: head.hash, number: next, time: entry.time, actor: entry.actor, action: entry.action, subject: entry.subject)
            else { throw AuthorityError.auditTrail(number: next) }
            head = AuditHead(number: next, hash: entry.hash)
            if head == known { foundKnown = true }
            return .next
        }
        guard foundKnown else { throw AuthorityError.auditTrail(number: min(head.number, known?.number ?? 0)) }
        return head
    }

    static func entry(_ row: borrowing DatabaseRow) throws -> AuditEntry {
        guard let action = AuditAction(rawValue: try row.text(3, atMost: 32)), try row.integer(1) >= 0 else {
            throw AuthorityError.corrupt("an entry of the audit trail")
        }
        return AuditEntry(
            number: UInt64(clamping: try row.integer(0)), time: UInt64(clamping: try row.integer(1)),
            actor: try row.text(2, atMost: 1024), action: action, subject: try row.text(4, atMost: 1024),
            hash: try row.blob(5, count: 32))
    }

    private static func hash(
        after former: [UInt8], number: UInt64, time: UInt64, actor: String, action: AuditAction, subject: String
    ) -> [UInt8] {
        var integers = ByteWriter()
        integers.u64(number)
        integers.u64(UInt64(Int64(clamping: time)))
        return SHA256.hash(
            frame(
                [UInt8](utf8: "MEDSEAL-V1-AUDIT"), former, Array(integers.bytes[..<8]), Array(integers.bytes[8...]),
                [UInt8](utf8: actor), [UInt8](utf8: action.rawValue), [UInt8](utf8: subject)))
    }

    /// At most 128 characters, and no more bytes than are read back.
    private static func bounded(_ actor: String) -> String {
        var text = String(actor.prefix(128))
        while text.utf8.count > 1024 { text.removeLast() }
        return text
    }
}
