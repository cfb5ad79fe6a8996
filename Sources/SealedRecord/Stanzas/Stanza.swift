public import AccessPolicy
public import AttributeEncryption
import Framing
public import Cryptography

/// One way to the record key; each stanza alone opens the record.
///
/// On the wire: type `u16`, whose highest bit says that a reader must understand it, then the body, framed. An unknown
/// critical type makes the record unreadable; other unknown types are kept and passed over.
public struct Stanza: Equatable, Sendable {
    /// Set in the type of a stanza that must be understood.
    public static let criticalBit: UInt16 = 0x8000
    /// Longest body in bytes: the largest policy with its largest ciphertext fits.
    public static let maximumBodyLength = 1 << 20

    enum Kind: Equatable, Sendable {
        /// A key encapsulated under a policy for this record alone.
        case attribute(AttributeStanza)
        /// A key encapsulated once for many records under one policy.
        case sharedPolicyKey(AttributeStanza, salt: [UInt8])
        /// A passphrase; in archives only.
        case passphrase(logN: UInt8, salt: [UInt8], wrapped: [UInt8])
        /// A type that this version does not know, not critical.
        case unknown(type: UInt16, body: [UInt8])
    }

    let kind: Kind

    /// The policy, with its epoch condition, of a stanza that has one.
    public var policy: Policy? {
        switch kind {
        case .attribute(let stanza), .sharedPolicyKey(let stanza, _): stanza.policy
        case .passphrase, .unknown: nil
        }
    }

    /// The ciphertext of the key that the stanza's own key comes from, if it is for attributes.
    package var encapsulation: [UInt8]? {
        switch kind {
        case .attribute(let stanza), .sharedPolicyKey(let stanza, _): stanza.ciphertext
        case .passphrase, .unknown: nil
        }
    }

    /// What kind of stanza it is, in words, for `inspect`.
    public var summary: String {
        switch kind {
        case .attribute: "attribute policy"
        case .sharedPolicyKey: "shared policy key"
        case .passphrase: "passphrase"
        case .unknown(let type, _): "unknown type \(type)"
        }
    }

    /// Type numbers; published, never used for anything else.
    enum TypeNumber {
        static let attribute: UInt16 = 1 | criticalBit
        static let sharedPolicyKey: UInt16 = 2 | criticalBit
        static let passphrase: UInt16 = 3 | criticalBit
    }

    // MARK: - Encoding

    func write(to writer: inout ByteWriter) {
        var body = ByteWriter()
        let type: UInt16
        switch kind {
        case .attribute(let stanza):
            type = TypeNumber.attribute
            stanza.write(to: &body)
            body.raw(stanza.wrapped)
        case .sharedPolicyKey(let stanza, let salt):
            type = TypeNumber.sharedPolicyKey
            stanza.write(to: &body)
            body.raw(salt)
            body.raw(stanza.wrapped)
        case .passphrase(let logN, let salt, let wrapped):
            type = TypeNumber.passphrase
            body.u8(logN)
            body.raw(salt)
            body.raw(wrapped)
        case .unknown(let unknown, let bytes):
            type = unknown
            body.raw(bytes)
        }
        writer.u16(type)
        writer.framed(body.bytes)
    }

    init(from reader: inout ByteReader) throws(SealedRecordError) {
        do throws(MalformedInput) {
            let start = reader.offset
            let type = try reader.u16("stanza type")
            let body = try reader.framed(atMost: Self.maximumBodyLength, "stanza")
            var inner = ByteReader(body)
            switch type {
            case TypeNumber.attribute:
                kind = .attribute(try AttributeStanza.read(from: &inner, saltLength: 0).stanza)
            case TypeNumber.sharedPolicyKey:
                let (stanza, salt) = try AttributeStanza.read(from: &inner, saltLength: SharedPolicyKey.saltByteCount)
                kind = .sharedPolicyKey(stanza, salt: salt)
            case TypeNumber.passphrase:
                let logN = try inner.u8("scrypt cost")
                guard ScryptCost.acceptedLogN.contains(logN) else { throw inner.malformed("a scrypt cost out of bounds") }
                kind = .passphrase(
                    logN: logN, salt: try inner.raw(32, "salt"),
                    wrapped: try inner.raw(KeyWrap.wrappedByteCount, "wrapped key"))
            default:
                guard type & Self.criticalBit == 0 else { throw MalformedInput(offset: -1, reason: String(type)) }
                kind = .unknown(type: type, body: try inner.raw(inner.remaining))
            }
            do throws(MalformedInput) { try inner.finish() } catch {
                throw MalformedInput(offset: start, reason: "bytes follow the end of a stanza")
            }
        } catch {
            // Offset −1 marks the one refusal that is not about form.
            if error.offset == -1, let type = UInt16(error.reason) { throw .unknownCriticalStanza(type) }
            throw .malformed(error)
        }
    }

