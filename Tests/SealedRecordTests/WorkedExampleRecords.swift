import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import Pairing
import SealedRecord
import Cryptography
import TestSupport

/// The sealed record and the archive.
extension WorkedExampleMaker {
    mutating func record() throws {
        output.section("encapsulation")
        let policy = try Policy(parsing: Self.policyText).requiringEpoch(atLeast: Self.epoch)
        let m = ExampleSource.bytes("m", 32)
        let stanzaKey = encapsulation(m, policy)

        let plan = try plan(.record, "record")
        var keySource = ExampleSource("record key")
        let recordKey = RecordKey.random(using: &keySource)
        var stanzaSource = ExampleSource("m")
        let stanza = try Stanza.attribute(
            try Policy(parsing: Self.policyText), realm, wrapping: recordKey, for: plan.target, at: 0, using: &stanzaSource)
        let file = try seal(plan, recordKey, [stanza], "record")

        output.section("record name")
        name(plan.name)
        output.section("key wrap")
        output.add("envelope's salt", ExampleSource.bytes("record envelope's salt", 32))
        wrap(
            stanzaKey, type: 0x8001, isForRealm: true, at: 0, salt: ExampleSource.bytes("record envelope's salt", 32), plan.recordID,
            key: ExampleSource.bytes("record key", 32))
        output.section("author's wrap")
        authorWrap(plan.recordID)
        output.section("payload")
        try payload(file, plan.recordID, key: ExampleSource.bytes("record key", 32))
        output.section("record")
        container(file)
        output.section("record statements")
        try statements(of: file)
    }

    private var realm: Realm { Realm(description.fingerprint, engine.parameters) }

