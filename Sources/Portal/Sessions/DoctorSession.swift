import HTTPTransport
import Synchronization
import Workstation

/// A doctor who is logged in: the unlocked user, one request at a time, and the catalogue that another thread keeps up to
/// date.
final class DoctorSession: EndableSession {
    let account: String
    let catalogue: Catalogue
    /// The user and what is remembered beside them, for whoever holds this lock: one request at a time, for as long as it takes.
    private let holder: Mutex<Holder?>
    /// Whether the session is over and how much waits for it: never held for long.
    private let standing = Mutex(Standing())
    private let reading = ListReading()

    init(account: String, _ user: sending UserSession) {
        self.account = account
        catalogue = Catalogue(user)
        holder = Mutex(Holder(user))
    }

    /// `Sendable` because nobody has one but the mutex, and what it holds does not outlive the closure that was lent it.
    private final class Holder: @unchecked Sendable {
        let user: UserSession
        let notes = SessionNotes()

        init(_ user: UserSession) { self.user = user }
    }

    private struct Standing {
        var isOver = false
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
    func with<Value>(waiting limit: Int = greatestRequestCount, _ body: (UserSession, SessionNotes) throws -> Value) throws -> Value {
        let isAdmitted = standing.withLock { standing in
            guard standing.requestCount < limit else { return false }
            standing.requestCount += 1
            return true
        }
        guard isAdmitted else { throw Self.busy }
        defer { standing.withLock { $0.requestCount -= 1 } }
        var result: Result<Value, any Error>?
        holder.withLock { held in
            if !isOver, let held { result = Result { try body(held.user, held.notes) } }
        }
        wipeIfOver()
        guard let result else { throw SessionOver() }
        return try result.get()
    }

    /// Does something as the user, unless a request runs: without waiting for it.
    func ifFree(_ body: (UserSession, SessionNotes) throws -> Void) {
        _ = holder.withLockIfAvailable { held in
            if !isOver, let held { try? body(held.user, held.notes) }
        }
        wipeIfOver()
    }

    /// Wipes the keys, or has the request do it that runs with them, when it ends. Waits for nothing: what a request waits for
    /// may never come.
    func end() {
        standing.withLock { $0.isOver = true }
        wipeIfOver()
    }

    /// Whoever cannot take the lock here leaves the wiping to the request that has it, which comes here when it has given it up.
    private func wipeIfOver() {
        guard isOver else { return }
        _ = holder.withLockIfAvailable { $0 = nil }
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

    // MARK: - Beside the requests

    /// Does what an interrupted write left to do, and then reads the list. To be called within ``with(waiting:_:)``.
    func resume(_ user: UserSession) {
        guard !user.journal.isEmpty, let other = try? user.duplicate() else { return readList(user) }
        BackgroundReader(other).start { [weak self] user in
            _ = try? user.journal.resume { self?.isOver ?? true }
            guard let self, !isOver else { return }
            readList(user)
        }
    }

    /// Has the catalogue brought up to date by a thread of its own. To be called within ``with(waiting:_:)``.
    func readList(_ user: UserSession) {
        guard reading.isToBegin() else { return }
        guard let reader = try? user.duplicate() else { return reading.giveUp() }
        BackgroundReader(reader).start { [weak self] reader in
            guard let self else { return }
            repeat { try? catalogue.refresh(reader) { self.isOver } } while !isOver && reading.isToRepeat()
            if isOver { reading.giveUp() }
        }
    }
}

/// The session ended while a request was on its way.
struct SessionOver: Error {}
