import AccessPolicy
import AttributeEncryption
import Identity
import KeyAuthority
import Cryptography
import TestSupport

/// An authority in a temporary folder, founded with the cheapest passphrase cost.
final class Hospital {
    static let start: UInt64 = 1_800_000_000
    static let day: UInt64 = 86_400

    let folder = TemporaryFolder()
    let authority: KeyAuthority
    var path: String { folder.file("authority.db") }

    init(settings: AuthoritySettings = AuthoritySettings()) throws {
        authority = try Self.found(at: folder.file("authority.db"), settings: settings)
    }

    static func found(at path: String, settings: AuthoritySettings = AuthoritySettings()) throws -> KeyAuthority {
        try KeyAuthority.create(
            at: path, name: "NSTU", passphrase: passphrase(), settings: settings,
            cost: ScryptCost(insecureLogN: 10)!, now: start, actor: "founder")
    }

    static func passphrase(_ text: String = "correct horse") -> SecretBytes { SecretBytes(copying: text.utf8) }

    func request(_ user: borrowing UserIdentity, name: String = "Dr. A", created: UInt64 = start) throws -> EnrolmentRequest {
        try EnrolmentRequest(
            EnrolmentRequest.Claims(
                displayName: name, hospital: "NSTU", department: "", licenceNumber: "", attributes: ["role:doctor"]),
            to: authority.description.fingerprint, by: user, created: created)
    }

    @discardableResult
    func submit(_ user: borrowing UserIdentity) throws -> RequestID {
        let request = try request(user)
        try authority.submit(request, at: Self.start)
        return request.id
    }

    @discardableResult
    func enrol(
        _ user: borrowing UserIdentity, attributes: [String] = ["role:doctor"], at now: UInt64 = start
    ) throws -> RequestID {
        let id = try submit(user)
        try authority.approve(
            id, attributes: attributes, capabilities: .author, passphrase: Self.passphrase(), at: now, by: "admin")
        return id
    }
}

/// The error of a throwing closure; `nil` if it returned.
func refusal(_ body: () throws -> Void) -> AuthorityError? {
    do {
        try body()
        return nil
    } catch {
        return error as? AuthorityError
    }
}
