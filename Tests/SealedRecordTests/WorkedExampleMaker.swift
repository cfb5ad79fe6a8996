import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import Pairing
import SealedRecord
import Symmetric
import TestSupport

/// Makes the worked example.
struct WorkedExampleMaker: ~Copyable {
    static let content = Array(utf8: "Blood group O+\n")
    static let policyText = "role:doctor and (hospital:NSTU or clearance#4 >= 9)"
    static let created: UInt64 = 1_795_000_000
    static let epoch: UInt32 = 3
    static let revocationSequence: UInt64 = 1
    static let passphrase = "correct horse battery staple"

    private var output = ExampleWriter()
    private let engine: FABEO.Authority
    private let signingKey: Ed25519.PrivateKey
    private let description: AuthorityDescription
    private let user: UserIdentity
    private let certificate: Certificate

    init() throws {
        let engine = FABEO.setup(alpha: ExampleSource.scalar("alpha"))
        let signingKey = try Ed25519.PrivateKey(seed: SecretBytes(copying: ExampleSource.bytes("authority signing seed", 32)))
        let description = try AuthorityDescription(
            name: "Example Hospital", publicParameters: engine.parameters.bytes, signedBy: signingKey)
        let encoded =
            Array(utf8: "MEDSEALU") + [1] + ExampleSource.bytes("user signing seed", 32)
            + ExampleSource.bytes("user agreement scalar", 32)
        let user = try UserIdentity(encoded: SecretBytes(copying: encoded))
        let certificate = try Certificate.issue(
            serial: 7, displayName: "Dr Farida Rahman", signingKey: user.signingKey.publicKey,
            agreementKey: user.agreementKey.publicKey, capabilities: [.author, .rewrap],
            notBefore: Self.created - 86_400, notAfter: Self.created + 90 * 86_400, epoch: Self.epoch, by: description,
            signedBy: signingKey)
        self.engine = engine
        self.signingKey = signingKey
        self.description = description
        self.user = user
        self.certificate = certificate
    }

    consuming func make() throws -> WorkedExample {
        authority()
        try identity()
        let key = try attributeKey()
        try statements()
        try record(openedWith: key)
        try archive()
        compilation()
        output.end()
        return WorkedExample(
            description: "The worked example of docs/format.md. Bytes and scalars are hexadecimal; what is no bytes is text.",
            sections: output.sections)
    }

