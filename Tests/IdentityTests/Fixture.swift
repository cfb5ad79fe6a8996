import Identity
import Cryptography

/// An authority and a user, the same in every run.
struct Fixture: ~Copyable {
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        /// SplitMix64: for reproducible tests, not for keys.
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    static let now: UInt64 = 1_800_000_000

    let authorityKey: Ed25519.PrivateKey
    let authority: AuthorityDescription
    let user: UserIdentity

    init(seed: UInt64 = 1) throws {
        var generator = Generator(state: seed)
        authorityKey = Ed25519.PrivateKey(using: &generator)
        authority = try AuthorityDescription(
            name: "Università di Prova", publicParameters: [UInt8](repeating: 5, count: 700), signedBy: authorityKey)
        user = UserIdentity(using: &generator)
    }

    static let claims = EnrolmentRequest.Claims(
        displayName: "Dr. 陳美玲", hospital: "NSTU", department: "Cardiology", licenceNumber: "LZ-4411",
        attributes: ["role:doctor", "clearance = 3"])

    borrowing func request() throws -> EnrolmentRequest {
        try EnrolmentRequest(Self.claims, to: authority.fingerprint, by: user, created: Self.now)
    }

    borrowing func certificate(epoch: UInt32 = 7, firstSigningKey: Ed25519.PublicKey? = nil) throws -> Certificate {
        try Certificate.issue(
            serial: 42, name: .init(displayName: "Dr. 陳美玲", department: "Cardiology", licenceNumber: "LZ-4411"), hospital: "NSTU",
            firstSigningKey: firstSigningKey, signingKey: user.signingKey.publicKey, agreementKey: user.agreementKey.publicKey,
            deviceSubtree: 9, capabilities: [.author, .rewrap], notBefore: Self.now, notAfter: Self.now + 1000, epoch: epoch, by: authority,
            signedBy: authorityKey)
    }

    borrowing func epochStatement(epoch: UInt32 = 7, issued: UInt64 = now, sequence: UInt64 = 3) throws -> EpochStatement {
        try EpochStatement.issue(epoch: epoch, issued: issued, sequence: sequence, by: authority, signedBy: authorityKey)
    }

    borrowing func revocationList(sequence: UInt64 = 9, issued: UInt64 = now) throws -> RevocationList {
        try RevocationList.issue(
            sequence: sequence, issued: issued, serials: [9, 2, 500], users: [user.id, UserID(bytes: [UInt8](repeating: 7, count: 32))!],
            by: authority, signedBy: authorityKey)
    }

    borrowing func delivery() throws -> KeyDelivery {
        try KeyDelivery.issue(
            SecretBytes(copying: [UInt8](repeating: 0xaa, count: 200)), to: try certificate(), by: authority, signedBy: authorityKey)
    }
}

/// The error of a throwing closure; `nil` if it returned.
func error(of body: () throws -> Void) -> StatementError? {
    do {
        try body()
        return nil
    } catch {
        return error as? StatementError
    }
}

extension StatementError? {
    var isMalformed: Bool {
        if case .malformed = self { true } else { false }
    }
}
