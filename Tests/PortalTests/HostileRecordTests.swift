import Foundation
import HTTPTransport
import Testing

extension AttackTests {
    /// Records whose content somebody made to do harm.
    @Suite struct HostileRecordTests {
        @Test func aRemovedDocumentThatIsAPatientsRecordStays() throws {
            let attacked = try AttackedPortal()
            let victim = try attacked.add("Victoria")
            let url = "urn:medseal:record:" + victim
            let hostile = try attacked.add("Hostile", documents: [(url, "application/pdf")])
            let client = try attacked.loggedIn()
            let page = try client.get("/records/\(hostile)/edit").text
            #expect(page.contains(url))
            let response = try client.postMultipart(
                "/records/\(hostile)/edit",
                [
                    ("csrf", CookieClient.hidden("csrf", in: page)), ("etag", CookieClient.hidden("etag", in: page)), ("name", "Hostile"),
                    ("removeAttachment", url),
                ])
            #expect(response.status == 303, "\(response.text)")
            #expect(try client.get("/records/\(victim)").text.contains("Victoria"))
        }

        @Test func whatIsNotSharedOrDeletedWithARecordIsTold() throws {
            let attacked = try AttackedPortal()
            let victim = try attacked.add("Victoria")
            let hostile = try attacked.add("Hostile", documents: [("urn:medseal:record:" + victim, "application/pdf")])
            let client = try attacked.loggedIn()
            let token = try client.token("/records/new")
            // A form that does not say what was seen decides nothing.
            for form in [[("csrf", token)], [("csrf", token), ("etag", "*")]] {
                #expect(try client.post("/records/\(hostile)/delete", form).status == 400)
                #expect(try client.post("/records/\(hostile)/share", form + [("template", "custom"), ("policy", "role:doctor")]).status == 400)
            }
            let etag = CookieClient.hidden("etag", in: try client.get("/records/\(hostile)/share").text)
            #expect(
                try client.post("/records/\(hostile)/share", [("csrf", token), ("etag", etag), ("template", "custom"), ("policy", "role:doctor")])
                    .status == 303)
            #expect(try client.get("/records/\(hostile)").text.contains("keep their former ones"))
            #expect(try !client.get("/records/\(hostile)").text.contains("keep their former ones"))
            #expect(try client.get("/records/\(victim)/share").text.contains("hospital:NSTU"))
            let next = CookieClient.hidden("etag", in: try client.get("/records/\(hostile)/delete").text)
            #expect(try client.post("/records/\(hostile)/delete", [("csrf", token), ("etag", etag)]).status == 409)
            #expect(try client.post("/records/\(hostile)/delete", [("csrf", token), ("etag", next)]).status == 303)
            #expect(try client.get("/records").text.contains("left in the store"))
            #expect(try client.get("/records/\(victim)").text.contains("Victoria"))
        }

        @Test func aRecordWithThousandsOfImagesAsksTheStoreForFew() throws {
            let attacked = try AttackedPortal()
            let images = (0..<2000).map { _ in
                (
                    url: "urn:medseal:record:" + "\(UUID())\(UUID())".lowercased().replacingOccurrences(of: "-", with: ""), type: "application/dicom"
                )
            }
            let record = try attacked.add("Many Images", documents: images)
            let client = try attacked.loggedIn()
            let before = attacked.storeRequests
            let page = try client.get("/records/\(record)")
            #expect(page.status == 200 && page.text.contains("scan"))
            #expect(attacked.storeRequests - before < 100)
        }

        @Test func aNameOfAMegabyteLeavesTheListsShort() throws {
            let attacked = try AttackedPortal()
            let record = try attacked.add("Aaa" + String(repeating: "a\u{301}", count: 300_000), as: "boris")
            let client = try attacked.loggedIn()
            var list = ""
            for _ in 0..<50 where !list.contains(record) {
                list = try client.get("/records").text
                usleep(100_000)
            }
            #expect(list.contains(record) && list.utf8.count < 200_000)
            #expect(try client.get("/").text.utf8.count < 200_000)
            try attacked.hospital.medseal(["record", "delete", record], as: "boris")
        }
    }
}
