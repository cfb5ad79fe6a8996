/// How a portal works.
public struct PortalConfiguration: Sendable {
    /// Seconds without a request after which a session ends and its keys are wiped.
    public var idleSeconds: UInt64 = 900
    /// Whether browsers reach the portal over TLS only, through a proxy: cookies are then sent over TLS only.
    public var isBehindTLS = false
    /// Largest file that is taken, in bytes.
    public var greatestFileLength: UInt64 = 4 << 30
    /// Minutes east of Greenwich by which times are shown: Bangladesh's.
    public var utcOffsetMinutes = 360
    /// Fewest characters of a new passphrase.
    public var shortestPassphrase = 12
    /// Seconds for which an authority's word on a user is good.
    public var standingSeconds: UInt64 = 2

    public init() {}
}
