import JSON

/// How a browser is started.
public struct BrowserOptions: Sendable {
    /// The visible part of a page, in CSS pixels.
    public struct Viewport: Sendable, Equatable {
        public let width, height: Int
        /// Whether the page is laid out as on a phone: by its viewport meta element, without room for scroll bars.
        public let isPhone: Bool

        public init(width: Int, height: Int, isPhone: Bool = false) {
            self.width = width
            self.height = height
            self.isPhone = isPhone
        }

        public static let desktop = Viewport(width: 1280, height: 900)
        public static let phone = Viewport(width: 390, height: 844, isPhone: true)
    }

    public var viewport = Viewport.desktop
    /// What the browser asks servers for, and what it writes dates and form controls in.
    public var language = "en-US"
    /// Whether pages may run scripts. Those of a test always may.
    public var allowsJavaScript = true
    /// From Debian's package chromium-driver.
    public var driverPath = "/usr/bin/chromedriver"
    /// From Debian's package chromium.
    public var browserPath = "/usr/bin/chromium"

    public init() {}

    /// The capabilities of a new session (WebDriver §7).
    func capabilities(profile: String, downloads: String) -> JSONNode {
        let arguments = [
            "--headless=new", "--user-data-dir=\(profile)", "--window-size=\(viewport.width),\(viewport.height)", "--lang=\(language)",
            // Root, in a container: no user namespace for the sandbox, and a small /dev/shm.
            "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--no-default-browser-check",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
            // No test reaches beyond this computer.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1",
            // The same pictures on every machine.
            "--force-color-profile=srgb", "--font-render-hinting=none",
        ]
        var preferences: [JSONNode.Member] = [
            .init("download.default_directory", .string(downloads)), .init("download.prompt_for_download", .bool(false)),
            .init("plugins.always_open_pdf_externally", .bool(true)), .init("intl.accept_languages", .string(language)),
            .init("credentials_enable_service", .bool(false)), .init("profile.password_manager_enabled", .bool(false)),
            .init("profile.password_manager_leak_detection", .bool(false)), .init("safebrowsing.enabled", .bool(false)),
        ]
        if !allowsJavaScript { preferences.append(.init("profile.managed_default_content_settings.javascript", .number("2"))) }
        let chrome: [JSONNode.Member] = [
            .init("binary", .string(browserPath)), .init("args", .array(arguments.map(JSONNode.string))),
            .init("prefs", .object(preferences)),
        ]
        let timeouts: [JSONNode.Member] = [
            .init("implicit", .number("0")), .init("pageLoad", .number("30000")), .init("script", .number("15000")),
        ]
        let always: [JSONNode.Member] = [
            .init("browserName", .string("chrome")), .init("goog:chromeOptions", .object(chrome)), .init("timeouts", .object(timeouts)),
            .init("unhandledPromptBehavior", .string("ignore")),
        ]
        return .object([.init("capabilities", .object([.init("alwaysMatch", .object(always))]))])
    }
}
