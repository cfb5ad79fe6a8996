public import AccessPolicy
public import AttributeEncryption
public import Framing
public import Identity
public import Cryptography

/// Why a user's key ring refused what it was given.
public enum KeyRingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The delivery or statement is not genuine, not for this user, or older than what the ring holds.
    case statement(StatementError)
    /// The key inside is malformed.
    case malformedKey(MalformedInput)
    /// The key inside does not fit the authority's public parameters or the epoch of its delivery.
    case faultyKey
    /// The ring holds as many keys as it can.
    case full
    /// The encoding of the ring is malformed.
    case malformedRing(MalformedInput)

    public var description: String {
        switch self {
        case .statement(let reason): "\(reason)"
        case .malformedKey(let reason): "the attribute key is malformed: \(reason)"
        case .faultyKey: "the attribute key does not fit the authority's parameters"
        case .full: "the key ring is full"
        case .malformedRing(let reason): "the key ring is malformed: \(reason)"
        }
    }
}

/// A user's attribute keys from one pinned authority, with what must never go back: the last epoch statement and revocation
/// list that were seen.
///
/// A key of a later epoch opens older records, too, as far as its attributes go: an older key stays as long as it has an
/// attribute that the later ones lack, or the ring would grow with every epoch. There may be several of one epoch: each is named by ``AttributeKey/identifier``, and used alone, never
/// mixed with another. Copies of a ring share the keys in memory.
///
/// Encoded, for a ``Vault`` of kind ``vaultKind``:
///
///     bytes
///     8       magic: "MEDSEALG"
///     1       version: `FormatVersion`
///     4 + a   the pinned authority's description, framed
///     4 + s   the last epoch statement, framed; empty if none
///     16      sequence number and time of the last revocation list, 0 if none
///     4       number of keys: at most 65535
///     …       each key: its certificate, framed, and its encoding, framed; epochs ascend, within an epoch serial numbers,
///             and within a certificate the keys' names
public struct KeyRing: Sendable {
    /// The kind under which a ring is kept in an ``IdentityVault``.
    public static let vaultKind = "key-ring"

    /// The one authority whose statements, certificates and keys are accepted, pinned when the ring was made.
    public let authority: AuthorityDescription
    /// The authority's public parameters, decoded from its description.
    public let parameters: PublicParameters
    /// The last epoch statement that was accepted.
    public private(set) var epochStatement: EpochStatement?
    /// The number of the last revocation list that was accepted; 0 if none.
    public private(set) var revocationSequence: UInt64 = 0
    private var revocationTime: UInt64 = 0
    /// By epoch, serial number and name, ascending.
    private var keys: [HeldKey] = []

    /// Most keys in one ring; as many as there are epochs.
    private static let greatestKeyCount = Int(EpochStatement.epochLimit)

    /// An empty ring under an authority whose fingerprint the user has compared.
    ///
    /// - Throws: ``KeyRingError/malformedRing(_:)`` if the authority's public parameters are not well-formed.
    public init(pinning authority: AuthorityDescription) throws(KeyRingError) {
        self.authority = authority
        do throws(MalformedInput) {
            parameters = try PublicParameters(bytes: authority.publicParameters)
        } catch {
            throw .malformedRing(error)
        }
    }

    /// Takes in a key: verifies the authority's signatures, opens it, and verifies the key itself against the public
    /// parameters; lets go of those that open nothing which it does not open. A key that the ring holds already changes
    /// nothing, nor does one that opens nothing new.
    ///
    /// - Throws: ``KeyRingError/statement(_:)`` (`rolledBack` if the ring holds a key of that epoch which came with a later
    ///   certificate), ``KeyRingError/malformedKey(_:)``, ``KeyRingError/faultyKey``, ``KeyRingError/full``.
    public mutating func accept(_ delivery: KeyDelivery, by user: borrowing UserIdentity) throws(KeyRingError) {
        let encoded: SecretBytes
        do throws(StatementError) {
            encoded = try delivery.open(by: user, from: authority)
        } catch {
            throw .statement(error)
        }
        let key = try HeldKey(encoded, delivery.certificate)
        guard !keys.contains(where: { $0.key.identifier == key.key.identifier }) else { return }
        let isRolledBack = keys.contains {
            $0.certificate.epoch == delivery.epoch && $0.certificate.serial > delivery.certificate.serial
        }
        guard !isRolledBack else { throw .statement(.rolledBack) }
        guard key.key.verify(parameters) else { throw .faultyKey }
        if keys.contains(where: { $0.supersedes(key) }) { return }
        keys.removeAll { key.supersedes($0) }
        guard keys.count < Self.greatestKeyCount else { throw .full }
        keys.insert(key, at: keys.firstIndex { key.precedes($0) } ?? keys.count)
    }

