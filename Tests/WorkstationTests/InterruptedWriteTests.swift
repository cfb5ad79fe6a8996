import Cryptography
import Glibc
import HTTPTransport
import HealthRecord
import LocalFiles
import LyingStore
import SealedRecord
import ServerClients
import Synchronization
import Testing
import Workstation

/// A write of a patient's record that is ended between any two of its steps, or whose answers are lost: whatever happens, the
/// record is the old one or the new one, every document that it names can be opened, none is left that nobody names, and what
/// the new one says can be found.
@Suite struct InterruptedWriteTests {
    private static func ids(_ session: UserSession) throws -> Set<RecordID> {
        let keys = try session.search.indexKeyRecords()
        var ids: Set<RecordID> = []
        try session.records.each(of: session.userID) { if !keys.contains($0.id) { ids.insert($0.id) } }
        return ids
    }

    /// What must be true after whatever happened.
    private static func check(_ session: UserSession, _ id: RecordID, isSaved: Bool, _ comment: Comment) throws {
        let patient = try session.patients.open(id)
        let form = PatientForm(patient.whole)
        let documents = Documents.references(of: patient.whole)
        #expect(form.name == (isSaved ? "Karima Saved" : "Ayesha Before"), comment)
        #expect(documents.count == (isSaved ? 2 : 1), comment)
        for document in documents { #expect(try session.bytes(of: document.id).count == 3, comment) }
        #expect(try ids(session) == Set(documents.map(\.id) + [id]), comment)
        #expect(try session.foundIDs("karima") == (isSaved ? [id] : []), comment)
        // The former name stays with the patient, and finds them, too.
        #expect(try session.foundIDs("ayesha") == [id], comment)
        #expect(session.journal.isEmpty, comment)
        #expect(Folder.names(in: session.home.path + "/journal").isEmpty, comment)
    }

    /// A record with one document.
    private static func begin(_ session: UserSession) throws -> (id: RecordID, document: RecordID) {
        let id = try session.addPatient("Ayesha Before", number: "1")
        return (id, try session.attach([1, 2, 3], to: id, title: "before").id)
    }

    /// Changes the name, adds two documents and takes the one away that is there.
    private static func change(_ session: UserSession, _ id: RecordID, _ document: RecordID) throws -> WriteOutcome {
        let record = try session.records.open(id, limit: 1 << 20)
        let documents = [[4, 5, 6], [7, 8, 9]].map { NewDocument(MemoryInput($0), title: "new") }
        return try session.charts.change(record, documents: documents, removing: ["urn:medseal:record:\(document)"]) {
            $0.name = "Karima Saved"
        }
    }

    @Test(arguments: WriteStep.allCases, [1, 2]) func aProgramMayEndBeforeAnyStep(_ step: WriteStep, _ time: Int) throws {
        // Two documents are put; every other step is taken once.
        guard time == 1 || step == .noteDocument || step == .putDocument else { return }
        let ward = try Ward()
        let user = try ward.user()
        let id: RecordID
        do {
            let session = try user.session()
            let document: RecordID
            (id, document) = try Self.begin(session)
            var count = 0
            session.endsBefore = { now in
                if now == step { count += 1 }
                return now == step && count == time
            }
            #expect(throws: ProgramEnds.self) { _ = try Self.change(session, id, document) }
        }
        let next = try user.session()
        // Whether the record was put shows in the store; when it was not, it may still be on its way for a while.
        let isSaved = [.sendTerms, .deleteDocuments, .forget].contains(step)
        let isOnItsWay = step == .putRecord
        #expect(try next.journal.resume() == (isOnItsWay ? 1 : 0), "\(step)")
        if isOnItsWay {
            #expect(!next.journal.isEmpty)
            #expect(PatientForm(try next.patients.open(id).whole).name == "Ayesha Before")
            var journal = next.journal
            journal.longestDelay = 0
            // A second is the least that a clock shows.
            sleep(2)
            #expect(try journal.resume() == 0)
        }
        try Self.check(next, id, isSaved: isSaved, "\(step)")
    }

    @Test func anAnswerThatIsLostForGoodLeavesWhatWasSaved() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let (id, document) = try Self.begin(session)
        let isAway = Atomic(false)
        ward.lies.twist { request, response in
            if request.method == .put, request.target.rawPath.hasSuffix("/\(id)") { isAway.store(true, ordering: .sequentiallyConsistent) }
            if isAway.load(ordering: .sequentiallyConsistent) { response = Response(status: 502) }
        }
        guard case .notKnown = try Self.change(session, id, document) else {
            Issue.record("nothing can be known")
            return
        }
        ward.lies.tellTheTruth()
        #expect(try user.session().journal.resume() == 0)
        try Self.check(try user.session(), id, isSaved: true, "lost")
    }

