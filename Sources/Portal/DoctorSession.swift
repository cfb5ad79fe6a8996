import HTTPTransport
import PortalPages
import Synchronization
import Workstation

/// A doctor who is logged in: the unlocked user, one request at a time, and the catalogue that another thread keeps up to
/// date.
///
/// `Sendable` because what is not is reached under `lock` only.
final class DoctorSession: EndableSession, @unchecked Sendable {
    let account: String
    let catalogue: Catalogue
    private let lock = Mutex<Void>(())
    private let isOver = Atomic<Bool>(false)
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

    /// Does something as the user, while no other request of the session does.
    ///
    /// - Throws: ``SessionOver``, or what `body` throws.
    func with<Value>(_ body: (UserSession) throws -> Value) throws -> Value {
        var result: Result<Value, any Error>?
        lock.withLock { _ in
            guard let user, !isOver.load(ordering: .acquiring) else { return }
            result = Result { try body(user) }
        }
        guard let result else { throw SessionOver() }
        return try result.get()
    }

    func end() {
        isOver.store(true, ordering: .releasing)
        lock.withLock { _ in user = nil }
    }

    /// Asks the authority about the user, if its last word is older than so many seconds. To be called within ``with(_:)``.
    func checkStanding(_ user: UserSession, olderThan seconds: UInt64) throws {
        let now = MonotonicClock.seconds()
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
                try? catalogue.refresh(reader) { self.isOver.load(ordering: .acquiring) }
            } while isStale.load(ordering: .acquiring) && !isOver.load(ordering: .acquiring)
            isReading.store(false, ordering: .releasing)
        }
    }
}

/// The session ended while a request was on its way.
struct SessionOver: Error {}
