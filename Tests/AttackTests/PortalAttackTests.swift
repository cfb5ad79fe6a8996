import LyingStore
import SealedRecord
import Testing
import Workstation

/// The attacks as a doctor meets them in the portal.
@Suite struct PortalAttackTests {
    private static let fields = [
        ("name", "Ayesha Secret"), ("idNumber", "4711"), ("birthDate", "1990-01-02"), ("sex", "female"), ("phone", ""), ("address", "Secret Lane"),
    ]

    /// The form was filled in over the genuine record, or over what the store serves under its name.
    @Test(arguments: [true, false], Knowledge.allCases)
    func anEditIsNotSealedForTheAuthorOfAnothersVersion(_ isFormGenuine: Bool, _ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera", hasFaces: knowledge == .everything), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let portal = try PortalFace(scene, try scene.machine(of: victim, knowledge, seeing: [id], hasFaces: true))
        let hostile = ColludingStore.Answer.record(try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Rahman")))
        let token = PortalFace.hidden("csrf", in: try portal.get("/records/new").text)
        if !isFormGenuine { scene.store.serve([hostile], for: "\(id)") }
        let etag = PortalFace.hidden("etag", in: try portal.get("/records/\(id)/edit").text)
        scene.store.serve([hostile], for: "\(id)")
        let count = scene.store.written.count
        let answer = try portal.form("/records/\(id)/edit", Self.fields + [("csrf", token), ("etag", etag)], files: ["secret scan"])
        #expect(answer.status >= 400, "\(answer.status)")
        #expect(try scene.stolen(since: count) == 0)
    }

    @Test(arguments: Knowledge.allCases) func anotherAuthorsVersionIsNotShown(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera", hasFaces: knowledge == .everything), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let portal = try PortalFace(scene, try scene.machine(of: victim, knowledge, seeing: [id], hasFaces: true))
        scene.store.serve([.record(try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Forged")))], for: "\(id)")
        let page = try portal.get("/records/\(id)")
        #expect(page.status >= 400 && !page.text.contains("Ayesha Forged"), "\(page.status)")
    }

    @Test func theAuthorOpensWhatWasRewrappedForNobody() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: true)
        let mallory = try scene.attacker([.author, .rewrap], ["role:doctor", Attacker.attribute])
        let id = try victim.session().addPatient("Ayesha Rahman")
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies("role:nobody")))
        let page = try PortalFace(scene, victim).get("/records/\(id)")
        #expect(page.status == 200 && page.text.contains("Ayesha Rahman"), "\(page.status)")
    }

    @Test func aForkIsNotShown() throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita", hasFaces: true), try scene.attacker())
        let id = try mallory.person.session().addPatient("One", policy: Attacker.policy)
        let portal = try PortalFace(scene, try scene.machine(of: reader, .everything, seeing: [id], hasFaces: true))
        scene.store.serve([.record(try mallory.makeFork(of: scene.store.last("\(id)"), from: 2, [patient("Other Two")])[0])], for: "\(id)")
        let page = try portal.get("/records/\(id)")
        #expect(page.status >= 400 && !page.text.contains("Other Two"), "\(page.status)")
    }

    /// A patient who was on the list does not vanish from it.
    @Test func theListSaysWhatIsWithheld() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: true)
        let id = try victim.session().addPatient("Ayesha Rahman")
        let portal = try PortalFace(scene, victim)
        try #require(try portal.page("/records") { $0.contains("Ayesha Rahman") }.contains("Ayesha Rahman"))
        scene.store.serve([.document(#"{"records":[]}"#)], at: "/v1/records")
        scene.store.serve([.problem(410, code: "record-deleted")], for: "\(id)")
        let list = try portal.page("/records") { !$0.contains("Ayesha Rahman") || $0.contains("ithheld") }
        #expect(list.contains("Ayesha Rahman") && list.contains("ithheld"), "the patient is gone from the list")
        let page = try portal.get("/records/\(id)").text
        #expect(page.contains("withhold") || page.contains("ithheld"), "the page takes the store's word that it was deleted")
    }

    /// A made-up reading is not shown as if it were the ward's.
    @Test func aReadingOfSomebodyWithoutARightIsNotShownAsTheWards() throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera", hasFaces: true), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let ingest = try ReadingsIngest(try mallory.person.session(), record: id)
        try ingest.add(reading(of: id, 7317))
        try ingest.flush()
        let page = try PortalFace(scene, victim).get("/records/\(id)").text
        #expect(!page.contains("7317") || page.contains("not confirmed"), "shown\(page.contains("Mallory") ? "" : ", and nothing says by whom")")
    }
}
