import Framing
import Glibc
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing
import Workstation

/// Records in several states, and a folder of a user's.
final class SeenFixture {
    let folder = TemporaryFolder()
    let home: UserHome
    private var hospital: Hospital
    let identity = UserIdentity()
    private let certificate: Certificate

    init() throws {
        var hospital = try Hospital()
        certificate = try hospital.certify(identity, name: "A")
        self.hospital = hospital
        home = UserHome(path: folder.path)
    }

    var path: String { folder.file("seen-records") }
    var text: String { String(decoding: TemporaryFolder.read(path), as: UTF8.self) }

    func first(_ name: RecordName? = nil, _ content: [UInt8] = [1]) throws -> SealedRecordHeader {
        try seal(content, SealingPlan(name: name, created: Hospital.now, epoch: 10, revocationSequence: 1, author: certificate))
    }

    func next(_ header: SealedRecordHeader, _ content: [UInt8] = [2]) throws -> SealedRecordHeader {
        try seal(content, SealingPlan(after: header, created: Hospital.now, epoch: 10, revocationSequence: 1, author: certificate))
    }

    func rewrapped(_ header: SealedRecordHeader) throws -> SealedRecordHeader {
        try Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 1, signer: certificate)
            .apply(to: header, stanzas: header.envelope.stanzas, signedBy: identity)
    }

    private func seal(_ content: [UInt8], _ plan: SealingPlan) throws -> SealedRecordHeader {
        try Hospital.header(of: try hospital.seal(content, policy: "role:doctor", plan: plan, by: identity))
    }
}

@Suite struct SeenRecordsTests {
    private func refuses(_ seen: SeenRecords, _ header: SealedRecordHeader) -> Bool {
        failure { try seen.check(header) } == .integrity
    }

    @Test func olderStatesAreRefusedAlsoByTheNextProgram() throws {
        let fixture = try SeenFixture()
        let one = try fixture.first()
        let (rewrapped, two) = (try fixture.rewrapped(one), try fixture.next(one))
        let seen = try SeenRecords(fixture.home, fixture.identity)
        try seen.check(one)
        try seen.check(rewrapped)
        #expect(refuses(seen, one))
        try seen.save()
        #expect(refuses(try SeenRecords(fixture.home, fixture.identity), one))
        try seen.check(two)
        try seen.save()
        let next = try SeenRecords(fixture.home, fixture.identity)
        #expect(refuses(next, one) && refuses(next, rewrapped))
        try next.check(two)
    }

    @Test func twoContentsOfOneVersionAreRefused() throws {
        let fixture = try SeenFixture()
        let name = RecordName.random(owner: fixture.identity.id)
        let (one, other) = (try fixture.first(name, [1]), try fixture.first(name, [2]))
        let (first, second) = (try SeenRecords(fixture.home, fixture.identity), try SeenRecords(fixture.home, fixture.identity))
        try first.check(one)
        try second.check(other)
        try first.save()
        try second.save()
        // Each program keeps what it saw, and a later one what was written first.
        #expect(refuses(first, other) && refuses(second, one))
        let third = try SeenRecords(fixture.home, fixture.identity)
        #expect(refuses(third, other))
        try third.check(one)
    }

    @Test func whatOneProgramSavesTheOtherKnows() throws {
        let fixture = try SeenFixture()
        let one = try fixture.first()
        let two = try fixture.next(one)
        let (first, second) = (try SeenRecords(fixture.home, fixture.identity), try SeenRecords(fixture.home, fixture.identity))
        try second.check(one)
        try first.check(two)
        #expect(!refuses(second, one))
        try first.save()
        #expect(refuses(second, one))
    }

    @Test func deletedRecordsStayDeleted() throws {
        let fixture = try SeenFixture()
        let one = try fixture.first()
        let two = try fixture.next(one)
        let (first, second) = (try SeenRecords(fixture.home, fixture.identity), try SeenRecords(fixture.home, fixture.identity))
        try first.check(one)
        try first.save()
        // One program deletes what another has just seen a newer state of.
        try second.check(two)
        try second.save()
        first.markDeleted(one.content.recordID)
        try first.save()
        let third = try SeenRecords(fixture.home, fixture.identity)
        let three = try fixture.next(two)
        #expect(refuses(third, one) && refuses(third, two) && refuses(third, three))
        #expect(refuses(second, two))
    }

