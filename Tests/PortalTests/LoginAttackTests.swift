import Foundation
import HTTPTransport
import Testing

extension AttackTests {
    /// At the portal's door.
    @Suite struct LoginAttackTests {
        @Test func guessesInParallelAreNoMoreThanOneAfterTheOther() throws {
            let attacked = try AttackedPortal()
            let base = attacked.base
            let guesses = (0..<24).map { index in
                Concurrently { try CookieClient(base).logIn("anna", "wrong passphrase \(index)").text.contains("This is not the passphrase.") }
            }
            let tried = try guesses.count { try $0.value(within: 60) == true }
            #expect(tried <= 5)
        }

        @Test func aPathThatLooksLikeAQueryLeadsToTheLogin() throws {
            let attacked = try AttackedPortal()
            let client = attacked.browser
            for path in ["/records/a&next=b", "/records/%26next=b", "/records/%25", "/records/a=b"] {
                let response = try client.get(path)
                #expect(response.status == 303, "\(path)")
                #expect(response.headers["location"]?.hasPrefix("/login?next=") == true, "\(path)")
            }
        }

        @Test func anErrorPageHasFormsThatWork() throws {
            let attacked = try AttackedPortal()
            let client = attacked.browser
            let token = try client.token("/nowhere")
            #expect(try client.post("/language", [("csrf", token), ("language", "bn"), ("back", "/login")]).status == 303)
        }

        @Test func aNameThatNoCertificateCanHaveIsAFault() throws {
            let attacked = try AttackedPortal()
            for name in ["Dr \u{202e}annA", "Dr\nAnna", "Dr \u{0}Anna"] {
                let client = attacked.browser
                let response = try client.post(
                    "/sign-up",
                    [
                        ("csrf", try client.token("/sign-up")), ("account", "mallory"), ("name", name), ("hospital", "NSTU"), ("licence", "1"),
                        ("moreAttributes", "role:doctor"), ("authority", attacked.hospital.authority), ("fingerprint", attacked.hospital.fingerprint),
                        ("store", attacked.hospital.store), ("passphrase", RunningHospital.passphrase),
                        ("passphraseAgain", RunningHospital.passphrase),
                    ])
                #expect(response.status == 422)
            }
            #expect(!FileManager.default.fileExists(atPath: attacked.hospital.folder + "/accounts/mallory/identity.vault"))
        }

        @Test func aNewPassphraseEndsTheOtherSessions() throws {
            let attacked = try AttackedPortal()
            let (mine, thief, stranger) = (try attacked.loggedIn(), try attacked.loggedIn(), try attacked.loggedIn("boris"))
            #expect(try thief.get("/records").status == 200)
            let next = "another horse, another battery"
            func change(_ old: String, _ new: String) throws -> Int {
                try mine.post(
                    "/settings/passphrase",
                    [("csrf", try mine.token("/settings")), ("passphrase", old), ("newPassphrase", new), ("newPassphraseAgain", new)]
                ).status
            }
            #expect(try change(RunningHospital.passphrase, next) == 303)
            #expect(try mine.get("/records").status == 200)
            #expect(try thief.get("/records").status == 303)
            #expect(try stranger.get("/records").status == 200)
            #expect(try change(next, RunningHospital.passphrase) == 303)
        }

        @Test func whoLogsInAgainLeavesNoSessionBehind() throws {
            let attacked = try AttackedPortal()
            let client = try attacked.loggedIn()
            let former = "medseal-session=" + (client.cookie("medseal-session") ?? "")
            #expect(try client.logIn("boris").status == 303)
            #expect(try attacked.browser.send(.get, "/records", [("cookie", former)]).status == 303)
            #expect(try client.get("/records").status == 200)
        }
    }
}
