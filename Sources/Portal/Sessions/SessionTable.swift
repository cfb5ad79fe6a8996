import Clocks
import Dispatch
import Framing
import HTTPTransport
import Cryptography
import Synchronization

/// Who is logged in: sessions by their tokens, each ended after a time without a request.
///
/// A token is 32 random bytes in a cookie that scripts cannot read and other sites' pages do not send. Forms carry a second
/// one, an HMAC of the first under a key of this process: who can make a browser send a form cannot know it.
final class SessionTable<Session: EndableSession>: Sendable {
    private struct Held {
        let session: Session
        /// When it last did something.
        var used: Double
        /// When the last request came.
        var asked: Double
    }

    /// How many times the idle time a request may work on, and its session last: whom a store keeps waiting is not idle, but
    /// no store keeps a session for ever.
    private static var longestWork: Double { 4 }

    private struct State {
        /// By SHA-256 of the token, so that the time that a look-up takes tells nothing of a token.
        var sessions: [[UInt8]: Held] = [:]
    }

    let cookieName: String
    private let idleSeconds: Double
    private let isSecure: Bool
    private let key = SecretBytes(randomCount: 32)
    private let state = Mutex(State())
    private let isEnded = Atomic<Bool>(false)

    init(cookieName: String, idleSeconds: UInt64, isSecure: Bool) {
        // RFC 6265bis §4.1.3.2: neither another host of the domain nor a page without TLS can set a cookie of such a name.
        self.cookieName = (isSecure ? "__Host-" : "") + cookieName
        self.idleSeconds = Double(idleSeconds)
        self.isSecure = isSecure
        sweepLater()
    }

    /// The session of a request; `nil` if it has none that is not over.
    func find(_ request: Request) -> Session? {
        guard let token = token(request) else { return nil }
        let now = Clock.seconds
        let hash = SHA256.hash(Array(utf8: token))
        let (found, idle) = state.withLock { state -> (Session?, Session?) in
            guard let held = state.sessions[hash] else { return (nil, nil) }
            guard now - held.used <= idleSeconds || isWorking(held, now) else {
                state.sessions[hash] = nil
                return (nil, held.session)
            }
            state.sessions[hash]?.used = now
            state.sessions[hash]?.asked = now
            return (held.session, nil)
        }
        idle?.end()
        return found
    }

    /// Begins a session under a new token, so that a token that somebody planted is worth nothing. The one that the browser
    /// had until now ends.
    func begin(_ session: Session, _ request: Request, in response: inout Response) throws {
        if let former = token(request) { state.withLock { $0.sessions.removeValue(forKey: SHA256.hash(Array(utf8: former))) }?.session.end() }
        let token = Self.newToken()
        let now = Clock.seconds
        state.withLock { $0.sessions[SHA256.hash(Array(utf8: token))] = Held(session: session, used: now, asked: now) }
        response.set(try SetCookie(cookieName, token, isSecure: isSecure))
    }

    /// Ends a request's session: its keys are wiped when this returns, or when the request ends that is using them.
    func end(_ request: Request, in response: inout Response) throws {
        if let token = token(request) {
            state.withLock { $0.sessions.removeValue(forKey: SHA256.hash(Array(utf8: token))) }?.session.end()
        }
        response.set(try SetCookie.removal(of: cookieName, isSecure: isSecure))
    }

    /// Ends the sessions of which this is true.
    func end(where isMeant: (Session) -> Bool) {
        let ended = state.withLock { state in
            let meant = state.sessions.filter { isMeant($0.value.session) }
            for token in meant.keys { state.sessions[token] = nil }
            return meant.values.map(\.session)
        }
        for session in ended { session.end() }
    }

    /// Ends every session, for good.
    func endAll() {
        isEnded.store(true, ordering: .releasing)
        let sessions = state.withLock { state in
            defer { state.sessions = [:] }
            return state.sessions.values.map(\.session)
        }
        for session in sessions { session.end() }
    }

    // MARK: - Forms

    /// The token that the request's forms carry. Without a session there is one, too, by a cookie of its own, so that
    /// nobody is logged in by a form of somebody else's.
    func formToken(_ request: Request, in response: inout Response) throws -> String {
        if let token = token(request) { return formToken(for: token) }
        if let token = visitor(request) { return formToken(for: token) }
        let token = Self.newToken()
        response.set(try SetCookie(visitorName, token, isSecure: isSecure))
        return formToken(for: token)
    }

    /// Whether a form was made by this portal for this browser.
    func isGenuine(_ formToken: String?, _ request: Request) -> Bool {
        guard let formToken, let token = token(request) ?? visitor(request) else { return false }
        return constantTimeEquals(Array(utf8: formToken), Array(utf8: self.formToken(for: token)))
    }

    private func formToken(for token: String) -> String {
        Base64.encode(HMAC.sha256(key: key, frame(Array(utf8: "form"), Array(utf8: cookieName), Array(utf8: token))), .urlSafe)
    }

    private var visitorName: String { cookieName + "-visitor" }

    private func token(_ request: Request) -> String? { Cookies(request)[cookieName].flatMap { $0.isEmpty ? nil : $0 } }

    private func visitor(_ request: Request) -> String? { Cookies(request)[visitorName].flatMap { $0.isEmpty ? nil : $0 } }

    private static func newToken() -> String { Base64.encode(SecretBytes(randomCount: 32).revealed(), .urlSafe) }

    // MARK: - Time

    private func isWorking(_ held: Held, _ now: Double) -> Bool {
        held.session.isBusy && now - held.asked <= Self.longestWork * idleSeconds
    }

    /// Sessions end also if nobody asks any more.
    private func sweepLater() {
        DispatchQueue.global().asyncAfter(deadline: .now() + min(5, max(0.5, idleSeconds / 4))) { [weak self] in
            guard let self, !self.isEnded.load(ordering: .acquiring) else { return }
            self.sweep()
            self.sweepLater()
        }
    }

    private func sweep() {
        let now = Clock.seconds
        let idle = state.withLock { state in
            for (token, held) in state.sessions where isWorking(held, now) { state.sessions[token]?.used = now }
            let over = state.sessions.filter { now - $0.value.used > idleSeconds }
            for token in over.keys { state.sessions[token] = nil }
            return over.values.map(\.session)
        }
        for session in idle { session.end() }
    }
}

/// What a session holds is wiped when it ends.
protocol EndableSession: AnyObject, Sendable {
    /// Whether a request is being worked on.
    var isBusy: Bool { get }

    /// Wipes what is secret, now or when the request ends that is using it; called once or more, on any thread. Does not wait:
    /// the sessions of others end on the same thread.
    func end()
}
