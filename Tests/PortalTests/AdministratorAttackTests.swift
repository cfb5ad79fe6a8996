import Foundation
import HTTPTransport
import Identity
import ServerClients
import Testing
import Workstation

extension AttackTests {
    /// The administrator's pages.
    @Suite struct AdministratorAttackTests {
        private func administrator(_ attacked: AttackedPortal) throws -> CookieClient {
            let client = CookieClient(attacked.hospital.administration)
            #expect(try client.post("/login", [("csrf", try client.token("/login")), ("passphrase", RunningHospital.passphrase)]).status == 303)
            return client
        }

        @Test func aFloodOfRequestsLeavesThePageShort() throws {
            let attacked = try AttackedPortal()
            let authority = try AuthorityClient(attacked.hospital.authority)
            let fingerprint = try authority.description().fingerprint
            for index in 0..<60 {
                let claims = EnrolmentRequest.Claims(
                    displayName: "Mallory \(index)", hospital: "NSTU", department: "", licenceNumber: "1",
                    attributes: (0..<60).map { "hospital:x\($0)" })
                _ = try authority.submit(
                    try EnrolmentRequest(claims, to: fingerprint, by: UserIdentity(), created: UInt64(Date().timeIntervalSince1970)))
            }
            let client = try administrator(attacked)
            let page = try client.get("/requests").text
            #expect(page.utf8.count < 1 << 20)
            #expect(page.contains("Mallory 0") && page.contains("/requests?page=2"))
            let second = try client.get("/requests?page=2").text
            #expect(second.contains("Mallory") && !second.contains("Mallory 0<"))
        }

        @Test func anEpochIsPublishedOnceByADoubleClick() throws {
            let attacked = try AttackedPortal()
            let client = try administrator(attacked)
            let page = try client.get("/users").text
            let form = [("csrf", CookieClient.hidden("csrf", in: page)), ("epoch", CookieClient.hidden("epoch", in: page))]
            #expect(try client.post("/epoch", form).status == 303)
            #expect(try client.post("/epoch", form).status == 409)
            #expect(try client.post("/epoch", [form[0]]).status == 409)
            #expect(try client.post("/users/renew", [form[0]]).status == 303)
            for account in ["anna", "boris"] { try attacked.hospital.medseal(["user", "status"], as: account) }
        }
    }
}
