public import AccessPolicy
public import AttributeEncryption
public import Identity
public import SealedRecord
public import Cryptography

/// An authority with its master key, and users whom it certifies: the world in which records are sealed, in memory.
public struct Hospital: ~Copyable {
    /// The moment at which everything in a test happens, in Unix seconds.
    public static let now: UInt64 = 1_800_000_000

    public let engine: FABEO.Authority
    public let description: AuthorityDescription
    public let signingKey: Ed25519.PrivateKey
    public var nextSerial: UInt64 = 1

    public init(name: String = "Test Authority") throws {
        engine = FABEO.setup()
        signingKey = Ed25519.PrivateKey()
        description = try AuthorityDescription(
            name: name, publicParameters: engine.parameters.bytes, signedBy: signingKey)
    }

    public var parameters: PublicParameters { engine.parameters }

    /// What stanzas for the authority's users are made for.
    public var realm: Realm { Realm(description.fingerprint, parameters) }

    /// The device that keys are issued to where it does not matter.
    public static let device = DeviceLeaf(subtree: 3, device: 0)!

    /// A key for these attributes, issued in `epoch`.
    public func key(_ attributes: [String], epoch: UInt32 = 10, device: DeviceLeaf = device) throws -> AttributeKey {
        FABEO.keyGeneration(
            engine.masterKey, engine.parameters, attributes: try AttributeSet(parsing: attributes).withEpoch(epoch, device: device))
    }

    /// A certificate for an identity, valid for a year around ``now``.
    ///
    /// - Parameter firstSigningKey: only of a user whose signing key was replaced by the identity's.
    public mutating func certify(
        _ identity: borrowing UserIdentity, name: String, _ capabilities: Capabilities = .author,
        firstSigningKey: Ed25519.PublicKey? = nil, from: UInt64 = now - 1000, to: UInt64 = now + 31_536_000
    ) throws -> Certificate {
        defer { nextSerial += 1 }
        return try Certificate.issue(
            serial: nextSerial, name: .init(displayName: name), hospital: "", firstSigningKey: firstSigningKey,
            signingKey: identity.signingKey.publicKey, agreementKey: identity.agreementKey.publicKey, deviceSubtree: Self.device.subtree,
            capabilities: capabilities, notBefore: from, notAfter: to, epoch: 10, by: description, signedBy: signingKey)
    }

    public func epochStatement(_ epoch: UInt32 = 10, sequence: UInt64 = 1) throws -> EpochStatement {
        try EpochStatement.issue(epoch: epoch, issued: Self.now, sequence: sequence, by: description, signedBy: signingKey)
    }

    public func revocationList(users: Set<UserID> = [], serials: Set<UInt64> = [], sequence: UInt64 = 1) throws -> RevocationList {
        try RevocationList.issue(sequence: sequence, issued: Self.now, serials: serials, users: users, by: description, signedBy: signingKey)
    }

    /// The bytes of a whole sealed record, sealed under one policy.
    public func seal(
        _ content: [UInt8], policy: String, plan: SealingPlan, by identity: borrowing UserIdentity
    ) throws -> [UInt8] {
        let key = RecordKey.random()
        let stanza = try Stanza.attribute(try Policy(parsing: policy), realm, wrapping: key, for: plan.target, at: 0)
        return try Self.seal(content, key, [stanza], plan: plan, by: identity)
    }

    /// The bytes of a whole sealed record with these stanzas.
    public static func seal(
        _ content: [UInt8], _ key: borrowing RecordKey, _ stanzas: [Stanza], plan: SealingPlan,
        by identity: borrowing UserIdentity
    ) throws -> [UInt8] {
        var sealer = try RecordSealer(plan, recordKey: key, stanzas: stanzas, by: identity)
        let length = sealer.headerLength
        var payload = sealer.start() + (try sealer.update(content))
        try sealer.pad { payload += $0 }
        let ending = try sealer.finish(signedBy: identity)
        precondition(ending.header.bytes.count == length, "the header has the length that was announced")
        return ending.header.bytes + payload + ending.tail
    }

    /// Verifies and opens a whole sealed record.
    public func open(_ record: [UInt8], with key: borrowing AttributeKey) throws(SealedRecordError) -> [UInt8] {
        let header = try Self.header(of: record)
        try header.verify(description)
        return try Self.open(record, try header.recordKey(with: key, realm))
    }

    /// The header in front of a whole sealed record.
    public static func header(of record: [UInt8]) throws(SealedRecordError) -> SealedRecordHeader {
        let length = try SealedRecordHeader.length(prefix: Array(record.prefix(SealedRecordHeader.prefixLength)))
        return try SealedRecordHeader(bytes: Array(record.prefix(length)))
    }

    /// Opens a whole sealed record with its key, in pieces of `pieceLength` bytes.
    public static func open(
        _ record: [UInt8], _ key: borrowing RecordKey, pieceLength: Int = 5000
    ) throws(SealedRecordError) -> [UInt8] {
        let section = try header(of: record).content
        let opener = try PayloadOpener(section, key)
        var remover = PaddingRemover(section)
        var content: [UInt8] = []
        var scanner = RecordScanner()
        var start = 0
        while start < record.count {
            let end = min(start + pieceLength, record.count)
            var found: [(UInt64, [UInt8])] = []
            try scanner.update(Array(record[start..<end])) { (event) throws(SealedRecordError) in
                if case .chunk(let index, let bytes, _) = event { found.append((index, bytes)) }
            }
            for (index, bytes) in found { content += remover.take(try opener.open(bytes, index: index)) }
            start = end
        }
        _ = try scanner.finish()
        return content + (try remover.finish())
    }
}
