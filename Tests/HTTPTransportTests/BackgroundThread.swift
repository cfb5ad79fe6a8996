import Glibc
import Synchronization

/// A thread of its own: what blocks for long would starve the few threads that all tests share.
final class BackgroundThread<Result: Sendable>: Sendable {
    private let result = Mutex<Result?>(nil)

    init(_ body: @escaping @Sendable () -> Result) {
        let context = unsafe Unmanaged.passRetained(
            Box { [self] in
                let value = body()
                result.withLock { $0 = value }
            }
        ).toOpaque()
        var thread = pthread_t()
        unsafe pthread_create(
            &thread, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context)
        pthread_detach(thread)
    }

    /// What the body returned, once it has.
    func join() -> Result {
        while true {
            if let value = result.withLock({ $0 }) { return value }
            usleep(1000)
        }
    }
}

private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
