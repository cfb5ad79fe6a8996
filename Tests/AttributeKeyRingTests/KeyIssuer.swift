import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import HospitalFixture
import Identity
import Cryptography

/// An authority in memory that hands out keys, without a database.
struct KeyIssuer: ~Copyable {
    let hospital: Hospital

    init() throws { hospital = try Hospital() }

    var authority: AuthorityDescription { hospital.description }

    func delivery(
        to user: borrowing UserIdentity, _ attributes: [String] = ["role:doctor"], epoch: UInt32 = 0, serial: UInt64
    ) throws -> KeyDelivery {
        try delivery(of: hospital.key(attributes, epoch: epoch).encoded(), to: user, epoch: epoch, serial: serial)
    }

    /// Signs whatever is to pass for a key.
    func delivery(
        of key: borrowing SecretBytes, to user: borrowing UserIdentity, epoch: UInt32, serial: UInt64 = 1
    ) throws -> KeyDelivery {
        let certificate = try Certificate.issue(
            serial: serial, name: .init(displayName: "Dr. A"), hospital: "", signingKey: user.signingKey.publicKey,
            agreementKey: user.agreementKey.publicKey, deviceSubtree: Hospital.device.subtree, capabilities: .author, notBefore: Hospital.now - 300,
            notAfter: Hospital.now + 86_400, epoch: epoch, by: authority, signedBy: hospital.signingKey)
        return try KeyDelivery.issue(key, to: certificate, by: authority, signedBy: hospital.signingKey)
    }

    func epochStatement(_ epoch: UInt32, sequence: UInt64) throws -> EpochStatement {
        try EpochStatement.issue(
            epoch: epoch, issued: Hospital.now, sequence: sequence, by: authority, signedBy: hospital.signingKey)
    }

    func revocationList(sequence: UInt64) throws -> RevocationList {
        try RevocationList.issue(
            sequence: sequence, issued: Hospital.now, serials: [], users: [], by: authority, signedBy: hospital.signingKey)
    }
}

/// The error of a throwing closure; `nil` if it returned.
func refusal(_ body: () throws -> Void) -> KeyRingError? {
    do {
        try body()
        return nil
    } catch {
        return error as? KeyRingError
    }
}
