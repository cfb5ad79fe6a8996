import HTTPTransport
import Synchronization

/// Slows down who guesses passphrases: after five wrong ones, each next try of an account has to wait twice as long. One
/// passphrase is tried at a time, since each takes 128 MiB for half a second.
final class LoginAttempts: Sendable {
    private struct Count {
        var failures = 0
        var last = 0.0
    }

    private static let free = 5
    private static let longestWait = 900.0
    private static let greatestCount = 1000

    private let counts = Mutex<[String: Count]>([:])
    private let turn = Mutex<Void>(())

    /// Seconds that the account must wait; `nil` if it need not.
    func wait(_ account: String) -> Int? {
        let now = MonotonicClock.seconds()
        let remaining = counts.withLock { counts -> Double in
            guard let count = counts[account], count.failures >= Self.free else { return 0 }
            let wait = min(Self.longestWait, Double(UInt64(1) << UInt64(min(count.failures - Self.free, 10))))
            return count.last + wait - now
        }
        return remaining > 0 ? Int(remaining.rounded(.up)) : nil
    }

    func failed(_ account: String) {
        let now = MonotonicClock.seconds()
        counts.withLock { counts in
            if counts.count >= Self.greatestCount { counts = counts.filter { now - $0.value.last < Self.longestWait } }
            counts[account, default: Count()].failures += 1
            counts[account]?.last = now
        }
    }

    func succeeded(_ account: String) { counts.withLock { $0[account] = nil } }

    /// Runs `body` while no other passphrase is tried.
    func inTurn<Value>(_ body: () throws -> Value) throws -> Value {
        var result: Result<Value, any Error>?
        turn.withLock { _ in result = Result { try body() } }
        guard let result else { preconditionFailure("the body ran") }
        return try result.get()
    }
}
