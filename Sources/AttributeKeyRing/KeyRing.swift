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
    /// The encoding of the ring is malformed.
    case malformedRing(MalformedInput)

    public var description: String {
        switch self {
        case .statement(let reason): "\(reason)"
        case .malformedKey(let reason): "the attribute key is malformed: \(reason)"
        case .faultyKey: "the attribute key does not fit the authority's parameters"
        case .malformedRing(let reason): "the key ring is malformed: \(reason)"
        }
    }
}

/// A user's attribute keys from one pinned authority, one for each epoch, with what must never go back: the last epoch
/// statement and revocation list that were seen.
///
/// A key of a later epoch opens older records, too, as far as its attributes go; the older keys stay for attributes that
/// were lost since. Each is used alone, never mixed with another. Copies of a ring share the keys in memory.
///
/// Encoded, for a ``Vault`` of kind ``vaultKind``:
///
///     bytes
///     8       magic: "MEDSEALG"
///     1       version: 1
///     4 + a   the pinned authority's description, framed
///     4 + s   the last epoch statement, framed; empty if none
///     16      sequence number and time of the last revocation list, 0 if none
///     4       number of keys: at most 65535
///     …       each key, epochs ascending: its certificate, framed, and its encoding, framed
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
    /// Epochs ascending.
    private var keys: [HeldKey] = []

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
    /// parameters. The same delivery again changes nothing.
    ///
    /// - Throws: ``KeyRingError/statement(_:)`` (`rolledBack` if the ring holds a later key of that epoch),
    ///   ``KeyRingError/malformedKey(_:)``, ``KeyRingError/faultyKey``.
    public mutating func accept(_ delivery: KeyDelivery, by user: borrowing UserIdentity) throws(KeyRingError) {
        let encoded: SecretBytes
        do throws(StatementError) {
            encoded = try delivery.open(by: user, from: authority)
        } catch {
            throw .statement(error)
        }
        let position = keys.firstIndex { $0.certificate.epoch >= delivery.epoch } ?? keys.count
        let isHeld = position < keys.count && keys[position].certificate.epoch == delivery.epoch
        if isHeld {
            let held = keys[position].certificate.serial
            guard delivery.certificate.serial >= held else { throw .statement(.rolledBack) }
            if delivery.certificate == keys[position].certificate { return }
        }
        let key = try HeldKey(encoded, delivery.certificate)
        guard key.key.verify(parameters) else { throw .faultyKey }
        if isHeld { keys[position] = key } else { keys.insert(key, at: position) }
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

    /// Epochs of the keys, ascending.
    public var epochs: [UInt32] { keys.map(\.certificate.epoch) }

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

    /// Reads a key; demands that it is of its certificate's epoch.
    init(_ encoded: borrowing SecretBytes, _ certificate: Certificate) throws(KeyRingError) {
        do throws(MalformedInput) {
            key = try AttributeKey(encoded: encoded)
        } catch {
            throw .malformedKey(error)
        }
        self.certificate = certificate
        guard key.attributes.epoch == certificate.epoch else { throw .faultyKey }
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
            try reader.expect(Self.prefix, "a key ring, version 1,")
            head = (
                try reader.framed(atMost: 8192, "an authority description"),
                try reader.framed(atMost: EpochStatement.byteCount, "an epoch statement"),
                try reader.raw(16, "a sequence number and a time"), try reader.u32("a number of keys")
            )
            guard head.count <= EpochStatement.epochLimit else { throw reader.malformed("more keys than epochs") }
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
        if let last = keys.last, last.certificate.epoch >= certificate.epoch {
            throw .malformedRing(reader.malformed("keys are not in the order of their epochs"))
        }
        keys.append(try HeldKey(encoded, certificate))
    }

    private static let prefix = [UInt8](utf8: "MEDSEALG") + [1]
}
