import Foundation
import HealthRecord
import Testing
import WebDriver

extension AttackTests {
    /// What shows in a real browser only.
    @Suite struct BrowserAttackTests {
        /// What is wrong with a page for who has no mouse or no eyes for it, or a narrow screen.
        private static let audit = """
            const faults = [];
            const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
            for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
              if (seen(e) && e.labels.length === 0 && !e.getAttribute("aria-label")) faults.push("no label: " + e.outerHTML.slice(0, 80));
            for (const e of document.querySelectorAll("a[href], button"))
              if (seen(e) && (e.textContent.trim() + (e.getAttribute("aria-label") || "")) === "") faults.push("no name: " + e.outerHTML.slice(0, 80));
            let level = 0;
            for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
              if (!seen(h)) continue;
              const next = Number(h.tagName[1]);
              if (next > level + 1) faults.push("heading " + next + " after " + level + ": " + h.textContent.slice(0, 40));
              level = next;
            }
            if (document.querySelectorAll("h1").length !== 1) faults.push("h1: " + document.querySelectorAll("h1").length);
            for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) faults.push("an order of its own");
            for (const e of document.querySelectorAll("a[target]")) faults.push("another window");
            const ids = Array.from(document.querySelectorAll("[id]"), e => e.id);
            if (new Set(ids).size !== ids.length) faults.push("an id twice");
            const root = document.documentElement;
            if (root.scrollWidth > root.clientWidth) {
              const wide = Array.from(document.querySelectorAll("body *")).filter(e => seen(e) && e.getBoundingClientRect().right > root.clientWidth + 1);
              faults.push("wider than " + root.clientWidth + ": " + root.scrollWidth + " " + wide.slice(-1).map(e => e.outerHTML.slice(0, 100)));
            }
            return faults.join("\\n");
            """

        private static func plant(_ name: String, _ hospital: RunningHospital) throws -> String {
            let file = hospital.folder + "/" + UUID().uuidString + ".json"
            let patient =
                #"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","name":[{"text":"\#(name)"}],"#
                + #""identifier":[{"value":"\#(name)"}],"telecom":[{"system":"phone","value":"\#(name)"}]}},"#
                + #"{"resource":{"resourceType":"Condition","code":{"text":"\#(name)"}}},{"resource":{"resourceType":"AllergyIntolerance","code":{"text":"\#(name)"}}},"#
                + #"{"resource":{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"title":"\#(name)","contentType":"\#(name)","#
                + #""url":"urn:medseal:record:\#(String(repeating: "0", count: 64))"}}]}}]}"#
            try Data(patient.utf8).write(to: URL(filePath: file))
            let answer = try hospital.medseal(["record", "add", file, "--policy", "role:doctor and hospital:NSTU", "--json"], as: "anna")
            let start = try #require(answer.range(of: "\"record\":\"")?.upperBound ?? answer.range(of: "\"id\":\"")?.upperBound, "\(answer)")
            return "/records/" + answer[start...].prefix(64)
        }

