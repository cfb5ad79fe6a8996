import HTTPTransport
import HospitalFixture
import Identity
import SealedRecord
import LyingStore
import LocalFiles
import Testing
import Workstation

@Suite struct RandomAccessTests {
    private static let chunk: UInt64 = 16384

    private static func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 7) } }

    /// A sealed record, and a way to read it that a test can spoil.
    private final class Fixture {
        let hospital: Hospital
        let record: [UInt8]
        let header: SealedRecordHeader
        var spoil: (UInt64, inout [UInt8]) -> Void = { _, _ in }

        init(_ content: [UInt8]) throws {
            var hospital = try Hospital()
            let identity = UserIdentity()
            let plan = SealingPlan(
                created: Hospital.now, epoch: 10, revocationSequence: 1, author: try hospital.certify(identity, name: "A"))
            record = try hospital.seal(content, policy: "role:doctor", plan: plan, by: identity)
            header = try Hospital.header(of: record)
            self.hospital = hospital
        }

        func open() throws -> RandomAccessContent {
            let key = try header.recordKey(with: try hospital.key(["role:doctor"]), hospital.realm)
            return try RandomAccessContent(header, key) { offset, count in
                var bytes = Array(self.record[Int(offset)..<min(Int(offset) + count, self.record.count)])
                self.spoil(offset, &bytes)
                return bytes
            }
        }
    }

    private static func read(_ content: RandomAccessContent, _ range: Range<UInt64>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try content.read(range) { bytes += $0 }
        return bytes
    }

    @Test(arguments: [0, 1, 16383, 16384, 16385, 40_000, 65 * 16384, 65 * 16384 + 1]) func everyBoundaryIsRead(_ count: Int) throws {
        let bytes = Self.content(count)
        let content = try Fixture(bytes).open()
        let length = UInt64(count)
        #expect(content.length == length)
        #expect(try Self.read(content, 0..<length) == bytes)
        #expect(try Self.read(content, 0..<0).isEmpty)
        var edges: Set<UInt64> = [0, length]
        for base in stride(from: 0, through: length, by: Int(Self.chunk)) where base < 3 * Self.chunk || base > 62 * Self.chunk {
            for edge in [base == 0 ? 0 : base - 1, base, base + 1] where edge <= length { edges.insert(edge) }
        }
        let ordered = edges.sorted()
        for (index, from) in ordered.enumerated() {
            for to in ordered[index...].prefix(6) where from < to {
                #expect(try Self.read(content, from..<to) == Array(bytes[Int(from)..<Int(to)]))
            }
        }
        #expect(throws: SealedRecordError.wrongLength) { _ = try Self.read(content, length..<length + 1) }
        #expect(throws: SealedRecordError.wrongLength) { _ = try Self.read(content, 0..<UInt64.max) }
    }

    @Test func alteredChunksAndLeavesAndShortAnswersAreRefused() throws {
        let fixture = try Fixture(Self.content(100_000))
        let payload = UInt64(fixture.header.bytes.count)
        let leaves = payload + fixture.header.content.payloadLength
        // A leaf, and answers that are shorter or longer than asked for.
        for change in [{ (bytes: inout [UInt8]) in bytes[40] ^= 1 }, { $0.removeLast() }, { $0.append(0) }, { $0 = [] }] {
            fixture.spoil = { offset, bytes in if offset >= leaves { change(&bytes) } }
            #expect(throws: SealedRecordError.self) { _ = try fixture.open() }
        }
        fixture.spoil = { _, _ in }
        let content = try fixture.open()
        for change in [{ (bytes: inout [UInt8]) in bytes[20_000] ^= 1 }, { $0.removeLast() }, { $0.append(0) }, { $0 = [] }] {
            fixture.spoil = { offset, bytes in if offset < leaves { change(&bytes) } }
            var shown: [UInt8] = []
            #expect(throws: SealedRecordError.self) { try content.read(0..<100_000) { shown += $0 } }
            #expect(shown.isEmpty)
        }
        // A chunk that is genuine, but another one.
        fixture.spoil = { offset, bytes in
            if offset < leaves { bytes = Array(fixture.record[Int(offset) + 16400..<Int(offset) + 16400 + bytes.count]) }
        }
        #expect(throws: SealedRecordError.alteredPayload) { _ = try Self.read(content, 0..<100) }
    }

    @Test func aRecordThatChangesBetweenTwoRequestsIsNoticed() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.writing.add(MemoryInput(Self.content(200_000)), policies: try Ward.policy()).header.content.recordID
        let content = try session.records.content(of: id)
        #expect(try Self.read(content, 100_000..<100_010) == Array(Self.content(200_000)[100_000..<100_010]))
        ward.lies.twist { _, response in response.headers.set("etag", "\"\(String(repeating: "0", count: 64))\"") }
        #expect(failure { _ = try Self.read(content, 0..<10) } == .conflict)
        ward.lies.twist { _, response in response.headers = HeaderFields() }
        #expect(failure { _ = try Self.read(content, 0..<10) } == .remote)
        ward.lies.tellTheTruth()
        try session.writing.update(id, MemoryInput([1]))
        #expect(failure { _ = try Self.read(content, 0..<10) } == .conflict)
    }

    @Test func wrongRangesFromTheStoreAreRefused() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.writing.add(MemoryInput(Self.content(200_000)), policies: try Ward.policy()).header.content.recordID
        let content = try session.records.content(of: id)
        let tag = try session.records.present(id).state.entityTag
        for count in [0, 1, 16399, 16401, 17_000] {
            ward.lies.lie { _ in
                Response(status: 206, headers: HeaderFields([("etag", tag)]), body: .bytes([UInt8](repeating: 0, count: count)))
            }
            #expect(throws: (any Error).self) { _ = try Self.read(content, 50_000..<50_010) }
        }
        ward.lies.lie { _ in Response(status: 200, headers: HeaderFields([("etag", tag)]), body: .bytes([UInt8](repeating: 0, count: 16400))) }
        #expect(failure { _ = try Self.read(content, 50_000..<50_010) } == .remote)
        ward.lies.lie { _ in Response(status: 416, headers: HeaderFields([("etag", tag)])) }
        #expect(failure { _ = try Self.read(content, 50_000..<50_010) } == .remote)
    }
}
