import HealthRecord
import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// A store says that a record is gone which nobody has deleted.
@Suite struct WithheldRecordTests {
    private static let gone = ColludingStore.Answer.problem(410, code: "record-deleted")
    private static let unknown = ColludingStore.Answer.problem(404, code: "record-not-found")

    /// 410 proves nothing to anybody, and 404 nothing to who has seen the record.
    @Test(arguments: [(410, Knowledge.firstUse), (410, .everything), (404, .everything)])
    func whatNobodyDeletedIsWithheld(_ status: Int, _ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        scene.store.serve([status == 410 ? Self.gone : Self.unknown], for: "\(id)")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
        let looked = outcome { _ = try session.records.present(id) }
        #expect(looked.isRefused, "\(looked)")
        let fetched = outcome { _ = try session.records.fetch(id) }
        #expect(fetched.isRefused, "\(fetched)")
        for operation in Operation.allCases {
            let ended = outcome { try operation.run(session, id) }
            #expect(ended.isRefused, "\(operation): \(ended)")
        }
    }

    /// The list leaves a record out that was on it.
    @Test(arguments: [false, true]) func aPatientDoesNotVanishFromTheCatalogue(_ isGone: Bool) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try victim.session()
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        try #require(catalogue.entry(id)?.name == "Ayesha Rahman")
        scene.store.serve([.document(#"{"records":[]}"#)], at: "/v1/records")
        if isGone { scene.store.serve([Self.gone], for: "\(id)") }
        let ended = outcome { try catalogue.refresh(session) { false } }
        #expect(ended.isRefused || catalogue.entry(id)?.name == "Ayesha Rahman", "\(ended), and the patient is gone without a word")
    }

    /// The honest case: who deletes proves it to others.
    @Test(arguments: Knowledge.allCases) func whatItsOwnerDeletedIsDeleted(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, reader) = (try scene.person("Vera"), try scene.person("Rita"))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: reader, knowledge, seeing: id)
        try victim.session().records.delete(id)
        var kind: FailureKind?
        do { _ = try session.records.open(id, limit: 1 << 20) } catch { kind = FailureKind(error) }
        #expect(kind == .notFound)
    }

    /// Nobody but its owner deletes a record of an honest store.
    @Test func anothersRecordCannotBeDeleted() throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        #expect(outcome { try mallory.person.session().records.delete(id) } != .done)
        #expect(outcome { try mallory.person.session().charts.delete(id) } != .done)
        #expect(try victim.session().text(of: id).contains("Ayesha Rahman"))
    }

    /// A store that throws away what is to be deleted later says "deleted"; one that does not delete says so, too. A lost answer
    /// and an unproven 410 together are no deletion.
    @Test func aLostAnswerAndAnUnprovenGoneAreNoDeletion() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let genuine = ColludingStore.Answer.record(scene.store.last("\(id)"))
        let session = try scene.session(of: victim, .everything, seeing: id)
        // The look before, the deletion whose answer is lost, the look after.
        scene.store.serve([genuine, .problem(502, code: "lost"), Self.gone], for: "\(id)")
        let ended = outcome { try session.records.delete(id) }
        scene.store.serve([.truth], for: "\(id)")
        #expect(ended != .done, "and the record is still in the store")
    }

    /// A document that the record names.
    @Test(arguments: Knowledge.allCases) func aDocumentThatNobodyDeletedIsWithheld(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let chart = try victim.session().charts.change(id, documents: [NewDocument(MemoryInput([1, 2, 3]), title: "scan")]) { _ in }.get()
        let document = try #require(chart.documents.first?.id)
        let session = try scene.machine(of: victim, knowledge, seeing: [id, document]).session()
        scene.store.serve([Self.gone], for: "\(document)")
        let ended = outcome { _ = try session.records.content(of: document) }
        #expect(ended.isRefused, "\(ended)")
    }

    /// An index key that is withheld hides every patient under it from the search.
    @Test(arguments: Knowledge.allCases) func aWithheldIndexKeyIsTold(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let patient = try victim.session().addPatient("Ayesha Rahman")
        let id = try #require(try victim.session().search.indexKeyRecords().first)
        let session = try scene.machine(of: victim, knowledge, seeing: [patient, id]).session()
        scene.store.serve([Self.gone], for: "\(id)")
        var notices = 0
        session.notice = { _ in notices += 1 }
        let ended = outcome { _ = try session.search.find("ayesha") }
        #expect(notices > 0 || ended.isRefused, "\(ended): nothing found, nothing told")
    }

    /// Readings that the index finds and the store then does not give.
    @Test(arguments: Knowledge.allCases) func withheldReadingsAreTold(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let ingest = try ReadingsIngest(try victim.session(), record: id)
        try ingest.add(reading(of: id, 77))
        try ingest.flush()
        let readings = try #require(ingest.records.first)
        let session = try scene.machine(of: victim, knowledge, seeing: [id, readings]).session()
        scene.store.serve([Self.gone], for: "\(readings)")
        var notices = 0
        session.notice = { _ in notices += 1 }
        let ended = outcome { _ = try session.readings.open(of: id, limit: 10) }
        #expect(notices > 0 || ended.isRefused, "\(ended): fewer readings, nothing told")
    }
}
