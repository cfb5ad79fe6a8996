import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// An author and a store together show two readers two histories of one record.
@Suite struct ForkTests {
    /// Somebody who saw version 2 is given a version 3 that follows another version 2.
    @Test func aVersionOfAnotherHistoryIsRefusedByWhoSawTheOneBefore() throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker())
        let (id, session) = try seen(scene, reader, mallory)
        let fork = try mallory.makeFork(of: scene.store.last("\(id)"), from: 2, [patient("Other Two"), patient("Other Three")])
        scene.store.serve([.record(fork[1])], for: "\(id)")
        scene.store.serve([.record(fork[0])], for: "\(id)", below: "/versions/2")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
        let looked = outcome { _ = try session.records.present(id) }
        #expect(looked.isRefused, "\(looked)")
        let again = outcome { _ = try reader.session().records.open(id, limit: 1 << 20) }
        #expect(again.isRefused, "\(again)")
    }

    /// Versions that were not seen lie between: what the store gives for them must lead from the one to the other.
    @Test(arguments: [true, false]) func whatLiesBetweenMustLeadHere(_ isGiven: Bool) throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker())
        let (id, session) = try seen(scene, reader, mallory)
        let fork = try mallory.makeFork(of: scene.store.last("\(id)"), from: 2, (2...5).map { patient("Other \($0)") })
        scene.store.serve([.record(fork[3])], for: "\(id)")
        for (index, record) in fork.enumerated() {
            scene.store.serve([isGiven ? .record(record) : .problem(404, code: "record-not-found")], for: "\(id)", below: "/versions/\(index + 2)")
        }
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
    }

    /// Who has seen nothing cannot tell which history is the first; but version 2 must be the one that version 3 names.
    @Test(arguments: [2, 3]) func anOlderVersionMustBeTheOneThatTheNewerNames(_ first: Int) throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker())
        let id = try mallory.person.session().addPatient("One", policy: Attacker.policy)
        try mallory.person.session().writing.update(id, MemoryInput(patient("Two")))
        let genuine = scene.store.last("\(id)")
        let fork = try mallory.makeFork(of: scene.store.last("\(id)"), from: 2, [patient("Other Two"), patient("Other Three")])
        scene.store.serve([.record(fork[1])], for: "\(id)")
        scene.store.serve([.record(genuine)], for: "\(id)", below: "/versions/2")
        let session = try reader.session()
        // In either order, and by another program of the same user's.
        if first == 3 {
            _ = try session.records.open(id, limit: 1 << 20)
            let older = outcome { _ = try reader.session().records.open(id, version: 2, limit: 1 << 20) }
            #expect(older.isRefused, "\(older)")
        } else {
            _ = outcome { _ = try session.records.open(id, version: 2, limit: 1 << 20) }
            let newer = outcome { _ = try reader.session().records.open(id, limit: 1 << 20) }
            #expect(newer.isRefused, "\(newer)")
        }
    }

    /// One number, two envelopes: one reader is told that the expelled are out, and another is not.
    @Test func twoEnvelopesOfOneNumberAreRefusedByWhoSawTheOther() throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker())
        let (id, session) = try seen(scene, reader, mallory)
        let genuine = scene.store.last("\(id)")
        let envelopes = try ["role:doctor", Attacker.policy].map { try mallory.makeRewrap(of: genuine, policy: $0) }
        scene.store.serve([.record(envelopes[0])], for: "\(id)")
        _ = try session.records.open(id, limit: 1 << 20)
        scene.store.serve([.record(envelopes[1])], for: "\(id)")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
        let again = outcome { _ = try reader.session().records.present(id) }
        #expect(again.isRefused, "\(again)")
    }

    /// An older envelope is refused by whoever saw the newer one.
    @Test func anOlderEnvelopeIsRefusedByWhoSawTheNewerOne() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman", policy: Attacker.policy)
        let wide = scene.store.last("\(id)")
        try victim.session().writing.rewrap(id, readers: .of(try policies("role:doctor")))
        scene.store.serve([.record(wide)], for: "\(id)")
        let count = scene.store.written.count
        for operation in Operation.allCases {
            let opened = outcome { try operation.run(try victim.session(), id) }
            #expect(opened.isRefused, "\(operation): \(opened)")
        }
        #expect(try scene.stolen(since: count) == 0)
    }

    /// One version's header in front of another version's payload.
    @Test(arguments: Knowledge.allCases) func aMixtureOfTwoVersionsIsRefused(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let mallory = try scene.attacker()
        let id = try victim.session().addPatient("Ayesha Rahman")
        let one = scene.store.last("\(id)")
        try Operation.update.run(try victim.session(), id)
        let two = scene.store.last("\(id)")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        scene.store.serve([.record(try mallory.makeMixture(header: two, payload: one))], for: "\(id)")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
        let read = outcome { try session.records.content(of: id).read(0..<10) { _ in } }
        #expect(read.isRefused, "\(read)")
    }

    /// A record of Mallory's in its second version, which the reader has seen.
    private func seen(_ scene: AttackScene, _ reader: Person, _ mallory: Attacker) throws -> (RecordID, UserSession) {
        let id = try mallory.person.session().addPatient("One", policy: Attacker.policy)
        try mallory.person.session().writing.update(id, MemoryInput(patient("Two")))
        return (id, try scene.session(of: reader, .everything, seeing: id))
    }
}
