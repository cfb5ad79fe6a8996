public import AttributeKeyRing
import Glibc
public import Identity
import JSON
import LocalFiles
public import Cryptography

/// A user's folder: pinned authority, identity in a passphrase vault, key ring sealed under the identity, and where the
/// servers are.
public struct UserHome: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    private var identityPath: String { path + "/identity.vault" }
    private var keyRingPath: String { path + "/key-ring.vault" }
    private var enrolmentPath: String { path + "/enrolment.json" }
    private var authorityPath: String { path + "/authority.description" }
    /// Where ciphertext waits that is on its way to or from the store.
    public var transferFolder: String { path + "/transfer" }
    /// Where it is written down what an interrupted write leaves to do.
    var journalFolder: String { path + "/journal" }

    /// What the user applied for, and where; nothing in it is secret.
    public struct Enrolment: Sendable {
        /// URL of the authority.
        public var authority: String
        /// Identifier of the enrolment request.
        public var request: String
        /// URL of the store that records go to unless told otherwise.
        public var store: String?

        public init(authority: String, request: String, store: String?) {
            self.authority = authority
            self.request = request
            self.store = store
        }
    }

    public var isEnrolled: Bool { Folder.exists(identityPath) }

    /// What the user applied for.
    ///
    /// - Throws: ``ClientError/noUser(folder:)``, ``ClientError/damaged(path:reason:)``.
    public func enrolment() throws -> Enrolment {
        let bytes = try present(enrolmentPath, limit: 65_536)
        guard let document = try? JSONReader.value(of: bytes), let authority = document["authority"]?.string,
            let request = document["request"]?.string
        else { throw ClientError.damaged(path: enrolmentPath, reason: nil) }
        return Enrolment(authority: authority, request: request, store: document["store"]?.string)
    }

    /// Writes down what the user applied for.
    ///
    /// - Parameter replacing: whether there may be one already.
    public func save(_ enrolment: Enrolment, replacing: Bool) throws {
        var document: JSONNode = ["authority": .string(enrolment.authority), "request": .string(enrolment.request)]
        if let store = enrolment.store { document.set("store", .string(store)) }
        try OutputFile.write(document.bytes, to: enrolmentPath, replacing: replacing)
    }

    /// Writes identity and empty key ring of a new user: nothing is written unless all is.
    public func create(
        _ identity: borrowing UserIdentity, _ ring: KeyRing, _ enrolment: Enrolment, passphrase: borrowing SecretBytes
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
    public func discard() {
        for file in [identityPath, keyRingPath, enrolmentPath, authorityPath] { _ = unsafe unlink(file) }
    }

    /// Unlocks the identity.
    ///
    /// - Throws: `VaultError.wrongPassphrase`; `.notFound` if there is no user.
    public func openIdentity(_ passphrase: borrowing SecretBytes) throws -> UserIdentity {
        let bytes = try present(identityPath, limit: 1 << 20)
        return try UserIdentity(encoded: try Vault.open(bytes, kind: UserIdentity.vaultKind, passphrase: passphrase))
    }

    /// Puts the identity under another passphrase. Copies of the old vault still open with the old one.
    public func changePassphrase(from old: borrowing SecretBytes, to new: borrowing SecretBytes) throws {
        let identity = try openIdentity(old)
        let vault = try Vault.seal(identity.encoded(), kind: UserIdentity.vaultKind, passphrase: new)
        try OutputFile.write(vault, to: identityPath, replacing: true)
    }

    /// Opens the key ring, which is sealed under the identity.
    ///
    /// - Throws: ``ClientError/noUser(folder:)``, ``ClientError/damaged(path:reason:)``.
    public func openKeyRing(of identity: borrowing UserIdentity) throws -> KeyRing {
        let bytes = try present(keyRingPath, limit: IdentityVault.greatestSecretByteCount + 4096)
        let encoded: SecretBytes
        do { encoded = try IdentityVault.open(bytes, kind: KeyRing.vaultKind, by: identity) } catch {
            throw ClientError.damaged(path: keyRingPath, reason: error.reason)
        }
        return try KeyRing(encoded: encoded)
    }

    /// Writes the key ring back, sealed under the identity.
    public func save(_ ring: KeyRing, of identity: borrowing UserIdentity) throws {
        try OutputFile.write(
            IdentityVault.seal(ring.encoded(), kind: KeyRing.vaultKind, by: identity), to: keyRingPath, replacing: true)
    }

    /// The authority that was pinned at enrolment: for what needs no secret.
    public func pinnedAuthority() throws -> AuthorityDescription {
        try AuthorityDescription(bytes: try present(authorityPath, limit: 8192))
    }

    private func present(_ file: String, limit: Int) throws -> [UInt8] {
        guard Folder.exists(file) else {
            throw ClientError.noUser(folder: path)
        }
        return try SecretFile.read(file, limit: limit)
    }
}
