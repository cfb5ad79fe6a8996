import Foundation
import HTTPTransport
public import JSON

/// A Chromium of its own, with a fresh profile, steered by the W3C's WebDriver protocol
/// (https://www.w3.org/TR/webdriver2/). Ended, and its folder removed, when it goes. Used by one thread at a time.
///
/// Nothing waits without end: a command takes a minute at most, and waiting is polling up to a limit of its own.
public final class Browser {
    /// Seconds that ``wait(for:seconds:until:)`` and ``find(_:seconds:)`` wait unless told otherwise: for a busy machine.
    public static let patience = 40.0

    /// Where downloads go.
    public let downloadFolder: String
    let driver: ChromeDriver
    let session: String
    private let folder: String
    private let processID: Int32?
    private(set) var viewport: BrowserOptions.Viewport
    private var isClosed = false

    /// - Throws: ``WebDriverError``.
    public init(_ options: BrowserOptions = BrowserOptions()) throws {
        folder = NSTemporaryDirectory() + "/medseal-browser-" + UUID().uuidString
        downloadFolder = folder + "/downloads"
        do {
            try FileManager.default.createDirectory(atPath: downloadFolder, withIntermediateDirectories: true)
            driver = try ChromeDriver(options, folder: folder)
            let answer = try driver.send(.post, "/session", options.capabilities(profile: folder + "/profile", downloads: downloadFolder))
            guard let id = answer["sessionId"]?.string else { throw WebDriverError.answer(command: "new session") }
            session = "/session/" + id
            if case .number(let digits)? = answer["capabilities"]?["goog:processID"] { processID = Int32(digits) } else { processID = nil }
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
        viewport = options.viewport
        try setViewport(viewport)
    }

    deinit { close() }

    /// Ends the browser and removes its folder. Doing so twice does nothing.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        _ = try? driver.send(.delete, session)
        driver.end()
        endBrowser()
        // Its last processes may still write into the profile.
        for _ in 0..<50 where FileManager.default.fileExists(atPath: folder) {
            if (try? FileManager.default.removeItem(atPath: folder)) == nil { usleep(20_000) }
        }
    }

    /// The browser normally ended with its session; if not, by its id, which may be another's by now.
    private func endBrowser() {
        guard let processID, processID > 1, let line = FileManager.default.contents(atPath: "/proc/\(processID)/cmdline"),
            String(decoding: line, as: UTF8.self).contains(folder)
        else { return }
        kill(processID, SIGKILL)
    }

    /// Sends a command of the session; a refusal tells what the page shows.
    func command(_ method: HTTPMethod, _ path: String, _ body: JSONNode = .object([])) throws -> JSONNode {
        do {
            return try driver.send(method, session + path, body)
        } catch let error as WebDriverError {
            guard case .refused(_, let code, let message, _) = error else { throw error }
            throw WebDriverError.refused(command: "\(method.rawValue) \(path)", code: code, message: message, page: pageForReport)
        }
    }

    func text(_ method: HTTPMethod, _ path: String) throws -> String {
        guard let text = try command(method, path).string else { throw WebDriverError.answer(command: path) }
        return text
    }

    // MARK: Pages

    /// Opens a page and waits until it has loaded.
    public func open(_ url: String) throws { _ = try command(.post, "/url", .object([.init("url", .string(url))])) }

    public var url: String { get throws { try text(.get, "/url") } }

    public var title: String { get throws { try text(.get, "/title") } }

    /// The page's HTML as it is now.
    public var source: String { get throws { try text(.get, "/source") } }

    public func reload() throws { _ = try command(.post, "/refresh") }

    public func back() throws { _ = try command(.post, "/back") }

    /// The text that the page shows.
    public var pageText: String {
        get throws { try findAll("body").first?.text ?? "" }
    }

    /// Address and text, cut short; never an error, since it stands in one.
    private var pageForReport: String {
        guard let url = try? driver.send(.get, session + "/url").string else { return "(the page cannot be read)" }
        let css: JSONNode = .object([.init("using", .string("css selector")), .init("value", .string("body"))])
        let body = try? driver.send(.post, session + "/element", css).members.first?.value.string
        let text = body.flatMap { try? driver.send(.get, session + "/element/\($0)/text").string }
        return "the page \(url) shows:\n" + (text ?? "(nothing)").prefix(2000)
    }

