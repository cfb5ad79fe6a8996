public import Clocks
import Synchronization

/// A token bucket for each client address: `burst` requests at once, `perSecond` in the long run.
public final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    private let perSecond: Double
    private let burst: Double
    private let addressLimit: Int
    private let clock: @Sendable () -> Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameters:
    ///   - addressLimit: how many addresses are remembered; the full buckets among them are forgotten first.
    ///   - clock: seconds, from anywhere on, never backwards.
    public init(
        perSecond: Double, burst: Double, addressLimit: Int = 10_000, clock: @escaping @Sendable () -> Double = { Clock.seconds }
    ) {
        self.perSecond = max(perSecond, 0.001)
        self.burst = max(burst, 1)
        self.addressLimit = addressLimit
        self.clock = clock
    }

    /// Takes one token of `address`; if there is none, the whole seconds until there will be.
    func take(_ address: String) -> Int? {
        let now = clock()
        return buckets.withLock { buckets in
            if buckets.count >= addressLimit, buckets[address] == nil { forget(&buckets, now) }
            var bucket = buckets[address] ?? Bucket(tokens: burst, time: now)
            bucket.tokens = refilled(bucket, now)
            bucket.time = now
            defer { buckets[address] = bucket }
            guard bucket.tokens < 1 else {
                bucket.tokens -= 1
                return nil
            }
            return Int(((1 - bucket.tokens) / perSecond).rounded(.up))
        }
    }

    private func refilled(_ bucket: Bucket, _ now: Double) -> Double { min(burst, bucket.tokens + (now - bucket.time) * perSecond) }

    private func forget(_ buckets: inout [String: Bucket], _ now: Double) {
        buckets = buckets.filter { refilled($0.value, now) < burst }
        // All are in use: an attack with that many addresses. Starting anew is the lesser harm.
        if buckets.count >= addressLimit { buckets.removeAll() }
    }
}
