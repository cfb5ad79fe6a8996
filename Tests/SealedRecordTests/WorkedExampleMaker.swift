import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import Pairing
import SealedRecord
import Cryptography
import TestSupport

/// Makes the worked example.
struct WorkedExampleMaker: ~Copyable {
    static let content = Array(utf8: "Blood group O+\n")
    static let policyText = "role:doctor and (hospital:NSTU or clearance#4 >= 9)"
    static let created: UInt64 = 1_795_000_000
    static let epoch: UInt32 = 3
    static let revocationSequence: UInt64 = 1
    static let passphrase = "correct horse battery staple"

    var output = ExampleWriter()
    let engine: FABEO.Authority
    let signingKey: Ed25519.PrivateKey
    let description: AuthorityDescription
    let user: UserIdentity
    let certificate: Certificate

    init() throws {
        let engine = FABEO.setup(alpha: ExampleSource.scalar("alpha"))
        let signingKey = try Ed25519.PrivateKey(seed: SecretBytes(copying: ExampleSource.bytes("authority signing seed", 32)))
        let description = try AuthorityDescription(
            name: "Example Hospital", publicParameters: engine.parameters.bytes, signedBy: signingKey)
        let encoded =
            Array(utf8: "MEDSEALU") + [0x30] + ExampleSource.bytes("user signing seed", 32)
            + ExampleSource.bytes("user agreement scalar", 32) + [0, 0, 0, 1] + ExampleSource.bytes("author's secret", 32)
        let user = try UserIdentity(encoded: SecretBytes(copying: encoded))
        let certificate = try Certificate.issue(
            serial: 7, name: .init(displayName: "Dr Farida Rahman", department: "Cardiology", licenceNumber: "A-10423"), hospital: "NSTU",
            signingKey: user.signingKey.publicKey, agreementKey: user.agreementKey.publicKey, deviceSubtree: 7, capabilities: [.author, .rewrap],
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
        try attributeKey()
        try statements()
        try record()
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
        output.add("user identifier", SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-USER"), user.signingKey.publicKey.bytes)))
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

    private mutating func attributeKey() throws {
        output.section("attribute key")
        let attributes = try AttributeSet(parsing: ["role:doctor", "clearance#4 = 11"]).withEpoch(Self.epoch, device: DeviceLeaf(index: 0)!)
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
    }

    private mutating func statements() throws {
        output.section("statements")
        output.add(
            "epoch statement",
            try EpochStatement.issue(
                epoch: Self.epoch, issued: Self.created - 3600, sequence: 4, by: description, signedBy: signingKey
            ).bytes)
        output.add(
            "revocation list",
            try RevocationList.issue(
                sequence: Self.revocationSequence, issued: Self.created - 3600, serials: [5],
                users: [], by: description,
                signedBy: signingKey
            ).bytes)
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
}
