import AccessPolicy
import AttributeKeyRing
import SealedRecord

/// The shared policy keys of a session: those it opened, and those it seals many records under.
final class SharedKeys {
    /// A class, because a dictionary holds no noncopyable values.
    private final class Box {
        let key: SharedPolicyKey
        init(_ key: consuming SharedPolicyKey) { self.key = key }
    }

    private let opened = OpenedPolicyKeys()
    private var sealing: [Policy: Box] = [:]

    /// The record key by the newest key that satisfies one of the record's policies.
    func recordKey(of header: SealedRecordHeader, _ ring: KeyRing, _ realm: Realm) throws -> RecordKey {
        let policies = header.envelope.stanzas.compactMap(\.policy)
        for policy in policies {
            let found = try ring.withKey(satisfying: policy) { (key) throws(SealedRecordError) -> RecordKey in
                try header.recordKey(with: key, realm, remembering: opened)
            }
            if let found { return found }
        }
        throw policies.isEmpty ? SealedRecordError.noStanza : .policyNotSatisfied(policies.map(\.text))
    }

    /// A stanza under the key that this session shares among records of `policy`; a new one for each epoch and revocation
    /// list.
    func stanza(
        _ policy: Policy, _ realm: Realm, wrapping recordKey: borrowing RecordKey, for target: StanzaTarget, at index: Int
    ) throws -> Stanza {
        var box = sealing[policy]
        if box.map({ $0.key.epoch != target.epoch || $0.key.revocationSequence != target.revocationSequence }) ?? true {
            box = Box(try SharedPolicyKey(policy, realm, epoch: target.epoch, revocationSequence: target.revocationSequence))
            sealing[policy] = box
        }
        guard let box else { preconditionFailure("just made") }
        return try Stanza.shared(box.key, wrapping: recordKey, for: target, at: index)
    }
}
