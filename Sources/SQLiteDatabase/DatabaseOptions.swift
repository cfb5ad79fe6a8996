/// How a database is opened.
public struct DatabaseOptions: Sendable {
    /// How long to wait for another process's write lock, in milliseconds.
    public var busyTimeoutMilliseconds: Int32
    /// Creates the file, with mode 0600, if there is none.
    public var createIfAbsent: Bool
    /// The size beyond which the file does not grow, in bytes; `nil` for no limit.
    public var maximumBytes: Int64?
    /// Runs `PRAGMA quick_check` before anything is read: linear in the size of the file.
    public var quickCheck: Bool
    /// Refuses to open the file while somebody else has it open with this option. Whoever opens it without, such as a
    /// backup, is let in.
    public var exclusive: Bool

    /// The defaults are those of a file that one service has: five seconds' wait, made if absent, of any size.
    public init(
        busyTimeoutMilliseconds: Int32 = 5000, createIfAbsent: Bool = true, maximumBytes: Int64? = nil, quickCheck: Bool = false,
        exclusive: Bool = false
    ) {
        self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
        self.createIfAbsent = createIfAbsent
        self.maximumBytes = maximumBytes
        self.quickCheck = quickCheck
        self.exclusive = exclusive
    }
}
