import HTTPTransport
import LocalFiles
import Workstation

/// A form with files while it arrives: files wait encrypted until the whole form is there and found right.
final class FormUpload: BodySink {
    /// A file that was sent.
    final class File {
        let name: String
        private let content: EphemeralFile

        init(_ name: String, _ content: EphemeralFile) {
            self.name = name
            self.content = content
        }

        func write(_ bytes: [UInt8]) throws { try content.write(bytes) }

        var length: UInt64 { content.length }

        /// Its bytes, once, as long as the session lasts.
        func input(for session: DoctorSession) throws -> any ByteInput { SessionInput(session, try content.finish()) }
    }

    private static let greatestFileCount = 100

    private let portal: DoctorPortal
    private let request: Request
    private let session: DoctorSession
    private let home: UserHome
    private let respond: (DoctorPortal.Visit, FormUpload) throws -> Response
    private var form: MultipartForm
    private var fields: [(name: String, value: String)] = []
    private(set) var files: [File] = []
    private var isInChosenFile = false
    private var isGenuine = false

    /// - Throws: a `Problem` before the body is read, for who is not logged in or sends from elsewhere.
    init(_ portal: DoctorPortal, _ request: Request, _ respond: @escaping (DoctorPortal.Visit, FormUpload) throws -> Response) throws {
        do throws(FormIntake.Forged) { try FormIntake.checkOrigin(request) } catch { throw Self.forged }
        guard let session = portal.sessions.find(request) else { throw Self.notLoggedIn }
        let form: MultipartForm
        do throws(MalformedForm) {
            form = try MultipartForm(contentType: request.headers["content-type"] ?? "")
        } catch {
            throw error.problem
        }
        guard session.beginUpload() else { throw DoctorSession.busy }
        self.form = form
        self.session = session
        home = portal.accounts.home(of: session.account)
        self.portal = portal
        self.request = request
        self.respond = respond
    }

    deinit { session.endUpload() }

    private static var notLoggedIn: Problem {
        Problem(status: 401, code: "not-logged-in", title: "The session has ended", remedy: "Log in again.")
    }

    private static var forged: Problem {
        Problem(
            status: 403, code: "stale-form", title: "The form is not one of this session",
            remedy: "Load the page again and send the form once more.")
    }

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    func receive(_ bytes: [UInt8]) throws {
        // Sending is working: the session lasts as long as the form takes. After a logout nothing more is taken.
        guard portal.sessions.find(request) === session else { throw Self.notLoggedIn }
        do {
            try form.update(bytes) { try take($0) }
        } catch let error as MalformedForm {
            throw error.problem
        }
    }

    private func take(_ event: MultipartForm.Event) throws {
        switch event {
        case .field(let name, let value):
            if name == FormIntake.csrf { isGenuine = portal.sessions.isGenuine(value, request) }
            fields.append((name, value))
        case .fileBegins(_, let filename, _):
            isInChosenFile = !filename.isEmpty
            guard isInChosenFile else { return }
            // The token stands at the beginning of our forms: nothing is kept of a form that does not have it.
            guard isGenuine else { throw Self.forged }
            guard files.count < Self.greatestFileCount else {
                throw Problem(status: 413, code: "too-many-files", title: "There are too many files", remedy: "Send at most 100 at a time.")
            }
            files.append(File(filename, EphemeralFile(in: home.transferFolder)))
        case .fileBytes(let bytes):
            guard isInChosenFile, let file = files.last else { return }
            guard file.length + UInt64(bytes.count) <= portal.configuration.greatestFileLength else {
                throw Problem(
                    status: 413, code: "file-too-large", title: "A file is too large",
                    detail: "at most \(portal.configuration.greatestFileLength) bytes are taken", remedy: "Send a smaller file.")
            }
            try file.write(bytes)
        case .fileEnds: isInChosenFile = false
        }
    }

    func finish() throws -> Response {
        do { try form.finish() } catch let error as MalformedForm { throw error.problem }
        guard isGenuine else { throw Self.forged }
        return try portal.visit(request, isPage: false) { try respond($0, self) }
    }

    func abort() { files = [] }
}
