import JSON

extension Browser {
    /// The handles of all windows and tabs.
    public var windows: [String] { get throws { try command(.get, "/window/handles").elements.compactMap(\.string) } }

    /// The handle of the one that commands go to.
    public var window: String { get throws { try text(.get, "/window") } }

    /// Opens a tab, goes to it and lays it out like the one before.
    ///
    /// - Returns: its handle.
    @discardableResult public func newWindow() throws -> String {
        guard let handle = try command(.post, "/window/new", .object([.init("type", .string("tab"))]))["handle"]?.string else {
            throw WebDriverError.answer(command: "new window")
        }
        try use(window: handle)
        try setViewport(viewport)
        return handle
    }

    /// Makes commands go to another window or tab.
    public func use(window handle: String) throws { _ = try command(.post, "/window", .object([.init("handle", .string(handle))])) }

    /// Closes the window that commands go to; another must be used then.
    public func closeWindow() throws { _ = try command(.delete, "/window") }

    /// Sets the outer size of the window. The page keeps the viewport that it was told.
    public func setWindow(width: Int, height: Int) throws {
        _ = try command(.post, "/window/rect", .object([.init("width", .number("\(width)")), .init("height", .number("\(height)"))]))
    }

    /// The text of the dialog that is open.
    public var alertText: String { get throws { try text(.get, "/alert/text") } }

    /// Answers the dialog that is open.
    public func answerAlert(_ accept: Bool) throws { _ = try command(.post, accept ? "/alert/accept" : "/alert/dismiss") }

    /// A cookie as the browser keeps it.
    public struct Cookie: Equatable, Sendable {
        public let name, value, path, sameSite: String
        public let isHTTPOnly, isSecure: Bool
        /// Seconds since 1970-01-01T00:00:00Z; `nil` for a cookie of the session.
        public let expiry: Int?
    }

    /// The cookies that the page's address is sent.
    public var cookies: [Cookie] {
        get throws {
            try command(.get, "/cookie").elements.map { cookie in
                var expiry: Int?
                if case .number(let digits)? = cookie["expiry"] { expiry = Int(digits) }
                return Cookie(
                    name: cookie["name"]?.string ?? "", value: cookie["value"]?.string ?? "", path: cookie["path"]?.string ?? "",
                    sameSite: cookie["sameSite"]?.string ?? "", isHTTPOnly: cookie["httpOnly"] == .bool(true),
                    isSecure: cookie["secure"] == .bool(true), expiry: expiry)
            }
        }
    }

    /// Sets a cookie for the page's host.
    public func addCookie(_ name: String, _ value: String) throws {
        let cookie: JSONNode = .object([.init("name", .string(name)), .init("value", .string(value)), .init("path", .string("/"))])
        _ = try command(.post, "/cookie", .object([.init("cookie", cookie)]))
    }

    public func deleteCookies() throws { _ = try command(.delete, "/cookie") }
}
