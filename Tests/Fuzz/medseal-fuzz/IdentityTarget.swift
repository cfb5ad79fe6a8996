import AttributeKeyRing
import Framing
import Identity
import Cryptography

/// Statements, enrolment requests, key rings and vaults. The first byte names the kind; with its highest bit set, the last
/// 64 bytes are replaced by a right signature, so that the fuzzer gets behind it.
enum IdentityTarget {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        var bytes = Array(input.dropFirst())
        let signs = kind & 0x80 != 0
        let authority = World.shared.description
        switch kind & 0x7f % 10 {
        case 0:
            if signs { sign(&bytes, "MEDSEAL-V1-AUTHORITY") }
            guard let description = try? AuthorityDescription(bytes: bytes) else { return }
            demand(description.bytes == bytes, "kept as it was read")
            if let again = AuthorityFingerprint(description.fingerprint.description) {
                demand(again == description.fingerprint, "a fingerprint is read as it is shown")
            } else {
                demand(false, "a fingerprint can be read")
            }
            _ = try? KeyRing(pinning: description)
        case 1:
            if signs { sign(&bytes, "MEDSEAL-V1-ENROLMENT-REQUEST", byUser: true) }
            guard let request = try? EnrolmentRequest(bytes: bytes) else { return }
            demand(bytes.count <= EnrolmentRequest.greatestByteCount, "bounded")
            try? request.verify(for: authority, at: World.now)
            if request.signingKey == World.shared.user.signingKey.publicKey, request.agreementKey == World.shared.user.agreementKey.publicKey {
                let again = try? EnrolmentRequest(
                    request.claims, to: request.authority, by: World.shared.user, created: request.created)
                demand(again?.bytes == bytes, "one request has one encoding")
            }
        case 2:
            if signs { sign(&bytes, Certificate.signatureDomain) }
            guard let certificate = try? Certificate(bytes: bytes) else { return }
            demand(bytes.count <= Certificate.greatestByteCount, "bounded")
            try? certificate.verify(by: authority, at: World.now)
            let again = try? Certificate.issue(
                serial: certificate.serial, name: certificate.name, hospital: certificate.hospital, firstSigningKey: certificate.firstSigningKey,
                signingKey: certificate.signingKey, agreementKey: certificate.agreementKey, deviceSubtree: certificate.deviceSubtree,
                capabilities: certificate.capabilities, notBefore: certificate.notBefore, notAfter: certificate.notAfter,
                epoch: certificate.epoch, by: authority, signedBy: World.shared.authorityKey)
            if certificate.extensions == .none { demandSameBody(again?.bytes, bytes) }
        case 3:
            if signs { sign(&bytes, EpochStatement.signatureDomain) }
            guard let statement = try? EpochStatement(bytes: bytes) else { return }
            try? statement.verify(by: authority, at: World.now)
            let again = try? EpochStatement.issue(
                epoch: statement.epoch, issued: statement.issued, sequence: statement.sequence, by: authority,
                signedBy: World.shared.authorityKey)
            demandSameBody(again?.bytes, bytes)
            if var ring = try? KeyRing(pinning: authority) { try? ring.accept(statement, at: World.now) }
        case 4:
            if signs { sign(&bytes, RevocationList.signatureDomain) }
            guard let list = try? RevocationList(bytes: bytes) else { return }
            try? list.verify(by: authority, at: World.now)
            for serial in list.serials.prefix(3) { demand(list.serials.contains(serial), "listed") }
            for user in list.users.prefix(3) { demand(list.revokes(user), "who is listed is revoked") }
            let again = try? RevocationList.issue(
                sequence: list.sequence, issued: list.issued, serials: Set(list.serials), users: Set(list.users), by: authority,
                signedBy: World.shared.authorityKey)
            demandSameBody(again?.bytes, bytes)
        case 5:
            if signs { sign(&bytes, KeyDelivery.signatureDomain) }
            guard let delivery = try? KeyDelivery(bytes: bytes) else { return }
            demand(bytes.count <= KeyDelivery.greatestByteCount, "bounded")
            guard var ring = try? KeyRing(pinning: authority) else { return }
            if (try? ring.accept(delivery, by: World.shared.user)) != nil {
                demand(ring.epochs == [delivery.epoch], "the key was taken in")
            }
        case 6:
            guard let ring = try? KeyRing(encoded: SecretBytes(copying: bytes)) else { return }
            demand(ring.encoded().revealed() == bytes, "a ring is written as it was read")
        case 7:
            // The cost is not left to the fuzzer: a vault of 1 GiB is an accepted one.
            guard bytes.count > 17 else { return }
            if bytes[17] > 10 { bytes[17] = 10 }
            _ = try? Vault.open(bytes, kind: "fuzz", passphrase: SecretBytes(copying: [1, 2, 3]))
        case 8:
            guard let identity = try? UserIdentity(encoded: SecretBytes(copying: bytes)) else { return }
            demand(identity.encoded().revealed() == bytes, "an identity is written as it was read")
            demand(identity.authorSecret(identity.newestGeneration) != nil, "there is a newest author's secret")
        default:
            let text = String(decoding: bytes, as: UTF8.self)
            if let id = UserID(text) { demand(id.description == text, "one user has one text") }
            if let id = RequestID(text) { demand(id.description == text, "one request has one text") }
            if let fingerprint = AuthorityFingerprint(text) {
                demand(fingerprint.description.filter { $0 != " " } == text.filter { $0 != " " }.lowercased(), "one fingerprint")
            }
        }
    }

    private static func demandSameBody(_ again: [UInt8]?, _ bytes: [UInt8]) {
        // The fingerprint of the authority (bytes 9 to 40) and the signature aside.
        demand(again?.dropFirst(41).dropLast(64) == bytes.dropFirst(41).dropLast(64), "one statement has one encoding")
    }

    private static func sign(_ bytes: inout [UInt8], _ domain: String, byUser: Bool = false) {
        guard bytes.count >= 64 else { return }
        let body = Array(bytes.dropLast(64))
        let message = frame(Array(utf8: domain), body)
        bytes = body + (byUser ? World.shared.user.signingKey.sign(message) : World.shared.authorityKey.sign(message))
    }
}
