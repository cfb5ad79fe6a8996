import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import Identity
import KeyAuthority
import SQLiteDatabase
import Cryptography
import TestSupport
import Testing

@Suite struct EnrolmentTests {
    @Test func aRequestIsTakenApprovedAndDelivered() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let userID = user.id
        let request = try hospital.request(user)
        #expect(try authority.submit(request, at: Hospital.start) == .pending)
        #expect(try authority.keyDelivery(request.id) == nil)
        #expect(try authority.pendingRequests().map(\.request) == [request])
        let certificate = try authority.approve(
            request.id, attributes: ["role:doctor", "clearance#8 = 3"], capabilities: [.author, .rewrap],
            passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        #expect(certificate.serial == 1 && certificate.epoch == 0 && certificate.userID == userID)
        #expect(certificate.capabilities == [.author, .rewrap] && certificate.displayName == "Dr. A")
        try certificate.verify(by: authority.description, at: Hospital.start - 300)
        try certificate.verify(by: authority.description, at: Hospital.start + 90 * Hospital.day - 1)
        #expect(try authority.status(request.id) == .approved)
        #expect(try authority.pendingRequests().isEmpty)
        let enrolled = try authority.user(userID)
        #expect(enrolled.attributes == (try AttributeSet(parsing: ["role:doctor", "clearance#8 = 3"])))
        #expect(enrolled.certificate == certificate && enrolled.revoked == nil)
        #expect(try authority.users() == [enrolled])
        #expect(try authority.users(after: userID).isEmpty)
        let delivery = try #require(try authority.keyDelivery(request.id))
        #expect(delivery.certificate == certificate)
        #expect(try authority.keyDelivery(to: userID) == delivery)
        var ring = try KeyRing(pinning: authority.description)
        try ring.accept(delivery, by: user)
        #expect(ring.attributes?.epoch == 0)
        #expect(ring.attributes?.contains("role:doctor") == true)
        // The same request again changes nothing and tells its fate.
        #expect(try authority.submit(request, at: Hospital.start) == .approved)
        #expect(try authority.verifyAuditTrail().number == 3)
    }

    @Test func aRejectedRequestTellsWhyAndMayBeFollowedByAnother() throws {
        let hospital = try Hospital()
        let user = UserIdentity()
        let id = try hospital.submit(user)
        try hospital.authority.reject(id, reason: "licence unknown", at: Hospital.start, by: "admin")
        #expect(try hospital.authority.status(id) == .rejected(reason: "licence unknown"))
        #expect(try hospital.authority.keyDelivery(id) == nil)
        #expect(refusal { try hospital.authority.reject(id, reason: "", at: Hospital.start, by: "admin") } == .alreadyDecided)
        #expect(
            refusal {
                try hospital.authority.approve(
                    id, attributes: [], capabilities: [], passphrase: Hospital.passphrase(), at: 1, by: "admin")
            } == .alreadyDecided)
        let second = try hospital.request(user, name: "Dr. A again")
        #expect(try hospital.authority.submit(second, at: Hospital.start) == .pending)
        let long = String(repeating: "é", count: 1000)
        try hospital.authority.reject(second.id, reason: long, at: Hospital.start, by: "admin")
        #expect(try hospital.authority.status(second.id) == .rejected(reason: String(repeating: "é", count: 512)))
    }

    @Test func requestsThatCannotBeTakenAreRefused() throws {
        let hospital = try Hospital(settings: AuthoritySettings(greatestPending: 2))
        let other = try Hospital()
        let user = UserIdentity()
        let second = UserIdentity()
        let third = UserIdentity()
        let foreign = try other.request(user)
        let future = try hospital.request(user, created: Hospital.start + 301)
        let again = try hospital.request(user, name: "Another name")
        let authority = hospital.authority
        #expect(refusal { try authority.submit(foreign, at: Hospital.start) } == .request(.wrongAuthority))
        #expect(refusal { try authority.submit(future, at: Hospital.start) } == .request(.notYetValid))
        try hospital.submit(user)
        #expect(refusal { try authority.submit(again, at: Hospital.start) } == .alreadyPending)
        try hospital.submit(user)
        try hospital.submit(second)
        let tooMany = try hospital.request(third)
        #expect(refusal { try authority.submit(tooMany, at: Hospital.start) } == .tooManyPending(limit: 2))
        #expect(try authority.pendingRequests().count == 2)
        #expect(try authority.pendingRequests(limit: 1).map(\.number) == [1])
        #expect(try authority.pendingRequests(after: 1).map(\.number) == [2])
        #expect(refusal { _ = try authority.status(tooMany.id) } == .unknownRequest)
        #expect(refusal { _ = try authority.keyDelivery(tooMany.id) } == .unknownRequest)
        #expect(refusal { try authority.reject(tooMany.id, reason: "", at: 1, by: "admin") } == .unknownRequest)
    }

    @Test func approvalRefusesWhatItCannotGrant() throws {
        let hospital = try Hospital()
        let user = UserIdentity()
        let id = try hospital.submit(user)
        let unknown = try hospital.request(UserIdentity()).id
        func outcome(_ id: RequestID, _ attributes: [String], _ phrase: String = "correct horse") -> AuthorityError? {
            refusal {
                try hospital.authority.approve(
                    id, attributes: attributes, capabilities: .author, passphrase: Hospital.passphrase(phrase),
                    at: Hospital.start, by: "admin")
            }
        }
        func isAboutAttributes(_ error: AuthorityError?) -> Bool {
            if case .attributes = error { true } else { false }
        }
        #expect(outcome(unknown, []) == .unknownRequest)
        #expect(outcome(id, [], "wrong") == .vault(.wrongPassphrase))
        #expect(isAboutAttributes(outcome(id, ["epoch = 5"])))
        #expect(isAboutAttributes(outcome(id, ["epoch"])))
        #expect(isAboutAttributes(outcome(id, ["a and b"])))
        #expect(isAboutAttributes(outcome(id, ["age = 17", "age = 70"])))
        #expect(isAboutAttributes(outcome(id, (0..<400).map { "number\($0) = 1" })))
        let capabilities = refusal {
            try hospital.authority.approve(
                id, attributes: [], capabilities: Capabilities(rawValue: 128), passphrase: Hospital.passphrase(),
                at: Hospital.start, by: "admin")
        }
        if case .statement(.malformed) = capabilities {} else { Issue.record("unknown capabilities were granted") }
        // Nothing of the refused attempts was kept.
        #expect(try hospital.authority.status(id) == .pending)
        #expect(try hospital.authority.users().isEmpty)
        #expect(try hospital.authority.verifyAuditTrail().number == 2)
        #expect(outcome(id, ["role:doctor"]) == nil)
        #expect(outcome(id, ["role:doctor"]) == .alreadyDecided)
        let again = try hospital.request(user, name: "Other")
        #expect(refusal { try hospital.authority.submit(again, at: Hospital.start) } == .alreadyEnrolled)
    }

    @Test func twoRequestsOfOneUserCannotBothBeApproved() throws {
        // Both made while the other was not waiting: the first is rejected, the second approved, the first is decided.
        let hospital = try Hospital()
        let user = UserIdentity()
        let first = try hospital.submit(user)
        try hospital.authority.reject(first, reason: "", at: Hospital.start, by: "admin")
        let second = try hospital.request(user, name: "Other")
        try hospital.authority.submit(second, at: Hospital.start)
        try hospital.authority.approve(
            second.id, attributes: ["a"], capabilities: [], passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        #expect(
            refusal {
                try hospital.authority.approve(
                    first, attributes: ["a"], capabilities: [], passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
            } == .alreadyDecided)
    }
}
