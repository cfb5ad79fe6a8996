public import AccessPolicy
import AttributeEncryption
import Framing
public import Identity
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
        case sharedPolicyKey(AttributeStanza)
        /// A passphrase; in archives only.
        case passphrase(logN: UInt8, salt: [UInt8], wrapped: [UInt8])
        /// A type that this version does not know, not critical.
        case unknown(type: UInt16, body: [UInt8])
    }

    let kind: Kind

    /// The policy, with its epoch condition, of a stanza that has one.
    public var policy: Policy? {
        switch kind {
        case .attribute(let stanza), .sharedPolicyKey(let stanza): stanza.policy
        case .passphrase, .unknown: nil
        }
    }

    /// The ciphertext of the key that the stanza's own key comes from, if it is for attributes.
    package var encapsulation: [UInt8]? {
        switch kind {
        case .attribute(let stanza), .sharedPolicyKey(let stanza): stanza.ciphertext
        case .passphrase, .unknown: nil
        }
    }

    /// The epoch that a reader's key must have reached, of a stanza for attributes.
    public var epoch: UInt32? {
        switch kind {
        case .attribute(let stanza), .sharedPolicyKey(let stanza): stanza.epoch
        case .passphrase, .unknown: nil
        }
    }

    /// Whose users it is for, of a stanza for attributes.
    public var realm: AuthorityFingerprint? {
        switch kind {
        case .attribute(let stanza), .sharedPolicyKey(let stanza): stanza.realm
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
        /// Reserved for policies over several authorities at once.
        static let severalAuthorities: UInt16 = 4 | criticalBit
    }

    // MARK: - Encoding

    func write(to writer: inout ByteWriter) {
        var body = ByteWriter()
        let type: UInt16
        switch kind {
        case .attribute(let stanza):
            type = TypeNumber.attribute
            stanza.write(to: &body)
        case .sharedPolicyKey(let stanza):
            type = TypeNumber.sharedPolicyKey
            stanza.write(to: &body)
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
                kind = .attribute(try AttributeStanza.read(from: &inner))
            case TypeNumber.sharedPolicyKey:
                kind = .sharedPolicyKey(try AttributeStanza.read(from: &inner))
            case TypeNumber.severalAuthorities:
                throw MalformedInput(offset: -1, reason: String(type))
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

    /// A stanza that wraps `recordKey` under a fresh encapsulation to `policy` and `epoch >= target.epoch`. It opens at place `index` of the
    /// envelope, from 0, and nowhere else.
    ///
    /// - Throws: `.invalidRequest` if the policy is too large once it has the epoch's condition.
    public static func attribute(
        _ policy: Policy, _ realm: Realm, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget, at index: Int
    ) throws(SealedRecordError) -> Stanza {
        var system = SystemRandomNumberGenerator()
        return try attribute(policy, realm, wrapping: recordKey, for: target, at: index, using: &system)
    }

    /// The same with the encapsulation's coins from `source`.
    ///
    /// - Throws: `.invalidRequest` if the policy is too large once it has the epoch's condition.
    public static func attribute(
        _ policy: Policy, _ realm: Realm, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget, at index: Int,
        using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> Stanza {
        let dated = try SharedPolicyKey.dated(policy, target.epoch)
        let encapsulation = KeyEncapsulation.encapsulate(to: dated, realm.parameters, using: &source)
        let wrapped = KeyWrap.wrap(recordKey, under: encapsulation.key, target.binding(TypeNumber.attribute, realm.fingerprint, at: index))
        return Stanza(
            .attribute(
                AttributeStanza(
                    realm: realm.fingerprint, epoch: target.epoch, policy: dated, ciphertext: encapsulation.ciphertext, wrapped: wrapped)))
    }

    /// A stanza that wraps `recordKey` under a policy key shared with other records. It opens at place `index` of the
    /// envelope, from 0, and nowhere else.
    ///
    /// - Throws: `.invalidRequest` if the key was made for another epoch or revocation list.
    public static func shared(
        _ policyKey: borrowing SharedPolicyKey, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget, at index: Int
    ) throws(SealedRecordError) -> Stanza {
        guard policyKey.epoch == target.epoch, policyKey.revocationSequence == target.revocationSequence else {
            throw .invalidRequest("a shared policy key lives within one epoch and one revocation list: make a new one")
        }
        let wrapped = KeyWrap.wrap(recordKey, under: policyKey.secret, target.binding(TypeNumber.sharedPolicyKey, policyKey.realm, at: index))
        return Stanza(
            .sharedPolicyKey(
                AttributeStanza(
                    realm: policyKey.realm, epoch: policyKey.epoch, policy: policyKey.policy, ciphertext: policyKey.ciphertext, wrapped: wrapped)))
    }

    /// A stanza that wraps `recordKey` under a passphrase; for archives only, and only as strong as the passphrase. It opens at
    /// place `index` of the envelope, from 0, and nowhere else.
    ///
    /// - Throws: `.invalidRequest` if scrypt cannot have its memory.
    public static func passphrase(
        _ passphrase: borrowing SecretBytes, cost: ScryptCost = .standard, wrapping recordKey: borrowing RecordKey,
        for target: StanzaTarget, at index: Int
    ) throws(SealedRecordError) -> Stanza {
        var system = SystemRandomNumberGenerator()
        return try self.passphrase(passphrase, cost: cost, wrapping: recordKey, for: target, at: index, using: &system)
    }

    /// The same with the 32-byte salt from `source`.
    ///
    /// - Throws: `.invalidRequest` if scrypt cannot have its memory.
    public static func passphrase(
        _ passphrase: borrowing SecretBytes, cost: ScryptCost = .standard, wrapping recordKey: borrowing RecordKey,
        for target: StanzaTarget, at index: Int, using source: inout some RandomNumberGenerator
    ) throws(SealedRecordError) -> Stanza {
        let salt = SecretBytes(randomCount: 32, using: &source).revealed()
        let key = try passphraseKey(passphrase, salt, cost)
        let wrapped = KeyWrap.wrap(recordKey, under: key, target.binding(TypeNumber.passphrase, nil, at: index))
        return Stanza(.passphrase(logN: cost.logN, salt: salt, wrapped: wrapped))
    }

    // MARK: - Opening

    /// The record key by an attribute key; `nil` if this stanza is not for attributes or the key does not satisfy it.
    func recordKey(
        with key: borrowing AttributeKey, _ realm: Realm, _ target: StanzaTarget, at index: Int, remembering opened: OpenedPolicyKeys?
    ) throws(SealedRecordError) -> RecordKey? {
        switch kind {
        case .attribute(let stanza):
            guard let stanzaKey = try stanza.decapsulate(with: key, realm) else { return nil }
            return try KeyWrap.unwrap(stanza.wrapped, under: stanzaKey, target.binding(TypeNumber.attribute, stanza.realm, at: index))
        case .sharedPolicyKey(let stanza):
            let binding = target.binding(TypeNumber.sharedPolicyKey, stanza.realm, at: index)
            let identifier = opened.map { _ in OpenedPolicyKeys.identifier(of: stanza, target.revocationSequence) }
            if let identifier, let known = opened?.find(identifier) {
                return try KeyWrap.unwrap(stanza.wrapped, under: known.secret, binding)
            }
            guard let encapsulated = try stanza.decapsulate(with: key, realm) else { return nil }
            let policyKey = OpenedPolicyKey(SharedPolicyKey.derive(encapsulated, stanza.epoch, target.revocationSequence))
            if let identifier { opened?.keep(policyKey, as: identifier) }
            return try KeyWrap.unwrap(stanza.wrapped, under: policyKey.secret, binding)
        case .passphrase, .unknown: return nil
        }
    }

    /// The record key by a passphrase; `nil` if this stanza is not for passphrases.
    func recordKey(
        passphrase: borrowing SecretBytes, _ target: StanzaTarget, at index: Int
    ) throws(SealedRecordError) -> RecordKey? {
        guard case .passphrase(let logN, let salt, let wrapped) = kind else { return nil }
        guard let cost = ScryptCost(insecureLogN: logN) else { throw .damagedStanza }
        let key = try Self.passphraseKey(passphrase, salt, cost)
        do {
            return try KeyWrap.unwrap(wrapped, under: key, target.binding(TypeNumber.passphrase, nil, at: index))
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
