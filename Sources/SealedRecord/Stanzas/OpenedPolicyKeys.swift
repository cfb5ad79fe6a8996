import Framing
import Cryptography
import Synchronization

/// Shared policy keys that a reader has opened, so that many records under one of them cost one decapsulation.
///
/// A key is found again only by all that it was made of: policy, parameters, ciphertext, epoch and revocation list. At most
/// ``capacity`` are kept, in memory, wiped when this goes.
public final class OpenedPolicyKeys: Sendable {
    /// Most keys kept; one more drops the oldest.
    public static let capacity = 256

    private struct State {
        var keys: [[UInt8]: OpenedPolicyKey] = [:]
        /// The oldest first.
        var order: [[UInt8]] = []
    }

    private let state = Mutex(State())

    /// An empty memory, for one user only: whoever holds it opens what they opened.
    public init() {}

    func find(_ identifier: [UInt8]) -> OpenedPolicyKey? { state.withLock { $0.keys[identifier] } }

    func keep(_ key: OpenedPolicyKey, as identifier: [UInt8]) {
        state.withLock { state in
            guard state.keys.updateValue(key, forKey: identifier) == nil else { return }
            state.order.append(identifier)
            if state.order.count > Self.capacity { state.keys[state.order.removeFirst()] = nil }
        }
    }

    static func identifier(of stanza: AttributeStanza, _ revocationSequence: UInt64) -> [UInt8] {
        SHA256.hash(
            frame([
                Array(utf8: "opened shared policy key"), stanza.realm.bytes, stanza.policy.canonicalBytes, stanza.ciphertext,
                stanza.epoch.bigEndianBytes, revocationSequence.bigEndianBytes,
            ]))
    }
}

/// A class, because a dictionary holds no noncopyable values.
final class OpenedPolicyKey: Sendable {
    let secret: SecretBytes

    init(_ secret: consuming SecretBytes) { self.secret = secret }
}
