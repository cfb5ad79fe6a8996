import Foundation
import HTTPTransport
import LyingStore
import RecordStore
import SQLiteRecords
import StoreService
import Synchronization
import LocalFiles
import ServerClients
import Testing
import Workstation

extension AttackTests {
    /// A store whose answers get lost, or that fails in the middle of what a form needs: what the page then says is true, and
    /// nothing that the stored record names is gone.
    @Suite struct LostAnswerTests {
        /// Vera's store is reached through a proxy that loses what a test wants it to lose.
        private final class Scene {
            let attacked: AttackedPortal
            let lies = LyingStore()
            let client: CookieClient
            private let store: HTTPServer
            private let proxy: HTTPServer

            init() throws {
                attacked = try AttackedPortal()
                let authority = try AuthorityClient(attacked.hospital.authority)
                let description = try authority.description()
                let watch = try AuthorityWatch(description, RemoteStatements(authority.url))
                try watch.refresh()
                let folder = attacked.hospital.folder + "/" + UUID().uuidString
                try Folder.make(folder)
                let storage = try SQLiteRecordStorage(folder + "/records.db")
                store = try HTTPServer(
                    ServerConfiguration(), router: StoreService(RecordStore(storage, authority: description), watch).router)
                proxy = try HTTPServer(ServerConfiguration(), router: lies.router(to: "http://127.0.0.1:\(store.port)"))
                let account = "vera" + UUID().uuidString.prefix(8).lowercased()
                try attacked.hospital.enrol(
                    account, name: "Dr Vera", hospital: "NSTU", attributes: ["role:doctor", "hospital:NSTU"],
                    store: "http://127.0.0.1:\(proxy.port)")
                self.account = account
                client = try attacked.loggedIn(account)
            }

            let account: String

            deinit {
                proxy.stop(within: 1)
                store.stop(within: 1)
            }

            static let fields = [
                ("name", "Rina Lost"), ("idNumber", "7712"), ("birthDate", "1990-01-02"), ("sex", "female"), ("phone", "01712345678"),
                ("address", "Dhaka"),
            ]

            /// A new record, by the form.
            func create() throws -> String {
                let answer = try client.form("/records/new", Self.fields + [("template", "custom"), ("policy", "role:doctor")], files: [])
                #expect(answer.status == 303, "\(answer.text)")
                return String(try #require(answer.headers["location"]).dropFirst("/records/".count).prefix(64))
            }

            /// The edit form of a record, sent with another address and these files.
            func edit(_ id: String, address: String, files: [String]) throws -> ClientResponse {
                let page = try client.get("/records/\(id)/edit").text
                let etag = CookieClient.hidden("etag", in: page)
                let fields = Self.fields.dropLast() + [("address", address), ("etag", etag)]
                return try client.form("/records/\(id)/edit", Array(fields), files: files)
            }

            /// The addresses of the documents on a record's page.
            func documents(_ id: String) throws -> [String] {
                let page = try client.get("/records/\(id)").text
                var found: [String] = []
                var rest = page[...]
                while let start = rest.range(of: "href=\"/records/\(id)/attachments/") {
                    found.append("/records/\(id)/attachments/" + rest[start.upperBound...].prefix { $0 != "\"" })
                    rest = rest[start.upperBound...]
                }
                return Array(Set(found))
            }
        }

        @Test func aLostAnswerLosesNoDocument() throws {
            let scene = try Scene()
            let id = try scene.create()
            // The store takes the record; what it says of that does not arrive, and nor does any answer for a while.
            let isAway = Atomic(false)
            scene.lies.twist { request, response in
                if request.method == .put, request.target.rawPath.hasSuffix(id) { isAway.store(true, ordering: .sequentiallyConsistent) }
                if isAway.load(ordering: .sequentiallyConsistent) { response = Response(status: 502) }
            }
            let answer = try scene.edit(id, address: "Sylhet", files: ["scan"])
            #expect(answer.status == 502, "\(answer.status)")
            // It is not known, and so the page must not say that nothing was saved; and what was typed is on it.
            #expect(!answer.text.contains("Nothing was saved") && answer.text.contains("not known"), "\(answer.text)")
            #expect(answer.text.contains("Sylhet"))
            scene.lies.tellTheTruth()
            let again = try scene.attacked.loggedIn(scene.account)
            #expect(try again.get("/records/\(id)").text.contains("Sylhet"))
            let documents = try scene.documents(id)
            #expect(!documents.isEmpty)
            for document in documents {
                let response = try again.get(document + "/content")
                #expect(response.status == 200 && response.text == "scan", "\(document) \(response.status)")
            }
        }

