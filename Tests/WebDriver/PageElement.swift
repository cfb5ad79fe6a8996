public import JSON

/// An element of a page; of no use any more when the page has changed.
public struct PageElement {
    private let browser: Browser
    private let id: String

    init(_ browser: Browser, id: String) {
        self.browser = browser
        self.id = id
    }

    /// Keys that are no characters (WebDriver §15.4.2).
    public enum Key {
        public static let enter = "\u{e007}"
        public static let tab = "\u{e004}"
        public static let escape = "\u{e00c}"
        public static let backspace = "\u{e003}"
        public static let up = "\u{e013}"
        public static let down = "\u{e015}"
    }

    private var path: String { "/element/\(id)" }

    /// As an argument of a script.
    public var reference: JSONNode { .object([.init("element-6066-11e4-a52e-4f735466cecf", .string(id))]) }

    /// Scrolls it into view and clicks; waits until the page that follows has loaded.
    public func click() throws { _ = try browser.command(.post, path + "/click") }

    /// Empties a field.
    public func clear() throws { _ = try browser.command(.post, path + "/clear") }

    /// Types; for a file input, chooses the file of that path.
    public func sendKeys(_ text: String) throws { _ = try browser.command(.post, path + "/value", .object([.init("text", .string(text))])) }

    /// Empties a field and types.
    public func fill(_ text: String) throws {
        try clear()
        try sendKeys(text)
    }

    /// The text that it shows.
    public var text: String { get throws { try browser.text(.get, path + "/text") } }

    /// Its attribute as the page's source has it.
    public func attribute(_ name: String) throws -> String? { try browser.command(.get, path + "/attribute/\(name)").string }

    /// Its property as it is now, such as `value` or `checked`.
    public func property(_ name: String) throws -> JSONNode { try browser.command(.get, path + "/property/\(name)") }

    /// What a field holds now.
    public var value: String { get throws { try property("value").string ?? "" } }

    /// A computed style property.
    public func style(_ name: String) throws -> String { try browser.text(.get, path + "/css/\(name)") }

    public var isDisplayed: Bool { get throws { try browser.command(.get, path + "/displayed") == .bool(true) } }

    public var isEnabled: Bool { get throws { try browser.command(.get, path + "/enabled") == .bool(true) } }

    /// Whether a box is checked or an option chosen.
    public var isSelected: Bool { get throws { try browser.command(.get, path + "/selected") == .bool(true) } }

    /// Every element of a CSS selector inside it, as it is now.
    public func findAll(_ selector: String) throws -> [PageElement] { try browser.elements(selector, in: path) }

    /// Chooses the option of a select element that shows that text.
    public func select(option text: String) throws {
        for option in try findAll("option") where try option.text == text { return try option.click() }
        throw WebDriverError.timeout("an option \"\(text)\"", page: try self.text)
    }
}
