public import Identity

/// What a store believes of the authority at a moment: by this it decides who may come in, and what is of the present.
public struct AuthorityState: Sendable {
    public let description: AuthorityDescription
    public let epoch: EpochStatement
    public let revocations: RevocationList

    public init(description: AuthorityDescription, epoch: EpochStatement, revocations: RevocationList) {
        self.description = description
        self.epoch = epoch
        self.revocations = revocations
    }

    /// The certificate that a caller shows, if it is the authority's, valid now and not revoked.
    ///
    /// - Parameter now: Unix seconds.
    public func certificate(_ bytes: [UInt8], at now: UInt64) throws(CallerRefusal) -> Certificate {
        let certificate: Certificate
        do throws(StatementError) {
            certificate = try Certificate(bytes: bytes)
            try certificate.verify(by: description, at: now)
        } catch {
            throw .untrusted(error)
        }
        guard !revocations.revokes(certificate) else { throw .revoked }
        return certificate
    }
}

/// Why somebody is not let in.
public enum CallerRefusal: Error, Equatable, Sendable {
    /// The certificate is none, or not the authority's, or not valid now.
    case untrusted(StatementError)
    case revoked
}
