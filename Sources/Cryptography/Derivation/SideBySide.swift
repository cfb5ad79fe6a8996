import Dispatch
import Glibc

/// Spreads independent work over the cores.
enum SideBySide {
    /// Gives `body` the numbers 0 ..< `count` in consecutive ranges, one on each core, and returns when all are done. Ranges
    /// have at least `share` numbers, or the threads would cost more than they bring.
    ///
    /// `body` is called on several threads at once: each call may touch what belongs to its range, and nothing else.
    static func perform(_ count: Int, share: Int, _ body: (Range<Int>) -> Void) {
        let parts = min(count / share, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        guard parts > 1 else { return body(0..<count) }
        // The compiler puts the length of this file's path into the program, for a message of withoutActuallyEscaping: by a
        // mere name, the program is the same wherever it is built.
        #sourceLocation(file:"SideBySide",line:1)
        withoutActuallyEscaping(body) { body in
            // Its calls touch different things, and all have ended when this returns.
            nonisolated(unsafe) let shared = body
            DispatchQueue.concurrentPerform(iterations: parts) {
                unsafe shared(count * $0 / parts..<count * ($0 + 1) / parts)
            }
        }
        #sourceLocation()
    }
}
