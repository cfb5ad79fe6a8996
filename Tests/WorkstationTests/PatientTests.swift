import AccessPolicy
import HTTPTransport
import HealthRecord
import Identity
import SealedRecord
import SearchIndex
import Synchronization
import LyingStore
import LocalFiles
import Testing
import Workstation

/// What is done to a patient's record is done to what belongs to it, and to nothing else.
@Suite struct PatientTests {
    private static let template = """
        {"parts":[{"name":"mental-health","policy":"role:psychiatrist","when":[{"resourceType":"Condition"}]}]}
        """
    private static let condition = #",{"resource":{"resourceType":"Condition","code":{"text":"depression"}}}"#

    private static func importer(_ session: UserSession) throws -> PatientImport {
        try PatientImport(
            session, policies: try Ward.policy(), template: try PartTemplate(json: Array(template.utf8)),
            partPolicies: [try Policy(parsing: "role:psychiatrist")])
    }

    private static func isGone(_ id: RecordID, _ session: UserSession) -> Bool {
        failure { _ = try session.records.versions(of: id) } == .notFound
    }

    @Test func deletingAPatientDeletesAlsoPartsUnderPoliciesThatItsAuthorDoesNotSatisfy() throws {
        let ward = try Ward()
        let session = try ward.user(["role:doctor"]).session()
        let patients = try Self.importer(session)
        guard case .imported(let id) = try patients.add(Ward.patient("Ayesha Rahman", number: "1", more: Self.condition)) else { return }
        try patients.finish()
        let patient = try session.patients.open(id)
        // Who wrote a part opens it, whatever its policy; a colleague of the same role does not.
        #expect(patient.closedParts == 0)
        #expect(try ward.user(["role:doctor"]).session().patients.open(id).closedParts == 1)
        let part = try #require(try PatientBundle(json: patient.record.content).partReferences.first.flatMap(RecordID.init(text:)))
        let document = try session.attach([1, 2, 3], to: id, title: "x")
        try session.charts.delete(id)
        #expect(Self.isGone(id, session) && Self.isGone(part, session) && Self.isGone(document.id, session))
    }

    @Test func aPatientWhosePartIsGoneIsStillOpened() throws {
        let ward = try Ward()
        let session = try ward.user(["role:doctor", "role:psychiatrist"]).session()
        let patients = try Self.importer(session)
        guard case .imported(let id) = try patients.add(Ward.patient("Ayesha Rahman", number: "1", more: Self.condition)) else { return }
        try patients.finish()
        let part = try #require(try session.patients.open(id).parts.first)
        try session.records.delete(part)
        let patient = try session.patients.open(id)
        #expect(patient.parts.isEmpty && patient.closedParts == 1)
        try session.charts.delete(id)
        #expect(Self.isGone(id, session))
    }

    @Test func sharingTellsOfWhatIsOthers() throws {
        let ward = try Ward()
        let doctor = try ward.user().session()
        let gateway = try ward.user().session()
        let id = try doctor.addPatient("Ayesha Rahman", number: "1")
        let document = try doctor.attach([1, 2, 3], to: id, title: "x")
        for session in [doctor, gateway] {
            let ingest = try ReadingsIngest(session, record: id)
            try ingest.add(Ward.reading(of: "\(id)", 60))
            try ingest.flush()
        }
        #expect(try doctor.search.readings(of: id).count == 2)
        let nurse = try ward.user(["role:nurse"]).session()
        #expect(throws: SealedRecordError.self) { _ = try nurse.records.open(document.id, limit: 100) }
        let failures = try doctor.charts.share(id, policies: try Ward.policy("role:doctor or role:nurse"))
        #expect(failures == 1, "the gateway's readings")
        _ = try nurse.patients.open(id)
        #expect(try nurse.records.open(document.id, limit: 100).content == [1, 2, 3])
        #expect(try nurse.readings.open(of: id, limit: 10).opened.count == 1)
    }

