import LyingStore
import SealedRecord
import Testing
import Workstation

/// Authority's server and store go on giving out a former epoch's statement. Who has a key of the next epoch knows better.
@Suite struct OldEpochTests {
    /// A session with a certificate and key of the epoch after the statement's. The store takes what it is given.
    private func renewed(_ scene: AttackScene, _ person: Person) throws -> UserSession {
        let session = try person.session()
        try scene.renew(session, epoch: AttackScene.epoch + 1)
        scene.store.takeEverything()
        return session
    }

    @Test(arguments: ["add", "update", "rewrap", "attach", "ingest", "rekey", "share"])
    func nothingIsSealedForAnEpochThatIsOver(_ operation: String) throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let id = try victim.session().addPatient("Ayesha Rahman", policy: Attacker.policy)
        let session = try renewed(scene, victim)
        let count = scene.store.written.count
        switch operation {
        case "add": try session.addPatient("Karim Khan", policy: Attacker.policy)
        case "rekey": _ = try session.index.rekey()
        case "share": try session.charts.share(id, policies: try policies(Attacker.policy))
        default: try #require(Operation(rawValue: operation)).run(session, id)
        }
        #expect(scene.store.written.count > count)
        // Somebody who was revoked has a key of the former epoch.
        #expect(try scene.stolen(since: count) == 0)
    }

    /// The next program of the user's, and another thread's session, know it, too.
    @Test func everyProgramOfTheUsersKnowsTheGreatestEpoch() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        let session = try renewed(scene, victim)
        #expect(try session.plan().epoch == AttackScene.epoch + 1)
        #expect(try victim.session().plan().epoch == AttackScene.epoch + 1)
        #expect(try session.duplicate().plan().epoch == AttackScene.epoch + 1)
    }

    /// An index key of the former epoch is old, whatever the statement says.
    @Test func anIndexKeyOfAnEpochThatIsOverIsOld() throws {
        let scene = try AttackScene()
        let victim = try scene.person("Vera")
        try victim.session().addPatient("Ayesha Rahman")
        let session = try renewed(scene, victim)
        #expect(try session.index.isOld())
    }
}
