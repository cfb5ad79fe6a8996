public import AccessPolicy
public import AttributeEncryption
public import Framing
public import Identity
public import Cryptography

/// The owner's word on who may write into a chart: public halves of write keys, each private half sealed under its write policy
/// (after Plutus, FAST 2003, and SiRiUS, NDSS 2003, with attribute encryption as the key server). A later statement has the next
/// number, and its heads say what the owner took in of what was written before.
///
///     8       magic: "MEDSEALW"
///     1       version: `FormatVersion`
///     32      fingerprint of the authority
///     32      owner of the chart
///     16      nonce of the chart
///     …       `Successions` from the owner to who signs
///     8       number, from 1
///     4       epoch
///     8       number of the revocation list that the signer knew
///     8       time, Unix seconds
///     32      salt, random
///     1       write keys: 1…8, then each 32 bytes, an Ed25519 public key
///     1       heads: at most 64, then each 32 bytes, ascending
///     …       `DeletionSecrets` that every entry must carry
///     1       form of the body: 0 in clear; others are reserved
///     4 + b   body, framed: for each write key 2 bytes of ``EntryKinds``, 1 byte with the count of sealing policies (1…32), and each
///             policy, framed
///     …       for each write key 2 bytes with the type of its stanza (0x8011 attribute, 0x8012 shared policy key), and the stanza's body,
///             framed, in the layout of a record's stanza
///     …       `Extensions`
///     4 + c   certificate of who signs, framed
///     …       `UserSignature` of everything in front of it, in the domain "MEDSEAL-V1-WRITE-STATEMENT"
///
/// A write key's seed is wrapped as a record key is, under the label "write key" and bound to salt, type, realm, epoch, chart, number and
/// index.
public struct WriteStatement: Equatable, Sendable {
    /// Most entries that a statement names as seen.
    public static let greatestHeadCount = 64
    /// Most policies that entries of one write key are sealed under.
    public static let greatestPolicyCount = 32
    /// No encoding is longer.
    public static let greatestByteCount = 4 << 20

    /// What a write key may write, and for whom its entries are sealed.
    public struct Rule: Equatable, Sendable {
        /// Of entries; others by this key are not confirmed.
        public var kinds: EntryKinds
        /// Who may read the entries: whoever satisfies any of them.
        public var sealing: [Policy]

        /// - Parameters:
        ///   - kinds: of entries.
        ///   - sealing: 1 to ``WriteStatement/greatestPolicyCount``.
        public init(kinds: EntryKinds, sealing: [Policy]) {
            self.kinds = kinds
            self.sealing = sealing
        }
    }

    /// Which chart, under which number, as of when.
    public struct Place: Hashable, Sendable {
        /// Owner and nonce of the chart.
        public var chart: RecordName
        /// From 1, the next one each time.
        public var number: UInt64
        /// That a writer's key must have reached.
        public var epoch: UInt32
        /// Number of the newest revocation list that the signer knows.
        public var revocationSequence: UInt64
        /// Unix seconds.
        public var time: UInt64

        /// Takes the numbers as they are.
        public init(chart: RecordName, number: UInt64, epoch: UInt32, revocationSequence: UInt64, time: UInt64) {
            self.chart = chart
            self.number = number
            self.epoch = epoch
            self.revocationSequence = revocationSequence
            self.time = time
        }
    }

    /// A write key as everybody sees it.
    private struct Slot: Equatable, Sendable {
        let key: Ed25519.PublicKey
        let rule: Rule
        let type: UInt16
        let stanza: AttributeStanza
    }

    /// Which authority certified the signer.
    public let authority: AuthorityFingerprint
    /// Which chart, under which number.
    public let place: Place
    /// From the owner to who signs.
    public let successions: Successions
    private let salt: [UInt8]
    private let slots: [Slot]
    /// Hashes of entries that the owner took in, ascending.
    public let heads: [[UInt8]]
    /// What every entry must carry.
    public let secrets: DeletionSecrets
    /// What later versions add.
    public let extensions: Extensions
    /// Of who signs.
    public let certificate: Certificate
    private let signature: UserSignature

