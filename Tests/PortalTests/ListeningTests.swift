import HTTPTransport
import Testing

extension AttackTests {
    /// Where the portals listen, and under which names.
    @Suite struct ListeningTests {
        @Test func aPortalWithoutTLSListensOnThisMachineOnly() throws {
            let hospital = try AttackedPortal().hospital
            for arguments in [["portal", "--accounts", "accounts"], ["authority", "portal", "--db", "authority.db"]] {
                for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8442"] {
                    do {
                        try hospital.medseal(arguments + ["--listen", address])
                        Issue.record("\(address)")
                    } catch let failure as RunningHospital.Failed {
                        #expect(failure.description.contains("without TLS"), "\(failure)")
                    }
                }
            }
        }

        @Test func aNameThatWasBoundToThisMachineReachesNothing() throws {
            let hospital = try AttackedPortal().hospital
            for base in [hospital.portal, hospital.administration] {
                let port = base.split(separator: ":").last ?? ""
                #expect(try CookieClient(base).send(.get, "/login", [("host", "evil.example:\(port)")]).status == 421)
                #expect(try CookieClient(base).send(.get, "/login", [("host", "localhost:\(port)")]).status == 200)
            }
        }
    }
}