        @Test func pagesAreFitForEverybodyWhateverARecordIsCalled() throws {
            let attacked = try AttackedPortal()
            let names = [String(repeating: "A", count: 200), String(repeating: "\u{0995}\u{09cd}\u{09b7}", count: 70), "<script>alert(1)</script>"]
            let records = try names.map { try Self.plant($0, attacked.hospital) }
            let doctor = try Story(attacked.hospital)
            defer { doctor.close() }
            try doctor.go("/login")
            #expect(try doctor.browser.execute(Self.audit).string == "", "/login")
            try doctor.logIn("anna")
            try doctor.browser.setViewport(.phone)
            var paths = ["/", "/records", "/search?q=" + String(repeating: "A", count: 200), "/records/new", "/settings", "/nowhere"]
            for record in records { paths += ["", "/edit", "/share", "/delete", "/history", "/print"].map { record + $0 } }
            for path in paths {
                try doctor.go(path)
                let faults = try doctor.browser.execute(Self.audit).string ?? ""
                #expect(faults == "", "\(path)")
            }
            // Every control is reached by the tabulator, and shows that it is.
            try doctor.browser.setViewport(.desktop)
            for path in ["/records/new", records[0], records[0] + "/share"] {
                try doctor.go(path)
                let all = try doctor.browser.execute(
                    """
                    const radios = new Set();
                    window.reached = new Set();
                    window.controls = Array.from(document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")).filter(e => {
                      if (e.getClientRects().length === 0 || e.disabled) return false;
                      if (e.type !== "radio") return true;
                      const isNew = !radios.has(e.name); radios.add(e.name); return isNew;
                    });
                    window.unseen = [];
                    document.addEventListener("focusin", event => {
                      const e = event.target;
                      window.reached.add(e.type === "radio" ? window.controls.find(c => c.name === e.name) : e);
                      const style = getComputedStyle(e);
                      const around = getComputedStyle(e.closest("label, .tick, li") || e);
                      if (![style, around].some(s => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none")) window.unseen.push(e.outerHTML.slice(0, 80));
                    });
                    return String(window.controls.length);
                    """)
                let count = Int(all.string ?? "") ?? 0
                #expect(count > 5)
                let body = try doctor.browser.find("body")
                try body.sendKeys(PageElement.Key.tab)
                for _ in 0..<count + 10 {
                    // What has the focus gets the key.
                    let active = try doctor.browser.find(":focus")
                    if ["date", "file"].contains(try active.attribute("type") ?? "") {
                        // The driver takes what is typed here for a value, not for keys.
                        try doctor.browser.execute("const c = window.controls; c[c.indexOf(document.activeElement) + 1].focus()")
                    } else {
                        try active.sendKeys(PageElement.Key.tab)
                    }
                    if try doctor.browser.execute("return String(window.reached.size >= window.controls.length)").string == "true" { break }
                    if try doctor.browser.findAll(":focus").isEmpty { break }
                }
                let left = try doctor.browser.execute(
                    "return window.controls.filter(e => !window.reached.has(e)).map(e => e.outerHTML.slice(0, 90)).join('\\n')"
                ).string
                #expect(left == "", "\(path)")
                #expect(try doctor.browser.execute("return window.unseen.join('\\n')").string == "", "\(path)")
            }
        }

        @Test func nothingRunsThatIsNotThePortals() throws {
            let attacked = try AttackedPortal()
            let doctor = try Story(attacked.hospital)
            defer { doctor.close() }
            try doctor.logIn("anna")
            for path in ["/records", "/records/new"] {
                try doctor.go(path)
                try doctor.browser.execute(
                    """
                    window.run = "";
                    const script = document.createElement("script"); script.textContent = "window.run += 'inline '"; document.body.append(script);
                    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\\"window.run += 'handler '\\"><a id=j href=\\"javascript:window.run += 'link '\\">j</a>");
                    document.getElementById("j").click();
                    const style = document.createElement("style"); style.textContent = "body { color: rgb(1, 2, 3) }"; document.head.append(style);
                    const frame = document.createElement("iframe"); frame.src = "/settings"; document.body.append(frame);
                    fetch("http://localhost:9/").then(() => { window.run += "fetch "; }, () => {});
                    setTimeout("window.run += 'text '", 1);
                    """)
                usleep(300_000)
                let run = try doctor.browser.execute("return window.run").string ?? ""
                #expect(run == "", "\(path)")
                #expect(try doctor.browser.execute("return getComputedStyle(document.body).color").string != "rgb(1, 2, 3)")
                #expect(
                    try doctor.browser.execute(
                        "try { return String(document.querySelector('iframe').contentDocument.querySelector('form') !== null) } catch { return 'false' }"
                    ).string == "false")
                #expect(try doctor.browser.execute("return document.cookie").string?.contains("medseal") == false)
            }
        }

        @Test func goingBackAfterTheLogoutShowsNothing() throws {
            let attacked = try AttackedPortal()
            let record = try Self.plant("Zarina Planted", attacked.hospital)
            let doctor = try Story(attacked.hospital)
            defer { doctor.close() }
            try doctor.logIn("anna")
            for page in [record, record + "/edit", record + "/print"] {
                try doctor.go(page)
                try doctor.expect(page.hasSuffix("/edit") ? "MedSeal" : "Zarina Planted")
            }
            try doctor.go("/records")
            try doctor.submit("/logout")
            try doctor.arrive("/signed-out")
            for _ in 0..<5 {
                try doctor.browser.back()
                usleep(200_000)
                #expect(try !doctor.browser.source.contains("Zarina"))
            }
        }
    }
}
