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
    mutating func archive() throws {
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
