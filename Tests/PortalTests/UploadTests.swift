import Foundation
import HTTPTransport
import Testing

extension AttackTests {
    /// Forms with files that take their time.
    @Suite struct UploadTests {
        private static let patient = [
            ("name", "Slow"), ("idNumber", "1"), ("birthDate", "1990-01-02"), ("sex", "female"), ("phone", "01712345678"), ("address", "Dhaka"),
            ("template", "custom"), ("policy", "role:doctor and hospital:NSTU"),
        ]

        /// Sends a new record with a document, 100 bytes in each of `pieces`; `between` is done before each but the first.
        private static func send(
            _ base: String, _ cookie: String, _ token: String, pieces: Int, _ between: @escaping (Int) throws -> Void
        ) throws -> ClientResponse {
            var head = ""
            for (name, value) in [("csrf", token)] + patient { head += "--x\r\ncontent-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n" }
            head += "--x\r\ncontent-disposition: form-data; name=\"attachments\"; filename=\"slow.bin\"\r\n\r\n"
            let file = (0..<pieces).map { _ in [UInt8](repeating: 7, count: 100) }
            var parts = [Array(head.utf8)] + file + [Array("\r\n--x--\r\n".utf8)]
            let length = parts.reduce(0) { $0 + $1.count }
            var index = 0
            let request = ClientRequest(
                .post, try HTTPURL(base + "/records/new"),
                headers: HeaderFields([("content-type", "multipart/form-data; boundary=x"), ("cookie", cookie)]),
                body: .producer(length: UInt64(length)) { count in
                    guard let part = parts.first else { return [] }
                    if part.count > count {
                        parts[0] = Array(part[count...])
                        return Array(part[..<count])
                    }
                    parts.removeFirst()
                    index += 1
                    if index > 1, index <= pieces { try between(index) }
                    return part
                })
            return try HTTPClient().send(request, responseLimit: 1 << 20)
        }

        @Test func whoSendsIsNotIdle() throws {
            let attacked = try AttackedPortal { $0.idleSeconds = 2 }
            let client = try attacked.loggedIn()
            let token = try client.token("/records/new")
            let response = try Self.send(attacked.base, "medseal-session=" + (client.cookie("medseal-session") ?? ""), token, pieces: 8) { _ in
                usleep(600_000)
            }
            #expect(response.status == 303 && response.headers["location"]?.hasPrefix("/records/") == true)
        }

        @Test func aLogoutEndsWhatIsBeingSent() throws {
            let attacked = try AttackedPortal()
            let client = try attacked.loggedIn()
            let token = try client.token("/records/new")
            let response = try Self.send(attacked.base, "medseal-session=" + (client.cookie("medseal-session") ?? ""), token, pieces: 4) { index in
                if index == 3 {
                    let status = try client.post("/logout", [("csrf", token)]).status
                    #expect(status == 303)
                }
                usleep(200_000)
            }
            #expect(response.status == 401)
        }

        @Test func aSessionSendsFewFormsAtATime() throws {
            let attacked = try AttackedPortal()
            let client = try attacked.loggedIn()
            let token = try client.token("/records/new")
            let (base, cookie) = (attacked.base, "medseal-session=" + (client.cookie("medseal-session") ?? ""))
            let sent = (0..<6).map { _ in
                Concurrently { try Self.send(base, cookie, token, pieces: 4) { _ in usleep(700_000) }.status }
            }
            let statuses = try sent.map { try $0.value(within: 60) ?? 0 }
            #expect(statuses.count { $0 == 429 } == 3 && statuses.count { $0 == 303 } == 3, "\(statuses)")
            #expect(try client.get("/records").status == 200)
        }
    }
}
