package import Clocks
import Glibc
import Synchronization

/// One thing to be timed.
package struct Operation: Sendable {
    package let subject: Measurement.Subject
    /// How many of the things that the name means one call does, if several: the times are divided by it.
    package let countPerCall: Int
    /// Fewest calls to be timed, however long they take.
    package let leastCalls: Int
    /// Most calls that can be timed, where each uses something up.
    package let mostCalls: Int?
    /// Makes the call: everything that shall not be timed happens here, once for each thread.
    package let prepare: @Sendable (inout SeededGenerator) throws -> () -> Void

    package init(
        _ subject: Measurement.Subject, countPerCall: Int = 1, leastCalls: Int = 5, mostCalls: Int? = nil,
        prepare: @escaping @Sendable (inout SeededGenerator) throws -> () -> Void
    ) {
        self.subject = subject
        self.countPerCall = countPerCall
        self.leastCalls = leastCalls
        self.mostCalls = mostCalls
        self.prepare = prepare
    }
}

/// Times of single calls, pooled over threads and repetitions.
package struct Timing: Sendable {
    /// Nanoseconds of one call, one value for each group of calls.
    package var times: [Double] = []
    package var calls = 0
    /// The time that all of it took, in nanoseconds.
    package var duration = 0.0

    package init() {}

    package mutating func add(_ other: Timing) {
        times += other.times
        calls += other.calls
        duration += other.duration
    }

    package func measurement(_ subject: Measurement.Subject, _ circumstances: Measurement.Circumstances) -> Measurement {
        let sample = Sample(times)
        return Measurement(
            subject, unit: .nanoseconds, minimum: sample.minimum, median: sample.median,
            percentile95: sample.percentile95, iterations: calls, perSecond: Double(calls) / duration * 1e9, circumstances)
    }
}

package enum Stopwatch {
    /// Calls that are shorter are timed in groups at least this long: 500 times what reading the clock takes.
    private static let groupNanoseconds = 20_000.0

    /// Times `operation` for at least `seconds` on each of `threads` threads at once, each with its own inputs.
    ///
    /// - Throws: what preparing throws.
    package static func time(_ operation: Operation, seconds: Double, threads: Int, seed: UInt64) throws -> Timing {
        guard threads > 1 else {
            var source = SeededGenerator(seed: seed)
            let call = try operation.prepare(&source)
            return run(operation, call, seconds, until: {})
        }
        let crew = Crew()
        Threads.run(threads) { index in
            var source = SeededGenerator(seed: seed &+ UInt64(index) &* 0x5851_f42d_4c95_7f2d)
            do {
                let call = try operation.prepare(&source)
                // Everybody begins when everybody is ready.
                let timing = run(operation, call, seconds) {
                    crew.ready.add(1, ordering: .sequentiallyConsistent)
                    while crew.ready.load(ordering: .sequentiallyConsistent) < threads, !crew.hasFailed.load(ordering: .relaxed) {
                        sched_yield()
                    }
                }
                crew.outcomes.withLock { $0.append(.success(timing)) }
            } catch {
                crew.hasFailed.store(true, ordering: .relaxed)
                crew.outcomes.withLock { $0.append(.failure(error)) }
            }
        }
        var pooled = Timing()
        for outcome in crew.outcomes.withLock({ $0 }) {
            let timing = try outcome.get()
            pooled.times += timing.times
            pooled.calls += timing.calls
            pooled.duration = max(pooled.duration, timing.duration)
        }
        return pooled
    }

    /// What the threads of one measurement share.
    private final class Crew: Sendable {
        let ready = Atomic<Int>(0)
        let hasFailed = Atomic<Bool>(false)
        let outcomes = Mutex<[Result<Timing, any Error>]>([])
    }

    /// One call that is not counted, then groups of calls.
    private static func run(
        _ operation: Operation, _ call: () -> Void, _ seconds: Double, until ready: () -> Void
    ) -> Timing {
        let first = Clock.time(call)
        let group = operation.mostCalls == nil ? max(1, Int(groupNanoseconds / max(first, 1))) : 1
        let count = Double(operation.countPerCall)
        let most = operation.mostCalls.map { $0 - 1 } ?? .max
        ready()
        var timing = Timing()
        let start = Clock.nanoseconds
        while timing.times.count < most,
            Clock.nanoseconds - start < seconds * 1e9 || timing.times.count < operation.leastCalls
        {
            timing.times.append(Clock.time { for _ in 0..<group { call() } } / Double(group) / count)
        }
        timing.duration = Clock.nanoseconds - start
        timing.calls = timing.times.count * group * operation.countPerCall
        return timing
    }
}

/// Threads that all run the same body and end.
enum Threads {
    private final class Work: Sendable {
        let body: @Sendable (Int) -> Void
        let next = Atomic<Int>(0)
        init(_ body: @escaping @Sendable (Int) -> Void) { self.body = body }
    }

    /// Runs `body` with 0 ..< `count`, each on a thread of its own, and waits for all.
    static func run(_ count: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            // The threads are joined before this returns, so the body does not escape; what it touches is its caller's care.
            nonisolated(unsafe) let shared = body
            let work = Work { unsafe shared($0) }
            let context = unsafe Unmanaged.passUnretained(work).toOpaque()
            var threads = [pthread_t](repeating: pthread_t(), count: count)
            for index in 0..<count {
                let made = unsafe pthread_create(
                    &threads[index], nil,
                    { context in
                        guard let context = unsafe context else { return nil }
                        let work = unsafe Unmanaged<Work>.fromOpaque(context).takeUnretainedValue()
                        work.body(work.next.add(1, ordering: .relaxed).oldValue)
                        return nil
                    }, context)
                precondition(made == 0, "no thread can be made")
            }
            for thread in threads { pthread_join(thread, nil) }
            withExtendedLifetime(work) {}
        }
    }
}

extension Clock {
    /// How long `body` takes, in nanoseconds.
    package static func time(_ body: () -> Void) -> Double {
        let start = nanoseconds
        body()
        return nanoseconds - start
    }
}
