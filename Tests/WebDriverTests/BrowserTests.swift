import HTTPTransport
import TestSupport
import Testing
import WebDriver

/// Each test has a browser of its own; one at a time, since starting one is what takes long.
@Suite(.serialized) struct BrowserTests {
    private static let page = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Form</title><style>#late,#hidden{display:none} #tall{height:3000px}</style>
        <form method="post" action="/sent" enctype="multipart/form-data">
        <input name="patient" value="old"><select name="sex"><option>female</option><option>male</option></select>
        <label><input type="checkbox" name="agreed"> agreed</label><input type="file" name="scan"><button>Send</button></form>
        <p id="script">no script</p><p id="late">late</p><p id="hidden">hidden</p><a href="/report" download="report.txt">report</a>
        <div id="tall"></div>
        <script>document.getElementById('script').textContent = 'script';
        setTimeout(() => document.getElementById('late').style.display = 'block', 300)</script>
        """

    private let server: HTTPServer

    init() throws {
        let policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; form-action 'self'"
        let routes = [
            Route(.get, "/") { request in
                var response = Response.html(Self.page, contentSecurityPolicy: policy)
                if Cookies(request)["visits"] == nil { response.set(try SetCookie("visits", "1", maxAge: 600, isSecure: false)) }
                return response
            },
            Route(.get, "/report") { _ in .text("a report\n") },
            Route(
                .post, "/sent",
                .collecting(bodyLimit: 1 << 20) { request in
                    var form = try MultipartForm(contentType: request.headers["content-type"] ?? "")
                    var text = ""
                    try form.update(request.body) { event in
                        switch event {
                        case .field(let name, let value): text += "\(name)=\(value);"
                        case .fileBegins(_, let filename, let type): text += "file=\(filename),\(type),"
                        case .fileBytes(let bytes): text += String(decoding: bytes, as: UTF8.self)
                        case .fileEnds: text += ";"
                        }
                    }
                    try form.finish()
                    return .html("<!doctype html><title>Sent</title><meta charset=utf-8><p>\(text)")
                }),
        ]
        server = try HTTPServer(ServerConfiguration(), router: Router(routes))
    }

    private var address: String { "http://127.0.0.1:\(server.port)/" }

    /// Width and height of a PNG (its first chunk).
    private func size(_ png: [UInt8]) -> [Int] {
        guard png.count > 24 else { return [] }
        return [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    }

    @Test func aFormIsFilledInAndSent() throws {
        let browser = try Browser()
        defer { browser.close() }
        try browser.open(address)
        #expect(try browser.title == "Form" && browser.url == address)
        let name = try browser.find("input[name=patient]")
        #expect(try name.value == "old" && name.attribute("value") == "old" && name.attribute("missing") == nil)
        try name.fill("আয়েশা \"Ü\"")
        try browser.find("select").select(option: "male")
        let box = try browser.find("input[type=checkbox]")
        #expect(try !box.isSelected && box.isEnabled)
        try box.click()
        #expect(try box.isSelected && box.property("checked") == .bool(true))
        let folder = TemporaryFolder()
        TemporaryFolder.write(Array("%PDF-1.7 scan".utf8), to: folder.file("x ray.pdf"))
        try browser.find("input[type=file]").sendKeys(folder.file("x ray.pdf"))
        try browser.find("button").click()
        try browser.waitFor(text: "patient=")
        #expect(try browser.title == "Sent" && browser.url == address + "sent")
        #expect(try browser.pageText == "patient=আয়েশা \"Ü\";sex=male;agreed=on;file=x ray.pdf,application/pdf,%PDF-1.7 scan;")
        // Nothing chosen: the name is empty.
        try browser.back()
        try browser.open(address)
        try browser.find("button").click()
        try browser.waitFor(text: "file=,application/octet-stream,;")
    }

    @Test func waitingEndsAndFailuresShowThePage() throws {
        let browser = try Browser()
        defer { browser.close() }
        try browser.open(address)
        #expect(try !browser.find("#hidden").isDisplayed)
        try browser.wait(for: "the late text") { try browser.find("#late").isDisplayed }
        #expect(try browser.find("#late").text == "late" && browser.execute("return arguments[0] + 1", [.number("2")]) == .number("3"))
        do {
            _ = try browser.find("#nowhere", seconds: 0.2)
            Issue.record("an element that is nowhere was found")
        } catch let error as WebDriverError {
            #expect(error.description.contains("#nowhere") && error.description.contains(address) && error.description.contains("agreed"))
        }
        do {
            try browser.find("#hidden").click()
            Issue.record("a hidden element was clicked")
        } catch let error as WebDriverError {
            #expect(error.code == "element not interactable" && error.description.contains("agreed"))
        }
        #expect(throws: WebDriverError.self) { try browser.execute("throw new Error('x')") }
        // Nothing outside this computer is reached.
        #expect(throws: WebDriverError.self) { try browser.open("http://example.org/") }
    }

    @Test func windowsCookiesDownloadsAndPictures() throws {
        let browser = try Browser()
        defer { browser.close() }
        try browser.open(address)
        let cookies = try browser.cookies
        #expect(cookies.count == 1 && cookies[0].name == "visits" && cookies[0].isHTTPOnly && cookies[0].sameSite == "Strict")
        #expect(cookies[0].expiry != nil && !cookies[0].isSecure && cookies[0].path == "/")
        try browser.deleteCookies()
        try browser.addCookie("a", "b")
        #expect(try browser.cookies.map(\.name) == ["a"])

        let first = try browser.window
        let second = try browser.newWindow()
        #expect(try browser.windows.count == 2 && browser.window == second && browser.url == "about:blank")
        try browser.closeWindow()
        try browser.use(window: first)
        #expect(try browser.windows == [first])

        try browser.find("a[download]").click()
        #expect(try browser.download("report.txt") == Array("a report\n".utf8))

        #expect(size(try browser.screenshot()) == [1280, 900])
        let whole = size(try browser.pageScreenshot())
        #expect(whole[0] == 1280 && whole[1] > 3000)
        #expect(size(try browser.screenshot()) == [1280, 900])
        try browser.setViewport(.phone)
        #expect(try size(browser.screenshot()) == [390, 844] && browser.execute("return innerWidth") == .number("390"))
        try browser.setWindow(width: 1000, height: 700)
    }

    @Test func withoutJavaScriptPagesRunNone() throws {
        var options = BrowserOptions()
        options.allowsJavaScript = false
        options.viewport = .phone
        options.language = "bn"
        let browser = try Browser(options)
        defer { browser.close() }
        try browser.open(address)
        #expect(try browser.find("#script").text == "no script")
        #expect(try browser.execute("return [navigator.language, innerWidth]") == .array([.string("bn"), .number("390")]))
        try browser.find("input[name=patient]").fill("x")
        try browser.find("button").click()
        try browser.waitFor(text: "patient=x;")
    }

    @Test func aMissingOrBrokenDriverIsSaid() throws {
        var options = BrowserOptions()
        options.driverPath = "/usr/bin/true"
        #expect { try Browser(options) } throws: { if case WebDriverError.notStarted? = $0 as? WebDriverError { true } else { false } }
        options.driverPath = "/nonexistent/chromedriver"
        #expect { try Browser(options) } throws: { "\($0)" == "/nonexistent/chromedriver is missing; it is in Debian's package chromium-driver" }
    }

    @Test func aBrowserThatIsClosedLeavesNothing() throws {
        let browser = try Browser()
        let folder = String(browser.downloadFolder.dropLast("/downloads".count))
        #expect(Self.exists(folder) && !Self.processes(of: folder).isEmpty)
        browser.close()
        browser.close()
        #expect(!Self.exists(folder) && Self.processes(of: folder).isEmpty)
        #expect(throws: (any Error).self) { try browser.url }
    }
}
