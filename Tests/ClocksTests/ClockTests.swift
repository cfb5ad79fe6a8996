import Clocks
import Testing

@Suite struct ClockTests {
    @Test(arguments: [
        (0 as UInt64, "1970-01-01 00:00:00 UTC", "1970-01-01T00:00:00Z"), (951_827_696, "2000-02-29 12:34:56 UTC", "2000-02-29T12:34:56Z"),
        (1_795_871_325, "2026-11-28 13:08:45 UTC", "2026-11-28T13:08:45Z"), (4_107_542_399, "2100-02-28 23:59:59 UTC", "2100-02-28T23:59:59Z"),
        // Beyond what the operating system counts in.
        (.max, "1970-01-01 00:00:00 UTC", "1970-01-01T00:00:00Z"),
    ])
    func momentsAsText(_ unix: UInt64, _ text: String, _ dateTime: String) {
        #expect(Clock.text(unix) == text && Clock.dateTime(unix) == dateTime)
    }

    @Test func daysAtAnOffset() {
        // 20:30 in Greenwich, half past two of the next morning in Dhaka.
        let evening: UInt64 = 1_795_897_800
        #expect(Clock.day(evening) == "2026-11-28" && Clock.day(evening, utcOffsetMinutes: 360) == "2026-11-29")
        #expect(Clock.day(0, utcOffsetMinutes: -60) == "1970-01-01")
        for offset in [-1440, 0, 1440] { #expect(!Clock.day(.max, utcOffsetMinutes: offset).isEmpty) }
    }

    @Test func durationsGoForward() {
        #expect(Clock.now > 1_700_000_000 && Clock.nowInMilliseconds / 1000 - Int64(Clock.now) <= 1)
        var last = Clock.nanoseconds
        for _ in 0..<1000 {
            let next = Clock.nanoseconds
            #expect(next >= last)
            last = next
        }
        #expect(abs(Clock.seconds * 1e3 - Clock.milliseconds) < 1000)
    }
}
