public import Identity

/// A new envelope around the same content: a change of who may read, which leaves payload and content signature as
/// they are.
public struct Rewrapping: Sendable {
    /// Unix time in seconds.
    public let created: UInt64
    /// The epoch that a reader's key must have reached from now on: below 1024.
    public let epoch: UInt32
    /// Number of the newest revocation list that the signer knows.
    public let revocationSequence: UInt64
    /// The author's certificate, or one with the capability to re-wrap.
    public let signer: Certificate

    /// What the next envelope says of time, epoch and signer; ``created`` in Unix seconds.
    public init(created: UInt64, epoch: UInt32, revocationSequence: UInt64, signer: Certificate) {
        self.created = created
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.signer = signer
    }

    /// What the new stanzas are made for.
    public func target(_ header: SealedRecordHeader) -> StanzaTarget {
        StanzaTarget(
            recordID: header.content.recordID, contentVersion: header.content.contentVersion, epoch: epoch,
            revocationSequence: revocationSequence)
    }

    /// The header with the next envelope.
    ///
    /// - Throws: `.untrustedRewrapper` if the signer may not; `.invalidRequest` if the stanzas do not fit.
    public func apply(
        to header: SealedRecordHeader, stanzas: [Stanza], signedBy identity: borrowing UserIdentity
    ) throws(SealedRecordError) -> SealedRecordHeader {
        guard identity.signingKey.publicKey == signer.signingKey else {
            throw .invalidRequest("the certificate belongs to another identity")
        }
        guard signer.userID == header.content.author.userID || signer.capabilities.contains(.rewrap) else {
            throw .untrustedRewrapper("it is neither the author nor a certified re-wrapper")
        }
        guard (1...EnvelopeSection.maximumStanzas).contains(stanzas.count),
            EnvelopeSection.length(signer: signer, stanzas: stanzas) <= EnvelopeSection.maximumLength
        else { throw .invalidRequest("the stanzas of this record are too many or too large") }
        try EnvelopeSection.check(stanzas, header.envelope.kind, epoch)
        guard epoch >= header.envelope.epoch else {
            throw .invalidRequest("an envelope's epoch never goes back")
        }
        return SealedRecordHeader(
            content: header.content,
            envelope: EnvelopeSection(
                kind: header.envelope.kind, content: header.content, sequence: header.envelope.sequence + 1, epoch: epoch,
                revocationSequence: revocationSequence, created: created, signer: signer, stanzas: stanzas,
                signedBy: identity))
    }
}
