import HealthRecord
import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// What a store lists is only its word: that something "is there already" saves nobody the work of putting it there.
@Suite struct LyingListTests {
    private func importer(_ session: UserSession) throws -> PatientImport {
        try PatientImport(
            session, policies: try policies("role:doctor"), template: PartTemplate(json: Array(#"{"parts":[]}"#.utf8)), partPolicies: [])
    }

    private func list(_ id: RecordID, _ owner: Person) -> ColludingStore.Answer {
        .document(
            #"""
            {"records":[{"id":"\#(id)","owner":"\#(owner.identity.id)","etag":"\"0123\"","contentVersion":1,"envelopeSequence":1,"length":1000,\#
            "modified":1,"indexed":true}]}
            """#)
    }

    /// An import that was interrupted is repeated, and the store has thrown away what it lists.
    @Test(arguments: Knowledge.allCases) func anImportDoesNotTakeTheListsWord(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let first = try importer(try victim.session())
        guard case .imported(let id) = try first.add(patient("Ayesha Rahman")) else {
            Issue.record("not imported")
            return
        }
        try first.finish()
        let session = try scene.session(of: victim, knowledge, seeing: id)
        scene.store.takeEverything()
        scene.store.serve([list(id, victim)], at: "/v1/records")
        scene.store.serve([.problem(404, code: "record-not-found")], for: "\(id)")
        let count = scene.store.written.count
        let ended = outcome { _ = try importer(session).add(patient("Ayesha Rahman")) }
        #expect(ended.isRefused || scene.store.written.count > count, "\(ended): not there, and nothing told")
    }

    @Test(arguments: Knowledge.allCases) func aGatewayDoesNotTakeTheListsWord(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let gateway = try scene.person("Gateway")
        let patient = try gateway.session().addPatient("Ayesha Rahman")
        let first = try ReadingsIngest(try gateway.session(), record: patient)
        try first.add(reading(of: patient, 77))
        try first.flush()
        let id = try #require(first.records.first)
        let machine = try knowledge == .everything ? gateway : scene.newMachine(of: gateway)
        scene.store.takeEverything()
        scene.store.serve([list(id, gateway)], at: "/v1/records")
        scene.store.serve([.problem(404, code: "record-not-found")], for: "\(id)")
        let count = scene.store.written.count
        let ended = outcome {
            let again = try ReadingsIngest(try machine.session(), record: patient)
            try again.add(reading(of: patient, 77))
            try again.flush()
        }
        #expect(ended.isRefused || scene.store.written.count > count, "\(ended): not there, and nothing told")
    }
}
