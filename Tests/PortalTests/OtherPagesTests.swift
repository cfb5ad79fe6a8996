import Foundation
import HTTPTransport
import Testing

extension AttackTests {
    /// Other pages in the doctor's browser, of another host or of another port of this one.
    @Suite struct OtherPagesTests {
        @Test func aPageOfAnotherPortCannotKeepASessionAlive() throws {
            let attacked = try AttackedPortal { $0.idleSeconds = 2 }
            let client = try attacked.loggedIn()
            let foreign: [(name: String, value: String)] = [
                ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image"),
            ]
            // A person's click on a link, from wherever, and the portal's own pages are answered.
            let click: [(name: String, value: String)] = [
                ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"),
            ]
            #expect(try client.send(.get, "/records", click).status == 200)
            #expect(try client.send(.get, "/records", [("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "no-cors")]).status == 200)
            #expect(
                try client.send(.get, "/records", [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")])
                    .status == 403)
            for _ in 0..<4 {
                usleep(700_000)
                #expect(try client.send(.get, "/records", foreign).status == 403)
            }
            #expect(try client.get("/records").status == 303)
        }
    }
}
