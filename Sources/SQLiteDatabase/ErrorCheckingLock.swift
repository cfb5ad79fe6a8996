import Glibc

/// A mutual exclusion that notices when its owner asks for it again, instead of waiting for ever.
@safe final class ErrorCheckingLock: @unchecked Sendable {
    // Sendable: POSIX says that any thread may use the mutex; its address never changes.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        unsafe pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
        unsafe pthread_mutex_init(mutex, &attributes)
        unsafe pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// `false` if this thread holds the lock already.
    func lock() -> Bool { unsafe pthread_mutex_lock(mutex) == 0 }

    func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
