import Identity
public import SealedRecord

/// Whether what somebody uploads is of the present: of an epoch that has begun and is not over, not from the future, and by people
/// whose certificates are valid now and not revoked.
///
/// The times in a record are its signer's word; the store goes by its own clock and by what the authority said last.
public struct Admission: Sendable {
    /// When the upload began, in Unix seconds: the time that the record's new state has.
    public let time: UInt64
    let authority: AuthorityState
    private let newestEpoch: @Sendable (UInt32) -> UInt32

    /// - Parameter newestEpoch: the present epoch, asked for anew if what is known has not reached the given one: a sealer may have
    ///   heard of it before this store.
    public init(at time: UInt64, _ authority: AuthorityState, newestEpoch: @escaping @Sendable (_ reaching: UInt32) -> UInt32) {
        self.time = time
        self.authority = authority
        self.newestEpoch = newestEpoch
    }

    /// Only for the epoch that is known.
    public init(at time: UInt64, _ authority: AuthorityState) {
        self.init(at: time, authority) { _ in authority.epoch.epoch }
    }

    /// Successions are ``RecordStore``'s to judge, which knows what was said before.
    ///
    /// - Parameter action: what the upload would be.
    /// - Throws: `.invalidRecord`, `.oldEpoch`, `.futureEpoch`, `.notYetValid`, `.revoked`.
    public func check(_ header: SealedRecordHeader, _ action: AccessEntry.Action) throws(RecordStoreError) {
        let (content, envelope) = (header.content, header.envelope)
        // An old date must not bring a certificate back to life that has run out, with capabilities that its owner no longer has.
        if action != .rewrap {
            do { try content.author.verify(by: authority.description, at: time) } catch { throw .invalidRecord(.untrustedAuthor("\(error)")) }
        }
        do { try header.signer.verify(by: authority.description, at: time) } catch {
            // An author whose certificate has run out is not to be called an untrusted re-wrapper.
            throw .invalidRecord(header.isByAuthor ? .untrustedAuthor("\(error)") : .untrustedRewrapper("\(error)"))
        }
        // A key that was not renewed must open nothing that is sealed from now on.
        guard let epoch = envelope.epoch(of: authority.description.fingerprint) else { throw .invalidRecord(.noStanza) }
        let current = authority.epoch.epoch
        guard epoch >= current else { throw .oldEpoch(current: current) }
        let present = epoch > current ? newestEpoch(epoch) : current
        guard epoch <= present else { throw .futureEpoch(current: present) }
        guard max(content.created, envelope.created) <= time + permittedClockDifference else { throw .notYetValid }
        guard !authority.revocations.revokes(header.signer) else { throw .revoked }
        // The content may carry another certificate of the same user than the envelope: one with a capability that was taken back.
        // Only a new envelope may stand around what a revoked author once wrote.
        guard action == .rewrap || !authority.revocations.revokes(content.author) else { throw .revoked }
    }
}