    @Test func aRequestThatIsLostOnceIsSentAgain() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let (id, document) = try Self.begin(session)
        let isFirst = Atomic(true)
        ward.lies.lie { request in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)"), isFirst.exchange(false, ordering: .sequentiallyConsistent)
            else { return nil }
            return Response(status: 504)
        }
        guard case .saved(let chart) = try Self.change(session, id, document) else {
            Issue.record("the second request is taken")
            return
        }
        #expect(chart.isFindable && chart.documents.count == 2)
        try Self.check(session, id, isSaved: true, "again")
    }

    @Test func aRefusalLeavesEverythingAsItWas() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let (id, document) = try Self.begin(session)
        // Of the two documents, or of the record.
        for refused in [1, 2, 3] {
            let count = Atomic(0)
            ward.lies.lie { request in
                guard request.method == .put, count.add(1, ordering: .sequentiallyConsistent).newValue == refused else { return nil }
                return Response(
                    status: 403, headers: HeaderFields([("content-type", "application/problem+json")]),
                    body: .bytes(Array(#"{"code":"forbidden","title":"No"}"#.utf8)))
            }
            guard case .notSaved = try Self.change(session, id, document) else {
                Issue.record("it was refused")
                return
            }
            ward.lies.tellTheTruth()
            try Self.check(session, id, isSaved: false, "\(refused)")
        }
    }

    @Test func aFullStoreRefuses() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let (id, document) = try Self.begin(session)
        ward.lies.lie { request in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)") else { return nil }
            return Response(
                status: 507, headers: HeaderFields([("content-type", "application/problem+json")]),
                body: .bytes(Array(#"{"code":"storage-full","title":"The store is full"}"#.utf8)))
        }
        guard case .notSaved(RemoteError.refused(let refusal)) = try Self.change(session, id, document), refusal.status == 507 else {
            Issue.record("the store says itself that it did not take it")
            return
        }
        ward.lies.tellTheTruth()
        try Self.check(session, id, isSaved: false, "full")
    }

    @Test func termsThatCannotBeSentAreSentAtTheNextLogin() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let (id, document) = try Self.begin(session)
        ward.lies.lie { $0.target.rawPath.hasSuffix("/index/terms") ? Response(status: 500) : nil }
        guard case .saved(let chart) = try Self.change(session, id, document) else {
            Issue.record("the record is saved whatever becomes of its terms")
            return
        }
        #expect(!chart.isFindable)
        ward.lies.tellTheTruth()
        let next = try user.session()
        #expect(try next.foundIDs("karima").isEmpty)
        #expect(try next.journal.resume() == 0)
        try Self.check(next, id, isSaved: true, "terms")
    }

    @Test func whoIsAtWorkIsNotDisturbed() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let (id, document) = try Self.begin(session)
        // In the middle of the write another program of the user's begins.
        var left: Int?
        session.endsBefore = { step in
            if step == .putRecord { left = try? user.session().journal.resume() }
            return false
        }
        guard case .saved = try Self.change(session, id, document) else {
            Issue.record("nothing stands in the way")
            return
        }
        #expect(left == 0)
        try Self.check(session, id, isSaved: true, "beside")
    }

    @Test func anotherProgramsDocumentIsNotTakenForOnesOwn() throws {
        let ward = try Ward()
        let user = try ward.user()
        let first = try user.session()
        let (id, document) = try Self.begin(first)
        // The first program ends before it puts a document; a second one then takes the same name.
        first.endsBefore = { $0 == .putDocument }
        #expect(throws: ProgramEnds.self) { _ = try Self.change(first, id, document) }
        let second = try user.session()
        let taken = try second.attach([9, 9, 9], to: id, title: "second")
        #expect(try second.journal.resume() == 0)
        #expect(try second.bytes(of: taken.id) == [9, 9, 9])
    }

    @Test func aJournalThatWasAlteredOrIsAnothersIsPassedOver() throws {
        let ward = try Ward()
        let (user, other) = (try ward.user(), try ward.user())
        let session = try user.session()
        let (id, document) = try Self.begin(session)
        session.endsBefore = { $0 == .sendTerms }
        #expect(throws: ProgramEnds.self) { _ = try Self.change(session, id, document) }
        let folder = user.home.path + "/journal"
        let name = try #require(Folder.names(in: folder).first { $0.hasSuffix(".vault") })
        let bytes = try InputFile.contents(of: folder + "/" + name, limit: 1 << 20)
        #expect(bytes.firstRange(of: id.bytes) == nil, "it is sealed")
        try Folder.make(other.home.path + "/journal")
        try OutputFile.write(bytes, to: other.home.path + "/journal/" + name)
        #expect(try other.session().journal.resume() == 0)
        for place in [0, bytes.count / 2, bytes.count - 1] {
            var altered = bytes
            altered[place] ^= 1
            try OutputFile.write(altered, to: folder + "/" + name, replacing: true)
            #expect(try user.session().journal.resume() == 0)
            #expect(!(try user.session().journal.isEmpty))
        }
        try OutputFile.write(bytes, to: folder + "/" + name, replacing: true)
        #expect(try user.session().journal.resume() == 0)
        try Self.check(try user.session(), id, isSaved: true, "restored")
    }
}