    private mutating func authority() {
        output.section("authority")
        output.add("alpha", ExampleSource.scalar("alpha"))
        output.add("public parameters", engine.parameters.bytes)
        let domains = ["ATTRIBUTE", "NUMBER", "DATE", "H0"].map {
            Array(utf8: "MEDSEAL-V1-FABEO-\($0)_BLS12381G1_XMD:SHA-256_SSWU_RO_")
        }
        output.add(
            "mpkID",
            SHA256.hash(frame([Array(utf8: "FABEO"), Array(utf8: "span-program-1")] + domains + [engine.parameters.bytes])))
        output.add("Ed25519 seed", ExampleSource.bytes("authority signing seed", 32))
        output.add("Ed25519 public key", signingKey.publicKey.bytes)
        output.add("description", description.bytes)
        output.add(
            "fingerprint",
            SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-AUTHORITY-FINGERPRINT"), Array(description.bytes.dropLast(64)))))
    }

    private mutating func identity() throws {
        output.section("user")
        output.add("identity", user.encoded().revealed())
        output.add("Ed25519 public key", user.signingKey.publicKey.bytes)
        output.add("X25519 public key", user.agreementKey.publicKey.bytes)
        let hash = SHA256.hash(
            frame(Array(utf8: "MEDSEAL-V1-USER"), user.signingKey.publicKey.bytes, user.agreementKey.publicKey.bytes))
        output.add("user identifier", Array(hash[..<16]))
        output.add("certificate", certificate.bytes)
        output.add("passphrase", text: Self.passphrase)
        var source = ExampleSource("vault")
        output.add(
            "vault of the identity",
            try Vault.seal(
                user.encoded(), kind: UserIdentity.vaultKind, passphrase: SecretBytes(copying: Array(utf8: Self.passphrase)),
                using: &source))
        let request = try EnrolmentRequest(
            .init(
                displayName: "Dr Farida Rahman", hospital: "NSTU", department: "Cardiology", licenceNumber: "A-10423",
                attributes: ["role:doctor", "clearance#4 = 11"]),
            to: description.fingerprint, by: user, created: Self.created - 100_000)
        output.add("enrolment request", request.bytes)
        output.add(
            "request identifier",
            Array(
                SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-ENROLMENT-REQUEST"), Array(request.bytes.dropLast(64))))[..<16]))
    }

    private mutating func attributeKey() throws -> AttributeKey {
        output.section("attribute key")
        let attributes = try AttributeSet(parsing: ["role:doctor", "clearance#4 = 11"]).withEpoch(Self.epoch)
        output.add("attributes", text: attributes.attributes.map(\.description).joined(separator: "; "))
        output.add("attributes, encoded", attributes.encoded)
        let r = ExampleSource.scalar("r")
        output.add("r", r)
        output.add("H0", Self.h0.affine.compressed)
        let sk2 = G1.generator.multiplied(by: ExampleSource.scalar("alpha")) + Self.h0.multiplied(by: r)
        output.add("sk2", sk2.affine.compressed)
        output.add("sk3", G2.generator.multiplied(by: r).affine.compressed)
        for (index, label) in attributes.labels.enumerated() {
            output.add("label \(index)", text: Self.text(label))
            output.add("H(label \(index))", Self.hash(label).affine.compressed)
            output.add("sk1 \(index)", Self.hash(label).multiplied(by: r).affine.compressed)
        }
        let key = FABEO.keyGeneration(engine.masterKey, engine.parameters, attributes: attributes, r: r)
        output.add("key", key.encoded().revealed())
        var source = ExampleSource("HPKE ephemeral key")
        let delivery = try KeyDelivery.issue(
            key.encoded(), to: certificate, by: description, signedBy: signingKey, using: &source)
        output.add("HPKE ephemeral private key", ExampleSource.bytes("HPKE ephemeral key", 32))
        output.add("key delivery", delivery.bytes)
        return key
    }

    private mutating func statements() throws {
        output.section("statements")
        output.add(
            "epoch statement",
            try EpochStatement.issue(
                epoch: Self.epoch, issued: Self.created - 3600, sequence: 4, by: description, signedBy: signingKey).bytes)
        output.add(
            "revocation list",
            try RevocationList.issue(
                sequence: Self.revocationSequence, issued: Self.created - 3600, serials: [5],
                users: [], by: description,
                signedBy: signingKey).bytes)
    }

    // MARK: - The record

    private mutating func record(openedWith key: borrowing AttributeKey) throws {
        output.section("encapsulation")
        let policy = try Policy(parsing: Self.policyText).requiringEpoch(atLeast: Self.epoch)
        let m = ExampleSource.bytes("m", 32)
        let stanzaKey = encapsulation(m, policy)

        let plan = plan(.record, "record identifier")
        var keySource = ExampleSource("record key")
        let recordKey = RecordKey.random(using: &keySource)
        var stanzaSource = ExampleSource("m")
        let stanza = try Stanza.attribute(
            try Policy(parsing: Self.policyText), engine.parameters, wrapping: recordKey, for: plan.target,
            using: &stanzaSource)
        let file = try seal(plan, recordKey, [stanza], salt: "payload salt")

        output.section("key wrap")
        wrap(stanzaKey, type: 0x8001, plan.recordID, key: ExampleSource.bytes("record key", 32))
        output.section("payload")
        try payload(file, plan.recordID, key: ExampleSource.bytes("record key", 32))
        output.section("record")
        container(file)
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
        let seed = HMAC.sha512(key: m, frame(Array(utf8: "coins"), mpkID, text))
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
        let key = Self.derive(m, "key", [mpkID, text, elements, masked])
        output.add("K", key)
        return key
    }

    private mutating func wrap(
        _ stanzaKey: [UInt8], type: UInt16, salt: [UInt8] = [], _ id: RecordID, key: [UInt8], _ prefix: String = ""
    ) {
        let derived = Self.derive(stanzaKey, "stanza", [type.exampleBytes, id.bytes, UInt64(1).exampleBytes, salt], count: 64)
        output.add(prefix + "KEK", Array(derived[..<32]))
        output.add(prefix + "commitment", Array(derived[32...]))
        let sealed = AES256GCM.seal(
            key, key: SecretBytes(copying: derived[..<32]), nonce: [UInt8](repeating: 0, count: 12), authenticating: [])
        output.add(prefix + "wrapped key", derived[32...] + sealed)
    }

    private mutating func payload(_ file: [UInt8], _ id: RecordID, key: [UInt8]) throws {
        let context = frame(id.bytes, UInt64(1).exampleBytes)
        let salt = ExampleSource.bytes("payload salt", 24)
        let info = Array(utf8: "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM") + [0] + salt + context
        let derived = HKDF.expandSHA512(pseudorandomKey: SecretBytes(copying: key), info: info, count: 76).revealed()
        output.add("record key", key)
        output.add("context", context)
        output.add("salt", salt)
        output.add("chunk key", Array(derived[..<32]))
        output.add("base nonce", Array(derived[32..<44]))
        output.add("commitment", Array(derived[44...]))
        let chunk = AES256GCM.seal(
            Self.content, key: SecretBytes(copying: derived[..<32]), nonce: Array(derived[32..<44]), authenticating: [])
        output.add("chunk 0", chunk)
        let leaf = SHA256.hash([0] + chunk)
        output.add("leaf hash 0", leaf)
        output.add("Merkle root", leaf)
    }

    /// The parts of the file by the offsets of the document.
    private mutating func container(_ file: [UInt8]) {
        func length(at offset: Int) -> Int { file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (contentLength, envelopeLength) = (length(at: 8), length(at: 12))
        let content = Array(file[16..<16 + contentLength])
        let envelope = Array(file[16 + contentLength..<16 + contentLength + envelopeLength])
        output.add("record identifier", Array(content[..<16]))
        output.add("content statement", Array(content.dropLast(64)))
        output.add(
            "content signature",
            user.signingKey.sign(frame(Array(utf8: "MEDSEAL-V1-CONTENT"), Array(content.dropLast(64)))))
        output.add("content hash", SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTENT-HASH"), content)))
        output.add("envelope statement", Array(envelope.dropLast(64)))
        output.add(
            "envelope signature",
            user.signingKey.sign(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE"), Array(envelope.dropLast(64)))))
        output.add("file", file)
    }

    /// An archive with a shared policy key and a passphrase.
    private mutating func archive() throws {
        output.section("archive")
        let plan = plan(.archive, "archive identifier")
        var keySource = ExampleSource("archive key")
        let recordKey = RecordKey.random(using: &keySource)
        var sharedSource = ExampleSource("shared m")
        let shared = try SharedPolicyKey(
            try Policy(parsing: Self.policyText), engine.parameters, epoch: Self.epoch,
            revocationSequence: Self.revocationSequence, using: &sharedSource)
        var saltSource = ExampleSource("shared salt")
        var passphraseSource = ExampleSource("passphrase salt")
        let stanzas = [
            try Stanza.shared(shared, wrapping: recordKey, for: plan.target, using: &saltSource),
            try Stanza.passphrase(
                SecretBytes(copying: Array(utf8: Self.passphrase)), wrapping: recordKey, for: plan.target,
                using: &passphraseSource),
        ]
        output.add("archive key", ExampleSource.bytes("archive key", 32))
        let encapsulated = KeyEncapsulation.encapsulate(
            SecretBytes(copying: ExampleSource.bytes("shared m", 32)), to: shared.policy, engine.parameters)
        let sharedKey = Self.derive(
            encapsulated.key.revealed(), "shared policy key", [Self.epoch.exampleBytes, Self.revocationSequence.exampleBytes])
        output.add("shared m", ExampleSource.bytes("shared m", 32))
        output.add("shared K", encapsulated.key.revealed())
        output.add("L", sharedKey)
        let sharedSalt = ExampleSource.bytes("shared salt", 32)
        output.add("shared salt", sharedSalt)
        wrap(
            sharedKey, type: 0x8002, salt: sharedSalt, plan.recordID, key: ExampleSource.bytes("archive key", 32), "shared ")
        output.add("passphrase salt", ExampleSource.bytes("passphrase salt", 32))
        let stanzaKey = try Scrypt.derive(
            passphrase: SecretBytes(copying: Array(utf8: Self.passphrase)), salt: ExampleSource.bytes("passphrase salt", 32),
            cost: .standard, count: 32)
        output.add("passphrase stanza key", stanzaKey.revealed())
        wrap(
            stanzaKey.revealed(), type: 0x8003, plan.recordID, key: ExampleSource.bytes("archive key", 32),
            "passphrase ")
        output.add("file", try seal(plan, recordKey, stanzas, salt: "archive salt"))
    }

    private func plan(_ kind: EnvelopeSection.Kind, _ purpose: String) -> SealingPlan {
        var source = ExampleSource(purpose)
        let id = RecordID(bytes: SecretBytes(randomCount: 16, using: &source).revealed()) ?? .random()
        return SealingPlan(
            kind: kind, recordID: id, created: Self.created, epoch: Self.epoch,
            revocationSequence: Self.revocationSequence, author: certificate)
    }

    private func seal(
        _ plan: SealingPlan, _ recordKey: borrowing RecordKey, _ stanzas: [Stanza], salt: String
    ) throws -> [UInt8] {
        var source = ExampleSource(salt)
        var sealer = try RecordSealer(plan, recordKey: recordKey, stanzas: stanzas, using: &source)
        let payload = sealer.start() + (try sealer.update(Self.content))
        let ending = try sealer.finish(signedBy: user)
        return ending.header.bytes + payload + ending.tail
    }

    /// A policy with a threshold and with labels that repeat, compiled and shared with small numbers.
    private mutating func compilation() {
        output.section("compilation")
        guard let policy = try? Policy(parsing: "2 of (a, b and a, n#3 in 1..6) or d <= 2026-11-22 and a") else { return }
        let program = SpanProgram(policy)
        output.add("policy", text: policy.text)
        output.add("s", text: "1000")
        let v = (0..<program.randomnessCount).map { UInt64(10 * ($0 + 1)) }
        output.add("v", text: v.map(String.init).joined(separator: ", "))
        let shares = program.shares(of: Scalar(1000), randomness: v.map { Scalar($0) })
        for (row, label) in program.labels.enumerated() {
            output.add("row \(row)", text: "\(Self.text(label)) occurrence \(program.occurrences[row])")
            output.add("lambda \(row)", shares[row])
        }
    }

    // MARK: - The document's formulas

    private static let h0 = G1.hash([], domain: Array(utf8: "MEDSEAL-V1-FABEO-H0_BLS12381G1_XMD:SHA-256_SSWU_RO_"))

    private static func hash(_ label: AttributeLabel) -> G1 {
        let role =
            switch label.domain {
            case .plain: "ATTRIBUTE"
            case .number: "NUMBER"
            case .date: "DATE"
            }
        return G1.hash(label.bytes, domain: Array(utf8: "MEDSEAL-V1-FABEO-\(role)_BLS12381G1_XMD:SHA-256_SSWU_RO_"))
    }

    private static func text(_ label: AttributeLabel) -> String {
        "\(label.domain) \(label.bytes.hex)"
    }

    private static func derive(_ secret: [UInt8], _ label: String, _ context: [[UInt8]], count: Int = 32) -> [UInt8] {
        HKDF.sha512(
            secret: SecretBytes(copying: secret), salt: [],
            info: frame([Array(utf8: "MEDSEAL-V1"), Array(utf8: label)] + context), count: count
        ).revealed()
    }
}
