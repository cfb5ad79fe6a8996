import Glibc

/// Time that never goes backwards, for durations.
public enum MonotonicClock {
    /// Seconds since some moment in the past.
    @Sendable public static func seconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// The time of day.
public enum WallClock {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    @Sendable public static func unixSeconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    @Sendable public static func unixMilliseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
