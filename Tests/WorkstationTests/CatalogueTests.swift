import Glibc
import HTTPTransport
import HealthRecord
import Identity
import SealedRecord
import Cryptography
import Synchronization
import TestSupport
import LyingStore
import LocalFiles
import Testing
import Workstation

@Suite struct CatalogueTests {
    private func names(_ catalogue: Catalogue) -> [String] { catalogue.entries.filter { $0.kind == .patient }.map(\.name).sorted() }

    @Test func onlyWhatWasOpenedIsShown() throws {
        let ward = try Ward()
        let author = try ward.user(["role:doctor", "role:surgeon"]).session()
        try author.addPatient("Ayesha Rahman", number: "1")
        let closed = try author.addPatient("Karim Khan", number: "2", policy: "role:surgeon")
        try author.writing.add(MemoryInput([1, 2, 3]), policies: try Ward.policy())
        try author.writing.add(MemoryInput([UInt8](repeating: 7, count: 2 << 20)), policies: try Ward.policy())
        let session = try ward.user().session()
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        #expect(names(catalogue) == ["Ayesha Rahman"])
        #expect(catalogue.entry(closed)?.kind == .closed && catalogue.entry(closed)?.name == "")
        #expect(catalogue.entries.count == 4)
        // Tried again only with a new key.
        ward.lies.twist { _, _ in }
        try catalogue.refresh(session) { false }
        #expect(ward.lies.count == 2)
        try ward.give(session, ["role:doctor", "role:surgeon"], epoch: Ward.epoch + 1)
        try catalogue.refresh(session) { false }
        #expect(names(catalogue) == ["Ayesha Rahman", "Karim Khan"])
        try author.charts.delete(closed)
        try catalogue.refresh(session) { false }
        #expect(names(catalogue) == ["Ayesha Rahman"])
    }

    @Test func itIsSealedForItsUserAlone() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        try session.addPatient("Ayesha Rahman", number: "1")
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        let path = user.home.path + "/catalogue.vault"
        let bytes = TemporaryFolder.read(path)
        #expect(!bytes.isEmpty && !bytes.contains(Array("Ayesha".utf8)))
        #expect(names(Catalogue(try user.session())) == ["Ayesha Rahman"])
        let other = try ward.user()
        TemporaryFolder.write(bytes, to: other.home.path + "/catalogue.vault")
        #expect(Catalogue(try other.session()).entries.isEmpty)
        for damaged in [[], Array(bytes.dropLast()), Array(bytes.dropFirst()), bytes + [0], [UInt8](repeating: 0, count: 100)] {
            TemporaryFolder.write(damaged, to: path)
            let catalogue = Catalogue(try user.session())
            #expect(catalogue.entries.isEmpty)
        }
        let again = Catalogue(session)
        try again.refresh(session) { false }
        #expect(names(Catalogue(try user.session())) == ["Ayesha Rahman"])
    }

    @Test func oneRecordThatTheStoreCannotGiveDoesNotHideTheOthers() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        var ids: [RecordID] = []
        for number in 0..<4 { ids.append(try session.addPatient("Patient \(number)", number: "\(number)")) }
        let broken = ids[2]
        ward.lies.lie { request in request.method == .get && request.target.rawPath.hasSuffix("/\(broken)") ? Response(status: 500) : nil }
        let catalogue = Catalogue(session)
        try? catalogue.refresh(session) { false }
        #expect(names(catalogue) == ["Patient 0", "Patient 1", "Patient 3"])
        // What was read is kept, and the missing one is there as soon as the store gives it.
        let next = Catalogue(try user.session())
        #expect(names(next).count == 3)
        ward.lies.tellTheTruth()
        try next.refresh(session) { false }
        #expect(names(next).count == 4)
    }

    @Test func aStoreThatIsAwayIsNotAskedForEveryRecord() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        for number in 0..<10 { try session.addPatient("Patient \(number)", number: "\(number)") }
        ward.lies.lie { request in request.target.segments.count == 3 && request.target.segments[1] == "records" ? Response(status: 503) : nil }
        #expect(failure { try Catalogue(session).refresh(session) { false } } == .remote)
        #expect(ward.lies.count < 8)
    }

    @Test func whatIsWrongOnThisMachineIsNotTakenForWhatTheRecordIs() throws {
        let ward = try Ward()
        let user = try ward.user()
        let author = try ward.user().session()
        try author.addPatient("Ayesha Rahman", number: "1")
        let catalogue = Catalogue(try user.session())
        // The list of what was seen cannot be used.
        TemporaryFolder.write([], to: user.home.path + "/seen-records", mode: 0o644)
        _ = unsafe chmod(user.home.path + "/seen-records", 0o644)
        let session = try user.session()
        #expect(failure { try catalogue.refresh(session) { false } } == .usage)
        _ = unsafe unlink(user.home.path + "/seen-records")
        try catalogue.refresh(try user.session()) { false }
        #expect(names(catalogue) == ["Ayesha Rahman"])
    }

    @Test func anotherRecordInItsPlaceIsNotShown() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let first = try session.addPatient("Ayesha Rahman", number: "1")
        let second = try session.addPatient("Karim Khan", number: "2")
        let recorder = Recorder()
        ward.lies.twist { _, response in recorder.keep(response) }
        _ = try session.records.fetch(second)
        ward.lies.lie { request in request.method == .get && request.target.rawPath.hasSuffix("/\(first)") ? recorder.answer : nil }
        let catalogue = Catalogue(session)
        try catalogue.refresh(session) { false }
        #expect(names(catalogue) == ["Karim Khan"])
        #expect(catalogue.entry(first)?.kind == .other)
    }

    @Test func aCatalogueThatCouldNotBeWrittenIsWrittenTheNextTime() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let catalogue = Catalogue(session)
        let path = user.home.path + "/catalogue.vault"
        // What stands in the way is a folder of the file's name.
        try Folder.make(path + "/in-the-way")
        #expect(throws: (any Error).self) { try catalogue.refresh(session) { false } }
        Folder.remove(path)
        try catalogue.save(session)
        #expect(Catalogue(session).entry(id)?.name == "Ayesha Rahman")
    }
}
