import Foundation
import Portal
import Synchronization
import Testing

/// The flags by which a session's list is read again for everybody who wants it.
@Suite struct ListReadingTests {
    @Test func oneReadsAndReadsAgainForWhoCameMeanwhile() {
        let reading = ListReading()
        #expect(reading.isToBegin())
        #expect(!reading.isToBegin() && !reading.isToBegin())
        #expect(reading.isToRepeat())
        #expect(!reading.isToRepeat())
        #expect(reading.isToBegin())
        reading.giveUp()
        #expect(reading.isToBegin())
    }

    /// A wish that came between the reader's last look and its leaving was forgotten once: the list stayed old until somebody
    /// else wanted it.
    @Test func noWishIsForgotten() {
        let reading = ListReading()
        let wishes = Atomic(0)
        let read = Atomic(0)
        let running = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<50_000 {
                wishes.add(1, ordering: .sequentiallyConsistent)
                guard reading.isToBegin() else { continue }
                repeat {
                    let others = running.add(1, ordering: .sequentiallyConsistent).oldValue
                    if others != 0 { Issue.record("two read at a time") }
                    let seen = wishes.load(ordering: .sequentiallyConsistent)
                    if seen > read.load(ordering: .sequentiallyConsistent) { read.store(seen, ordering: .sequentiallyConsistent) }
                    running.subtract(1, ordering: .sequentiallyConsistent)
                } while reading.isToRepeat()
            }
        }
        let last = read.load(ordering: .sequentiallyConsistent)
        #expect(last == 200_000)
    }
}
