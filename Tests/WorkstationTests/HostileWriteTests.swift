import Glibc
import HTTPTransport
import HealthRecord
import LocalFiles
import LyingStore
import SealedRecord
import Synchronization
import Testing
import Workstation

/// Writes of a patient's record before a store, a network and a machine that do what hurts most: "not saved" is never said of
/// what is saved, "saved" never of what the store did not confirm, and no document goes that the stored record names.
@Suite struct HostileWriteTests {
    /// A record of this user's with one document.
    private static func begin(_ session: UserSession) throws -> RecordID {
        let id = try session.addPatient("Ayesha Before", number: "1")
        _ = try session.attach([1, 2, 3], to: id, title: "before")
        return id
    }

    /// Changes the name and adds a document.
    private static func change(_ session: UserSession, _ id: RecordID) throws -> WriteOutcome {
        try session.charts.change(
            try session.records.open(id, limit: 1 << 20), documents: [NewDocument(MemoryInput([4, 5, 6]), title: "new")]
        ) { $0.name = "Karima Saved" }
    }

    private static func isNotSaved(_ outcome: WriteOutcome) -> Bool {
        if case .notSaved = outcome { true } else { false }
    }

    private static func isSaved(_ outcome: WriteOutcome) -> Bool {
        if case .saved = outcome { true } else { false }
    }

    /// The record is saved, whatever was said of it, and stays whole when the user logs in again.
    private static func checkIsWhole(_ user: WardUser, _ id: RecordID, name: String = "Karima Saved") throws {
        for delay: UInt64 in [900, 0] {
            let session = try user.session()
            var journal = session.journal
            journal.longestDelay = delay
            _ = try journal.resume()
            let patient = try session.patients.open(id)
            #expect(PatientForm(patient.whole).name == name)
            let documents = Documents.references(of: patient.whole)
            #expect(documents.count == 2)
            for document in documents { #expect(try session.bytes(of: document.id).count == 3) }
        }
    }

    private static func problem(_ status: Int, _ code: String) -> Response {
        Response(
            status: status, headers: HeaderFields([("content-type", "application/problem+json")]),
            body: .bytes(Array(#"{"title":"No","code":"\#(code)"}"#.utf8)))
    }

    private static func answer(_ old: (tag: String, bytes: [UInt8])) -> Response {
        Response(status: 200, headers: HeaderFields([("etag", old.tag)]), body: .bytes(old.bytes))
    }

    // MARK: - The second request

    /// The first request is still on its way when the store is asked, and arrives before the second, which is refused.
    @Test(arguments: [403, 413, 429]) func aRefusedRepetitionSaysNothingOfTheFirst(_ status: Int) throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let before = Mutex<(tag: String, bytes: [UInt8])>(("", []))
        let puts = Atomic(0)
        ward.lies.twist { request, response in
            guard request.target.rawPath.hasSuffix("/\(id)") else { return }
            if request.method == .put {
                let count = puts.add(1, ordering: .sequentiallyConsistent).newValue
                response = count == 1 ? Response(status: 504) : Self.problem(status, "no")
            } else if puts.load(ordering: .sequentiallyConsistent) == 0 {
                let now = (tag: response.headers["etag"] ?? "", bytes: response.bytes)
                before.withLock { $0 = now }
            } else if puts.load(ordering: .sequentiallyConsistent) == 1 {
                response = Self.answer(before.withLock { $0 })
            }
        }
        #expect(!Self.isNotSaved(try Self.change(session, id)))
        #expect(puts.load(ordering: .sequentiallyConsistent) == 2)
        ward.lies.tellTheTruth()
        try Self.checkIsWhole(user, id)
    }

    /// The second request is refused because of the first, and then the store cannot be asked.
    @Test func aConflictWithOnesOwnRequestIsNoRefusal() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let before = Mutex<(tag: String, bytes: [UInt8])>(("", []))
        let puts = Atomic(0)
        let isAsked = Atomic(false)
        ward.lies.twist { request, response in
            guard request.target.rawPath.hasSuffix("/\(id)") else { return }
            let count = puts.load(ordering: .sequentiallyConsistent)
            if request.method == .put {
                // The second gives the store's own 412.
                if puts.add(1, ordering: .sequentiallyConsistent).newValue == 1 { response = Response(status: 504) }
            } else if count == 0 {
                let now = (tag: response.headers["etag"] ?? "", bytes: response.bytes)
                before.withLock { $0 = now }
            } else if count == 1 {
                response = Self.answer(before.withLock { $0 })
            } else if !isAsked.exchange(true, ordering: .sequentiallyConsistent) {
                response = Response(status: 502)
            }
        }
        #expect(!Self.isNotSaved(try Self.change(session, id)))
        ward.lies.tellTheTruth()
        try Self.checkIsWhole(user, id)
    }

    /// A machine in between sends a request twice: the store took the first, and says so of the second.
    @Test func aRequestThatTheStoreHasReceivedBeforeIsNoRefusal() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let isFirst = Atomic(true)
        ward.lies.twist { request, response in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)"), isFirst.exchange(false, ordering: .sequentiallyConsistent)
            else { return }
            response = Self.problem(401, "signature-replayed")
        }
        #expect(Self.isSaved(try Self.change(session, id)))
        ward.lies.tellTheTruth()
        try Self.checkIsWhole(user, id)
    }

