import Benchmarking
import Clocks
import Synchronization
import Testing

@Suite struct StatisticsTests {
    @Test func orderStatistics() {
        let one = Sample([7])
        #expect(one.minimum == 7 && one.median == 7 && one.percentile95 == 7)
        #expect(Sample([3, 1, 2]).median == 2)
        #expect(Sample([4, 1, 3, 2]).median == 2.5)
        let hundred = Sample((1...100).reversed().map(Double.init))
        #expect(hundred.minimum == 1 && hundred.median == 50.5 && hundred.percentile95 == 95)
        #expect(Sample((1...20).map(Double.init)).percentile95 == 19)
        #expect(Sample((1...21).map(Double.init)).percentile95 == 20)
        #expect(hundred.percentile(0) == 1 && hundred.percentile(100) == 100)
    }

    @Test func welchByHand() {
        // Means 3 and 6, variances 2.5 and 7, so t = -3 / sqrt(2.5 / 5 + 7 / 4) = -2.
        let t = WelchTest.t([1, 2, 3, 4, 5], [3, 5, 7, 9])
        let (mean, variance) = WelchTest.moments([3, 5, 7, 9])
        #expect(mean == 6 && (variance - 20.0 / 3).magnitude < 1e-12)
        #expect((t - -3 / (2.5 / 5 + 20.0 / 3 / 4).squareRoot()).magnitude < 1e-12)
    }

    @Test func welchAtTheEdges() {
        #expect(WelchTest.t([], [1, 2]) == 0 && WelchTest.t([1], [1, 2]) == 0)
        #expect(WelchTest.t([2, 2], [2, 2]) == 0)
        #expect(WelchTest.t([3, 3], [2, 2]) == .infinity && WelchTest.t([2, 2], [3, 3]) == -.infinity)
        #expect(WelchTest.largestT([], [1]) == 0)
    }

    @Test func aDifferenceUnderALongTailIsFound() {
        var source = SeededGenerator(seed: 5)
        func times(_ base: Double) -> [Double] {
            (0..<4000).map { _ in
                let noise = Double(source.next() % 1000) / 1000
                return base + noise + (source.next() % 10 == 0 ? Double(source.next() % 10_000) : 0)
            }
        }
        let (a, b, c) = (times(100), times(100), times(100.1))
        #expect(WelchTest.largestT(a, b).magnitude < LeakageThreshold.t)
        #expect(WelchTest.t(a, c).magnitude < LeakageThreshold.t)
        #expect(WelchTest.largestT(a, c).magnitude > 2 * LeakageThreshold.t)
    }

    @Test func inputsDependOnTheSeedOnly() {
        // The first outputs of SplitMix64 from 0, as its authors publish them.
        var zero = SeededGenerator(seed: 0)
        #expect(zero.next() == 0xe220_a839_7b1d_cdaf && zero.next() == 0x6e78_9e6a_a1b9_65f4)
        var (a, b, c) = (SeededGenerator(seed: 9), SeededGenerator(seed: 9), SeededGenerator(seed: 10))
        let bytes = a.bytes(13)
        #expect(bytes.count == 13 && b.bytes(13) == bytes && c.bytes(13) != bytes && a.bytes(0).isEmpty)
    }

    @Test func timesAreOfOneCallAndBounded() throws {
        let calls = Mutex(0)
        func operation(least: Int, most: Int?) -> Operation {
            Operation(.init("wait"), countPerCall: 4, leastCalls: least, mostCalls: most) { _ in
                {
                    calls.withLock { $0 += 1 }
                    let start = Clock.nanoseconds
                    while Clock.nanoseconds < start + 40_000 {}
                }
            }
        }
        let timing = try Stopwatch.time(operation(least: 7, most: nil), seconds: 0.001, threads: 1, seed: 1)
        #expect(timing.times.count >= 7 && timing.calls == 4 * timing.times.count)
        #expect(calls.withLock { $0 } == timing.times.count + 1)
        #expect(timing.times.allSatisfy { $0 >= 10_000 })
        let few = try Stopwatch.time(operation(least: 100, most: 5), seconds: 9, threads: 1, seed: 1)
        #expect(few.times.count == 4)
        let parallel = try Stopwatch.time(operation(least: 5, most: nil), seconds: 0.001, threads: 3, seed: 1)
        #expect(parallel.times.count >= 15)
        struct Refusal: Error {}
        for threads in [1, 2] {
            let failing = Operation(.init("fails")) { _ in throw Refusal() }
            #expect(throws: Refusal.self) { try Stopwatch.time(failing, seconds: 0.001, threads: threads, seed: 1) }
        }
    }

    @Test func quantitiesAreReadable() {
        #expect(Quantity.time(35.614) == "35.6 ns" && Quantity.time(999.6) == "1.00 µs" && Quantity.time(0.5) == "0.50 ns")
        #expect(Quantity.time(0) == "0" && Quantity.bytes(0) == "0")
        #expect(Quantity.time(1_234_567) == "1.23 ms" && Quantity.time(2.5e9) == "2.50 s" && Quantity.time(123_456) == "123 µs")
        #expect(Quantity.binaryBytes(4096) == "4 KiB" && Quantity.binaryBytes(1 << 30) == "1 GiB" && Quantity.binaryBytes(10) == "10 B")
        #expect(Quantity.binaryBytes(1536) == "1.5 KiB" && Quantity.bytes(1234) == "1.23 kB")
        #expect(Quantity.fixed(-0.001, 2) == "0.00" && Quantity.fixed(-1.5, 1) == "-1.5" && Quantity.fixed(.infinity, 2) == "inf")
        #expect(Quantity.fixed(.nan, 1) == "nan" && Quantity.short(10) == "10" && Quantity.short(0.25) == "0.25")
    }
}
