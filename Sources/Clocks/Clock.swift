import Glibc

/// The time of day, and time that never goes backwards, for durations: the only place that asks the operating system for either.
/// The engine does not: it is told the time.
public enum Clock {
    /// Unix time in seconds: the time of day, which an administrator may set back.
    public static var now: UInt64 { UInt64(max(0, read(CLOCK_REALTIME).tv_sec)) }

    /// Unix time in milliseconds.
    public static var nowInMilliseconds: Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Seconds since some moment; never goes backwards.
    public static var seconds: Double { nanoseconds / 1e9 }

    /// Milliseconds since some moment; never goes backwards.
    public static var milliseconds: Double { nanoseconds / 1e6 }

    /// Nanoseconds since some moment; never goes backwards. A binary number holds them exactly for 104 days after the machine's
    /// start, and to two nanoseconds for as long again.
    public static var nanoseconds: Double {
        let time = read(CLOCK_MONOTONIC)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time
    }
}