    /// The chart.
    public var chart: RecordID { place.chart.id }
    /// From 1.
    public var number: UInt64 { place.number }
    /// Public halves of the write keys.
    public var keys: [Ed25519.PublicKey] { slots.map(\.key) }
    /// What each write key may write.
    public var rules: [Rule] { slots.map(\.rule) }
    /// Who may have each write key, with the epoch's condition.
    public var writePolicies: [Policy] { slots.map(\.stanza.policy) }

    /// SHA-256(frame("MEDSEAL-V1-WRITE-STATEMENT-HASH", everything but the signature)): tells two statements of one number apart.
    public var hash: [UInt8] { SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-WRITE-STATEMENT-HASH"), signed)) }

    private enum TypeNumber {
        static let attribute: UInt16 = 0x8011
        static let sharedPolicyKey: UInt16 = 0x8012
    }

    /// Makes fresh write keys and seals them.
    ///
    /// - Parameters:
    ///   - place: which chart, under which number.
    ///   - successions: from the chart's owner to who signs.
    ///   - writers: for each write key who may have it, and what it may write; 1 to 8.
    ///   - heads: at most ``greatestHeadCount`` hashes of 32 bytes, in any order.
    ///   - realm: of the authority whose users write.
    ///   - certificate: of who signs.
    ///   - description: the pinned authority.
    ///   - identity: of who signs.
    /// - Throws: `.invalidRequest` if bounds are broken or the certificate belongs to another identity; `.invalidSuccession`.
    public init(
        _ place: Place, successions: Successions = .none, writers: [(policy: Policy, rule: Rule)], heads: Set<[UInt8]>, _ realm: Realm,
        by certificate: Certificate, _ description: AuthorityDescription, signedBy identity: borrowing UserIdentity
    ) throws(SealedRecordError) {
        guard identity.signingKey.publicKey == certificate.signingKey else { throw .invalidRequest("the certificate belongs to another identity") }
        guard (1...WriteKey.greatestCount).contains(writers.count), heads.count <= Self.greatestHeadCount,
            writers.allSatisfy({ (1...Self.greatestPolicyCount).contains($0.rule.sealing.count) })
        else { throw .invalidRequest("a write statement has 1 to 8 write keys, each with 1 to 32 policies, and at most 64 heads") }
        let salt = EnvelopeSalt.random()
        var slots: [Slot] = []
        for (index, writer) in writers.enumerated() {
            let key = Ed25519.PrivateKey()
            let dated = try SharedPolicyKey.dated(writer.policy, place.epoch)
            let encapsulation = KeyEncapsulation.encapsulate(to: dated, realm.parameters)
            let binding = Self.binding(place, salt, TypeNumber.attribute, realm.fingerprint, at: index)
            let wrapped = KeyWrap.wrap(secret: key.exportedSeed(), under: encapsulation.key, binding)
            slots.append(
                Slot(
                    key: key.publicKey, rule: writer.rule, type: TypeNumber.attribute,
                    stanza: AttributeStanza(
                        realm: realm.fingerprint, epoch: place.epoch, policy: dated, ciphertext: encapsulation.ciphertext, wrapped: wrapped)))
        }
        let sorted = heads.sorted { $0.lexicographicallyPrecedes($1) }
        let signed = Self.signed(certificate.authority, place, successions, salt, slots, sorted, .none, .none, certificate)
        let signature = UserSignature(of: signed, domain: Self.domain, by: identity.signingKey)
        do { try self.init(bytes: signed + signature.bytes) } catch { throw .invalidRequest("\(error)") }
        try successions.verify(of: place.chart.id, from: place.chart.owner, to: certificate, description)
    }

    /// The encoding.
    public var bytes: [UInt8] { signed + signature.bytes }

    /// Reads a statement; proves nothing until it is verified.
    public init(bytes: [UInt8]) throws(MalformedInput) {
        guard bytes.count <= Self.greatestByteCount else { throw MalformedInput(reason: "a write statement is longer than any can be") }
        var reader = ByteReader(bytes)
        authority = try reader.recordStatementStart(magic: Self.magic, "a write statement")
        let chart = RecordName(try reader.user("owner"), try reader.raw(RecordName.nonceByteCount, "nonce"))
        successions = try Successions(from: &reader)
        let number = try reader.u64("number")
        guard (1...ContentSection.greatestNumber).contains(number) else { throw reader.malformed("numbers begin at 1 and end before 2^63 - 1") }
        let epoch = try reader.u32("epoch")
        guard epoch < EpochStatement.epochLimit else { throw reader.malformed("an epoch is below \(EpochStatement.epochLimit)") }
        place = Place(
            chart: chart, number: number, epoch: epoch, revocationSequence: try reader.u64("number of the revocation list"),
            time: try reader.u64("time"))
        salt = try reader.raw(EnvelopeSalt.byteCount, "salt")
        let keys = try Self.readKeys(from: &reader)
        heads = try reader.heads(atMost: Self.greatestHeadCount)
        secrets = try DeletionSecrets(from: &reader)
        guard try reader.u8("form of the body") == 0 else { throw reader.malformed("a write statement's body in a form that is not known here") }
        let rules = try Self.readRules(try reader.framed(atMost: Self.greatestByteCount, "body"), count: keys.count)
        var slots: [Slot] = []
        for (key, rule) in zip(keys, rules) {
            let type = try reader.u16("type of a stanza")
            guard type == TypeNumber.attribute || type == TypeNumber.sharedPolicyKey else {
                throw reader.malformed("a write key in an unknown stanza")
            }
            var body = ByteReader(try reader.framed(atMost: Stanza.maximumBodyLength, "stanza"))
            let stanza = try AttributeStanza.read(from: &body)
            try body.finish()
            guard stanza.epoch == epoch, stanza.policy.epochFloor == epoch else { throw reader.malformed("a write key of another epoch") }
            slots.append(Slot(key: key, rule: rule, type: type, stanza: stanza))
        }
        self.slots = slots
        extensions = try Extensions(from: &reader)
        certificate = try reader.certificate("certificate of who signs")
        signature = try UserSignature(from: &reader, "the owner's signature")
        try reader.finish()
    }

    private static func readKeys(from reader: inout ByteReader) throws(MalformedInput) -> [Ed25519.PublicKey] {
        let count = Int(try reader.u8("number of write keys"))
        guard (1...WriteKey.greatestCount).contains(count) else { throw reader.malformed("1 to \(WriteKey.greatestCount) write keys expected") }
        var keys: [Ed25519.PublicKey] = []
        for _ in 0..<count {
            let bytes = try reader.raw(Ed25519.PublicKey.byteCount, "a write key")
            guard let key = try? Ed25519.PublicKey(bytes: bytes), !keys.contains(key) else { throw reader.malformed("no usable write key") }
            keys.append(key)
        }
        return keys
    }

    private static func readRules(_ body: [UInt8], count: Int) throws(MalformedInput) -> [Rule] {
        var reader = ByteReader(body)
        var rules: [Rule] = []
        for _ in 0..<count {
            let kinds = EntryKinds(rawValue: try reader.u16("kinds of entries"))
            let policyCount = Int(try reader.u8("number of sealing policies"))
            guard (1...greatestPolicyCount).contains(policyCount) else {
                throw reader.malformed("1 to \(greatestPolicyCount) sealing policies expected")
            }
            var policies: [Policy] = []
            for _ in 0..<policyCount {
                let text = try reader.framed(atMost: Policy.maximumTextLength, "a sealing policy")
                guard let policy = try? Policy(canonical: text), policy.epochFloor == nil else { throw reader.malformed("no sealing policy") }
                policies.append(policy)
            }
            rules.append(Rule(kinds: kinds, sealing: policies))
        }
        try reader.finish()
        return rules
    }

    /// Checks that the chart's owner signed, or who succeeded them, certified at the statement's time.
    ///
    /// - Throws: `.untrustedAuthor`, `.invalidSuccession`, `.contentSignature`.
    public func verify(_ description: AuthorityDescription) throws(SealedRecordError) {
        guard authority == description.fingerprint else { throw .untrustedAuthor("another authority than the pinned one") }
        do { try certificate.verify(by: description, at: place.time) } catch { throw .untrustedAuthor("\(error)") }
        guard certificate.capabilities.contains(.author) else { throw .untrustedAuthor("it may not write records") }
        try successions.verify(of: chart, from: place.chart.owner, to: certificate, description)
        guard signature.verify(signed, domain: Self.domain, by: certificate.signingKey, allowsBatch: false) else { throw .contentSignature }
    }

    /// The first write key that an attribute key opens.
    ///
    /// - Throws: `.policyNotSatisfied` with the write policies; `.damagedStanza` if one that should open does not, or is not the key whose
    ///   public half the owner signed.
    public func writeKey(with key: borrowing AttributeKey, _ realm: Realm) throws(SealedRecordError) -> WriteKey {
        for (index, slot) in slots.enumerated() {
            guard let encapsulated = try slot.stanza.decapsulate(with: key, realm) else { continue }
            let stanzaKey =
                slot.type == TypeNumber.attribute
                ? encapsulated : SharedPolicyKey.derive(encapsulated, place.epoch, place.revocationSequence)
            let seed = try KeyWrap.unwrapSecret(
                slot.stanza.wrapped, under: stanzaKey, Self.binding(place, salt, slot.type, slot.stanza.realm, at: index))
            let privateKey: Ed25519.PrivateKey
            do { privateKey = try Ed25519.PrivateKey(seed: seed) } catch { throw .damagedStanza }
            guard privateKey.publicKey == slot.key else { throw .damagedStanza }
            return WriteKey(index: index, privateKey)
        }
        throw .policyNotSatisfied(writePolicies.map(\.text))
    }

    private static func binding(_ place: Place, _ salt: [UInt8], _ type: UInt16, _ realm: AuthorityFingerprint, at index: Int) -> KeyWrap.Binding {
        KeyWrap.Binding(
            label: "write key",
            context: [
                salt, type.bigEndianBytes, realm.bytes, place.epoch.bigEndianBytes, place.chart.id.bytes, place.number.bigEndianBytes,
                UInt16(index).bigEndianBytes,
            ])
    }

    private static let magic = "MEDSEALW"
    private static let domain = "MEDSEAL-V1-WRITE-STATEMENT"

    private var signed: [UInt8] { Self.signed(authority, place, successions, salt, slots, heads, secrets, extensions, certificate) }

    private static func signed(
        _ authority: AuthorityFingerprint, _ place: Place, _ successions: Successions, _ salt: [UInt8], _ slots: [Slot], _ heads: [[UInt8]],
        _ secrets: DeletionSecrets, _ extensions: Extensions, _ certificate: Certificate
    ) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 4096)
        writer.raw(Array(utf8: magic))
        writer.u8(FormatVersion.byte)
        writer.raw(authority.bytes)
        writer.raw(place.chart.owner.bytes)
        writer.raw(place.chart.nonce)
        successions.write(to: &writer)
        writer.u64(place.number)
        writer.u32(place.epoch)
        writer.u64(place.revocationSequence)
        writer.u64(place.time)
        writer.raw(salt)
        writer.u8(UInt8(slots.count))
        for slot in slots { writer.raw(slot.key.bytes) }
        writer.heads(heads)
        writer.raw(secrets.bytes)
        writer.u8(0)
        var body = ByteWriter()
        for slot in slots {
            body.u16(slot.rule.kinds.rawValue)
            body.u8(UInt8(slot.rule.sealing.count))
            for policy in slot.rule.sealing { body.framed(policy.canonicalBytes) }
        }
        writer.framed(body.bytes)
        for slot in slots {
            writer.u16(slot.type)
            var stanza = ByteWriter()
            slot.stanza.write(to: &stanza)
            writer.framed(stanza.bytes)
        }
        extensions.write(to: &writer)
        writer.framed(certificate.bytes)
        return writer.bytes
    }
}
