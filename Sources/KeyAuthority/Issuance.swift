import AccessPolicy
import AttributeEncryption
import Framing
public import Identity
import SQLiteDatabase
public import Cryptography

extension KeyAuthority {
    /// Enrols the applicant: issues a certificate and an attribute key of the present epoch, sealed to the applicant.
    ///
    /// The key is made under fresh randomness and kept nowhere but in its delivery.
    ///
    /// - Parameters:
    ///   - attributes: what the authority grants, whatever was asked for; the epoch and the device are added by the system.
    ///   - passphrase: of the master key, which is open during this call only.
    ///   - now: Unix seconds.
    ///   - actor: who decides, for the audit trail.
    /// - Throws: ``AuthorityError/unknownRequest``, ``AuthorityError/alreadyDecided``, ``AuthorityError/alreadyEnrolled``,
    ///   ``AuthorityError/attributes(_:)``, ``AuthorityError/tooManyAttributes(byteCount:limit:)``,
    ///   ``AuthorityError/tooManyUsers``, ``AuthorityError/vault(_:)``, ``AuthorityError/database(_:)``.
    @discardableResult
    public func approve(
        _ id: RequestID, attributes: [String], capabilities: Capabilities, passphrase: borrowing SecretBytes, at now: UInt64,
        by actor: String
    ) throws(AuthorityError) -> Certificate {
        let attributes = try Self.parse(attributes)
        let secrets = try unlock(passphrase)
        return try database.authorityTransaction { connection in
            guard let found = try EnrolmentRow.find(id, connection) else { throw AuthorityError.unknownRequest }
            guard found.status == .pending else { throw AuthorityError.alreadyDecided }
            let user = found.request.userID
            guard try connection.integer("SELECT count(*) FROM user WHERE id = ?", [.blob(user.bytes)]) == 0 else {
                throw AuthorityError.alreadyEnrolled
            }
            try connection.execute("UPDATE request SET state = 1 WHERE id = ?", [.blob(id.bytes)])
            try connection.execute(
                "INSERT INTO user (id, request, attributes, capabilities) VALUES (?, ?, ?, ?)",
                [
                    .blob(user.bytes), .blob(id.bytes), .blob(attributes.encoded),
                    .integer(Int64(capabilities.rawValue)),
                ])
            let device = try DeviceSubtree.assign(to: user, connection)
            let certificate = try issue(
                to: found.request, attributes, capabilities, device, secrets: secrets, at: now, connection)
            try record(connection, .approve, "\(id) certificate \(certificate.serial)", by: actor, at: now)
            return certificate
        }
    }

    /// Gives an enrolled user a new certificate and a new attribute key of the present epoch.
    ///
    /// - Parameters:
    ///   - attributes: what is granted from now on; `nil` for the same as before. The former key keeps opening what was
    ///     sealed up to its epoch.
    ///   - capabilities: likewise. If they change, the user's former certificates are withdrawn and a new revocation list
    ///     is published with the renewal.
    /// - Throws: ``AuthorityError/unknownUser``, ``AuthorityError/revoked``, ``AuthorityError/corrupt(_:)`` if what stands
    ///   in the file about the user is not what was granted last, and as
    ///   ``approve(_:attributes:capabilities:passphrase:at:by:)``.
    @discardableResult
    public func renew(
        _ id: UserID, attributes: [String]? = nil, capabilities: Capabilities? = nil, passphrase: borrowing SecretBytes,
        at now: UInt64, by actor: String
    ) throws(AuthorityError) -> Certificate {
        var granted: AttributeSet?
        if let attributes { granted = try Self.parse(attributes) }
        return try renew(id, granted, capabilities, secrets: try unlock(passphrase), at: now, by: actor)
    }

    /// Renews every user who is not revoked and whose key is of an earlier epoch, or whose certificate has passed half of
    /// its time. Each renewal is a transaction of its own: after an interruption, the same call goes on with the rest.
    ///
    /// - Returns: who was renewed.
    /// - Throws: as ``renew(_:attributes:capabilities:passphrase:at:by:)``; a user whose row was altered stops it until the
    ///   row is restored or the user revoked.
    public func renewAll(
        passphrase: borrowing SecretBytes, at now: UInt64, by actor: String
    ) throws(AuthorityError) -> [UserID] {
        let secrets = try unlock(passphrase)
        let epoch = try epochStatement().epoch
        var renewed: [UserID] = []
        var last: UserID?
        while true {
            let page = try users(after: last, limit: 100)
            guard !page.isEmpty else { return renewed }
            for user in page where user.revoked == nil {
                let remaining = user.certificate.notAfter > now ? user.certificate.notAfter - now : 0
                guard user.certificate.epoch < epoch || remaining < UInt64(settings.certificateSeconds) / 2 else { continue }
                do throws(AuthorityError) {
                    try renew(user.id, nil, nil, secrets: secrets, at: now, by: actor)
                    renewed.append(user.id)
                } catch .revoked {
                    // Another process revoked the user since the page was read.
                    continue
                }
            }
            last = page.last?.id
        }
    }

    /// The newest key of the user who made a request; `nil` while the request waits or if it was rejected.
    ///
    /// - Throws: ``AuthorityError/unknownRequest``, ``AuthorityError/revoked``.
    public func keyDelivery(_ id: RequestID) throws(AuthorityError) -> KeyDelivery? {
        let found = try request(id)
        guard found.status == .approved else { return nil }
        return try keyDelivery(to: found.request.userID)
    }

