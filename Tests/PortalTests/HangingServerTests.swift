import Foundation
import HTTPTransport
import Testing

extension AttackTests {
    /// A store or an authority that takes a request and never answers.
    @Suite struct HangingServerTests {
        @Test func aStoreThatHangsHoldsUpNeitherLogoutNorOthers() throws {
            let attacked = try AttackedPortal()
            let silent = try SilentServer()
            let restore = try attacked.hospital.redirect("boris", to: silent.url)
            defer { restore() }
            let boris = try attacked.loggedIn("boris")
            let token = try boris.token("/records/new")
            #expect(!token.isEmpty)
            let cookie = "medseal-session=" + (boris.cookie("medseal-session") ?? "")
            let base = attacked.base
            let stuck = (0..<40).map { _ in
                Concurrently { try CookieClient(base).send(.get, "/records/" + String(repeating: "0", count: 64), [("cookie", cookie)]).status }
            }
            usleep(1_000_000)
            let other = Concurrently { try CookieClient(base).get("/login").status }
            #expect(try other.value(within: 5) == 200)
            let logout = Concurrently {
                try CookieClient(base).send(
                    .post, "/logout", [("cookie", cookie), ("content-type", "application/x-www-form-urlencoded")], Array("csrf=\(token)".utf8)
                ).status
            }
            #expect(try logout.value(within: 5) == 303)
            let portal = attacked.portal
            let ended = Concurrently {
                portal.close()
                return true
            }
            #expect(try ended.value(within: 5) == true)
            silent.stop()
            withExtendedLifetime((stuck, attacked)) {}
        }

        @Test func whoWaitsForASlowStoreIsNotIdle() throws {
            let attacked = try AttackedPortal { $0.idleSeconds = 2 }
            let silent = try SilentServer()
            let restore = try attacked.hospital.redirect("boris", to: silent.url)
            defer { restore() }
            let boris = try attacked.loggedIn("boris")
            let (base, cookie) = (attacked.base, "medseal-session=" + (boris.cookie("medseal-session") ?? ""))
            let waiting = Concurrently {
                try CookieClient(base).send(.get, "/records/" + String(repeating: "0", count: 64), [("cookie", cookie)]).status
            }
            usleep(4_500_000)
            silent.stop()
            #expect(try waiting.value(within: 5) == 502)
            #expect(try boris.get("/records/new").status == 200)
            usleep(3_500_000)
            #expect(try boris.get("/records/new").status == 303)
        }

        @Test func anAuthorityThatHangsKeepsNobodyFromLoggingIn() throws {
            let attacked = try AttackedPortal()
            let silent = try SilentServer()
            let (base, fingerprint, authority) = (attacked.base, attacked.hospital.fingerprint, silent.url)
            let signUps = (0..<3).map { index in
                Concurrently {
                    let client = CookieClient(base)
                    return try client.post(
                        "/sign-up",
                        [
                            ("csrf", try client.token("/sign-up")), ("account", "mallory\(index)"), ("name", "M"), ("hospital", "NSTU"),
                            ("licence", "1"),
                            ("moreAttributes", "role:doctor"), ("authority", authority), ("fingerprint", fingerprint), ("store", authority),
                            ("passphrase", RunningHospital.passphrase), ("passphraseAgain", RunningHospital.passphrase),
                        ]
                    ).status
                }
            }
            usleep(1_000_000)
            let login = Concurrently { try CookieClient(base).logIn("anna").status }
            #expect(try login.value(within: 8) == 303)
            silent.stop()
            withExtendedLifetime((signUps, attacked)) {}
        }
    }
}

extension RunningHospital {
    /// Gives an account another store until the closure that is returned is called.
    func redirect(_ account: String, to store: String) throws -> () -> Void {
        let enrolment = folder + "/accounts/\(account)/enrolment.json"
        let usual = try String(contentsOfFile: enrolment, encoding: .utf8)
        let escaped = self.store.replacingOccurrences(of: "/", with: "\\/")
        let changed = usual.replacingOccurrences(of: escaped, with: store).replacingOccurrences(of: self.store, with: store)
        try changed.write(toFile: enrolment, atomically: false, encoding: .utf8)
        return { try? usual.write(toFile: enrolment, atomically: false, encoding: .utf8) }
    }
}