    private mutating func name(_ name: RecordName) {
        output.add("owner", name.owner.bytes)
        output.add("nonce", name.nonce)
        output.add("record identifier", SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-RECORD"), name.owner.bytes, name.nonce)))
    }

    /// The KEM of the document, step by step.
    ///
    /// - Returns: K.
    private mutating func encapsulation(_ m: [UInt8], _ policy: Policy) -> [UInt8] {
        let mpkID = engine.parameters.identifier
        let text = policy.canonicalBytes
        let program = SpanProgram(policy)
        output.add("policy", text: policy.text)
        for (row, label) in program.labels.enumerated() {
            output.add("row \(row)", text: "\(Self.text(label)) occurrence \(program.occurrences[row])")
        }
        output.add("m", m)
        let seed = HMAC.sha512(key: m, frame(Array(utf8: "coins"), mpkID, Array(utf8: "span-program-2"), text))
        func coin(_ kind: String, _ index: UInt32) -> Scalar {
            Scalar(reducing: HMAC.sha512(key: seed, frame(Array(utf8: kind), index.exampleBytes)))
        }
        let s = coin("s", 0)
        let v = (0..<program.randomnessCount).map { coin("v", UInt32($0)) }
        let sPrime = (0..<program.maximumOccurrence).map { coin("s'", UInt32($0)) }
        let lambda = program.shares(of: s, randomness: v)
        output.add("seed", seed)
        output.add("s", s)
        for (index, scalar) in v.enumerated() { output.add("v \(index)", scalar) }
        for (index, scalar) in sPrime.enumerated() { output.add("s' \(index)", scalar) }
        for (row, scalar) in lambda.enumerated() { output.add("lambda \(row)", scalar) }
        var points = [("ct1", G2.generator.multiplied(by: s).affine.compressed)]
        for (index, scalar) in sPrime.enumerated() {
            points.append(("ct2 \(index)", G2.generator.multiplied(by: scalar).affine.compressed))
        }
        for (row, label) in program.labels.enumerated() {
            let point = Self.h0.multiplied(by: lambda[row]) + Self.hash(label).multiplied(by: sPrime[program.occurrences[row]])
            points.append(("ct3 \(row)", point.affine.compressed))
        }
        for (name, bytes) in points { output.add(name, bytes) }
        let shared = engine.parameters.blinding.power(s).bytes
        output.add("GT value", shared)
        let pad = Self.derive(shared, "pad", [mpkID])
        output.add("pad", pad)
        let masked = zip(m, pad).map { $0 ^ $1 }
        output.add("c_m", masked)
        let elements = points.flatMap(\.1)
        output.add("ciphertext", elements + masked)
        let key = Self.derive(m, "key", [mpkID, Array(utf8: "span-program-2"), text, elements, masked])
        output.add("K", key)
        return key
    }

    private mutating func wrap(
        _ stanzaKey: [UInt8], type: UInt16, isForRealm: Bool, at index: UInt16, salt: [UInt8], _ id: RecordID, key: [UInt8], _ prefix: String = ""
    ) {
        let realm = isForRealm ? [description.fingerprint.bytes, Self.epoch.exampleBytes] : [[], []]
        let derived = Self.derive(
            stanzaKey, "stanza", [salt, type.exampleBytes] + realm + [id.bytes, UInt64(1).exampleBytes, index.exampleBytes], count: 64)
        output.add(prefix + "KEK", Array(derived[..<32]))
        output.add(prefix + "commitment", Array(derived[32...]))
        output.add(prefix + "wrapped key", derived[32...] + Self.sealed(key, under: Array(derived[..<32])))
    }

    private mutating func authorWrap(_ id: RecordID) {
        let salt = Array(ExampleSource.bytes("record", 56)[..<32])
        let key = Self.derive(ExampleSource.bytes("author's secret", 32), "author", [salt, id.bytes, UInt64(1).exampleBytes])
        let sealed = Self.sealed(ExampleSource.bytes("record key", 32), under: key)
        output.add("author's secret", ExampleSource.bytes("author's secret", 32))
        output.add("salt", salt)
        output.add("key", key)
        output.add("author's wrap", UInt32(1).exampleBytes + salt + sealed)
    }

    /// Under a key that is used once.
    private static func sealed(_ secret: [UInt8], under key: [UInt8]) -> [UInt8] {
        AES256GCM.seal(secret, key: SecretBytes(copying: key), nonce: [UInt8](repeating: 0, count: 12), authenticating: [])
    }

    private mutating func payload(_ file: [UInt8], _ id: RecordID, key: [UInt8]) throws {
        let payloadKey = Self.derive(key, "payload", [[0, 0], id.bytes, UInt64(1).exampleBytes])
        let context = frame(id.bytes, UInt64(1).exampleBytes)
        let salt = Array(ExampleSource.bytes("record", 56)[32...])
        let info = Array(utf8: "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM") + [0] + salt + context
        let derived = HKDF.expandSHA512(pseudorandomKey: SecretBytes(copying: payloadKey), info: info, count: 76).revealed()
        output.add("record key", key)
        output.add("payload key", payloadKey)
        output.add("context", context)
        output.add("salt", salt)
        output.add("chunk key", Array(derived[..<32]))
        output.add("base nonce", Array(derived[32..<44]))
        output.add("commitment", Array(derived[44...]))
        let padded =
            Self.content + [UInt8](repeating: 0, count: 64 - 8 - Self.content.count) + UInt64(Self.content.count).exampleBytes
        output.add("padded content", padded)
        let chunk = AES256GCM.seal(
            padded, key: SecretBytes(copying: derived[..<32]), nonce: Array(derived[32..<44]), authenticating: [])
        output.add("chunk 0", chunk)
        let leaf = SHA256.hash([0] + chunk)
        output.add("leaf hash 0", leaf)
        output.add("Merkle root", leaf)
    }

    /// The parts of the file by the offsets of the document.
    private mutating func container(_ file: [UInt8]) {
        let parts = RecordBytes(file)
        output.add("content statement", parts.contentStatement)
        output.add("content signature", [1] + user.signingKey.sign(frame(Array(utf8: "MEDSEAL-V1-CONTENT"), parts.contentStatement)))
        let contentHash = SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTENT-HASH"), parts.contentStatement))
        output.add("content hash", contentHash)
        output.add("envelope statement", parts.envelopeStatement)
        output.add("envelope signature", [1] + user.signingKey.sign(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE"), parts.envelopeStatement)))
        let envelopeHash = SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE-HASH"), parts.envelopeStatement))
        output.add("envelope hash", envelopeHash)
        output.add(
            "state hash", SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-STATE"), contentHash, envelopeHash, [], UInt64(file.count).exampleBytes)))
        output.add("file", file)
    }

    /// The record's owner hands it over, and its new holder deletes it.
    private mutating func statements(of file: [UInt8]) throws {
        let content = try Hospital.header(of: file).content
        let holder = try UserIdentity(
            encoded: SecretBytes(
                copying: Array(utf8: "MEDSEALU") + [0x30] + ExampleSource.bytes("holder signing seed", 32)
                    + ExampleSource.bytes("holder agreement scalar", 32) + [0, 0, 0, 1] + ExampleSource.bytes("holder author's secret", 32)))
        let holderCertificate = try Certificate.issue(
            serial: 8, name: .init(displayName: "Dr Anis Karim"), hospital: "NSTU", signingKey: holder.signingKey.publicKey,
            agreementKey: holder.agreementKey.publicKey, deviceSubtree: 8, capabilities: .author, notBefore: Self.created - 86_400,
            notAfter: Self.created + 90 * 86_400, epoch: Self.epoch, by: description, signedBy: signingKey)
        let succession = try SuccessionStatement(
            handing: content.recordID, to: holder.id, from: certificate, time: Self.created + 60, signedBy: user)
        output.add("succession", succession.bytes)
        output.add("succession hash", SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-SUCCESSION-HASH"), Array(succession.bytes.dropLast(65)))))
        output.add(
            "deletion",
            try DeletionStatement(
                of: content.name, lastContentHash: content.hash, .requested, successions: Successions(statements: [succession]),
                by: holderCertificate, time: Self.created + 120, description, signedBy: holder
            ).bytes)
    }

    /// An archive with a shared policy key and a passphrase.
    mutating func archive() throws {
        output.section("archive")
        let plan = try plan(.archive, "archive")
        var keySource = ExampleSource("archive key")
        let recordKey = RecordKey.random(using: &keySource)
        var sharedSource = ExampleSource("shared m")
        let shared = try SharedPolicyKey(
            try Policy(parsing: Self.policyText), realm, epoch: Self.epoch, revocationSequence: Self.revocationSequence, using: &sharedSource)
        var passphraseSource = ExampleSource("passphrase salt")
        let stanzas = [
            try Stanza.shared(shared, wrapping: recordKey, for: plan.target, at: 0),
            try Stanza.passphrase(
                SecretBytes(copying: Array(utf8: Self.passphrase)), wrapping: recordKey, for: plan.target, at: 1, using: &passphraseSource),
        ]
        let (key, salt) = (ExampleSource.bytes("archive key", 32), ExampleSource.bytes("archive envelope's salt", 32))
        output.add("archive key", key)
        output.add("envelope's salt", salt)
        let encapsulated = KeyEncapsulation.encapsulate(
            SecretBytes(copying: ExampleSource.bytes("shared m", 32)), to: shared.policy, engine.parameters)
        let sharedKey = Self.derive(
            encapsulated.key.revealed(), "shared policy key", [Self.epoch.exampleBytes, Self.revocationSequence.exampleBytes])
        output.add("shared m", ExampleSource.bytes("shared m", 32))
        output.add("shared K", encapsulated.key.revealed())
        output.add("L", sharedKey)
        wrap(sharedKey, type: 0x8002, isForRealm: true, at: 0, salt: salt, plan.recordID, key: key, "shared ")
        output.add("passphrase salt", ExampleSource.bytes("passphrase salt", 32))
        let stanzaKey = try Scrypt.derive(
            passphrase: SecretBytes(copying: Array(utf8: Self.passphrase)), salt: ExampleSource.bytes("passphrase salt", 32),
            cost: .standard, count: 32)
        output.add("passphrase stanza key", stanzaKey.revealed())
        wrap(stanzaKey.revealed(), type: 0x8003, isForRealm: false, at: 1, salt: salt, plan.recordID, key: key, "passphrase ")
        output.add("file", try seal(plan, recordKey, stanzas, "archive"))
    }

    private func plan(_ kind: EnvelopeSection.Kind, _ purpose: String) throws -> SealingPlan {
        guard let name = RecordName(owner: certificate.userID, nonce: ExampleSource.bytes("\(purpose) nonce", 16)) else {
            preconditionFailure("a nonce has 16 bytes")
        }
        var source = ExampleSource("\(purpose) envelope's salt")
        return SealingPlan(
            kind: kind, name: name, created: Self.created, epoch: Self.epoch, revocationSequence: Self.revocationSequence, author: certificate,
            using: &source)
    }

    /// The source gives the author's salt, then the payload's.
    private func seal(_ plan: SealingPlan, _ recordKey: borrowing RecordKey, _ stanzas: [Stanza], _ purpose: String) throws -> [UInt8] {
        var source = ExampleSource(purpose)
        var sealer = try RecordSealer(plan, recordKey: recordKey, stanzas: stanzas, by: user, using: &source)
        var payload = sealer.start() + (try sealer.update(Self.content))
        try sealer.pad { payload += $0 }
        let ending = try sealer.finish(signedBy: user)
        return ending.header.bytes + payload + ending.tail
    }
}

/// The formulas of the document.
extension WorkedExampleMaker {
    static let h0 = G1.hash([], domain: Array(utf8: "MEDSEAL-V1-FABEO-H0_BLS12381G1_XMD:SHA-256_SSWU_RO_"))

    static func hash(_ label: AttributeLabel) -> G1 {
        let role =
            switch label.domain {
            case .plain: "ATTRIBUTE"
            case .number: "NUMBER"
            case .date: "DATE"
            case .epoch: "EPOCH"
            case .device: "DEVICE"
            case .chart: "CHART"
            }
        return G1.hash(label.bytes, domain: Array(utf8: "MEDSEAL-V1-FABEO-\(role)_BLS12381G1_XMD:SHA-256_SSWU_RO_"))
    }

    static func text(_ label: AttributeLabel) -> String {
        "\(label.domain) \(label.bytes.hex)"
    }

    static func derive(_ secret: [UInt8], _ label: String, _ context: [[UInt8]], count: Int = 32) -> [UInt8] {
        HKDF.sha512(
            secret: SecretBytes(copying: secret), salt: [],
            info: frame([Array(utf8: "MEDSEAL-V1"), Array(utf8: label)] + context), count: count
        ).revealed()
    }
}
