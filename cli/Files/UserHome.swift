import AttributeEncryption
import AttributeKeyRing
import FoundationEssentials
import Glibc
import HTTPTransport
import Identity
import Symmetric

/// A user's folder: pinned authority, identity in a passphrase vault, key ring sealed under the identity, and where the
/// servers are.
///
/// `--home`, else `$MEDSEAL_HOME`, else `$XDG_DATA_HOME/medseal`, else `~/.local/share/medseal`.
struct UserHome {
    static let option = Command.Option.value(
        "home", "FOLDER", "the user's folder (default: $MEDSEAL_HOME, or medseal in the XDG data folder)")

    let path: String

    init(_ invocation: Invocation) throws {
        if let given = invocation.value("home") ?? Folder.environment("MEDSEAL_HOME") {
            path = given
        } else if let data = Folder.environment("XDG_DATA_HOME") {
            path = data + "/medseal"
        } else if let home = Folder.environment("HOME") {
            path = home + "/.local/share/medseal"
        } else {
            throw CommandFailure(.usage, "there is no home folder", hint: "give --home FOLDER")
        }
    }

    private var identityPath: String { path + "/identity.vault" }
    private var keyRingPath: String { path + "/key-ring.vault" }
    private var enrolmentPath: String { path + "/enrolment.json" }
    private var authorityPath: String { path + "/authority.description" }

    /// What the user applied for, and where; nothing in it is secret.
    struct Enrolment: Codable {
        /// URL of the authority.
        var authority: String
        /// Identifier of the enrolment request.
        var request: String
        /// URL of the store that `record` commands talk to unless told otherwise.
        var store: String?
    }

    var isEnrolled: Bool { Folder.exists(identityPath) }

    func enrolment() throws -> Enrolment {
        let bytes = try present(enrolmentPath, limit: 65_536)
        guard let enrolment = try? JSONDecoder().decode(Enrolment.self, from: Data(bytes)) else {
            throw CommandFailure(.integrity, "\(enrolmentPath) is damaged", hint: "restore it from a backup, or enrol again")
        }
        return enrolment
    }

    func save(_ enrolment: Enrolment, replacing: Bool) throws {
        try OutputFile.write([UInt8](try JSONEncoder().encode(enrolment)), to: enrolmentPath, replacing: replacing)
    }

    /// Writes identity and empty key ring of a new user: nothing is written unless all is.
    func create(
        _ identity: borrowing UserIdentity, _ ring: borrowing KeyRing, _ enrolment: Enrolment,
        passphrase: borrowing SecretBytes
    ) throws {
        try Folder.make(path)
        let vault = try Vault.seal(identity.encoded(), kind: UserIdentity.vaultKind, passphrase: passphrase)
        try save(ring, of: identity)
        try OutputFile.write(ring.authority.bytes, to: authorityPath, replacing: true)
        try save(enrolment, replacing: true)
        // Last, because its presence means that the user exists.
        try OutputFile.write(vault, to: identityPath)
    }

    /// Removes a user whom no authority knows of.
    func discard() throws {
        for file in [identityPath, keyRingPath, enrolmentPath, authorityPath] { _ = unsafe unlink(file) }
    }

    func openIdentity(_ passphrase: borrowing SecretBytes) throws -> UserIdentity {
        let bytes = try present(identityPath, limit: 1 << 20)
        return try UserIdentity(encoded: try Vault.open(bytes, kind: UserIdentity.vaultKind, passphrase: passphrase))
    }

    func openKeyRing(of identity: borrowing UserIdentity) throws -> KeyRing {
        let bytes = try present(keyRingPath, limit: IdentityVault.greatestSecretByteCount + 4096)
        let encoded: SecretBytes
        do { encoded = try IdentityVault.open(bytes, kind: KeyRing.vaultKind, by: identity) } catch {
            throw CommandFailure(.integrity, "\(keyRingPath): \(error.reason)", hint: "restore the file from a backup")
        }
        return try KeyRing(encoded: encoded)
    }

    /// Unlocks the identity with its passphrase, and with it the key ring.
    func openKeyRing(_ invocation: Invocation) throws -> KeyRing {
        try openKeyRing(of: try openIdentity(try PassphrasePrompt.existing("your identity", invocation)))
    }

    func save(_ ring: borrowing KeyRing, of identity: borrowing UserIdentity) throws {
        try OutputFile.write(
            IdentityVault.seal(ring.encoded(), kind: KeyRing.vaultKind, by: identity), to: keyRingPath, replacing: true)
    }

    /// The authority that was pinned at enrolment: for what needs no secret.
    func pinnedAuthority() throws -> AuthorityDescription {
        try AuthorityDescription(bytes: try present(authorityPath, limit: 8192))
    }

    private func present(_ file: String, limit: Int) throws -> [UInt8] {
        guard Folder.exists(file) else {
            throw CommandFailure(
                .notFound, "there is no user in \(path)", hint: "medseal user enrol applies for a key; --home names another folder")
        }
        return try SecretFile.read(file, limit: limit)
    }
}
