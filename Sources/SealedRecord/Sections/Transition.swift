import Cryptography

/// What a state of a record is to the one before it.
public enum Transition: Equatable, Sendable {
    /// The next content version.
    case update
    /// The next envelope around the same content.
    case rewrap
}

extension SealedRecordHeader {
    /// What this header may be as the next state after `present`, both verified; `nil` if it is no next state of it.
    public func transition(after present: SealedRecordHeader) -> Transition? {
        guard content.recordID == present.content.recordID, envelope.kind == present.envelope.kind, epochsAreReached(from: present) else {
            return nil
        }
        if content.hash == present.content.hash {
            // The same statement under another signature is another file.
            guard content == present.content, envelope.sequence == present.envelope.sequence + 1 else { return nil }
            return .rewrap
        }
        guard continues(present.content), envelope.sequence == 1 else { return nil }
        return .update
    }

    /// Whether the content is the next version after another: built on it, by who may write after its author.
    public func continues(_ previous: ContentSection) -> Bool {
        content.recordID == previous.recordID && content.contentVersion == previous.contentVersion + 1
            && content.previousContentHash == previous.hash && content.successions.mayFollow(previous.successions)
    }

    /// Whether no realm's epoch is below that of the state before.
    private func epochsAreReached(from present: SealedRecordHeader) -> Bool {
        envelope.stanzas.allSatisfy { stanza in
            guard let realm = stanza.realm, let epoch = stanza.epoch, let before = present.envelope.epoch(of: realm) else { return true }
            return epoch >= before
        }
    }
}

extension Successions {
    /// Whether a version with these may come after one with `previous`: they go on from there, or the authority has decided
    /// otherwise, whose word beats that of a key.
    public func mayFollow(_ previous: Successions) -> Bool { mayFollow(trail: previous.trail) }

    /// Bytes that tell one statement in a ``trail``.
    public static let markByteCount = 33

    /// What tells the statements again to who has seen them: of each ``markByteCount`` bytes, 1 if the authority signed it and 0 otherwise,
    /// and a hash.
    public var trail: [UInt8] { statements.flatMap { [$0.isByAuthority ? 1 : 0] + SHA256.hash($0.bytes) } }

    /// As ``mayFollow(_:)``, for who has kept no more of the former statements than their trail.
    public func mayFollow(trail: [UInt8]) -> Bool {
        let own = self.trail
        for start in stride(from: 0, to: trail.count, by: Self.markByteCount) {
            let end = start + Self.markByteCount
            guard end <= own.count, end <= trail.count else { return false }
            if own[start..<end] == trail[start..<end] { continue }
            return own[start] == 1 && trail[start] == 0
        }
        return true
    }
}
