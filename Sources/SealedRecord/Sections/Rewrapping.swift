public import Identity

/// A new envelope around the same content: a change of who may read, which leaves payload and content signature as
/// they are.
public struct Rewrapping: Sendable {
    /// Unix time in seconds.
    public let created: UInt64
    /// The epoch that a reader's key must have reached from now on.
    public let epoch: UInt32
    /// Number of the newest revocation list that the signer knows.
    public let revocationSequence: UInt64
    /// The author's certificate, the owner's, or one with the capability to re-wrap.
    public let signer: Certificate
    private let salt: [UInt8]

    /// What the next envelope says of time, epoch and signer; ``created`` in Unix seconds. For one envelope only.
    public init(created: UInt64, epoch: UInt32, revocationSequence: UInt64, signer: Certificate) {
        var system = SystemRandomNumberGenerator()
        self.init(created: created, epoch: epoch, revocationSequence: revocationSequence, signer: signer, using: &system)
    }

    /// As above, with the envelope's salt from `source`.
    public init(
        created: UInt64, epoch: UInt32, revocationSequence: UInt64, signer: Certificate, using source: inout some RandomNumberGenerator
    ) {
        self.created = created
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.signer = signer
        salt = EnvelopeSalt.random(using: &source)
    }

    /// What the new stanzas are made for.
    public func target(_ header: SealedRecordHeader) -> StanzaTarget {
        StanzaTarget(
            recordID: header.content.recordID, contentVersion: header.content.contentVersion, epoch: epoch,
            revocationSequence: revocationSequence, salt: salt)
    }

    /// The header with the next envelope.
    ///
    /// - Throws: `.untrustedRewrapper` if the signer may not; `.invalidRequest` or `.forbiddenStanza` if the stanzas do not fit.
    public func apply(
        to header: SealedRecordHeader, stanzas: [Stanza], signedBy identity: borrowing UserIdentity
    ) throws(SealedRecordError) -> SealedRecordHeader {
        guard identity.signingKey.publicKey == signer.signingKey else {
            throw .invalidRequest("the certificate belongs to another identity")
        }
        guard header.mayRewrap(signer) else { throw .untrustedRewrapper("it is neither the author nor a certified re-wrapper") }
        try EnvelopeSection.check(stanzas, header.envelope.kind)
        try EnvelopeSection.check(stanzas, epoch: epoch)
        let statement = EnvelopeSection.Statement(
            kind: header.envelope.kind, contentHash: header.content.hash, sequence: header.envelope.sequence + 1, salt: salt,
            revocationSequence: revocationSequence, created: created, extensions: header.envelope.extensions.copied,
            signer: signer == header.content.author ? nil : signer, stanzas: stanzas)
        guard EnvelopeSection.length(statement) <= EnvelopeSection.maximumLength else {
            throw .invalidRequest("the stanzas of this record are too large together")
        }
        for stanza in stanzas {
            guard let realm = stanza.realm, let epoch = stanza.epoch, let before = header.envelope.epoch(of: realm) else { continue }
            guard epoch >= before else { throw .invalidRequest("an envelope's epoch never goes back") }
        }
        return SealedRecordHeader(
            content: header.content, envelope: EnvelopeSection(statement, signedBy: identity), contribution: header.contribution)
    }
}
