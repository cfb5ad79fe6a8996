import Clocks
import HTTPTransport
import PortalPages
import ServerClients
import Workstation

/// What a session remembers from one request to the next. It belongs to whoever holds the session's user.
final class SessionNotes {
    /// What is shown on the next page.
    var flash: Flash?
    var authorityIsAway = false
    /// Whether the search index should be re-keyed; `nil` until it was asked.
    var indexIsOld: Bool?
    /// Whether a record of this session's was saved without its search terms.
    var indexIsIncomplete = false
    private var standingAsked = 0.0

    /// Asks the authority about the user, if its last word is older than so many seconds.
    ///
    /// - Throws: ``ClientError/revoked``.
    func checkStanding(_ user: UserSession, olderThan seconds: UInt64) throws {
        let now = Clock.seconds
        guard now - standingAsked >= Double(seconds) else { return }
        standingAsked = now
        do {
            try user.checkStanding()
            authorityIsAway = false
        } catch  where FailureKind(error) == .revokedOrExpired {
            throw error
        } catch {
            // The store refuses whom it must; what can be read without the authority can be read.
            authorityIsAway = true
        }
    }
}