    private init(_ kind: Kind) { self.kind = kind }

    // MARK: - Making

    /// A stanza that wraps `recordKey` under a fresh encapsulation to `policy` and `epoch >= target.epoch`.
    ///
    /// - Throws: `.invalidRequest` if the policy is too large once it has the epoch's condition.
    public static func attribute(
        _ policy: Policy, _ parameters: PublicParameters, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget
    ) throws(SealedRecordError) -> Stanza {
        var system = SystemRandomNumberGenerator()
        return try attribute(policy, parameters, wrapping: recordKey, for: target, using: &system)
    }

    /// The same with the encapsulation's coins from `source`.
    ///
    /// - Throws: `.invalidRequest` if the policy is too large once it has the epoch's condition.
    public static func attribute(
        _ policy: Policy, _ parameters: PublicParameters, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget,
        using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> Stanza {
        let dated = try SharedPolicyKey.dated(policy, target.epoch)
        let encapsulation = KeyEncapsulation.encapsulate(to: dated, parameters, using: &source)
        let wrapped = KeyWrap.wrap(
            recordKey, under: encapsulation.key, target.binding(TypeNumber.attribute))
        return Stanza(
            .attribute(
                AttributeStanza(
                    policy: dated, parametersIdentifier: parameters.identifier,
                    ciphertext: encapsulation.ciphertext, wrapped: wrapped)))
    }

    /// A stanza that wraps `recordKey` under a policy key shared with other records.
    ///
    /// - Throws: `.invalidRequest` if the key was made for another epoch or revocation list.
    public static func shared(
        _ policyKey: borrowing SharedPolicyKey, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget
    ) throws(SealedRecordError) -> Stanza {
        var system = SystemRandomNumberGenerator()
        return try shared(policyKey, wrapping: recordKey, for: target, using: &system)
    }

    /// The same with the 32-byte salt from `source`.
    ///
    /// - Throws: `.invalidRequest` if the key was made for another epoch or revocation list.
    public static func shared(
        _ policyKey: borrowing SharedPolicyKey, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget,
        using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> Stanza {
        guard policyKey.epoch == target.epoch, policyKey.revocationSequence == target.revocationSequence else {
            throw .invalidRequest("a shared policy key lives within one epoch and one revocation list: make a new one")
        }
        let salt = SecretBytes(randomCount: SharedPolicyKey.saltByteCount, using: &source).revealed()
        let wrapped = KeyWrap.wrap(
            recordKey, under: policyKey.secret, target.binding(TypeNumber.sharedPolicyKey, salt: salt))
        return Stanza(
            .sharedPolicyKey(
                AttributeStanza(
                    policy: policyKey.policy, parametersIdentifier: policyKey.parametersIdentifier,
                    ciphertext: policyKey.ciphertext, wrapped: wrapped),
                salt: salt))
    }

    /// A stanza that wraps `recordKey` under a passphrase; for archives only, and only as strong as the passphrase.
    ///
    /// - Throws: `.invalidRequest` if scrypt cannot have its memory.
    public static func passphrase(
        _ passphrase: borrowing SecretBytes, cost: ScryptCost = .standard, wrapping recordKey: borrowing RecordKey,
        for target: StanzaTarget
    ) throws(SealedRecordError) -> Stanza {
        var system = SystemRandomNumberGenerator()
        return try self.passphrase(passphrase, cost: cost, wrapping: recordKey, for: target, using: &system)
    }

    /// The same with the 32-byte salt from `source`.
    ///
    /// - Throws: `.invalidRequest` if scrypt cannot have its memory.
    public static func passphrase(
        _ passphrase: borrowing SecretBytes, cost: ScryptCost = .standard, wrapping recordKey: borrowing RecordKey,
        for target: StanzaTarget, using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> Stanza {
        let salt = SecretBytes(randomCount: 32, using: &source).revealed()
        let key = try passphraseKey(passphrase, salt, cost)
        let wrapped = KeyWrap.wrap(recordKey, under: key, target.binding(TypeNumber.passphrase))
        return Stanza(.passphrase(logN: cost.logN, salt: salt, wrapped: wrapped))
    }

    // MARK: - Opening

    /// The record key by an attribute key; `nil` if this stanza is not for attributes or the key does not satisfy it.
    func recordKey(
        with key: borrowing AttributeKey, _ parameters: PublicParameters, _ target: StanzaTarget, remembering opened: OpenedPolicyKeys?
    ) throws(SealedRecordError) -> RecordKey? {
        switch kind {
        case .attribute(let stanza):
            guard let stanzaKey = try stanza.decapsulate(with: key, parameters) else { return nil }
            return try KeyWrap.unwrap(stanza.wrapped, under: stanzaKey, target.binding(TypeNumber.attribute))
        case .sharedPolicyKey(let stanza, let salt):
            let binding = target.binding(TypeNumber.sharedPolicyKey, salt: salt)
            let identifier = opened.map { _ in OpenedPolicyKeys.identifier(of: stanza, for: target) }
            if let identifier, let known = opened?.find(identifier) {
                return try KeyWrap.unwrap(stanza.wrapped, under: known.secret, binding)
            }
            guard let encapsulated = try stanza.decapsulate(with: key, parameters) else { return nil }
            let policyKey = OpenedPolicyKey(SharedPolicyKey.derive(encapsulated, target.epoch, target.revocationSequence))
            if let identifier { opened?.keep(policyKey, as: identifier) }
            return try KeyWrap.unwrap(stanza.wrapped, under: policyKey.secret, binding)
        case .passphrase, .unknown: return nil
        }
    }

    /// The record key by a passphrase; `nil` if this stanza is not for passphrases.
    func recordKey(
        passphrase: borrowing SecretBytes, _ target: StanzaTarget
    ) throws(SealedRecordError) -> RecordKey? {
        guard case .passphrase(let logN, let salt, let wrapped) = kind else { return nil }
        guard let cost = ScryptCost(insecureLogN: logN) else { throw .damagedStanza }
        let key = try Self.passphraseKey(passphrase, salt, cost)
        do {
            return try KeyWrap.unwrap(wrapped, under: key, target.binding(TypeNumber.passphrase))
        } catch {
            throw .wrongPassphrase
        }
    }

    private static func passphraseKey(
        _ passphrase: borrowing SecretBytes, _ salt: [UInt8], _ cost: ScryptCost
    ) throws(SealedRecordError) -> SecretBytes {
        do {
            return try Scrypt.derive(passphrase: passphrase, salt: salt, cost: cost, count: 32)
        } catch {
            throw .invalidRequest("\(error)")
        }
    }
}

/// What a stanza is made for, and what it is bound to.
public struct StanzaTarget: Equatable, Sendable {
    /// The record, which the wrapping authenticates: in another record the stanza is useless.
    public let recordID: RecordID
    /// The content version, from 1, which the wrapping authenticates too.
    public let contentVersion: UInt64
    /// The envelope's epoch, below 1024.
    public let epoch: UInt32
    /// The number of the revocation list that the sealer knew.
    public let revocationSequence: UInt64

    /// Takes the numbers as they are; sealing and re-wrapping check the epoch's bound.
    public init(recordID: RecordID, contentVersion: UInt64, epoch: UInt32, revocationSequence: UInt64) {
        self.recordID = recordID
        self.contentVersion = contentVersion
        self.epoch = epoch
        self.revocationSequence = revocationSequence
    }

    func binding(_ type: UInt16, salt: [UInt8] = []) -> KeyWrap.Binding {
        KeyWrap.Binding(recordID: recordID, contentVersion: contentVersion, stanzaType: type, salt: salt)
    }
}