    // MARK: Elements

    /// The first element of a CSS selector, waited for.
    public func find(_ selector: String, seconds: Double = Browser.patience) throws -> PageElement {
        var found: PageElement?
        try wait(for: "an element \(selector)", seconds: seconds) {
            found = try self.findAll(selector).first
            return found != nil
        }
        guard let found else { throw WebDriverError.answer(command: "find") }
        return found
    }

    /// Every element of a CSS selector, as it is now.
    public func findAll(_ selector: String) throws -> [PageElement] { try elements(selector, in: "") }

    func elements(_ selector: String, in element: String) throws -> [PageElement] {
        let body: JSONNode = .object([.init("using", .string("css selector")), .init("value", .string(selector))])
        return try command(.post, element + "/elements", body).elements.map { reference in
            // One member, named by WebDriver §12.1.
            guard let id = reference.members.first?.value.string else { throw WebDriverError.answer(command: "find elements") }
            return PageElement(self, id: id)
        }
    }

    // MARK: Waiting

    /// Asks again and again, until the answer is yes. A page that changes meanwhile counts as a no.
    ///
    /// - Throws: ``WebDriverError/timeout(_:page:)``, or what `condition` threw.
    public func wait(for what: String, seconds: Double = Browser.patience, until condition: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(seconds)
        repeat {
            do {
                if try condition() { return }
            } catch let error as WebDriverError where ["stale element reference", "no such element", "unknown error"].contains(error.code) {}
            usleep(30_000)
        } while Date() < deadline
        throw WebDriverError.timeout(what, page: pageForReport)
    }

    /// Waits until the page shows a text.
    public func waitFor(text: String, seconds: Double = Browser.patience) throws {
        try wait(for: "the text \"\(text)\"", seconds: seconds) { try self.pageText.contains(text) }
    }

    /// Waits until a file has been downloaded whole.
    public func download(_ name: String, seconds: Double = Browser.patience) throws -> [UInt8] {
        // Chromium writes under another name and renames at the end.
        try wait(for: "the download \(name)", seconds: seconds) { FileManager.default.fileExists(atPath: self.downloadFolder + "/" + name) }
        return [UInt8](try Data(contentsOf: URL(filePath: downloadFolder + "/" + name)))
    }

    // MARK: Scripts and pictures

    /// Runs the body of a function in the page and gives what it returns.
    @discardableResult
    public func execute(_ script: String, _ arguments: [JSONNode] = []) throws -> JSONNode {
        try command(.post, "/execute/sync", .object([.init("script", .string(script)), .init("args", .array(arguments))]))
    }

    /// The visible part of the page as PNG.
    public func screenshot() throws -> [UInt8] {
        guard let data = Data(base64Encoded: try text(.get, "/screenshot")) else { throw WebDriverError.answer(command: "screenshot") }
        return [UInt8](data)
    }

    /// The whole page as PNG: the viewport is as high as the page meanwhile, at most 16,000 pixels.
    public func pageScreenshot() throws -> [UInt8] {
        let before = viewport
        guard case .number(let digits) = try execute("return Math.ceil(document.documentElement.scrollHeight)"), let height = Int(digits) else {
            throw WebDriverError.answer(command: "page height")
        }
        try setViewport(.init(width: before.width, height: min(max(height, before.height), 16_000), isPhone: before.isPhone))
        defer { try? setViewport(before) }
        return try screenshot()
    }

    /// Lays this window's page out for another viewport. A window cannot be as narrow as a phone, so it is the page that
    /// is told another size.
    public func setViewport(_ viewport: BrowserOptions.Viewport) throws {
        self.viewport = viewport
        let parameters: [JSONNode.Member] = [
            .init("width", .number("\(viewport.width)")), .init("height", .number("\(viewport.height)")), .init("deviceScaleFactor", .number("1")),
            .init("mobile", .bool(viewport.isPhone)),
        ]
        try developerTools("Emulation.setDeviceMetricsOverride", parameters)
    }

    /// A command of Chrome's own protocol.
    func developerTools(_ name: String, _ parameters: [JSONNode.Member]) throws {
        _ = try command(.post, "/goog/cdp/execute", .object([.init("cmd", .string(name)), .init("params", .object(parameters))]))
    }
}
