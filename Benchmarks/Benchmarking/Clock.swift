import Glibc

/// The clock that everything is timed with: CLOCK_MONOTONIC, which no adjustment of the time of day moves.
package enum Clock {
    /// Nanoseconds since some moment.
    package static var nanoseconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// How long `body` takes, in nanoseconds.
    package static func time(_ body: () -> Void) -> Double {
        let start = nanoseconds
        body()
        return nanoseconds - start
    }
}
