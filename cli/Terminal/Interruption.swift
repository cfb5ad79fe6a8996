import Glibc
import Synchronization
import LocalFiles

/// SIGINT and SIGTERM: a server drains and ends; any other command removes what it had half written and ends with 130.
enum Interruption {
    private static let isServing = Atomic<Bool>(false)
    private static let wasAsked = Atomic<Bool>(false)

    /// Takes the signals on a thread of its own, where everything is allowed that a handler must not do.
    static func install() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        // Blocked before any other thread exists, so that they all inherit it.
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        unsafe pthread_create(
            &thread, nil,
            { _ in
                var signals = sigset_t()
                unsafe sigemptyset(&signals)
                unsafe sigaddset(&signals, SIGINT)
                unsafe sigaddset(&signals, SIGTERM)
                while true {
                    var number: Int32 = 0
                    unsafe sigwait(&signals, &number)
                    if Interruption.isServing.load(ordering: .acquiring) {
                        // The second one does not wait for the drain.
                        if Interruption.wasAsked.exchange(true, ordering: .acquiringAndReleasing) { _exit(ExitCode.interrupted.rawValue) }
                    } else {
                        PartialFiles.removeAll()
                        _exit(ExitCode.interrupted.rawValue)
                    }
                }
            }, nil)
    }

    /// Waits until the program is asked to end.
    static func waitWhileServing() {
        isServing.store(true, ordering: .releasing)
        while !wasAsked.load(ordering: .acquiring) { usleep(50_000) }
    }
}
