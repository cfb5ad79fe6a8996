import Foundation
import HealthRecord
import Synchronization
import TestSupport
import Testing
import WebDriver

/// The stories of a hospital, told in a real browser to real servers. One after the other, since each goes on where the
/// hospital is.
@Suite(.serialized) struct StoryTests {
    /// Started for the first story, ended with the tests.
    private static let shared = Mutex<RunningHospital?>(nil)

    private let hospital: RunningHospital

    init() throws {
        if let running = Self.shared.withLock({ $0 }) {
            hospital = running
        } else {
            hospital = try RunningHospital()
            Self.shared.withLock { [hospital] in $0 = hospital }
            atexit { StoryTests.shared.withLock { $0 = nil } }
        }
    }

    private static let policy = "role:doctor and hospital:NSTU"

    @Test func aDoctorSignsUpIsApprovedAndWritesTheFirstRecord() throws {
        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.go("/")
        try doctor.arrive("/login")
        try doctor.picture("login")

        // What is missing or wrong is said at its field, and nothing typed is lost.
        try doctor.go("/sign-up")
        try doctor.fill("account", "rahima")
        try doctor.fill("name", "Dr Rahima Khatun")
        try doctor.fill("passphrase", "short")
        try doctor.browser.execute("document.querySelector(\"form[action='/sign-up']\").noValidate = true")
        try doctor.submit("/sign-up")
        try doctor.browser.wait(for: "faults") { try !doctor.browser.findAll("[aria-invalid='true']").isEmpty }
        #expect(try doctor.browser.find("[name='name']").value == "Dr Rahima Khatun")
        #expect(try doctor.browser.find("[name='passphrase']").value == "")
        try doctor.picture("sign-up-faults")

        try doctor.fill("hospital", "NSTU")
        try doctor.fill("department", "Cardiology")
        try doctor.fill("licence", "BMDC-1234")
        try doctor.tick("attributes", "role:doctor")
        try doctor.fill("moreAttributes", "hospital:NSTU")
        try doctor.fill("authority", hospital.authority)
        try doctor.fill("fingerprint", hospital.fingerprint)
        try doctor.fill("store", hospital.store)
        try doctor.fill("passphrase", RunningHospital.passphrase)
        try doctor.fill("passphraseAgain", RunningHospital.passphrase)
        try doctor.picture("sign-up")
        try doctor.submit("/sign-up")
        try doctor.arrive("/waiting")
        try doctor.picture("waiting")
        try doctor.submit("/waiting")
        try doctor.arrive("/waiting")

        // The administrator compares the identifier and decides.
        let administrator = try Story(hospital, at: hospital.administration)
        defer { administrator.close() }
        try administrator.go("/")
        try administrator.arrive("/login")
        try administrator.picture("authority-login")
        try administrator.fill("passphrase", "not the passphrase")
        try administrator.submit("/login")
        try administrator.browser.wait(for: "a fault") { try !administrator.browser.findAll("[aria-invalid='true']").isEmpty }
        try administrator.fill("passphrase", RunningHospital.passphrase)
        try administrator.submit("/login")
        try administrator.arrive("/requests")
        try administrator.expect("Dr Rahima Khatun")
        try administrator.expect("BMDC-1234")
        for attribute in ["role:doctor", "hospital:NSTU"] { try administrator.tick("attributes", attribute) }
        try administrator.picture("authority-requests")
        let approve = try administrator.browser.find("form[action$='/approve']").attribute("action") ?? ""
        try administrator.submit(approve)
        try administrator.browser.wait(for: "an empty list") { try administrator.browser.findAll("form[action$='/approve']").isEmpty }
        try administrator.go("/users")
        try administrator.expect("Dr Rahima Khatun")
        try administrator.picture("authority-users")
        try administrator.go("/audit")
        try administrator.picture("authority-audit")

        try doctor.submit("/waiting")
        try doctor.arrive("/")
        try doctor.browser.wait(for: "the overview") { try doctor.path == "/" }
        try doctor.expect("Dr Rahima Khatun")
        try doctor.picture("overview-empty")

        // The first record, with a CT image; first without what is mandatory.
        try doctor.go("/records/new")
        try doctor.browser.execute("document.querySelector(\"form[action='/records/new']\").noValidate = true")
        try doctor.submit("/records/new")
        try doctor.browser.wait(for: "faults") { try doctor.browser.findAll("[aria-invalid='true']").count >= 6 }
        try doctor.picture("record-form-faults")
        try doctor.fillPatient(name: "Agustín Ayesha Begum", number: "1987 2692 514 0001", phone: "+880 1712-345678")
        try doctor.fill("allergies", "Penicillin")
        try doctor.fill("conditions", "Hypertension\nType 2 diabetes")
        try doctor.fill("medications", "Amlodipine 5 mg")
        try doctor.fill("systolicPressure", "150")
        try doctor.fill("diastolicPressure", "95")
        try doctor.fill("notes", "Follow-up in four weeks.")
        try doctor.browser.find("input[type='file']").sendKeys(VectorFile.checkout + "/Examples/dicom/CT_small.dcm")
        try doctor.tick("template", "hospital-role")
        try doctor.picture("record-form")
        try doctor.browser.execute("document.querySelector(\"form[action='/records/new']\").noValidate = false")
        try doctor.submit("/records/new")
        try doctor.browser.wait(for: "the record") { try doctor.path.count == "/records/".count + 64 }
        try doctor.expect("Agustín Ayesha Begum")
        try doctor.expect("Penicillin")
        try doctor.expect("Amlodipine 5 mg")
        try doctor.expect("CT_small.dcm")
        try doctor.picture("record")

        // The head of the image, and the image itself, byte by byte.
        try doctor.browser.find("a[href*='/attachments/']").click()
        try doctor.expect("CompressedSamples")
        try doctor.expect("(0008,0060)")
        try doctor.picture("attachment")
        try doctor.browser.find("a[href$='/content']").click()
        let original = [UInt8](try Data(contentsOf: URL(filePath: VectorFile.checkout + "/Examples/dicom/CT_small.dcm")))
        #expect(try doctor.browser.download("CT_small.dcm") == original)
    }