    /// The newest key of a user.
    ///
    /// - Throws: ``AuthorityError/unknownUser``, ``AuthorityError/revoked``.
    public func keyDelivery(to id: UserID) throws(AuthorityError) -> KeyDelivery {
        try database.authorityRead { connection in
            let revoked = try connection.first("SELECT revoked FROM user WHERE id = ?", [.blob(id.bytes)]) { !$0.isNull(0) }
            guard let revoked else { throw AuthorityError.unknownUser }
            guard !revoked else { throw AuthorityError.revoked }
            let bytes = try connection.first(
                "SELECT delivery FROM certificate WHERE user = ? ORDER BY serial DESC LIMIT 1", [.blob(id.bytes)]
            ) { try $0.blob(0, atMost: KeyDelivery.greatestByteCount) }
            guard let bytes, let delivery = try? KeyDelivery(bytes: bytes) else {
                throw AuthorityError.corrupt("a key delivery")
            }
            return delivery
        }
    }

    @discardableResult
    private func renew(
        _ id: UserID, _ attributes: AttributeSet?, _ capabilities: Capabilities?, secrets: borrowing AuthoritySecrets,
        at now: UInt64, by actor: String
    ) throws(AuthorityError) -> Certificate {
        try database.authorityTransaction { connection in
            guard let user = try UserRow.find(id, connection) else { throw AuthorityError.unknownUser }
            guard user.revoked == nil else { throw AuthorityError.revoked }
            let list = try Publication.signed(try Publication.latestRevocations(connection), by: description)
            guard !list.users.contains(id) else { throw AuthorityError.revoked }
            guard Grant.verify(user, by: description) else { throw AuthorityError.corrupt("what was granted to user \(id)") }
            let attributes = attributes ?? user.attributes
            let granted = capabilities ?? user.capabilities
            if attributes != user.attributes || granted != user.capabilities {
                try connection.execute(
                    "UPDATE user SET attributes = ?, capabilities = ? WHERE id = ?",
                    [.blob(attributes.encoded), .integer(Int64(granted.rawValue)), .blob(id.bytes)])
            }
            if granted != user.capabilities {
                try connection.execute(
                    """
                    INSERT INTO withdrawn_certificate (serial, time)
                    SELECT serial, ? FROM certificate
                    WHERE user = ? AND serial NOT IN (SELECT serial FROM withdrawn_certificate)
                    """, [.integer(Int64(clamping: now)), .blob(id.bytes)])
                try Publication.publishRevocations(self, secrets.signingKey, at: now, connection)
            }
            let certificate = try issue(
                to: user.request, attributes, granted, user.device, secrets: secrets, at: now, connection)
            try record(connection, .renew, "\(id) certificate \(certificate.serial)", by: actor, at: now)
            return certificate
        }
    }

    /// Makes a certificate and a key of the present epoch, and stores the two under the next serial number.
    private func issue(
        to request: EnrolmentRequest, _ attributes: AttributeSet, _ capabilities: Capabilities, _ device: DeviceLeaf,
        secrets: borrowing AuthoritySecrets, at now: UInt64, _ connection: borrowing DatabaseConnection
    ) throws -> Certificate {
        let serial = UInt64(clamping: try connection.integer("SELECT coalesce(max(serial), 0) + 1 FROM certificate"))
        let epoch = try Publication.signed(try Publication.latestEpoch(connection), by: description).epoch
        // Begins a little early, for users and stores whose clocks are behind.
        let certificate = try Certificate.issue(
            serial: serial,
            name: Certificate.Name(
                displayName: request.claims.displayName, department: request.claims.department, licenceNumber: request.claims.licenceNumber),
            hospital: request.claims.hospital, signingKey: request.signingKey, agreementKey: request.agreementKey, deviceSubtree: device.subtree,
            capabilities: capabilities,
            notBefore: now > permittedClockDifference ? now - permittedClockDifference : 0,
            notAfter: now.addingReportingOverflow(UInt64(settings.certificateSeconds)).partialValue, epoch: epoch,
            by: description, signedBy: secrets.signingKey)
        let withEpoch: AttributeSet
        do throws(PolicyError) {
            withEpoch = try attributes.withEpoch(epoch, device: device)
        } catch {
            throw AuthorityError.attributes(error)
        }
        // Fresh randomness at every issuance: two keys of one user must not be mixable.
        let key = FABEO.keyGeneration(secrets.masterKey, parameters, attributes: withEpoch).encoded()
        guard key.count <= KeyDelivery.greatestKeyByteCount else {
            throw AuthorityError.tooManyAttributes(byteCount: key.count, limit: KeyDelivery.greatestKeyByteCount)
        }
        let delivery = try KeyDelivery.issue(key, to: certificate, by: description, signedBy: secrets.signingKey)
        try connection.execute(
            """
            INSERT INTO certificate (serial, user, epoch, bytes, delivery, grant_signature) VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(clamping: serial)), .blob(certificate.userID.bytes), .integer(Int64(epoch)),
                .blob(certificate.bytes), .blob(delivery.bytes),
                .blob(Grant.sign(request, attributes, device, certificate, signedBy: secrets.signingKey)),
            ])
        return certificate
    }

    private static func parse(_ attributes: [String]) throws(AuthorityError) -> AttributeSet {
        do throws(PolicyError) {
            let set = try AttributeSet(parsing: attributes)
            let byteCount = 512 + set.encoded.count + 48 * (set.labels.count + AttributeSet.maximumSystemLabelCount)
            // Before minutes are spent on making a key that no delivery can hold.
            guard byteCount <= KeyDelivery.greatestKeyByteCount else {
                throw PolicyError(.tooLarge("a key for these attributes has more than \(KeyDelivery.greatestKeyByteCount) bytes"))
            }
            return set
        } catch {
            throw .attributes(error)
        }
    }
}
