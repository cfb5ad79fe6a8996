import Clocks
import HTTPTransport
import PortalPages
import Synchronization
import Workstation

/// A doctor who is logged in: the unlocked user, one request at a time, and the catalogue that another thread keeps up to
/// date.
///
/// `Sendable` because what is not is reached under `lock` only; `user` goes under `standing`, while no request runs.
final class DoctorSession: EndableSession, @unchecked Sendable {
    let account: String
    let catalogue: Catalogue
    private let lock = Mutex<Void>(())
    private let standing = Mutex(Standing())
    private let isReading = Atomic<Bool>(false)
    /// Whether the list is to be read again when the present reading is done.
    private let isStale = Atomic<Bool>(false)
    private var user: UserSession?
    private var standingAsked = 0.0

    /// What is shown on the next page.
    var flash: Flash?
    var authorityIsAway = false
    /// Whether the search index should be re-keyed; `nil` until it was asked.
    var indexIsOld: Bool?

    init(account: String, _ user: UserSession) {
        self.account = account
        self.user = user
        catalogue = Catalogue(user)
    }

    private struct Standing {
        var isOver = false
        /// Whether a request is using `user`.
        var isRunning = false
        /// Requests that run or wait, each on a thread of the server's.
        var requestCount = 0
        var uploadCount = 0
    }

    /// Requests of one session at a time, pages and pieces of downloads: a store that hangs must not take all of the server's
    /// threads. A browser has six connections.
    static let (greatestRequestCount, greatestPieceCount) = (4, 6)
    /// Uploads of one session at a time, each of which takes memory and disk.
    private static let greatestUploadCount = 3

    var isBusy: Bool { standing.withLock { $0.requestCount > 0 } }

    var isOver: Bool { standing.withLock { $0.isOver } }

    /// Does something as the user, while no other request of the session does.
    ///
    /// - Throws: ``SessionOver``, a `Problem` if too many wait already, or what `body` throws.
    func with<Value>(waiting limit: Int = greatestRequestCount, _ body: (UserSession) throws -> Value) throws -> Value {
        let isAdmitted = standing.withLock { standing in
            guard standing.requestCount < limit else { return false }
            standing.requestCount += 1
            return true
        }
        guard isAdmitted else { throw Self.busy }
        defer { standing.withLock { $0.requestCount -= 1 } }
        var result: Result<Value, any Error>?
        lock.withLock { _ in result = run(body) }
        guard let result else { throw SessionOver() }
        return try result.get()
    }

    /// Does something as the user, unless a request runs: without waiting for it.
    func ifFree(_ body: (UserSession) throws -> Void) {
        lock.withLockIfAvailable { _ in _ = run(body) }
    }

    /// To be called under `lock`.
    private func run<Value>(_ body: (UserSession) throws -> Value) -> Result<Value, any Error>? {
        let isOpen = standing.withLock { standing in
            standing.isRunning = !standing.isOver
            return standing.isRunning
        }
        guard isOpen else { return nil }
        defer {
            standing.withLock { standing in
                standing.isRunning = false
                if standing.isOver { user = nil }
            }
        }
        guard let user else { return nil }
        return Result { try body(user) }
    }

    /// Wipes the keys, or has the request do it that runs with them, when it ends. Waits for nothing: what a request waits for
    /// may never come.
    func end() {
        standing.withLock { standing in
            standing.isOver = true
            if !standing.isRunning { user = nil }
        }
    }

    // MARK: - Uploads

    /// - Returns: whether one more may begin; ``endUpload()`` must follow.
    func beginUpload() -> Bool {
        standing.withLock { standing in
            guard standing.uploadCount < Self.greatestUploadCount else { return false }
            standing.uploadCount += 1
            return true
        }
    }

    func endUpload() { standing.withLock { $0.uploadCount -= 1 } }

    static var busy: Problem {
        Problem(
            status: 429, code: "session-busy", title: "Earlier requests of this session are still being worked on",
            remedy: "Wait until they are done.", headers: HeaderFields([("retry-after", "5")]))
    }

    // MARK: - The authority and the store

    /// Asks the authority about the user, if its last word is older than so many seconds. To be called within ``with(_:)``.
    func checkStanding(_ user: UserSession, olderThan seconds: UInt64) throws {
        let now = Clock.seconds
        guard now - standingAsked >= Double(seconds) else { return }
        standingAsked = now
        do {
            try user.checkStanding()
            authorityIsAway = false
        } catch let failure as UserFailure where failure.kind == .revokedOrExpired {
            throw failure
        } catch {
            // The store refuses whom it must; what can be read without the authority can be read.
            authorityIsAway = true
        }
    }

    /// Has the catalogue brought up to date by a thread of its own. To be called within ``with(_:)``.
    func readList(_ user: UserSession) {
        guard !isReading.exchange(true, ordering: .acquiringAndReleasing) else {
            isStale.store(true, ordering: .releasing)
            return
        }
        guard let reader = try? user.duplicate() else {
            isReading.store(false, ordering: .releasing)
            return
        }
        BackgroundReader(reader).start { [weak self] reader in
            guard let self else { return }
            repeat {
                isStale.store(false, ordering: .releasing)
                try? catalogue.refresh(reader) { self.isOver }
            } while isStale.load(ordering: .acquiring) && !isOver
            isReading.store(false, ordering: .releasing)
        }
    }
}

/// The session ended while a request was on its way.
struct SessionOver: Error {}
