import LyingStore
import SealedRecord
import SearchIndex
import Testing
import Workstation

/// Under the victim's name the store serves a version that somebody else made, for a policy of theirs. Nothing that the victim
/// then seals may be for them, and the victim is told.
@Suite struct AuthorSubstitutionTests {
    @Test(arguments: Operation.allCases, Knowledge.allCases)
    func nothingIsSealedForTheAuthorOfAnothersVersion(_ operation: Operation, _ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        let hostile = try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Rahman"))
        scene.store.serve([.record(hostile)], for: "\(id)")
        let count = scene.store.written.count
        let ended = outcome { try operation.run(session, id) }
        #expect(ended.isRefused, "\(ended)")
        #expect(try scene.stolen(since: count) == 0)
    }

    /// The first look is honest, and the one that policies are taken from is not.
    @Test(arguments: [Operation.update, .edit, .attach], [1, 2])
    func theLookThatCountsIsTheOneThatIsChecked(_ operation: Operation, _ honestLooks: Int) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let genuine = scene.store.last("\(id)")
        let session = try scene.session(of: victim, .firstUse, seeing: id)
        let hostile = try mallory.makeNextVersion(of: genuine, patient("Ayesha Rahman"))
        scene.store.serve([ColludingStore.Answer](repeating: .record(genuine), count: honestLooks) + [.record(hostile)], for: "\(id)")
        let count = scene.store.written.count
        _ = outcome { try operation.run(session, id) }
        #expect(try scene.stolen(since: count) == 0)
    }

    /// The store shows the genuine index key to whoever asks whose it is, and Mallory's to whoever asks for whom the next is.
    @Test(arguments: [0, 1], Knowledge.allCases)
    func aNewIndexKeyIsNotSealedForTheAuthorOfAnothersVersion(_ honestLooks: Int, _ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let patient = try victim.session().addPatient("Ayesha Rahman")
        let id = try #require(try victim.session().search.indexKeyRecords().first)
        let genuine = scene.store.last("\(id)")
        let session = try scene.machine(of: victim, knowledge, seeing: [patient, id]).session()
        let hostile = try mallory.makeNextVersion(of: genuine, [1, 2, 3])
        scene.store.serve([ColludingStore.Answer](repeating: .record(genuine), count: honestLooks) + [.record(hostile)], for: "\(id)")
        var notices = 0
        session.notice = { _ in notices += 1 }
        let count = scene.store.written.count
        let ended = outcome { _ = try session.index.rekey() }
        #expect(ended.isRefused || notices > 0, "\(ended)")
        #expect(try scene.stolen(since: count) == 0)
    }

    /// A reader is shown another author's content as the victim's next version.
    @Test(arguments: Knowledge.allCases) func aReaderIsNotShownAnotherAuthorsVersion(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, reader, mallory) = (try scene.person("Vera"), try scene.person("Rita"), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: reader, knowledge, seeing: id)
        let hostile = try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Forged"))
        scene.store.serve([.record(hostile)], for: "\(id)")
        let opened = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(opened.isRefused, "\(opened)")
        let looked = outcome { _ = try session.records.present(id) }
        #expect(looked.isRefused, "\(looked)")
    }

    /// What is made up need not be a next version: a first one, or an older one that is asked for by its number.
    @Test(arguments: Knowledge.allCases) func anotherAuthorsFirstVersionIsRefused(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        try Operation.update.run(try victim.session(), id)
        let session = try scene.session(of: victim, knowledge, seeing: id)
        let hostile = try mallory.makeFirstVersion(under: scene.store.last("\(id)"), patient("Ayesha Forged"))
        scene.store.serve([.record(hostile)], for: "\(id)", below: "/versions/1")
        let older = outcome { _ = try session.records.open(id, version: 1, limit: 1 << 20) }
        #expect(older.isRefused, "\(older)")
        scene.store.serve([.record(hostile)], for: "\(id)")
        let present = outcome { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(present.isRefused, "\(present)")
    }

    /// The list of patients is what a doctor looks at first.
    @Test(arguments: Knowledge.allCases) func aListDoesNotShowAnotherAuthorsVersionAsThePatient(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let session = try scene.session(of: victim, knowledge, seeing: id)
        let catalogue = Catalogue(session)
        if knowledge == .everything { try catalogue.refresh(session) { false } }
        let hostile = try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Forged"))
        scene.store.serve([.record(hostile)], for: "\(id)")
        scene.store.serve(
            [
                .document(
                    #"{"records":[{"id":"\#(id)","owner":"\#(session.userID)","etag":"\"00\"","contentVersion":2,"envelopeSequence":1,"length":1000,"modified":1}]}"#
                )
            ], at: "/v1/records")
        try catalogue.refresh(session) { false }
        #expect(catalogue.entry(id)?.name != "Ayesha Forged")
    }

    /// Somebody who searches does not send what they look for under a key of Mallory's.
    @Test(arguments: Knowledge.allCases) func nothingIsSearchedUnderAnotherAuthorsIndexKey(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera"), try scene.attacker())
        let patient = try victim.session().addPatient("Ayesha Rahman")
        let id = try #require(try victim.session().search.indexKeyRecords().first)
        let machine = try scene.machine(of: victim, knowledge, seeing: [patient, id])
        let key = try IndexKey(classLabel: "role:doctor")
        let hostile = try mallory.makeNextVersion(of: scene.store.last("\(id)"), key.encoded().revealed(), policy: "role:doctor")
        scene.store.serve([.record(hostile)], for: "\(id)")
        scene.store.serve(
            [.document(#"{"keys":[{"id":"\#(id)","owner":"\#(mallory.person.identity.id)","contentVersion":2,"records":1}]}"#)],
            at: "/v1/index/keys")
        let session = try machine.session()
        _ = outcome { _ = try session.search.find("ayesha") }
        #expect(scene.store.questions.isEmpty, "Mallory's key and the store's copy tell who is looked for")
    }
}