    // MARK: - What the store is asked

    /// Another program of the user's goes on from the state that was saved, before this one learns of it.
    @Test(arguments: [1, 2]) func whatOthersHaveGoneOnFromIsSaved(_ changes: Int) throws {
        final class Other: @unchecked Sendable {
            let user: WardUser
            init(_ user: WardUser) { self.user = user }
        }
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let isFirst = Atomic(true)
        let other = Other(user)
        ward.lies.twist { request, response in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)"), isFirst.exchange(false, ordering: .sequentiallyConsistent)
            else { return }
            for number in 1...changes { try? other.user.session().changePatient(id) { $0.name = "Karima Later \(number)" } }
            response = Response(status: 502)
        }
        #expect(!Self.isNotSaved(try Self.change(session, id)))
        ward.lies.tellTheTruth()
        try Self.checkIsWhole(user, id, name: "Karima Later \(changes)")
    }

    /// Something else than the store says that there is nothing.
    @Test func nothingFoundByAnotherMachineIsNoAnswer() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let isPut = Atomic(false)
        ward.lies.twist { request, response in
            guard request.target.rawPath.hasSuffix("/\(id)") else { return }
            if request.method == .put {
                isPut.store(true, ordering: .sequentiallyConsistent)
                response = Response(status: 502)
            } else if isPut.load(ordering: .sequentiallyConsistent) {
                response = Response(status: 404, headers: HeaderFields([("content-type", "text/html")]), body: .bytes(Array("<p>No".utf8)))
            }
        }
        #expect(!Self.isNotSaved(try Self.change(session, id)))
        var journal = try user.session().journal
        journal.longestDelay = 0
        sleep(2)
        _ = try? journal.resume()
        ward.lies.tellTheTruth()
        try Self.checkIsWhole(user, id)
    }

    /// Something answers everything with success.
    @Test func successWithoutTheStatesTagIsNoSuccess() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try Self.begin(session)
        ward.lies.lie { request in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)") else { return nil }
            return Response(status: 200, headers: HeaderFields([("etag", "\"5f3-abc\"")]), body: .bytes(Array("<p>Welcome".utf8)))
        }
        #expect(!Self.isSaved(try Self.change(session, id)))
    }

    /// A document arrives when its record has been given up already.
    @Test func aDocumentThatArrivesLateIsDeleted() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try session.addPatient("Ayesha Before", number: "1")
        let isPut = Atomic(false)
        ward.lies.twist { request, response in
            guard request.target.rawPath.hasPrefix("/v1/records/"), !request.target.rawPath.hasSuffix("/\(id)") else { return }
            if request.method == .put {
                isPut.store(true, ordering: .sequentiallyConsistent)
                response = Response(status: 504)
            } else if isPut.load(ordering: .sequentiallyConsistent) {
                response = Self.problem(404, "record-not-found")
            }
        }
        #expect(Self.isNotSaved(try Self.change(session, id)))
        ward.lies.tellTheTruth()
        let next = try user.session()
        #expect(try next.journal.resume() == 0)
        let keys = try next.search.indexKeyRecords()
        var left: Set<RecordID> = []
        try next.records.each(of: next.userID) { if !keys.contains($0.id) { left.insert($0.id) } }
        #expect(left == [id])
    }

    /// As many documents as a form takes are put with as many questions.
    @Test func manyDocumentsTakeFewRequests() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Before", number: "1")
        let record = try session.records.open(id, limit: 1 << 20)
        ward.lies.twist { _, _ in }
        let documents = (0..<40).map { NewDocument(MemoryInput([UInt8($0)]), title: "\($0)") }
        #expect(Self.isSaved(try session.charts.change(record, documents: documents) { _ in }))
        #expect(ward.lies.count < 100, "\(ward.lies.count)")
    }

    // MARK: - This machine

    /// The disk of this machine fails when the record is in the store.
    @Test func whatCannotBeRememberedIsSavedAllTheSame() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let path = user.home.path
        ward.lies.twist { request, _ in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)") else { return }
            _ = unsafe rename(path, path + "-away")
        }
        let outcome = Result { try Self.change(session, id) }
        ward.lies.tellTheTruth()
        _ = unsafe rename(path + "-away", path)
        #expect(!Self.isNotSaved(try outcome.get()))
        try Self.checkIsWhole(user, id)
    }

    /// Another program of the user's has seen a newer state by the time that the answer comes.
    @Test func aNewerStateThatWasSeenMeanwhileIsNoFailure() throws {
        final class Other: @unchecked Sendable {
            let user: WardUser
            init(_ user: WardUser) { self.user = user }
        }
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        let isFirst = Atomic(true)
        let other = Other(user)
        ward.lies.twist { request, _ in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)"), isFirst.exchange(false, ordering: .sequentiallyConsistent)
            else { return }
            try? other.user.session().changePatient(id) { $0.name = "Karima Later" }
        }
        #expect(Self.isSaved(try Self.change(session, id)))
        ward.lies.tellTheTruth()
        try Self.checkIsWhole(user, id, name: "Karima Later")
    }

    // MARK: - The journal

    /// A record goes out long after its write began, behind large documents: it may be on its way for as long as any other.
    @Test func theRecordsOwnTimeCounts() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        session.endsBefore = { step in
            if step == .noteRecord { sleep(3) }
            return step == .putRecord
        }
        #expect(throws: ProgramEnds.self) { _ = try Self.change(session, id) }
        var journal = try user.session().journal
        journal.longestDelay = 2
        #expect(try journal.resume() == 1)
    }

    /// One record that cannot be verified does not keep the others from being finished.
    @Test func oneWriteDoesNotStandInTheWayOfOthers() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let damaged = try Self.begin(session)
        let others = try (2...5).map { try session.addPatient("Ayesha Other", number: "\($0)") }
        session.endsBefore = { $0 == .sendTerms }
        for id in [damaged] + others { #expect(throws: ProgramEnds.self) { _ = try Self.change(session, id) } }
        ward.lies.lie { request in
            guard request.method == .get, request.target.rawPath.hasSuffix("/\(damaged)") else { return nil }
            return Response(status: 200, headers: HeaderFields([("etag", "\"00\"")]), body: .bytes([UInt8](repeating: 7, count: 4096)))
        }
        let next = try user.session()
        _ = try? next.journal.resume()
        #expect(Set(try next.foundIDs("karima")) == Set(others))
        ward.lies.tellTheTruth()
        #expect(try next.journal.resume() == 0)
        #expect(Set(try next.foundIDs("karima")) == Set(others + [damaged]))
    }

    /// What somebody has put into the folder in the place of a lock.
    @Test func aLockThatIsNoneIsPassedOver() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try Self.begin(session)
        session.endsBefore = { $0 == .sendTerms }
        #expect(throws: ProgramEnds.self) { _ = try Self.change(session, id) }
        let folder = user.home.path + "/journal"
        for name in ["0", "1", "f"] {
            try OutputFile.write([1], to: folder + "/\(name).vault")
            try Folder.make(folder + "/\(name).vault.lock")
        }
        #expect(try user.session().journal.resume() == 0)
        #expect(try user.session().foundIDs("karima") == [id])
    }
}
