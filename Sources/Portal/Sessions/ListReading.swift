import Synchronization

/// Whether the list is being read, and whether it has to be read again: every wish is followed by a reading that began after
/// it, and no two readings run at a time.
package final class ListReading: Sendable {
    private enum State { case idle, reading, readingAndStale }

    private let state = Mutex(State.idle)

    package init() {}

    /// Somebody wants the list to be read.
    ///
    /// - Returns: whether the caller has to begin; otherwise whoever reads now reads once more.
    package func isToBegin() -> Bool {
        state.withLock { state in
            defer { state = state == .idle ? .reading : .readingAndStale }
            return state == .idle
        }
    }

    /// A reading has ended.
    ///
    /// - Returns: whether the same reader has to begin anew, because somebody has wanted it meanwhile. Looking for that and giving
    ///   up the reader's place are one step: no wish falls between them.
    package func isToRepeat() -> Bool {
        state.withLock { state in
            defer { state = state == .readingAndStale ? .reading : .idle }
            return state == .readingAndStale
        }
    }

    /// The reader gives up.
    package func giveUp() { state.withLock { $0 = .idle } }
}
