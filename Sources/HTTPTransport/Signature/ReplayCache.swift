import Synchronization

/// Nonces that were used, each kept until the signature that carried it can no longer pass for its age.
///
/// It lives in memory. After a restart the nonces are gone, so ``SignatureVerifier`` refuses signatures that are older than
/// its own start. What a client whose clock is ahead signed before the restart can pass once more, until its time is over.
public final class ReplayCache: Sendable {
    private struct State {
        var expiry: [String: Int64] = [:]
        var nextPruning: Int64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: the most nonces at a time; beyond it signed requests are refused, for forgetting one early
    ///   would let its request be replayed.
    public init(capacity: Int = 200_000) { self.capacity = capacity }

    enum Outcome { case fresh, used, full }

    /// Notes a nonce of a key; both times in seconds since 1970.
    func use(_ nonce: String, of keyID: String, until expiry: Int64, now: Int64) -> Outcome {
        let entry = keyID + "\n" + nonce
        return state.withLock { state in
            if now >= state.nextPruning || state.expiry.count >= capacity {
                state.expiry = state.expiry.filter { $0.value >= now }
                state.nextPruning = now + 30
            }
            guard state.expiry[entry] == nil else { return .used }
            guard state.expiry.count < capacity else { return .full }
            state.expiry[entry] = expiry
            return .fresh
        }
    }
}