        @Test func anAnswerThatIsLostOnceIsAskedForAgain() throws {
            let scene = try Scene()
            let id = try scene.create()
            let isLost = Atomic(false)
            scene.lies.twist { request, response in
                guard request.method == .put, request.target.rawPath.hasSuffix(id), !isLost.exchange(true, ordering: .sequentiallyConsistent)
                else { return }
                response = Response(status: 502)
            }
            #expect(try scene.edit(id, address: "Sylhet", files: ["scan"]).status == 303)
            #expect(try scene.client.get("/records/\(id)").text.contains("Sylhet"))
            #expect(try scene.documents(id).count == 1)
        }

        @Test func aRefusalOfTheSecondFileEndsNoSession() throws {
            let scene = try Scene()
            let id = try scene.create()
            let count = Atomic(0)
            scene.lies.lie { request in
                guard request.method == .put else { return nil }
                return count.add(1, ordering: .sequentiallyConsistent).newValue == 2
                    ? Response.problem(412, "precondition-failed") : nil
            }
            let answer = try scene.edit(id, address: "Sylhet", files: ["one", "two"])
            #expect((400..<600).contains(answer.status), "\(answer.status)")
            #expect(answer.text.contains("Sylhet"))
            scene.lies.tellTheTruth()
            #expect(try scene.client.get("/records/\(id)").text.contains("Dhaka"))
        }

