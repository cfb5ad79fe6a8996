import Identity
import LyingStore
import SealedRecord
import Testing
import Workstation

/// What a certified re-wrapper does to others' records, by mistake or not. The store is honest where nothing else is said.
@Suite struct RewrapperTests {
    private static let rewrapper: Capabilities = [.author, .rewrap]

    /// The wrong policy, given by mistake.
    @Test(arguments: Knowledge.allCases) func theAuthorOpensWhatWasRewrappedForNobody(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker(Self.rewrapper, ["role:doctor", Attacker.attribute]))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies("role:nobody")))
        var text = ""
        let ended = outcome { text = try session.text(of: id) }
        #expect(text.contains("Ayesha Rahman"))
        #expect(ended == .done, "\(ended)")
        // With the content at hand the author can put things right.
        let mended = outcome { try session.writing.rewrap(id, readers: .of(try policies("role:doctor"))) }
        #expect(mended == .done, "\(mended)")
    }

    /// An envelope whose stanza holds no key of the record's: its policy is the right one, and it opens for nobody.
    @Test(arguments: Knowledge.allCases) func theAuthorOpensWhatWasRewrappedAroundNothing(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker(Self.rewrapper))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        let hostile = try mallory.makeRewrap(of: scene.store.last("\(id)"), policy: "role:doctor", isOpen: false)
        scene.store.serve([.record(hostile)], for: "\(id)")
        var text = ""
        let ended = outcome { text = try session.text(of: id) }
        #expect(text.contains("Ayesha Rahman"))
        #expect(ended == .done, "\(ended)")
    }

    /// The author's own mistake.
    @Test(arguments: Knowledge.allCases) func theAuthorOpensWhatTheAuthorSealedForOthers(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman", policy: "role:nobody")
        let session = try (knowledge == .firstUse ? scene.newMachine(of: victim) : victim).session()
        var text = ""
        let ended = outcome { text = try session.text(of: id) }
        #expect(text.contains("Ayesha Rahman"))
        #expect(ended == .done, "\(ended)")
    }

    /// A re-wrapper's wider envelope is not what the owner chose: the owner's next version is not sealed for it without a word.
    @Test(arguments: Operation.allCases, Knowledge.allCases)
    func theOwnerDoesNotTakeOverAReWrappersPolicies(_ operation: Operation, _ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker(Self.rewrapper, ["role:doctor", Attacker.attribute]))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies(Attacker.policy)))
        let count = scene.store.written.count
        let ended = outcome { try operation.run(session, id) }
        #expect(ended.isRefused, "\(ended)")
        #expect(try scene.stolen(since: count) == 0)
    }

    /// The policies that the owner chose, in a re-wrapper's envelope of a new epoch or list, are gone on with.
    @Test func theOwnerGoesOnFromAReWrapThatChangesNothing() throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker(Self.rewrapper, ["role:doctor", Attacker.attribute]))
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, .everything, seeing: id)
        try mallory.person.session().writing.rewrap(id)
        let ended = outcome { try Operation.update.run(session, id) }
        #expect(ended == .done, "\(ended)")
    }

    /// A re-wrapped index key is still one's own, and is to be replaced when somebody was expelled.
    @Test(arguments: Knowledge.allCases) func aReWrapDoesNotKeepAnIndexKeyFromBeingReplaced(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker(Self.rewrapper, ["role:doctor", Attacker.attribute]))
        let patient = try victim.session().addPatient("Ayesha Rahman")
        let id = try #require(try victim.session().search.indexKeyRecords().first)
        let session = try scene.machine(of: victim, knowledge, seeing: [patient, id]).session()
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies(Attacker.policy)))
        let count = scene.store.written.count
        var replaced = 0
        let ended = outcome { replaced = try session.index.rekey().keys }
        #expect(replaced == 1 || ended.isRefused, "\(ended), and the key that Mallory has stays in use")
        #expect(try scene.stolen(since: count) == 0)
    }
}
