import AccessPolicy
import AttributeEncryption
import HospitalFixture
import Identity
import SealedRecord
import TestSupport
import Testing

/// The example of `SealedRecord.docc`, which runs, and is what the page shows.
@Suite struct PageExampleTests {
    @Test func exampleRuns() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Author")
        let key = try hospital.key(["role:doctor", "hospital:NSTU"])
        let authority = hospital.description
        let realm = hospital.realm
        let now = Hospital.now
        let content = [UInt8](repeating: 7, count: 40_000)
        // The page's example:
        let plan = SealingPlan(created: now, epoch: 10, revocationSequence: 3, author: certificate)
        let recordKey = RecordKey.random()
        let policy = try Policy(parsing: "role:doctor and hospital:NSTU")
        let stanza = try Stanza.attribute(policy, realm, wrapping: recordKey, for: plan.target, at: 0)
        var sealer = try RecordSealer(plan, recordKey: recordKey, stanzas: [stanza], by: author)
        var payload = sealer.start() + (try sealer.update(content))
        try sealer.pad { payload += $0 }
        let ending = try sealer.finish(signedBy: author)
        let record = ending.header.bytes + payload + ending.tail

        var scanner = RecordScanner()
        var chunks: [[UInt8]] = []
        try scanner.update(record) { if case .chunk(_, let bytes, _) = $0 { chunks.append(bytes) } }
        let header = try scanner.finish()
        try header.verify(authority)
        let opener = try PayloadOpener(header.content, try header.recordKey(with: key, realm))
        var remover = PaddingRemover(header.content)
        let opened = try remover.take(opener.open(chunks, from: 0)) + (try remover.finish())
        // End of the example.
        #expect(opened == content)
    }

    @Test func pageShowsTheExample() throws {
        let example = try PageExample.inTest(#filePath)
        #expect(!example.isEmpty)
        #expect(try PageExample.onPage(of: "SealedRecord") == example)
    }
}
