import HTTPTransport
import HospitalFixture
import Identity
import StoreService
import TestSupport
import Testing

@Suite struct AuthorityWatchTests {
    let folder = TemporaryFolder()
    let hospital: HospitalBox
    let clock = TestClock(Hospital.now)
    let statements: TestStatements

    /// A struct cannot hold what cannot be copied and be a suite.
    final class HospitalBox {
        let value: Hospital
        init() throws { value = try Hospital() }
    }

    init() throws {
        hospital = try HospitalBox()
        statements = TestStatements(try StoreServer.epoch(hospital.value), try StoreServer.revocations(hospital.value))
    }

    private func watch(kept: Bool = true) throws -> AuthorityWatch {
        let clock = clock
        return try AuthorityWatch(
            hospital.value.description, statements, keptIn: kept ? folder.file("state") : nil, interval: 10, greatestAge: 100
        ) { clock.now }
    }

    private func set(epoch: UInt32 = 10, epochSequence: UInt64 = 1, listSequence: UInt64 = 1) throws {
        statements.set(
            try StoreServer.epoch(hospital.value, epoch, sequence: epochSequence),
            try StoreServer.revocations(hospital.value, sequence: listSequence))
    }

    @Test func statementsAreFetchedWhenTheyAreDue() throws {
        let watch = try watch()
        #expect(try watch.current().epoch.epoch == 10)
        try set(epoch: 11, epochSequence: 2, listSequence: 2)
        clock.advance(9)
        #expect(try watch.current().epoch.epoch == 10)
        clock.advance(1)
        let state = try watch.current()
        #expect(state.epoch.epoch == 11 && state.revocations.sequence == 2)
    }

    @Test func withoutTheAuthorityTheStoreGoesOnForAWhileOnly() throws {
        let watch = try watch()
        _ = try watch.current()
        statements.fail()
        clock.advance(100)
        _ = try watch.current()
        clock.advance(1)
        #expect(throws: Problem.self) { try watch.current() }
        try set()
        clock.advance(10)
        _ = try watch.current()
    }

    @Test func nothingGoesBackAlsoNotOverARestart() throws {
        try set(epoch: 11, epochSequence: 2, listSequence: 5)
        try watch().refresh()
        for restarted in [try watch(), try watch()] {
            for (epoch, epochSequence, listSequence) in [(10, 1, 5), (11, 2, 4), (10, 3, 6), (11, 1, 6)] as [(UInt32, UInt64, UInt64)] {
                try set(epoch: epoch, epochSequence: epochSequence, listSequence: listSequence)
                #expect(throws: StatementError.rolledBack) { try restarted.refresh() }
            }
        }
        try set(epoch: 12, epochSequence: 3, listSequence: 6)
        let later = try watch()
        try later.refresh()
        #expect(try later.current().epoch.epoch == 12)
    }

    @Test func foreignAndForgedStatementsAreNotBelieved() throws {
        let watch = try watch(kept: false)
        let other = try Hospital()
        statements.set(try StoreServer.epoch(other), try StoreServer.revocations(other))
        #expect(throws: StatementError.wrongAuthority) { try watch.refresh() }
        var forged = try StoreServer.epoch(hospital.value).bytes
        forged[forged.count - 1] ^= 1
        statements.set(try EpochStatement(bytes: forged), try StoreServer.revocations(hospital.value))
        #expect(throws: StatementError.badSignature) { try watch.refresh() }
        #expect(throws: Problem.self) { try watch.current() }
    }

    @Test func aKeptFileThatWasTamperedWithIsRefused() throws {
        try watch().refresh()
        var bytes = TemporaryFolder.read(folder.file("state"))
        bytes[60] ^= 1
        TemporaryFolder.write(bytes, to: folder.file("state"))
        #expect(throws: (any Error).self) { try watch() }
    }

    @Test func statementsComeFromFilesAndFromTheAuthoritysServer() throws {
        let epoch = try StoreServer.epoch(hospital.value)
        let list = try StoreServer.revocations(hospital.value)
        TemporaryFolder.write(epoch.bytes, to: folder.file("epoch"))
        TemporaryFolder.write(list.bytes, to: folder.file("list"))
        let files = StatementFiles(epoch: folder.file("epoch"), revocations: folder.file("list"))
        #expect(try files.epochStatement() == epoch.bytes && files.revocationList() == list.bytes)
        #expect(throws: UnavailableStatement.self) { try StatementFiles(epoch: "/none", revocations: "/none").epochStatement() }
        let (epochBytes, listBytes) = (epoch.bytes, list.bytes)
        let server = try HTTPServer(
            ServerConfiguration(),
            router: Router([
                Route(.get, "/v1/epoch") { _ in Response(status: 200, body: .bytes(epochBytes)) },
                Route(.get, "/v1/revocations") { _ in Response(status: 200, body: .bytes(listBytes)) },
            ]))
        let remote = RemoteStatements(try HTTPURL("http://127.0.0.1:\(server.port)"))
        #expect(try remote.epochStatement() == epoch.bytes && remote.revocationList() == list.bytes)
        let missing = RemoteStatements(try HTTPURL("http://127.0.0.1:\(server.port)/x"))
        #expect(throws: UnavailableStatement.self) { try missing.epochStatement() }
        server.stop(within: 1)
    }
}
