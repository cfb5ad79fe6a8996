import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// A re-wrapper's envelope takes a record out of the index. Whoever puts it back seals no index key for the re-wrapper's readers.
@Suite struct IndexPolicyTests {
    @Test(arguments: Knowledge.allCases) func theIndexIsNotFilledForAReWrappersReaders(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker([.author, .rewrap], ["role:doctor", Attacker.attribute]))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies(Attacker.policy)))
        let count = scene.store.written.count
        let ended = outcome { _ = try session.index.rebuild() }
        #expect(try scene.stolen(since: count) == 0, "\(ended)")
    }

    @Test(arguments: Knowledge.allCases) func aSecondIngestSealsNoIndexKeyForAReWrappersReaders(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (gateway, mallory) = (try scene.person("Gateway"), try scene.attacker([.author, .rewrap], ["role:doctor", Attacker.attribute]))
        let patient = try gateway.session().addPatient("Ayesha Rahman")
        func ingest(_ session: UserSession) throws -> ReadingsIngest {
            let ingest = try ReadingsIngest(session, record: patient)
            try ingest.add(reading(of: patient, 77))
            try ingest.flush()
            return ingest
        }
        let id = try #require(try ingest(try gateway.session()).records.first)
        let machine = try knowledge == .everything ? gateway : scene.newMachine(of: gateway)
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies(Attacker.policy)))
        let count = scene.store.written.count
        let ended = outcome { _ = try ingest(try machine.session()) }
        #expect(ended == .done, "the readings are there: \(ended)")
        #expect(try scene.stolen(since: count) == 0)
    }
}