    /// Pins a newer epoch statement.
    ///
    /// - Parameter now: Unix seconds.
    /// - Throws: ``KeyRingError/statement(_:)``, with `rolledBack` if the ring has seen a later one.
    public mutating func accept(_ statement: EpochStatement, at now: UInt64) throws(KeyRingError) {
        do throws(StatementError) {
            try statement.verify(by: authority, at: now)
            if let epochStatement { try statement.checkNotRolledBack(from: epochStatement) }
        } catch {
            throw .statement(error)
        }
        epochStatement = statement
    }

    /// Checks a revocation list and remembers that it was seen; the ring does not keep its entries.
    ///
    /// - Parameter now: Unix seconds.
    /// - Throws: ``KeyRingError/statement(_:)``, with `rolledBack` if the ring has seen a later one.
    public mutating func accept(_ list: RevocationList, at now: UInt64) throws(KeyRingError) {
        do throws(StatementError) {
            try list.verify(by: authority, at: now)
            guard list.sequence >= revocationSequence, list.issued >= revocationTime else { throw .rolledBack }
        } catch {
            throw .statement(error)
        }
        revocationSequence = list.sequence
        revocationTime = list.issued
    }

    /// Number of keys.
    public var count: Int { keys.count }

    /// Epochs of the keys, ascending, each once.
    public var epochs: [UInt32] {
        keys.map(\.certificate.epoch).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// The user's certificate of the latest serial number; `nil` if the ring is empty.
    public var certificate: Certificate? { keys.map(\.certificate).max { $0.serial < $1.serial } }

    /// What the newest key proves, the epoch included; `nil` if the ring is empty.
    public var attributes: AttributeSet? { keys.last?.key.attributes }

    /// Lends the newest key that satisfies `policy`.
    ///
    /// - Returns: what `body` returns; `nil` if no key satisfies the policy.
    public func withKey<R: ~Copyable, E: Error>(
        satisfying policy: Policy, _ body: (borrowing AttributeKey) throws(E) -> R
    ) throws(E) -> R? {
        for held in keys.reversed() where held.key.satisfies(policy) { return try body(held.key) }
        return nil
    }

    /// Lends the newest key; `nil` if the ring is empty.
    public func withNewestKey<R, E: Error>(_ body: (borrowing AttributeKey) throws(E) -> R) throws(E) -> R? {
        guard let newest = keys.last else { return nil }
        return try body(newest.key)
    }
}

/// A key and the certificate that came with it: a class, because an array holds no noncopyable values.
private final class HeldKey: Sendable {
    let key: AttributeKey
    let certificate: Certificate

    /// Reads a key; demands that it is of its certificate's epoch, and of a device of its certificate's user.
    init(_ encoded: borrowing SecretBytes, _ certificate: Certificate) throws(KeyRingError) {
        do throws(MalformedInput) {
            key = try AttributeKey(encoded: encoded)
        } catch {
            throw .malformedKey(error)
        }
        self.certificate = certificate
        guard key.attributes.epoch == certificate.epoch, key.attributes.device?.subtree == certificate.deviceSubtree else { throw .faultyKey }
    }

