import Foundation
import HealthRecord
import TestSupport
import Testing
import WebDriver

/// One person's browser at a portal, with the steps that stories are told in.
final class Story {
    let hospital: RunningHospital
    let browser: Browser
    private let base: String

    init(_ hospital: RunningHospital, at base: String? = nil, _ options: BrowserOptions = BrowserOptions()) throws {
        self.hospital = hospital
        self.base = base ?? hospital.portal
        browser = try Browser(options)
    }

    func close() { browser.close() }

    func go(_ path: String) throws { try browser.open(base + path) }

    /// Where the browser is: path and query.
    var path: String { get throws { String(try browser.url.dropFirst(base.count)) } }

    func fill(_ name: String, _ text: String) throws { try browser.find("[name='\(name)']").fill(text) }

    func tick(_ name: String, _ value: String) throws {
        let box = try browser.find("input[name='\(name)'][value='\(value)']")
        if try !box.isSelected { try browser.execute("arguments[0].click()", [box.reference]) }
    }

    /// Presses the button of the form with this action, and waits for the page that answers.
    func submit(_ action: String) throws {
        let button = try browser.find("form[action='\(action)'] button[type='submit'], form[action='\(action)'] button:not([type])")
        // As a keyboard would: what stands over it must not be in the way.
        try browser.execute("arguments[0].scrollIntoView({block: 'center'})", [button.reference])
        try browser.execute("window.isOld = true")
        try button.click()
        try browser.wait(for: "an answer to the form \(action)") {
            try browser.execute("return !window.isOld && document.readyState === 'complete'") == .bool(true)
        }
    }

    /// Asks the search bar, and waits for the answer.
    func search(_ text: String) throws {
        let field = try browser.find("input[name='q']")
        try field.fill(text)
        try browser.execute("window.isOld = true")
        try field.sendKeys(PageElement.Key.enter)
        try browser.wait(for: "an answer to the search for \(text)") {
            try browser.execute("return !window.isOld && document.readyState === 'complete'") == .bool(true)
        }
    }

    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        do { try browser.waitFor(text: text) } catch {
            Issue.record("\"\(text)\" is not on the page: \(error)", sourceLocation: sourceLocation)
            throw error
        }
    }

    func arrive(_ prefix: String) throws {
        try browser.wait(for: "a page at \(prefix)") { try path.hasPrefix(prefix) }
    }

    func logIn(_ account: String) throws {
        try go("/login")
        if let field = try browser.findAll("select[name='account']").first {
            try field.select(option: account)
        } else if let field = try browser.findAll("input[name='account']:not([type='hidden'])").first {
            try field.fill(account)
        }
        try fill("passphrase", RunningHospital.passphrase)
        try submit("/login")
        try browser.wait(for: "a page behind the login") { try !path.hasPrefix("/login") }
    }

    /// Fills in what a new record must have.
    func fillPatient(name: String, number: String, phone: String, birth: String = "1987-03-26") throws {
        try fill("name", name)
        try fill("idNumber", number)
        try browser.execute("document.querySelector(\"[name='birthDate']\").value = arguments[0]", [.string(birth)])
        try fill("phone", phone)
        try fill("address", "12 Mirpur Road, Dhaka")
        if let field = try browser.findAll("select[name='sex']").first {
            try browser.execute("arguments[0].value = 'female'", [field.reference])
        } else {
            try tick("sex", "female")
        }
    }

    /// Keeps a picture of the whole page for a person to look at, at desktop and phone width.
    func picture(_ name: String) throws {
        let folder = VectorFile.checkout + "/.build/screenshots"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (suffix, viewport) in [("desktop", BrowserOptions.Viewport.desktop), ("phone", .phone)] {
            try browser.setViewport(viewport)
            try Data(try browser.pageScreenshot()).write(to: URL(filePath: "\(folder)/\(name)-\(suffix).png"))
        }
        try browser.setViewport(.desktop)
    }
}