        @Test func aKilledCommandIsFinishedByTheNext() throws {
            let scene = try Scene()
            let id = try scene.create()
            let hospital = scene.attacked.hospital
            let file = hospital.folder + "/" + UUID().uuidString + ".txt"
            try Data("scan".utf8).write(to: URL(filePath: file))
            // The record is put; the command is killed while it waits for what becomes of its search terms.
            let isWaiting = Atomic(false)
            scene.lies.lie { request in
                guard request.target.rawPath.hasSuffix("/index/terms") else { return nil }
                isWaiting.store(true, ordering: .sequentiallyConsistent)
                usleep(1_500_000)
                return Response(status: 503)
            }
            let command = try hospital.start(["record", "attach", id, file], as: scene.account)
            for _ in 0..<1000 where !isWaiting.load(ordering: .sequentiallyConsistent) { usleep(10_000) }
            let came = isWaiting.load(ordering: .sequentiallyConsistent)
            #expect(came)
            kill(command.processIdentifier, SIGKILL)
            command.waitUntilExit()
            scene.lies.tellTheTruth()
            let journal = hospital.folder + "/accounts/\(scene.account)/journal"
            #expect(Folder.names(in: journal).contains { $0.hasSuffix(".vault") })
            let found = try hospital.medseal(["record", "search", "rina"], as: scene.account)
            #expect(found.contains(id), "\(found)")
            #expect(Folder.names(in: journal).isEmpty)
            let documents = try scene.documents(id)
            #expect(documents.count == 1)
            for document in documents { #expect(try scene.client.get(document + "/content").text == "scan") }
        }

        /// What is to be taken away is taken away also by the form that is shown again.
        @Test(arguments: [false, true]) func whatIsToGoIsNotForgotten(_ isRefused: Bool) throws {
            let scene = try Scene()
            let id = try scene.create()
            #expect(try scene.edit(id, address: "Dhaka", files: ["of another patient"]).status == 303)
            let document = try #require(try scene.documents(id).first?.split(separator: "/").last)
            let url = "urn:medseal:record:\(document)"
            let etag = CookieClient.hidden("etag", in: try scene.client.get("/records/\(id)/edit").text)
            if isRefused {
                scene.lies.lie { $0.method == .put ? Response.problem(403, "forbidden") : nil }
            }
            let name = isRefused ? "Rina Lost" : ""
            let answer = try scene.client.form(
                "/records/\(id)/edit", [("name", name)] + Scene.fields.dropFirst() + [("etag", etag), ("removeAttachment", url)], files: [])
            #expect(answer.status == (isRefused ? 502 : 422))
            #expect(answer.text.contains("value=\"\(url)\" checked"), "\(answer.text)")
        }

        /// Before anything is sent, this machine fails, or the record is not there just now.
        @Test(arguments: ["machine", "store"]) func whatWasTypedIsShownAgain(_ failing: String) throws {
            let scene = try Scene()
            let id = try scene.create()
            let etag = CookieClient.hidden("etag", in: try scene.client.get("/records/\(id)/edit").text)
            let journal = scene.attacked.hospital.folder + "/accounts/\(scene.account)/journal"
            if failing == "machine" {
                Folder.remove(journal)
                try OutputFile.write([], to: journal)
            } else {
                scene.lies.lie { request in
                    guard request.method == .get, request.target.rawPath.hasSuffix(id) else { return nil }
                    return Response.problem(404, "record-not-found")
                }
            }
            let fields = Array(Scene.fields.dropLast()) + [("address", "Sylhet"), ("etag", etag)]
            // The form's page needs the record: the token of another one is as good.
            let answer = try scene.client.form("/records/\(id)/edit", fields, files: [], on: "/records/new")
            #expect(answer.status >= 400)
            #expect(answer.text.contains("Sylhet"), "\(answer.text)")
        }

        /// Keys of a past epoch are no doing of somebody else's.
        @Test func aRefusalForOldKeysBlamesNobody() throws {
            let scene = try Scene()
            let id = try scene.create()
            scene.lies.lie { $0.method == .put ? Response.problem(409, "old-epoch") : nil }
            let answer = try scene.edit(id, address: "Sylhet", files: [])
            #expect(answer.text.contains("Sylhet") && answer.text.contains("not saved"))
            #expect(!answer.text.contains("Somebody changed"), "\(answer.text)")
        }

        /// Who sends a new patient's form once more, because it is not known whether it was saved, makes no second patient.
        @Test func aNewPatientIsNotSavedTwice() throws {
            let scene = try Scene()
            let isAway = Atomic(false)
            scene.lies.twist { request, response in
                if request.method == .put { isAway.store(true, ordering: .sequentiallyConsistent) }
                if isAway.load(ordering: .sequentiallyConsistent) { response = Response(status: 502) }
            }
            let fields = Scene.fields + [("template", "custom"), ("policy", "role:doctor")]
            let answer = try scene.client.form("/records/new", fields, files: [])
            #expect(answer.status == 502 && answer.text.contains("not known"), "\(answer.text)")
            scene.lies.tellTheTruth()
            let record = CookieClient.hidden("record", in: answer.text)
            let again = try scene.client.form("/records/new", fields + [("record", record)], files: [])
            // It is there: what was typed is shown beside it.
            #expect(again.status == 409, "\(again.status)")
            #expect(again.text.contains(/\/records\/[0-9a-f]{64}\/edit/), "\(again.text)")
        }

        @Test func whatCannotBeFoundIsSaidAndMended() throws {
            let scene = try Scene()
            scene.lies.lie { $0.target.rawPath.hasSuffix("/index/terms") ? Response(status: 500) : nil }
            let id = try scene.create()
            let page = try scene.client.get("/records/\(id)").text
            #expect(page.contains("cannot be found"), "\(page)")
            scene.lies.tellTheTruth()
            let token = try scene.client.token("/")
            #expect(try scene.client.post("/index/rebuild", [("csrf", token)]).status == 303)
            #expect(try scene.client.get("/search?q=rina").text.contains(id))
        }

        @Test func whatCannotBeFoundIsFoundAfterTheNextLogin() throws {
            let scene = try Scene()
            scene.lies.lie { $0.target.rawPath.hasSuffix("/index/terms") ? Response(status: 500) : nil }
            let id = try scene.create()
            scene.lies.tellTheTruth()
            let again = try scene.attacked.loggedIn(scene.account)
            // It is done beside the first pages.
            var isFound = false
            for _ in 0..<100 where !isFound {
                isFound = try again.get("/search?q=rina").text.contains(id)
                if !isFound { usleep(100_000) }
            }
            #expect(isFound)
        }
    }
}

extension Response {
    fileprivate static func problem(_ status: Int, _ code: String) -> Response {
        .text(
            #"{"type":"about:blank","title":"A condition does not hold","status":\#(status),"code":"\#(code)"}"#, status, "application/problem+json")
    }

    private static func text(_ text: String, _ status: Int, _ type: String) -> Response {
        Response(status: status, headers: HeaderFields([("content-type", type)]), body: .bytes(Array(text.utf8)))
    }
}

extension CookieClient {
    /// Sends a form with files, as a browser does, with the token of the page that it stands on.
    ///
    /// - Parameter page: where the token stands, if it is not the form's own page.
    func form(_ path: String, _ fields: [(String, String)], files: [String], on page: String? = nil) throws -> ClientResponse {
        var body: [UInt8] = []
        for (name, value) in [("csrf", try token(page ?? path))] + fields {
            body += Array("--x\r\ncontent-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for (index, file) in files.enumerated() {
            body += Array(
                "--x\r\ncontent-disposition: form-data; name=\"attachments\"; filename=\"file\(index).txt\"\r\n\r\n\(file)\r\n".utf8)
        }
        return try send(.post, path, [("content-type", "multipart/form-data; boundary=x")], body + Array("--x--\r\n".utf8))
    }
}
