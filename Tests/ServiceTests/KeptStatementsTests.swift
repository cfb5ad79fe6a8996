import Framing
import Glibc
import HTTPTransport
import HospitalFixture
import Identity
import StoreService
import TestSupport
import Testing

/// The file in which a store keeps what it last believed of the authority.
@Suite struct KeptStatementsTests {
    let folder = TemporaryFolder()
    let clock = TestClock(Hospital.now)
    let statements: TestStatements
    let description: AuthorityDescription
    let epoch: EpochStatement
    let list: RevocationList
    /// Of the same authority, with sequence number 2.
    let later: (epoch: EpochStatement, list: RevocationList)
    var file: String { folder.file("state") }

    init() throws {
        let hospital = try Hospital()
        description = hospital.description
        epoch = try StoreServer.epoch(hospital)
        list = try StoreServer.revocations(hospital)
        later = (try StoreServer.epoch(hospital, 11, sequence: 2), try StoreServer.revocations(hospital, sequence: 2))
        statements = TestStatements(epoch, list)
    }

    private func watch(_ path: String? = nil, greatestAge: UInt64 = 100) throws -> AuthorityWatch {
        let clock = clock
        return try AuthorityWatch(description, statements, keptIn: path ?? file, interval: 10, greatestAge: greatestAge) { clock.now }
    }

    private func refusal(_ path: String? = nil) -> KeptStatementsError? {
        do {
            _ = try watch(path)
            return nil
        } catch {
            return error as? KeptStatementsError
        }
    }

    private func kept(fetched: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.u64(fetched)
        writer.framed(epoch.bytes)
        writer.framed(list.bytes)
        return writer.bytes
    }

    @Test func itIsPrivateAndReplacedAsAWhole() throws {
        try watch().refresh()
        var status = stat()
        let found = unsafe stat(file, &status)
        #expect(found == 0 && status.st_mode & 0o7777 == 0o600)
        let inode = status.st_ino
        #expect(TemporaryFolder.read(file) == kept(fetched: Hospital.now))
        statements.set(later.epoch, later.list)
        try watch().refresh()
        // A reader, and a crash, sees the former file or the next one; nothing else is left in the folder.
        let foundAgain = unsafe stat(file, &status)
        #expect(foundAgain == 0 && status.st_ino != inode && folder.names == ["state"])
        // What a crash left half-written is no obstacle.
        TemporaryFolder.write([1, 2, 3], to: file + ".new", mode: 0o644)
        try watch().refresh()
        #expect(folder.names == ["state"])
    }

    @Test func timesInTheFileNeverTrapAndAreNotBelievedForTheFuture() throws {
        for fetched in [UInt64.max, UInt64.max - 99, Hospital.now + 1_000_000] {
            TemporaryFolder.write(kept(fetched: fetched), to: file)
            let watch = try watch()
            statements.fail()
            #expect(throws: Problem.self) { try watch.current() }
            statements.set(epoch, list)
            clock.advance(10)
            #expect(try watch.current().epoch == epoch)
        }
        let patient = try watch(greatestAge: .max)
        clock.advance(1_000_000)
        statements.fail()
        #expect(try patient.current().epoch == epoch)
    }

    @Test func withoutAFileTheStoreBegins() throws {
        #expect(refusal() == nil)
        #expect(folder.names.isEmpty)
    }

    /// To go on without the memory would let the statements go back.
    @Test func aDamagedFileIsRefusedWithARemedy() throws {
        try watch().refresh()
        let bytes = TemporaryFolder.read(file)
        var damaged = [[], Array(bytes.dropLast()), bytes + [0], [UInt8](repeating: 0xff, count: 100)]
        for position in [9, 12, 60, bytes.count - 1] {
            var altered = bytes
            altered[position] ^= 1
            damaged.append(altered)
        }
        for bytes in damaged {
            TemporaryFolder.write(bytes, to: file)
            let error = refusal()
            #expect(error == .damaged(path: file))
            #expect(error?.remedy.isEmpty == false && error.map { "\($0)".contains(file) } == true)
        }
        let other = try Hospital()
        let foreign = TestStatements(try StoreServer.epoch(other), try StoreServer.revocations(other))
        let clock = clock
        try AuthorityWatch(other.description, foreign, keptIn: folder.file("foreign")) { clock.now }.refresh()
        #expect(refusal(folder.file("foreign")) == .otherAuthority(path: folder.file("foreign")))
    }

    @Test func aFileThatCannotBeReadIsNotTakenForNone() throws {
        // A folder, a symbolic link, a path through a file.
        #expect(refusal(folder.path) == .unreadable(path: folder.path, errno: EISDIR))
        try watch().refresh()
        let link = folder.file("link")
        unsafe symlink(file, link)
        #expect(refusal(link) == .unreadable(path: link, errno: ELOOP))
        #expect(refusal(file + "/x") == .unreadable(path: file + "/x", errno: ENOTDIR))
    }

    /// A revocation takes effect at once; but a store that cannot remember it does not go on for ever.
    @Test func whatCannotBeKeptIsBelievedButDoesNotCountAsFresh() throws {
        let path = folder.file("gone") + "/state"
        unsafe mkdir(folder.file("gone"), 0o700)
        let watch = try watch(path)
        try watch.refresh()
        unsafe unlink(path)
        unsafe rmdir(folder.file("gone"))
        clock.advance(90)
        statements.set(later.epoch, later.list)
        #expect(throws: KeptStatementsError.unwritable(path: path, errno: ENOENT)) { try watch.refresh() }
        #expect(try watch.current().revocations.sequence == 2)
        clock.advance(11)
        #expect(throws: Problem.self) { try watch.current() }
        unsafe mkdir(folder.file("gone"), 0o700)
        clock.advance(10)
        #expect(try watch.current().epoch.epoch == 11)
        unsafe unlink(path)
        unsafe rmdir(folder.file("gone"))
    }
}