    /// A bundle from elsewhere may name any record as its document.
    @Test func aRecordThatNamesAnotherPatientHasNoPowerOverIt() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let victim = try session.addPatient("Ayesha Rahman", number: "1")
        let policy =
            #",{"resource":{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"url":"urn:medseal:record:\#(victim)"}}]}}"#
        let hostile = try session.addPatient("Mallory", number: "2", more: policy)
        #expect(Documents.references(of: try session.patients.open(hostile).whole).map(\.id) == [victim])
        #expect(try session.charts.share(hostile, policies: try Ward.policy("role:mallory or role:doctor")) == 1)
        #expect(try session.records.present(victim).header.envelope.readers.map(\.text) == ["role:doctor"])
        try session.charts.delete(hostile)
        #expect(try session.patients.open(victim).record.header.content.contentVersion == 1)
    }

    /// The store decides what is found as readings.
    @Test func whatTheStoreCallsReadingsIsTouchedOnlyIfItSaysSoItself() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let secret = try session.writing.add(MemoryInput([1, 2, 3]), policies: try Ward.policy("role:surgeon or role:doctor")).header.content.recordID
        let victim = try session.addPatient("Karim Khan", number: "2")
        let readings = try ReadingsIngest(session, record: victim)
        try readings.add(Ward.reading(of: "\(victim)", 60))
        try readings.flush()
        let all = Recorder()
        ward.lies.twist { request, response in if request.target.rawPath == "/v1/records" { all.keep(response) } }
        try session.records.each { _ in }
        ward.lies.lie { request in request.target.rawPath.hasSuffix("/search") ? .text(json: all.text) : nil }
        let before = try [secret, victim, readings.records[0]].map { try session.records.present($0).state.entityTag }
        #expect(try session.charts.share(id, policies: try Ward.policy("role:doctor or role:porter")) > 0)
        try session.charts.delete(id)
        #expect(try [secret, victim, readings.records[0]].map { try session.records.present($0).state.entityTag } == before)
    }

    @Test func aDocumentBelongsToThePatientItWasMadeForWhoeverElseNamesIt() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let (mine, hostile) = (try session.addPatient("Ayesha Rahman", number: "1"), try session.addPatient("Mallory", number: "2"))
        let document = try session.attach(Array("%PDF-1.7".utf8), to: mine, title: "letter")
        // Under the same policies, by the same author, and named by another patient's record.
        try session.changePatient(hostile) { $0.attachments.append(document.attachment) }
        let before = try session.records.present(document.id).state.entityTag
        #expect(try session.charts.share(hostile, policies: try Ward.policy("role:doctor or role:porter")) == 1)
        try session.removeDocument(document.id, of: hostile)
        try session.charts.delete(hostile)
        #expect(try session.records.present(document.id).state.entityTag == before)
        #expect(try session.charts.share(mine, policies: try Ward.policy("role:doctor or role:nurse")) == 0)
        #expect(try session.records.present(document.id).state.entityTag != before)
        // Its identifier is never used again, and the next document has one of its own.
        try session.removeDocument(document.id, of: mine)
        let next = try session.attach([1], to: mine, title: "next")
        #expect(next.id != document.id)
        try session.charts.delete(mine)
        #expect(Self.isGone(next.id, session))
    }

    @Test func morePartsThanARecordCanHaveAreNotAskedFor() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let links = (0..<300).map { number in
            let digits = String(number, radix: 16)
            return #"{"relation":"related","url":"urn:medseal:record:\#(String(repeating: "0", count: 32 - digits.count) + digits)"}"#
        }
        let text =
            #"{"resourceType":"Bundle","type":"collection","link":[\#(links.joined(separator: ","))],"entry":[{"resource":{"resourceType":"Patient"}}]}"#
        let id = try session.writing.add(MemoryInput(Array(text.utf8)), policies: try Ward.policy()).header.content.recordID
        #expect(failure { _ = try session.patients.open(id) } == .integrity)
        // What the list of patients keeps of a name of a megabyte is short.
        let long = try session.addPatient(String(repeating: "ক", count: 400_000), number: "1")
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        #expect((catalogue.entry(long)?.name.utf8.count ?? .max) <= 1024)
    }

    @Test func aDocumentUnderOtherPoliciesThanThePatientsIsLeftAsItIs() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let secret = try session.writing.add(MemoryInput([1]), policies: try Ward.policy("role:surgeon")).header.content.recordID
        let more =
            #",{"resource":{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"url":"urn:medseal:record:\#(secret)"}}]}}"#
        let id = try session.addPatient("Ayesha Rahman", number: "1", more: more)
        #expect(try session.charts.share(id, policies: try Ward.policy("role:doctor or role:nurse")) == 1)
        #expect(try session.records.present(secret).header.envelope.readers.map(\.text) == ["role:surgeon"])
        try session.charts.delete(id)
        #expect(try session.records.present(secret).header.content.contentVersion == 1)
    }

    @Test func aDocumentStaysWhenItIsNotKnownWhetherThePatientNamesIt() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        // The record is changed, but the answer gets lost, and what is asked afterwards gets none.
        let isAway = Atomic(false)
        ward.lies.twist { request, response in
            if request.method == .put, request.target.rawPath.hasSuffix("/\(id)") { isAway.store(true, ordering: .sequentiallyConsistent) }
            if isAway.load(ordering: .sequentiallyConsistent) { response = Response(status: 502) }
        }
        #expect(failure { _ = try session.attach([1, 2, 3], to: id, title: "x") } == .remote)
        ward.lies.tellTheTruth()
        let named = Documents.references(of: try session.patients.open(id).whole)
        #expect(named.count == 1)
        for reference in named { #expect(try session.bytes(of: reference.id) == [1, 2, 3]) }
        // But it goes when the record certainly was not changed.
        ward.lies.lie { request in
            guard request.method == .put, request.target.rawPath.hasSuffix("/\(id)") else { return nil }
            return Response(
                status: 403, headers: HeaderFields([("content-type", "application/problem+json")]), body: .bytes(Array(#"{"code":"not-owner"}"#.utf8))
            )
        }
        var before = 0
        try session.records.each(of: session.userID) { _ in before += 1 }
        #expect(failure { _ = try session.attach([4], to: id, title: "y") } == .remote)
        ward.lies.tellTheTruth()
        var after = 0
        try session.records.each(of: session.userID) { _ in after += 1 }
        #expect(after == before)
    }

    @Test func changesOfSeveralPeopleAtOnceAreAllMade() throws {
        let ward = try Ward()
        let user = try ward.user()
        let (first, second) = (try user.session(), try user.session())
        let id = try first.addPatient("Ayesha Rahman", number: "1")
        let tag = try first.records.present(id).state.entityTag
        var turns = 0
        try first.changePatient(id) { form in
            form.phone = "01711"
            // Somebody else is faster, twice.
            if turns < 2 {
                turns += 1
                _ = try? second.changePatient(id) { $0.conditions.append("turn \(turns)") }
            }
        }
        let form = PatientForm(try second.patients.open(id).whole)
        #expect(form.phone == "01711" && form.conditions == ["turn 1", "turn 2"])
        #expect(failure { try first.writing.update(id, MemoryInput([1]), expecting: tag) } == .conflict)
        #expect(failure { try first.writing.rewrap(id, expecting: tag) } == .conflict)
        #expect(failure { try first.records.delete(id, expecting: tag) } == .conflict)
        // Who is always too late gives up.
        turns = 0
        #expect(
            failure {
                try first.changePatient(id) { form in
                    turns += 1
                    form.address = "turn \(turns)"
                    _ = try? second.changePatient(id) { $0.notes = "\(turns)" }
                }
            } == .conflict)
        #expect(turns == 4)
    }

    @Test func aDeletedRecordIsNotOpenedWhenTheStoreBringsItBack() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let recorder = Recorder()
        ward.lies.twist { request, response in if request.method == .get { recorder.keep(response) } }
        _ = try session.records.fetch(id)
        ward.lies.tellTheTruth()
        try session.charts.delete(id)
        #expect(failure { _ = try session.records.open(id, limit: 1 << 20) } == .notFound)
        ward.lies.lie { request in request.target.rawPath.hasSuffix("/\(id)") ? recorder.answer : nil }
        #expect(failure { _ = try session.records.open(id, limit: 1 << 20) } == .integrity)
    }
}

extension PatientForm {
    fileprivate var notes: String {
        get { observations[.notes] ?? "" }
        set { observations[.notes] = newValue }
    }
}
