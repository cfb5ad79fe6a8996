import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// The store says that a document's name is free that the patient's record names already.
@Suite struct DocumentNameTests {
    @Test(arguments: Knowledge.allCases) func noNameIsGivenToTwoDocuments(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        func attach(_ session: UserSession, _ content: [UInt8]) throws -> RecordID? {
            try session.charts.change(id, documents: [NewDocument(MemoryInput(content), title: "scan")]) { _ in }.get().documents.first?.id
        }
        let first = try #require(try attach(try victim.session(), [1, 2, 3]))
        let session = try scene.machine(of: victim, knowledge, seeing: [id, first]).session()
        scene.store.takeEverything()
        scene.store.serve([.problem(404, code: "record-not-found")], for: "\(first)")
        let ended = outcome { _ = try attach(session, [4, 5, 6]) }
        #expect(scene.store.written.count { $0.id == "\(first)" } == 1, "\(ended): two documents under one name")
    }
}
