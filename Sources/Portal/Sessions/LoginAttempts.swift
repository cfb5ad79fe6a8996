import Clocks
import HTTPTransport
import Synchronization

/// Slows down who guesses passphrases: after five wrong ones, each next try of an account has to wait twice as long. One
/// passphrase is tried at a time, since each takes 128 MiB for half a second.
final class LoginAttempts: Sendable {
    /// It is too soon, or too many are trying.
    struct TooSoon: Error {
        /// Seconds to wait.
        let seconds: Int
    }

    private struct Count {
        var failures = 0
        var last = 0.0
    }

    private static let free = 5
    private static let longestWait = 900.0
    private static let greatestCount = 1000
    /// Most tries that wait or run at a time, each on a thread of the server's.
    private static let greatestTurnCount = 3

    private let counts = Mutex<[String: Count]>([:])
    private let turn = Mutex<Void>(())
    private let turnCount = Mutex(0)

    /// Tries an account's passphrase, while no other is tried.
    ///
    /// - Parameter isWrong: whether an error of `body` says that the passphrase was wrong. It counts before the next one is
    ///   tried, so that tries at the same time are no more than tries one after the other.
    /// - Throws: ``TooSoon``, or what `body` throws.
    func attempt<Value>(_ account: String, isWrong: (any Error) -> Bool, _ body: () throws -> Value) throws -> Value {
        try inTurn {
            if let seconds = wait(account) { throw TooSoon(seconds: seconds) }
            do {
                let value = try body()
                succeeded(account)
                return value
            } catch {
                if isWrong(error) { failed(account) }
                throw error
            }
        }
    }

    /// Seconds that the account must wait; `nil` if it need not.
    private func wait(_ account: String) -> Int? {
        let now = Clock.seconds
        let remaining = counts.withLock { counts -> Double in
            guard let count = counts[account], count.failures >= Self.free else { return 0 }
            let wait = min(Self.longestWait, Double(UInt64(1) << UInt64(min(count.failures - Self.free, 10))))
            return count.last + wait - now
        }
        return remaining > 0 ? Int(remaining.rounded(.up)) : nil
    }

    private func failed(_ account: String) {
        let now = Clock.seconds
        counts.withLock { counts in
            if counts.count >= Self.greatestCount { counts = counts.filter { now - $0.value.last < Self.longestWait } }
            counts[account, default: Count()].failures += 1
            counts[account]?.last = now
        }
    }

    private func succeeded(_ account: String) { counts.withLock { $0[account] = nil } }

    /// Runs `body` while no other does.
    ///
    /// - Throws: ``TooSoon`` if too many wait already, or what `body` throws.
    func inTurn<Value>(_ body: () throws -> Value) throws -> Value {
        let isAdmitted = turnCount.withLock { count in
            guard count < Self.greatestTurnCount else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw TooSoon(seconds: 2) }
        defer { turnCount.withLock { $0 -= 1 } }
        var result: Result<Value, any Error>?
        turn.withLock { _ in result = Result { try body() } }
        guard let result else { preconditionFailure("the body ran") }
        return try result.get()
    }
}
