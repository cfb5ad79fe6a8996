import LyingStore
import SealedRecord
import Testing
import Workstation

/// The attacks as somebody at a terminal meets them.
@Suite struct CommandLineAttackTests {
    /// Exit code of what was altered or forged, as published.
    private static let integrity: Int32 = 14

    @Test(arguments: ["get", "update", "attach", "ingest", "rewrap"], Knowledge.allCases)
    func anotherAuthorsVersionIsRefused(_ command: String, _ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera", hasFaces: knowledge == .everything), try scene.attacker())
        let id = try victim.session().addPatient("Ayesha Rahman")
        let face = CommandLineFace(scene, try scene.machine(of: victim, knowledge, seeing: [id], hasFaces: true))
        let hostile = try mallory.makeNextVersion(of: scene.store.last("\(id)"), patient("Ayesha Forged"))
        scene.store.serve([.record(hostile)], for: "\(id)")
        let count = scene.store.written.count
        let (code, text): (Int32, String) =
            switch command {
            case "get": try face.run("record", "get", "\(id)")
            case "update": try face.run("record", "update", "\(id)", "-", input: patient("Ayesha Secret"))
            case "attach": try face.run("record", "attach", "\(id)", "-", "--title", "scan", input: [1, 2, 3])
            case "ingest": try face.run("record", "ingest", "-", "--record", "\(id)", input: Array(reading(of: id, 77)))
            default: try face.run("record", "rewrap", "\(id)")
            }
        #expect(code != 0 && code != 20, "\(code): \(text)")
        if command == "get" { #expect(code == Self.integrity && !text.contains("Ayesha Forged"), "\(code): \(text)") }
        #expect(try scene.stolen(since: count) == 0)
    }

    @Test(arguments: Knowledge.allCases) func aNewIndexKeyIsNotSealedForAnother(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let (victim, mallory) = (try scene.person("Vera", hasFaces: knowledge == .everything), try scene.attacker())
        let patient = try victim.session().addPatient("Ayesha Rahman")
        let id = try #require(try victim.session().search.indexKeyRecords().first)
        let genuine = scene.store.last("\(id)")
        let face = CommandLineFace(scene, try scene.machine(of: victim, knowledge, seeing: [patient, id], hasFaces: true))
        scene.store.serve([.record(genuine), .record(try mallory.makeNextVersion(of: genuine, [1, 2, 3]))], for: "\(id)")
        let count = scene.store.written.count
        let (code, text) = try face.run("index", "rekey")
        #expect(code != 0, "\(text)")
        #expect(try scene.stolen(since: count) == 0)
    }

    @Test func theAuthorOpensWhatWasRewrappedForNobody() throws {
        let scene = try AttackScene()
        let (victim, mallory) = (
            try scene.person("Vera", hasFaces: true), try scene.attacker([.author, .rewrap], ["role:doctor", Attacker.attribute])
        )
        let id = try victim.session().addPatient("Ayesha Rahman")
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies("role:nobody")))
        let (code, text) = try CommandLineFace(scene, victim).run("record", "get", "\(id)")
        #expect(code == 0 && text.contains("Ayesha Rahman"), "\(code): \(text)")
    }

    @Test(arguments: Knowledge.allCases) func aReWrappersPoliciesAreNotTakenOver(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: knowledge == .everything)
        let mallory = try scene.attacker([.author, .rewrap], ["role:doctor", Attacker.attribute])
        let id = try victim.session().addPatient("Ayesha Rahman")
        let face = CommandLineFace(scene, try scene.machine(of: victim, knowledge, seeing: [id], hasFaces: true))
        try mallory.person.session().writing.rewrap(id, readers: .of(try policies(Attacker.policy)))
        let count = scene.store.written.count
        let (code, text) = try face.run("record", "update", "\(id)", "-", input: patient("Ayesha Secret"))
        #expect(code != 0 && text.contains(Attacker.policy), "\(code): \(text)")
        #expect(try scene.stolen(since: count) == 0)
    }

    @Test func aForkIsRefused() throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita", hasFaces: true), try scene.attacker())
        let id = try mallory.person.session().addPatient("One", policy: Attacker.policy)
        let face = CommandLineFace(scene, try scene.machine(of: reader, .everything, seeing: [id], hasFaces: true))
        let fork = try mallory.makeFork(of: scene.store.last("\(id)"), from: 2, [patient("Other Two")])
        scene.store.serve([.record(fork[0])], for: "\(id)")
        let (code, text) = try face.run("record", "get", "\(id)")
        #expect(code == Self.integrity && !text.contains("Other Two"), "\(code): \(text)")
    }

    @Test(arguments: Knowledge.allCases) func whatNobodyDeletedIsWithheld(_ knowledge: Knowledge) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: knowledge == .everything)
        let id = try victim.session().addPatient("Ayesha Rahman")
        let face = CommandLineFace(scene, try scene.machine(of: victim, knowledge, seeing: [id], hasFaces: true))
        scene.store.serve([.problem(410, code: "record-deleted")], for: "\(id)")
        let (code, text) = try face.run("record", "get", "\(id)")
        #expect(code == Self.integrity && text.contains("withhe"), "\(code): \(text)")
    }

    /// The list says what it cannot show any more.
    @Test func aListNamesWhatIsWithheld() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: true)
        let id = try victim.session().addPatient("Ayesha Rahman")
        let face = CommandLineFace(scene, try scene.machine(of: victim, .everything, seeing: [id], hasFaces: true))
        let before = try face.run("record", "list")
        try #require(before.text.contains("\(id)"), "\(before.text)")
        scene.store.serve([.document(#"{"records":[]}"#)], at: "/v1/records")
        scene.store.serve([.problem(410, code: "record-deleted")], for: "\(id)")
        let (code, text) = try face.run("record", "list")
        #expect(text.contains("\(id)") && text.contains("withhe"), "\(code): \(text)")
    }

    @Test func nothingIsSealedForAnEpochThatIsOver() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera", hasFaces: true)
        try scene.renew(try victim.session(), epoch: AttackScene.epoch + 1)
        scene.store.takeEverything()
        let count = scene.store.written.count
        let (code, text) = try CommandLineFace(scene, victim).run("record", "add", "-", "--policy", Attacker.policy, input: patient("Karim Khan"))
        #expect(scene.store.written.count > count, "\(code): \(text)")
        #expect(try scene.stolen(since: count) == 0)
    }
}
