import Clocks
import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// Somebody who held a record once, works with the store, and leaves out what the record's successions say since.
@Suite struct FormerOwnerTests {
    /// How a record came to Mallory and went on.
    enum Way: CaseIterable, Sendable {
        /// From Vera to Mallory by the authority's word, then to Nora by Mallory's own.
        case authorityThenOwn
        /// From Vera to Mallory, and back.
        case thereAndBack
    }

    @Test(arguments: Way.allCases) func aFormerOwnerWritesNoVersion(_ way: Way) throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker(.author, ["role:doctor", Attacker.attribute]))
        let id = try handed(scene, mallory, way)
        let session = try scene.session(of: reader, .everything, seeing: id)
        let hostile = try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Forged"), forgettingSuccessionsBehind: 1)
        scene.store.serve([.record(hostile)], for: "\(id)")
        for session in [session, try reader.session()] {
            let looked = outcome { _ = try session.records.present(id) }
            #expect(looked.isRefused, "\(looked)")
            let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
            #expect(opened.isRefused, "\(opened)")
        }
    }

    @Test(arguments: Way.allCases) func aFormerOwnerDeletesNothing(_ way: Way) throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker(.author, ["role:doctor", Attacker.attribute]))
        let id = try handed(scene, mallory, way)
        let session = try scene.session(of: reader, .everything, seeing: id)
        let statement = try mallory.makeDeletion(of: scene.store.last("\(id)"), forgettingSuccessionsBehind: 1)
        scene.store.serve([.problem(410, code: "record-deleted")], for: "\(id)")
        scene.store.serve([.record(statement)], for: "\(id)", below: "/deletion")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
    }

    /// The owner has signed a deletion that never arrived, and gone on with the record.
    @Test func aDeletionOfAnEarlierVersionIsNone() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        let statement = try Attacker(person: victim).makeDeletion(of: scene.store.last("\(id)"), forgettingSuccessionsBehind: 0)
        try victim.session().writing.update(id, MemoryInput(patient("Ayesha Begum")))
        scene.store.serve([.problem(410, code: "record-deleted")], for: "\(id)")
        scene.store.serve([.record(statement)], for: "\(id)", below: "/deletion")
        let opened = outcome { _ = try victim.session().records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
    }

    /// Until the successor writes, who handed over still chooses readers; the successor is asked before going on with them.
    @Test(arguments: [Operation.update, .edit, .attach]) func aSuccessorDoesNotTakeOverAFormerOwnersPolicies(_ operation: Operation) throws {
        let scene = try AttackScene()
        let (successor, mallory) = (try scene.person("Nora"), try scene.attacker(.author, ["role:doctor", Attacker.attribute]))
        let id = try mallory.person.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: successor, .everything, seeing: id)
        try mallory.person.session().records.handOver(id, to: successor.identity.id)
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies(Attacker.policy)))
        let count = scene.store.written.count
        let ended = outcome { try operation.run(session, id) }
        #expect(ended.isRefused, "\(ended)")
        #expect(try scene.stolen(since: count) == 0)
        let chosen = outcome { try session.writing.update(id, MemoryInput(patient("Ayesha Rahman")), readers: .of(try policies("role:doctor"))) }
        #expect(chosen == .done, "\(chosen)")
        // From then on the readers are the successor's choice.
        let after = outcome { try operation.run(session, id) }
        #expect(after == .done, "\(after)")
    }

    /// The honest case: everybody who has seen the record follows it to who holds it now, also across versions.
    @Test(arguments: Way.allCases, [false, true]) func aRightfulSuccessorIsFollowed(_ way: Way, _ seesAll: Bool) throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker(.author, ["role:doctor", Attacker.attribute]))
        let session = try reader.session()
        let id = try handed(scene, mallory, way) { id in
            if seesAll || scene.store.written.count <= 2 { _ = try session.records.open(id, limit: 1 << 20) }
        }
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened == .done, "\(opened)")
    }

    /// A record of Vera's that went through Mallory's hands and out of them again.
    ///
    /// - Parameter look: called after each version.
    private func handed(_ scene: AttackScene, _ mallory: Attacker, _ way: Way, _ look: (RecordID) throws -> Void = { _ in }) throws -> RecordID {
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman")
        try look(id)
        let last: Person
        switch way {
        case .authorityThenOwn:
            last = try scene.person("Nora")
            try scene.put(try scene.succession(from: victim, to: mallory.person), as: mallory.person)
        case .thereAndBack:
            last = victim
            try victim.session().records.handOver(id, to: mallory.person.identity.id)
        }
        try mallory.person.session().writing.update(id, MemoryInput(patient("Ayesha Rahman, Mallory's")), readers: .of(try policies("role:doctor")))
        try look(id)
        try mallory.person.session().records.handOver(id, to: last.identity.id)
        try last.session().writing.update(
            id, MemoryInput(patient("Ayesha Rahman, out of Mallory's hands")), readers: .of(try policies("role:doctor")))
        try look(id)
        return id
    }
}
