public import Clocks
public import HTTPTransport
public import Identity
public import RecordStore
import Synchronization

/// Keeps the epoch statement and the revocation list fresh: verified against the pinned authority, never going back, also
/// not over a restart, and never older than allowed.
///
/// A request that finds them due fetches them; the others meanwhile go on with what is there.
public final class AuthorityWatch: Sendable {
    private struct Knowledge {
        var epoch: EpochStatement
        var revocations: RevocationList
        /// Unix seconds of the last fetch that succeeded.
        var fetched: UInt64
    }

    private struct State {
        var knowledge: Knowledge?
        /// Unix seconds of the last attempt to fetch.
        var attempted: UInt64?
    }

    /// The pinned authority, which every statement is verified against.
    public let authority: AuthorityDescription
    private let source: any StatementSource
    private let kept: KeptStatements?
    private let interval: UInt64
    private let greatestAge: UInt64
    private let now: @Sendable () -> UInt64
    private let state: Mutex<State>

    /// - Parameters:
    ///   - authority: pinned.
    ///   - keptIn: a file for what was last believed; without one, statements may go back when the store is restarted.
    ///   - interval: seconds between fetches: how late a revocation takes effect.
    ///   - greatestAge: seconds without a successful fetch after which no request is served any more.
    ///   - now: Unix seconds.
    /// - Throws: ``KeptStatementsError`` if the file is there, but cannot be read or is not what this class wrote.
    public init(
        _ authority: AuthorityDescription, _ source: any StatementSource, keptIn: String? = nil, interval: UInt64 = 10,
        greatestAge: UInt64 = 3600, now: @escaping @Sendable () -> UInt64 = { Clock.now }
    ) throws(KeptStatementsError) {
        self.authority = authority
        self.source = source
        kept = keptIn.map { KeptStatements(path: $0) }
        self.interval = interval
        self.greatestAge = greatestAge
        self.now = now
        var knowledge: Knowledge?
        if let (epoch, revocations, fetched) = try kept?.read(by: authority) {
            // A time to come says nothing about how old the statements are.
            let isPast = Self.seconds(from: now(), to: fetched) <= permittedClockDifference
            knowledge = Knowledge(epoch: epoch, revocations: revocations, fetched: isPast ? fetched : 0)
        }
        state = Mutex(State(knowledge: knowledge))
    }

    /// What is believed now; fetched anew when it is due.
    ///
    /// - Throws: a 503 ``Problem`` if there is nothing fresh enough to be believed.
    public func current() throws(Problem) -> AuthorityState {
        let now = now()
        let isDue = state.withLock { state in
            // A clock that was set back must not put the next fetch off.
            if let attempted = state.attempted, now >= attempted, now - attempted < interval { return false }
            state.attempted = now
            return true
        }
        // Should it fail, what is there serves until it is too old.
        if isDue { try? refresh() }
        guard let knowledge = state.withLock({ $0.knowledge }), Self.seconds(from: knowledge.fetched, to: now) <= greatestAge else {
            throw Problem(
                status: 503, code: "authority-unreachable", title: "The store does not know whom the authority revoked",
                remedy: "Try again later; the operator should look at the way from store to authority.",
                headers: HeaderFields([("retry-after", "\(interval)")]))
        }
        return AuthorityState(description: authority, epoch: knowledge.epoch, revocations: knowledge.revocations)
    }

    /// The present epoch; asked for anew if it is not yet `epoch`, which a sealer may have heard of before this store.
    func epoch(reaching epoch: UInt32, from known: AuthorityState) -> UInt32 {
        guard epoch > known.epoch.epoch else { return known.epoch.epoch }
        try? refresh()
        return state.withLock { $0.knowledge?.epoch.epoch } ?? known.epoch.epoch
    }

    /// Fetches, verifies and believes both statements, or neither.
    ///
    /// - Throws: `StatementError` for a forged, future or older one; what the source throws;
    ///   ``KeptStatementsError/unwritable(path:errno:)`` if they cannot be kept. They are believed then, so that a
    ///   revocation takes effect, but do not count as fresh: the store does not go on for ever with what it would forget.
    public func refresh() throws {
        let epoch = try EpochStatement(bytes: try source.epochStatement())
        let revocations = try RevocationList(bytes: try source.revocationList())
        let now = now()
        try epoch.verify(by: authority, at: now)
        try revocations.verify(by: authority, at: now)
        try state.withLock { state in
            if let known = state.knowledge {
                try epoch.checkNotRolledBack(from: known.epoch)
                try revocations.checkNotRolledBack(from: known.revocations)
            }
            state.knowledge = Knowledge(epoch: epoch, revocations: revocations, fetched: state.knowledge?.fetched ?? 0)
            try kept?.write(epoch, revocations, fetched: now)
            state.knowledge?.fetched = now
        }
    }

    /// 0 if `end` lies before `start`.
    private static func seconds(from start: UInt64, to end: UInt64) -> UInt64 { end > start ? end - start : 0 }
}