    @Test func recordsAreFoundByNameNumberAndPhone() throws {
        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.logIn("rahima")
        for (name, number, phone) in [("রহিমা খাতুন", "1992-000-77", "01819 000111"), ("Karim O'Brien", "NSTU/42", "+880-1911-222333")] {
            try doctor.go("/records/new")
            try doctor.fillPatient(name: name, number: number, phone: phone)
            try doctor.tick("template", "hospital-role")
            try doctor.submit("/records/new")
            try doctor.browser.wait(for: "the record") { try doctor.path.count == "/records/".count + 64 }
        }
        func found(_ query: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
            try doctor.search(query)
            #expect(try doctor.path.hasPrefix("/search?q=") && doctor.browser.find("input[name='q']").value == query)
            let text = try doctor.browser.find("main").text
            let all = ["Agustín Ayesha Begum", "রহিমা খাতুন", "Karim O'Brien"]
            #expect(all.filter { text.contains($0) } == expected, "\(query): \(text)", sourceLocation: sourceLocation)
        }
        try found("agustin", ["Agustín Ayesha Begum"])
        try found("BEG ayesha", ["Agustín Ayesha Begum"])
        try found("রহি", ["রহিমা খাতুন"])
        try found("o’brien", ["Karim O'Brien"])
        try found("nstu-42", ["Karim O'Brien"])
        try found("1987269251 40001", ["Agustín Ayesha Begum"])
        try found("01712345678", ["Agustín Ayesha Begum"])
        try found("০১৮১৯০০০১১১", ["রহিমা খাতুন"])
        try doctor.picture("search")
        try found("karim begum", [])
        try found("gustin", [])

        try doctor.go("/records?sort=name&order=asc")
        try doctor.browser.wait(for: "all of them") { try doctor.browser.find("main").text.contains("Karim") }
        try doctor.picture("records")
        let names = try doctor.browser.find("main").text
        let places = try ["Agustín", "Karim"].map { try #require(names.range(of: $0)).lowerBound }
        #expect(places[0] < places[1])
        try doctor.go("/")
        try doctor.picture("overview")
    }

    @Test func anotherHospitalsDoctorSeesNothingUntilItIsShared() throws {
        try hospital.enrol("kamal", name: "Dr Kamal Hossain", hospital: "DMCH", attributes: ["role:doctor", "hospital:DMCH"])
        let (rahima, kamal) = (try Story(hospital), try Story(hospital))
        defer {
            rahima.close()
            kamal.close()
        }
        try rahima.logIn("rahima")
        try rahima.go("/search?q=agustin")
        try rahima.browser.find("main a[href^='/records/']").click()
        try rahima.browser.wait(for: "the record") { try rahima.path.count == "/records/".count + 64 }
        let record = try rahima.path

        try kamal.logIn("kamal")
        try kamal.go("/records")
        for _ in 0..<20 where try !kamal.browser.find("main").text.contains("3") { try kamal.go("/records") }
        let list = try kamal.browser.find("main").text
        #expect(!list.contains("Agustín") && !list.contains("Karim"))
        try kamal.picture("records-closed")
        try kamal.go("/search?q=agustin")
        #expect(try !kamal.browser.find("main").text.contains("Begum"))
        for path in [record, record + "/history", record + "/export", record + "/print", record + "/edit", record + "/share", record + "/delete"] {
            try kamal.go(path)
            let text = try kamal.browser.pageText
            #expect(!text.contains("Agustín") && !text.contains("Penicillin"), "\(path)")
        }
        try kamal.go(record)
        try kamal.expect("NSTU")
        try kamal.picture("not-entitled")

        // Shared, it opens; the owner sees who looked.
        try rahima.go(record + "/share")
        try rahima.tick("template", "custom")
        try rahima.fill("policy", "role:doctor and (hospital:NSTU or hospital:")
        try rahima.browser.wait(for: "the live check's complaint") { try rahima.browser.find("main").text.contains("Column") }
        try rahima.fill("policy", "role:doctor and (hospital:NSTU or hospital:DMCH)")
        try rahima.browser.wait(for: "the live check's words") { try rahima.browser.find("main").text.contains("DMCH") }
        try rahima.picture("share")
        try rahima.submit(record + "/share")
        try rahima.browser.wait(for: "the record") { try rahima.path == record }
        try kamal.go(record)
        try kamal.expect("Agustín Ayesha Begum")
        try kamal.expect("CT_small.dcm")
        try kamal.go("/search?q=agustin")
        try kamal.expect("Begum")
        #expect(try kamal.browser.findAll("a[href='\(record)/edit']").isEmpty)
        try rahima.go(record + "/history")
        try rahima.expect("Dr Kamal Hossain")
        try rahima.picture("history")
    }

    @Test func twoTabsDoNotOverwriteEachOther() throws {
        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.logIn("rahima")
        try doctor.go("/search?q=karim")
        try doctor.browser.find("main a[href^='/records/']").click()
        try doctor.browser.wait(for: "the record") { try doctor.path.count == "/records/".count + 64 }
        let record = try doctor.path
        let first = try doctor.browser.window
        try doctor.go(record + "/edit")
        let second = try doctor.browser.newWindow()
        try doctor.go(record + "/edit")
        try doctor.fill("notes", "Written in the second tab.")
        try doctor.submit(record + "/edit")
        try doctor.browser.wait(for: "the record") { try doctor.path == record }
        try doctor.browser.use(window: first)
        try doctor.fill("notes", "Written in the first tab.")
        try doctor.submit(record + "/edit")
        try doctor.browser.wait(for: "the conflict") { try doctor.browser.find("main").text.contains("Written in the second tab.") }
        #expect(try doctor.browser.find("[name='notes']").value == "Written in the first tab.")
        try doctor.picture("conflict")
        // Decided, and now the first tab's words stand there; the history has all three versions.
        try doctor.submit(record + "/edit")
        try doctor.browser.wait(for: "the record") { try doctor.path == record }
        try doctor.expect("Written in the first tab.")
        try doctor.go(record + "/history")
        #expect(try doctor.browser.findAll("a[href^='\(record)/versions/']").count >= 2)
        try doctor.go(record + "/versions/2")
        try doctor.expect("Written in the second tab.")
        try doctor.browser.use(window: second)
        try doctor.browser.closeWindow()
        try doctor.browser.use(window: first)
    }

    @Test func aRecordIsExportedPrintedAndDeleted() throws {
        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.logIn("rahima")
        try doctor.go("/search?q=01819000111")
        try doctor.browser.find("main a[href^='/records/']").click()
        try doctor.browser.wait(for: "the record") { try doctor.path.count == "/records/".count + 64 }
        let record = try doctor.path
        try doctor.go(record + "/print")
        try doctor.expect("রহিমা খাতুন")
        try doctor.picture("print")
        try doctor.go(record)
        try doctor.browser.find("a[href='\(record)/export']").click()
        let name = "patient-\(record.dropFirst("/records/".count)).json"
        let bundle = try PatientBundle(json: try doctor.browser.download(name))
        #expect(PatientForm(bundle).name == "রহিমা খাতুন")
        try doctor.go(record + "/delete")
        try doctor.expect("রহিমা খাতুন")
        try doctor.picture("delete")
        try doctor.submit(record + "/delete")
        try doctor.arrive("/records")
        try doctor.go(record)
        #expect(try !doctor.browser.pageText.contains("রহিমা খাতুন"))
        try doctor.picture("gone")
    }

    @Test func thePagesWorkWithoutScriptsAndInBangla() throws {
        var options = BrowserOptions()
        options.allowsJavaScript = false
        options.language = "bn-BD"
        let doctor = try Story(hospital, options)
        defer { doctor.close() }
        try doctor.go("/login")
        #expect(try doctor.browser.find("html").attribute("lang") == "bn")
        if let field = try doctor.browser.findAll("select[name='account']").first { try field.select(option: "rahima") }
        try doctor.fill("passphrase", RunningHospital.passphrase)
        try doctor.browser.find("form[action='/login'] button").click()
        try doctor.browser.wait(for: "the overview") { try doctor.path == "/" }
        try doctor.picture("bangla-overview")
        try doctor.go("/search?q=karim")
        try doctor.browser.find("main a[href^='/records/']").click()
        try doctor.expect("O'Brien")
        try doctor.picture("bangla-record")
        try doctor.go("/records/new")
        try doctor.picture("bangla-record-form")
        try doctor.go("/settings")
        try doctor.picture("bangla-settings")
        // Switched by a form, and remembered.
        try doctor.browser.find("form[action='/language'] button[value='en'], form[action='/language'] button").click()
        try doctor.browser.wait(for: "English") { try doctor.browser.find("html").attribute("lang") == "en" }
        try doctor.go("/settings")
        #expect(try doctor.browser.find("html").attribute("lang") == "en")
        try doctor.picture("settings")
    }

    @Test func whoLogsOutLeavesNothingBehind() throws {
        // A patient of whom no other session has heard.
        let file = hospital.folder + "/planted.json"
        try Data(#"{"resourceType":"Patient","name":[{"text":"Zebunnessa Planted"}]}"#.utf8).write(to: URL(filePath: file))
        try hospital.medseal(["record", "add", file, "--policy", Self.policy], as: "rahima")
        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.logIn("rahima")
        try doctor.go("/search?q=zebun")
        try doctor.browser.find("main a[href^='/records/']").click()
        try doctor.expect("Zebunnessa Planted")
        let session = try #require(try doctor.browser.cookies.first { $0.name == "medseal-session" })
        #expect(session.isHTTPOnly && session.sameSite == "Strict")
        let texts = ["Zebunnessa", RunningHospital.passphrase]
        #expect(try hospital.memory(searchedFor: texts).contains("Zebunnessa: found"))
        try doctor.submit("/logout")
        try doctor.arrive("/signed-out")
        try doctor.picture("signed-out")
        // Keys are wiped by their owners, all else is overwritten when it is freed: nothing is left in the portal's memory.
        // A thread that reads the list ends with the record that it is at.
        for text in texts {
            try doctor.browser.wait(for: "a memory without \(text)") { try hospital.memory(searchedFor: [text]).contains("not found") }
        }
        // The old cookie opens nothing any more, nor does the browser's memory of the page.
        try doctor.browser.addCookie("medseal-session", session.value)
        try doctor.go("/records")
        try doctor.arrive("/login")
        #expect(try !doctor.browser.pageText.contains("Zebunnessa"))
    }

    @Test func importedPatientsAreReadWithTheirPartsAndReadings() throws {
        let examples = VectorFile.checkout + "/Examples/fhir"
        let template = hospital.folder + "/parts.json"
        try Data(
            #"{"parts":[{"name":"mental-health","policy":"role:psychiatrist","when":[{"resourceType":"Immunization"}]}]}"#.utf8
        ).write(to: URL(filePath: template))
        try hospital.enrol(
            "shirin", name: "Dr Shirin Akter", hospital: "NSTU", attributes: ["role:doctor", "hospital:NSTU", "role:psychiatrist"])
        try hospital.medseal(["record", "import", examples, "--policy", Self.policy, "--parts", template], as: "shirin")
        let readings = (60..<90).map { beat in
            #"{"resourceType":"Observation","code":{"text":"Heart rate"},"effectiveDateTime":"2026-11-25T10:\#(beat - 50):00Z","valueQuantity":{"value":\#(beat),"unit":"/min"}}"#
        }
        let file = hospital.folder + "/pulse.ndjson"
        try Data((readings.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
        let record = String(try hospital.medseal(["record", "search", "liz conn"], as: "shirin").prefix(64))
        try hospital.medseal(["record", "ingest", file, "--record", record], as: "shirin")
        try hospital.medseal(["record", "attach", record, VectorFile.checkout + "/Examples/dicom/waveform_ecg.dcm", "--title", "ECG"], as: "shirin")

        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.logIn("rahima")
        try doctor.go("/records?who=all&sort=name&order=asc")
        let names = ["Liz", "Balistreri", "Atencio", "Hoeger", "Kreiger", "Gulgowski", "Mejía", "Wiegand"]
        try doctor.browser.wait(for: "all eight", seconds: 60) {
            try doctor.go("/records?who=all&sort=name&order=asc")
            let text = try doctor.browser.find("main").text
            return names.allSatisfy { text.contains($0) }
        }
        try doctor.picture("records-samples")
        try doctor.go("/")
        try doctor.picture("overview-samples")
        try doctor.go("/search?q=liz")
        try doctor.browser.find("main a[href^='/records/']").click()
        try doctor.browser.wait(for: "the record") { try doctor.path == "/records/" + record }
        try doctor.expect("30 readings")
        try doctor.expect("ECG")
        // The psychiatrist's part is closed to her, and she is told so.
        try doctor.expect("part")
        #expect(try !doctor.browser.find("main").text.contains("Immunization"))
        #expect(try doctor.browser.findAll("a[href='/records/\(record)/edit']").isEmpty)
        try doctor.picture("record-sample")
        let author = try Story(hospital)
        defer { author.close() }
        try author.logIn("shirin")
        try author.go("/records/" + record)
        #expect(try author.browser.find("main").text.contains("Immunization"))
        // A change of an imported record is a change of what was changed, and of nothing else.
        let before = try PatientBundle(json: Array(try hospital.medseal(["record", "export", record], as: "shirin").utf8))
        try author.go("/records/\(record)/edit")
        try author.fill("phone", "01700 111222")
        try author.submit("/records/\(record)/edit")
        try author.browser.wait(for: "the record") { try author.path == "/records/" + record }
        try author.expect("01700 111222")
        let after = try PatientBundle(json: Array(try hospital.medseal(["record", "export", record], as: "shirin").utf8))
        #expect(after.resources.count == before.resources.count)
        #expect(zip(before.resources, after.resources).filter { $0 != $1 }.allSatisfy { $0.0["resourceType"]?.string == "Patient" })
    }

    @Test func aRevokedUserIsOutAtTheNextClick() throws {
        try hospital.enrol("farida", name: "Dr Farida Yasmin", hospital: "NSTU", attributes: ["role:doctor", "hospital:NSTU"])
        let doctor = try Story(hospital)
        defer { doctor.close() }
        try doctor.logIn("farida")
        try doctor.go("/search?q=karim")
        try doctor.expect("O'Brien")
        let administrator = try Story(hospital, at: hospital.administration)
        defer { administrator.close() }
        try administrator.go("/login")
        try administrator.fill("passphrase", RunningHospital.passphrase)
        try administrator.submit("/login")
        try administrator.arrive("/requests")
        try administrator.go("/users/\(try hospital.userID("farida"))/revoke")
        try administrator.expect("Dr Farida Yasmin")
        try administrator.picture("authority-revoke")
        try administrator.submit(String(try administrator.path))
        try administrator.browser.wait(for: "the list") { try administrator.path.hasPrefix("/users") && !administrator.path.hasSuffix("/revoke") }
        // The portal asks the authority again when its last answer is two seconds old.
        usleep(2_100_000)
        try doctor.go("/records")
        #expect(try !doctor.browser.pageText.contains("O'Brien"))
        try doctor.picture("revoked")
        try doctor.go("/")
        try doctor.arrive("/login")
        // The rest of the hospital is re-keyed: one click each.
        try administrator.go("/users")
        try administrator.submit("/epoch")
        try administrator.browser.wait(for: "the next epoch") { try !administrator.browser.findAll("form[action='/users/renew']").isEmpty }
        try administrator.submit("/users/renew")
        try administrator.browser.wait(for: "the list") { try administrator.path.hasPrefix("/users") }
        let other = try Story(hospital)
        defer { other.close() }
        try other.logIn("rahima")
        try other.browser.wait(for: "the advice to re-key") { try !other.browser.findAll("form[action='/index/rekey']").isEmpty }
        try other.picture("overview-rekey")
        try other.submit("/index/rekey")
        try other.browser.wait(for: "that it is done") { try other.browser.findAll("form[action='/index/rekey']").isEmpty }
        try other.go("/search?q=karim")
        try other.expect("O'Brien")
    }
}
