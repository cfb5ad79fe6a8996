import Clocks
public import Identity
import AttributeKeyRing
import HTTPTransport
import ServerClients
public import Cryptography

/// Becoming a user: an identity of one's own, and an application to an authority.
extension UserHome {
    /// Makes the identity and applies for a key.
    ///
    /// The identity is on the disk before the request goes out, and stays unless the authority has refused it: an answer
    /// that got lost must not find it gone.
    ///
    /// - Parameters:
    ///   - fingerprint: the authority's, as its administrator told the user by another channel.
    ///   - store: the address of the store for the user's records.
    /// - Throws: ``ClientError/userExists(folder:)``, ``ClientError/otherAuthority``.
    public func enrol(
        _ claims: EnrolmentRequest.Claims, at authority: String, fingerprint: AuthorityFingerprint, store: String?,
        passphrase: borrowing SecretBytes
    ) throws -> (request: RequestID, status: String) {
        guard !isEnrolled else {
            throw ClientError.userExists(folder: path)
        }
        let client = try AuthorityClient(authority)
        if let store { _ = try HTTPURL(store) }
        let description = try client.description()
        guard fingerprint == description.fingerprint else {
            throw ClientError.otherAuthority
        }
        let identity = UserIdentity()
        let request = try EnrolmentRequest(claims, to: description.fingerprint, by: identity, created: Clock.now)
        try create(
            identity, try KeyRing(pinning: description),
            Enrolment(authority: "\(client.url)", request: "\(request.id)", store: store), passphrase: passphrase)
        do {
            return (request.id, try client.submit(request).status)
        } catch RemoteError.refused(let refusal) where refusal.isDefinite {
            discard()
            throw RemoteError.refused(refusal)
        }
    }
}

extension UserSession {
    /// What the authority says of this user's request.
    public enum Standing: Equatable, Sendable {
        case waiting(RequestID)
        /// - isNew: whether a key was fetched that this user had not.
        case approved(isNew: Bool)
        case rejected(reason: String)
    }

    /// Asks the authority, and takes in what it has: epoch statement, revocation list, and the newest key.
    ///
    /// - Throws: ``ClientError/revoked``.
    public func refresh() throws -> Standing {
        let enrolment = try home.enrolment()
        let client = try AuthorityClient(enrolment.authority)
        guard let id = RequestID(enrolment.request) else {
            throw ClientError.damaged(path: home.path + "/enrolment.json", reason: nil)
        }
        let answer = try client.status(id)
        switch answer.status {
        case "approved":
            try ring.accept(try client.epochStatement(), at: Clock.now)
            let revocations = try client.revocationList()
            try ring.accept(revocations, at: Clock.now)
            guard !revocations.revokes(identity.id) else {
                try saveRing()
                throw ClientError.revoked
            }
            let isNew = try accept(try client.keyDelivery(id))
            return .approved(isNew: isNew)
        case "rejected": return .rejected(reason: answer.reason ?? "no reason given")
        default: return .waiting(id)
        }
    }

    /// Takes in a key.
    ///
    /// - Returns: whether it is one that this user had not.
    package func accept(_ delivery: KeyDelivery) throws -> Bool {
        let before = ring.certificate?.serial
        try ring.accept(delivery, by: identity)
        try saveRing()
        let isNew = ring.certificate?.serial != before
        if isNew {
            reconnect()
            // The new key may open index keys that were closed.
            indexKeys.readable = [:]
        }
        return isNew
    }
}

extension UserSession {
    /// Asks the authority whether this user is still one of its own, and for the present epoch: two short requests.
    ///
    /// - Throws: ``ClientError/revoked``; a failure of kind ``FailureKind/remote`` if it does not answer.
    public func checkStanding() throws {
        let client: AuthorityClient
        if let openedAuthority {
            client = openedAuthority
        } else {
            client = try AuthorityClient(try home.enrolment().authority)
            openedAuthority = client
        }
        let (epoch, sequence) = (ring.epochStatement?.epoch, ring.revocationSequence)
        try ring.accept(try client.epochStatement(), at: Clock.now)
        let revocations = try client.revocationList()
        try ring.accept(revocations, at: Clock.now)
        if epoch != ring.epochStatement?.epoch || sequence != ring.revocationSequence { try saveRing() }
        guard !revocations.revokes(identity.id) else {
            throw ClientError.revoked
        }
    }

    /// Another session of the same user, for another thread.
    public func duplicate() throws -> UserSession {
        let other = try UserSession(home, identity: try UserIdentity(encoded: identity.encoded()))
        other.storeAddress = storeAddress
        return other
    }
}
