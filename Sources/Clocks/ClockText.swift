import Glibc

/// How a moment is written.
extension Clock {
    /// `2026-11-22 13:08:45 UTC`.
    public static func text(_ unix: UInt64) -> String {
        let (day, time) = parts(unix)
        return "\(day) \(time) UTC"
    }

    /// `2026-11-22T13:08:45Z`: a dateTime of FHIR (R4 §2.24.0.1).
    public static func dateTime(_ unix: UInt64) -> String {
        let (day, time) = parts(unix)
        return "\(day)T\(time)Z"
    }

    /// `2026-11-22`, so many minutes east of Greenwich.
    public static func day(_ unix: UInt64, utcOffsetMinutes: Int = 0) -> String {
        parts(UInt64(max(0, Int64(clamping: unix).addingReportingOverflow(Int64(utcOffsetMinutes) * 60).partialValue))).day
    }

    private static func parts(_ unix: UInt64) -> (day: String, time: String) {
        var seconds = time_t(clamping: unix)
        var parts = unsafe tm()
        guard unsafe gmtime_r(&seconds, &parts) != nil else { return ("1970-01-01", "00:00:00") }
        let (year, month, day) = unsafe (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
        let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return ("\(year)-\(two(month))-\(two(day))", "\(two(hour)):\(two(minute)):\(two(second))")
    }
}
