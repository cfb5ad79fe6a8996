import Clocks
import Foundation
import HTTPTransport
import Testing

extension AttackTests {
    /// Ways in that have always been shut, and stay so.
    @Suite struct ShutDoorTests {
        @Test func nothingIsDoneByAnotherMethodOrContentType() throws {
            let attacked = try AttackedPortal()
            let client = try attacked.loggedIn()
            let record = "/records/" + (try attacked.add("Shut Door"))
            let token = try client.token("/records/new")
            for path in ["/logout", "/language", "/index/rekey", "/settings/passphrase", "/settings/keys"] {
                #expect(try client.get(path + "?csrf=\(token)&_method=POST").status == 405, "\(path)")
            }
            for path in ["/", "/login", "/records", record, record + "/export", record + "/delete", record + "/share"] {
                let head = try client.send(.head, path)
                #expect((head.status == 200 || head.status == 303) && head.body.isEmpty, "\(path)")
                for method in [HTTPMethod.options, .put, .delete, .patch] {
                    #expect(try client.send(method, path, [("x-http-method-override", "POST")]).status == 405, "\(path)")
                }
            }
            let form = Array("csrf=\(token)&etag=x".utf8)
            for type in ["text/plain", "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded-x"] {
                #expect(try client.send(.post, record + "/delete", [("content-type", type)], form).status == 415, "\(type)")
            }
            #expect(try client.send(.post, record + "/delete", [], form).status == 415)
            // The token counts where the form has it, once and whole.
            for fields in [
                [("csrf", "")], [("CSRF", token)], [("csrf", "x"), ("csrf", token)], [("csrf", token + " ")], [("csrf", String(token.dropLast()))],
            ] {
                #expect(try client.post(record + "/delete", fields + [("etag", "x")]).status == 403)
            }
            #expect(try client.get(record).text.contains("Shut Door"))
        }

        @Test func nobodyIsLedElsewhere() throws {
            let attacked = try AttackedPortal()
            let client = attacked.browser
            let targets = [
                "//evil.example", "/\\evil.example", "/%2fevil.example", "/%5cevil.example", "\\\\evil.example", "https://evil.example", "/\tevil",
                "/\r\nx: y",
                "javascript:alert(1)", "/%0d%0ax:%20y", "/" + String(repeating: "a", count: 5000), "/..//evil.example", "/.//evil.example",
                "@evil.example", " //evil.example",
            ]
            for target in targets {
                let response = try client.post("/language", [("csrf", try client.token("/login")), ("language", "en"), ("back", target)])
                #expect(response.status == 303 && response.headers["location"] == "/", "\(target)")
            }
        }

        @Test func numbersAndNamesFromThePathAreBounded() throws {
            let attacked = try AttackedPortal()
            let client = try attacked.loggedIn()
            let record = "/records/" + (try attacked.add("Numbers"))
            for query in ["page=-1", "page=99999999999999999999", "page=9223372036854775807", "page=-9223372036854775808", "sort=x&order=y&who=z"] {
                #expect([200, 400].contains(try client.get("/records?" + query).status), "\(query)")
            }
            for number in ["0", "-1", "2", "18446744073709551615", "18446744073709551616", "x"] {
                #expect((400..<500).contains(try client.get(record + "/versions/" + number).status), "\(number)")
            }
            for id in ["x", String(repeating: "0", count: 63), String(repeating: "A", count: 64), "%F0%9F%92%A9"] {
                #expect((400..<500).contains(try client.get("/records/" + id).status), "\(id)")
            }
        }

        @Test func aRecordOfAHundredThousandConditionsIsShown() throws {
            let attacked = try AttackedPortal()
            let condition = #",{"resource":{"resourceType":"Condition","code":{"text":"<b>x</b>"}}}"#
            let bundle =
                #"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","name":[{"text":"Many"}]}}"#
                + String(repeating: condition, count: 100_000) + "]}"
            let file = attacked.hospital.folder + "/many.json"
            try Data(bundle.utf8).write(to: URL(filePath: file))
            let answer = try attacked.hospital.medseal(["record", "add", file, "--policy", "role:doctor and hospital:NSTU"], as: "anna")
            let id = try #require(answer.split(whereSeparator: { !$0.isHexDigit }).first { $0.count == 64 })
            let client = try attacked.loggedIn()
            let start = Clock.seconds
            let page = try client.get("/records/" + id)
            #expect(page.status == 200 && !page.text.contains("<b>"))
            #expect(Clock.seconds - start < 15)
        }
    }
}