    /// Whether this key is a later one that opens whatever `other` opens: it is the same device's, and has all attributes.
    func supersedes(_ other: HeldKey) -> Bool {
        let (mine, others) = (key.attributes, other.key.attributes)
        return other.precedes(self) && mine.device == others.device && Set(mine.granted).isSuperset(of: others.granted)
            && Set(mine.unrecognized).isSuperset(of: others.unrecognized)
    }

    /// The order in a ring: by epoch, by serial number, by name.
    func precedes(_ other: HeldKey) -> Bool {
        let (mine, others) = ((certificate.epoch, certificate.serial), (other.certificate.epoch, other.certificate.serial))
        return mine == others ? key.identifier.lexicographicallyPrecedes(other.key.identifier) : mine < others
    }
}

extension KeyRing {
    /// Reads what ``encoded()`` writes. The keys were verified when they were taken in, and the vault has kept them from
    /// being altered since.
    ///
    /// - Throws: ``KeyRingError/malformedRing(_:)``, ``KeyRingError/malformedKey(_:)``, ``KeyRingError/statement(_:)``,
    ///   ``KeyRingError/faultyKey``.
    public init(encoded: borrowing SecretBytes) throws(KeyRingError) {
        var reader = SecretReader(encoded)
        let head: (authority: [UInt8], epoch: [UInt8], revocations: [UInt8], count: UInt32)
        do throws(MalformedInput) {
            try reader.expect(Self.prefix, "a key ring of the present version")
            head = (
                try reader.framed(atMost: 8192, "an authority description"),
                try reader.framed(atMost: EpochStatement.byteCount, "an epoch statement"),
                try reader.raw(16, "a sequence number and a time"), try reader.u32("a number of keys")
            )
            guard head.count <= Self.greatestKeyCount else { throw reader.malformed("too many keys") }
        } catch {
            throw .malformedRing(error)
        }
        let description: AuthorityDescription
        do throws(StatementError) {
            description = try AuthorityDescription(bytes: head.authority)
        } catch {
            throw .statement(error)
        }
        try self.init(pinning: description)
        do throws(StatementError) {
            if !head.epoch.isEmpty { epochStatement = try EpochStatement(bytes: head.epoch) }
        } catch {
            throw .statement(error)
        }
        var times = ByteReader(head.revocations)
        do throws(MalformedInput) {
            revocationSequence = try times.u64()
            revocationTime = try times.u64()
        } catch {
            throw .malformedRing(error)
        }
        for _ in 0..<head.count { try readKey(&reader) }
        do throws(MalformedInput) {
            try reader.finish()
        } catch {
            throw .malformedRing(error)
        }
    }

    /// For a ``Vault``.
    public func encoded() -> SecretBytes {
        var writer = SecretWriter()
        writer.raw(Self.prefix)
        writer.framed(authority.bytes)
        writer.framed(epochStatement?.bytes ?? [])
        var times = ByteWriter()
        times.u64(revocationSequence)
        times.u64(revocationTime)
        writer.raw(times.bytes)
        writer.u32(UInt32(keys.count))
        for held in keys {
            writer.framed(held.certificate.bytes)
            writer.framed(held.key.encoded())
        }
        return writer.finish()
    }

    private mutating func readKey(_ reader: inout SecretReader) throws(KeyRingError) {
        let certificateBytes: [UInt8]
        let encoded: SecretBytes
        do throws(MalformedInput) {
            certificateBytes = try reader.framed(atMost: Certificate.greatestByteCount, "a certificate")
            encoded = try reader.framedSecret(atMost: KeyDelivery.greatestKeyByteCount, "an attribute key")
        } catch {
            throw .malformedRing(error)
        }
        let certificate: Certificate
        do throws(StatementError) {
            certificate = try Certificate(bytes: certificateBytes)
        } catch {
            throw .statement(error)
        }
        let key = try HeldKey(encoded, certificate)
        if let last = keys.last, !last.precedes(key) {
            throw .malformedRing(reader.malformed("keys are not in their order"))
        }
        keys.append(key)
    }

    private static let prefix = [UInt8](utf8: "MEDSEALG") + [FormatVersion.byte]
}
