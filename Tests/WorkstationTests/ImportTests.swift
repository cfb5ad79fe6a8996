import AccessPolicy
import HTTPTransport
import HealthRecord
import Identity
import SealedRecord
import Cryptography
import Synchronization
import LyingStore
import Testing
import Workstation

@Suite struct ImportTests {
    private func importer(_ session: UserSession, _ policy: String = "role:doctor") throws -> PatientImport {
        try PatientImport(session, policies: try Ward.policy(policy), template: PartTemplate(json: Array(#"{"parts":[]}"#.utf8)), partPolicies: [])
    }

    private func count(_ session: UserSession) throws -> Int {
        var count = 0
        let keys = try session.search.indexKeyRecords()
        try session.records.each(of: session.userID) { if !keys.contains($0.id) { count += 1 } }
        return count
    }

    @Test func theSameBundleTwiceIsOneRecord() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let patients = try importer(session)
        let bundle = Ward.patient("Ayesha Rahman", number: "1")
        guard case .imported(let id) = try patients.add(bundle) else {
            Issue.record("not imported")
            return
        }
        #expect(try patients.add(bundle) == .present(id))
        try patients.finish()
        #expect(try importer(session).add(bundle) == .present(id))
        #expect(try count(session) == 1)
        // Another user's import of it is another record.
        guard case .imported(let other) = try importer(try ward.user().session()).add(bundle) else {
            Issue.record("not imported")
            return
        }
        #expect(other != id)
    }

    /// A program that ends between record and search terms leaves nothing that a second run does not mend.
    @Test(arguments: ["role:doctor", "role:surgeon"]) func whatWasInterruptedIsMendedAlsoByWhoCannotRead(_ policy: String) throws {
        let ward = try Ward()
        let user = try ward.user()
        let bundle = Ward.patient("Ayesha Rahman", number: "1")
        let patients = try importer(try user.session(), policy)
        _ = try patients.add(bundle)
        // It ends here.
        let reader = try ward.user(["role:doctor", "role:surgeon"]).session()
        #expect(try reader.foundIDs("ayesha").isEmpty)
        let again = try importer(try user.session(), policy)
        guard case .present(let id) = try again.add(bundle) else {
            Issue.record("imported twice")
            return
        }
        // The same file twice in one folder must not spoil the batch of terms.
        _ = try again.add(bundle)
        try again.finish()
        #expect(try reader.foundIDs("ayesha") == [id])
    }

    @Test func afterAFailureInTheMiddleTheRestIsImported() throws {
        let ward = try Ward()
        let user = try ward.user()
        let bundles = (0..<6).map { Ward.patient("Patient \($0)", number: "77\($0)") }
        let patients = try importer(try user.session())
        let puts = Atomic(0)
        ward.lies.lie { request in
            guard request.method == .put else { return nil }
            return puts.add(1, ordering: .relaxed).newValue > 3 ? Response(status: 503) : nil
        }
        #expect(failure { for bundle in bundles { _ = try patients.add(bundle) } } == .remote)
        try? patients.finish()
        ward.lies.tellTheTruth()
        let session = try user.session()
        let again = try importer(session)
        for bundle in bundles { _ = try again.add(bundle) }
        try again.finish()
        #expect(try count(session) == 6)
        for number in 0..<6 { #expect(try session.foundIDs("77\(number)").count == 1) }
    }

    @Test func derivedNamesAreTheSameForTheSameAndNobodyElse() throws {
        let user = UserIdentity()
        let names = DerivedRecordNames(user, "import")
        let id = names.name(of: [1, 2], [3])
        #expect(id == DerivedRecordNames(user, "import").name(of: [1, 2], [3]))
        let others: [RecordName] = [
            names.name(of: [1], [2, 3]), names.name(of: [1, 2, 3]), names.name(of: [1, 2, 3], []),
            names.name(of: [], [1, 2, 3]), names.name(of: [1, 2], [3], []), names.name(of: []), names.name(of: [], []),
            DerivedRecordNames(user, "ingest").name(of: [1, 2], [3]), DerivedRecordNames(user, "index").name(of: [1, 2], [3]),
            DerivedRecordNames(UserIdentity(), "import").name(of: [1, 2], [3]),
        ]
        #expect(Set(others + [id]).count == others.count + 1)
    }
}