    @Test func aLineThatACrashCutOffSpoilsOnlyItself() throws {
        let fixture = try SeenFixture()
        let (one, other) = (try fixture.first(), try fixture.first())
        let seen = try SeenRecords(fixture.home, fixture.identity)
        try seen.check(try fixture.next(one))
        try seen.save()
        let whole = TemporaryFolder.read(fixture.path)
        for count in [1, 40, 60, whole.count / 2, whole.count - 1] {
            TemporaryFolder.write(whole + whole.prefix(count), to: fixture.path)
            let next = try SeenRecords(fixture.home, fixture.identity)
            #expect(refuses(next, one))
            try next.check(try fixture.next(other))
            try next.save()
            let third = try SeenRecords(fixture.home, fixture.identity)
            #expect(refuses(third, one) && refuses(third, other))
        }
    }

    @Test func linesThatSayNothingArePassedOver() throws {
        let fixture = try SeenFixture()
        let one = try fixture.first()
        let two = try fixture.next(one)
        let seen = try SeenRecords(fixture.home, fixture.identity)
        try seen.check(two)
        try seen.save()
        let whole = TemporaryFolder.read(fixture.path)
        let id = one.content.recordID
        let hash = String(repeating: "0", count: 64)
        let lines = [
            [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20), [UInt8](repeating: 0xff, count: 1000), Array("\(id) 99 1 \(hash) gone".utf8),
            Array("\(id) 99 1 00 present".utf8), Array("\(id) -1 1 \(hash) present".utf8),
            Array("\(id) 99 18446744073709551616 \(hash) present".utf8),
            Array("\(id) 99 1 \(hash) present more".utf8), [UInt8](repeating: UInt8(ascii: " "), count: 100_000),
        ]
        TemporaryFolder.write(lines.flatMap { $0 + [UInt8(ascii: "\n")] } + whole, to: fixture.path)
        let next = try SeenRecords(fixture.home, fixture.identity)
        #expect(refuses(next, one))
        try next.check(two)
    }

    @Test func aFileThatShrankWhileItWasUsedIsRefused() throws {
        let fixture = try SeenFixture()
        let seen = try SeenRecords(fixture.home, fixture.identity)
        try seen.check(try fixture.first())
        try seen.save()
        TemporaryFolder.write([], to: fixture.path)
        #expect(failure { try seen.check(try fixture.first()) } == .integrity)
    }

    @Test func aFileThatOthersCanReadOrThatIsALinkIsRefused() throws {
        let fixture = try SeenFixture()
        let seen = try SeenRecords(fixture.home, fixture.identity)
        try seen.check(try fixture.first())
        try seen.save()
        _ = unsafe chmod(fixture.path, 0o644)
        #expect(failure { _ = try SeenRecords(fixture.home, fixture.identity) } == .usage)
        _ = unsafe chmod(fixture.path, 0o600)
        _ = unsafe rename(fixture.path, fixture.folder.file("elsewhere"))
        _ = unsafe symlink(fixture.folder.file("elsewhere"), fixture.path)
        #expect(failure { _ = try SeenRecords(fixture.home, fixture.identity) } == .integrity)
        _ = unsafe unlink(fixture.path)
        _ = unsafe symlink(fixture.folder.file("nowhere"), fixture.path)
        #expect(failure { _ = try SeenRecords(fixture.home, fixture.identity) } == .integrity)
        _ = unsafe unlink(fixture.path)
        _ = unsafe mkfifo(fixture.path, 0o600)
        #expect(failure { _ = try SeenRecords(fixture.home, fixture.identity) } == .integrity)
    }

    @Test func manyProgramsWriteAtOnce() throws {
        let fixture = try SeenFixture()
        let programs = try (0..<4).map { _ in try SeenRecords(fixture.home, fixture.identity) }
        let headers = try (0..<12).map { _ in try fixture.first() }
        for (index, header) in headers.enumerated() {
            try programs[index % 4].check(try fixture.next(header))
            try programs[index % 4].save()
        }
        for program in programs + [try SeenRecords(fixture.home, fixture.identity)] {
            for header in headers { #expect(refuses(program, header)) }
        }
        // What was seen again is not written again.
        let length = TemporaryFolder.read(fixture.path).count
        for program in programs { try program.save() }
        #expect(TemporaryFolder.read(fixture.path).count == length)
    }
}
