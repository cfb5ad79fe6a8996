import Framing
import Glibc
import HTTPTransport
import HealthRecord
import Identity
import SealedRecord
import Cryptography
import Synchronization
import LyingStore
import LocalFiles
import Testing
import Workstation

/// What a store may say, and what a user's program must not do then.
@Suite struct LyingStoreTests {
    private static let notAsked: Int = 40

    /// An answer whose cursor leads back to itself; after a while it ends, so that a program that follows it for ever fails
    /// the test instead of hanging it.
    private static func endless(_ array: String) -> LyingStore.Lie {
        let count = Atomic(0)
        return { request in
            guard request.target.rawPath.hasSuffix(array == "keys" ? "/index/keys" : array == "accesses" ? "/accesses" : "/v1/records") else {
                return nil
            }
            let number = count.add(1, ordering: .relaxed).newValue
            let next = number < notAsked ? #","next":"00000000000000000000000000000001""# : ""
            return .text(json: "{\"\(array)\":[]\(next)}")
        }
    }

    @Test func pagesThatNeverEndAreRefused() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        ward.lies.lie(Self.endless("records"))
        #expect(failure { try session.records.each { _ in } } == .remote)
        ward.lies.lie(Self.endless("accesses"))
        #expect(failure { _ = try session.records.accesses(of: id) } == .remote)
        ward.lies.lie(Self.endless("keys"))
        #expect(failure { _ = try session.search.indexKeyRecords() } == .remote)
        #expect(ward.lies.count < 4)
    }

    @Test func searchAnswersThatNeverEndAreRefused() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        try session.addPatient("Ayesha Rahman", number: "1")
        let count = Atomic(0)
        ward.lies.lie { request in
            guard request.target.rawPath.hasSuffix("/search") else { return nil }
            let number = count.add(1, ordering: .relaxed).newValue
            return .text(json: number < Self.notAsked ? #"{"records":[],"next":"00000000000000000000000000000001"}"# : #"{"records":[]}"#)
        }
        #expect(failure { _ = try session.search.find("ayesha") } == .remote)
    }

    @Test func aStoreThatAsksForPatienceGetsItWithinBounds() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let hasAsked = Mutex<Set<HTTPMethod>>([])
        ward.lies.lie { request in
            // Once for each method.
            hasAsked.withLock { $0.insert(request.method).inserted }
                ? Response(status: 429, headers: HeaderFields([("retry-after", "0")])) : nil
        }
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        #expect(try session.foundIDs("ayesha") == [id])
        for field in [["3600"], ["-1"], ["soon"], ["99999999999999999999"], []] {
            ward.lies.lie { _ in Response(status: 429, headers: HeaderFields(field.map { ("retry-after", $0) })) }
            #expect(failure { _ = try session.records.present(id) } == .remote)
            #expect(ward.lies.count == 1)
        }
    }

    @Test func answersThatAreNoneAreRefused() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let bodies: [[UInt8]] = [
            [], [0xff, 0xfe], Array("{}".utf8), Array(#"{"records":{}}"#.utf8), Array(#"{"records":[{"id":"x"}]}"#.utf8),
            Array(repeating: UInt8(ascii: "["), count: 100_000),
            Array(#"{"records":[{"id":"x","owner":"y","etag":"","contentVersion":1,"envelopeSequence":1,"length":-1,"modified":1}]}"#.utf8),
            [UInt8](repeating: 0x20, count: 5 << 20),
        ]
        for body in bodies {
            ward.lies.lie { _ in Response(status: 200, body: .bytes(body)) }
            #expect(failure { try session.records.each { _ = $0.id } } == .remote)
        }
    }

    @Test func whatIsLongerThanAskedForIsNotTakenToTheEnd() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        // Ends at last, or a program that takes everything would fill the disk.
        let length: UInt64 = 400 << 20
        func answer(_ beginning: [UInt8]) -> EndlessBody {
            let body = EndlessBody(beginning)
            let box = UncheckedBox(body)
            ward.lies.lie { request in
                request.method == .get && request.target.rawPath.hasSuffix("/\(id)")
                    ? Response(status: 200, headers: HeaderFields([("etag", "\"00\"")]), body: .stream(box.value, length: length)) : nil
            }
            return body
        }
        var body = answer([])
        #expect(throws: (any Error).self) { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(body.given.load(ordering: .relaxed) < 64 << 20)
        ward.lies.tellTheTruth()
        let whole = Recorder()
        ward.lies.twist { _, response in whole.bytes.withLock { $0 = response.bytes } }
        _ = try session.records.fetch(id)
        let genuine = whole.bytes.withLock { $0 }
        body = answer(genuine)
        #expect(throws: (any Error).self) { _ = try session.records.open(id, limit: 1 << 20) }
        #expect(body.given.load(ordering: .relaxed) < 64 << 20)
        body = answer(genuine)
        #expect(throws: SealedRecordError.wrongLength) { _ = try session.records.fetch(id) }
        #expect(body.given.load(ordering: .relaxed) < 64 << 20)
        body = answer(genuine)
        #expect(throws: ClientError.record(.tagOfAnotherState)) { _ = try session.writing.rewrap(id) }
        #expect(body.given.load(ordering: .relaxed) < 64 << 20)
    }

    @Test func anotherRecordThanAskedForIsNotShownNorSigned() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let asked = try session.addPatient("Ayesha Rahman", number: "1")
        let given = try session.addPatient("Karim Khan", number: "2")
        let recorder = Recorder()
        ward.lies.twist { _, response in recorder.keep(response) }
        _ = try session.records.fetch(given)
        ward.lies.lie { request in
            request.method == .get && request.target.rawPath.hasSuffix("/\(asked)") ? recorder.answer : nil
        }
        #expect(failure { _ = try session.records.open(asked, limit: 1 << 20) } == .integrity)
        #expect(failure { _ = try session.records.fetch(asked) } == .integrity)
        #expect(failure { _ = try session.records.get(asked) { _ in Issue.record("shown") } } == .integrity)
        #expect(failure { _ = try session.records.present(asked) } == .integrity)
        #expect(failure { _ = try session.records.content(of: asked) } == .integrity)
        #expect(failure { _ = try session.writing.rewrap(asked) } == .integrity)
        #expect(failure { _ = try session.writing.update(asked, MemoryInput([1])) } == .integrity)
        #expect(failure { _ = try session.changePatient(asked) { _ in } } == .integrity)
        #expect(failure { _ = try session.records.delete(asked) } == .integrity)
    }

    @Test func anOlderStateIsNoticedByEveryProgramOfAUser() throws {
        let ward = try Ward()
        let user = try ward.user()
        let (first, second) = (try user.session(), try user.session())
        let id = try first.addPatient("Ayesha Rahman", number: "1")
        let recorder = Recorder()
        ward.lies.twist { request, response in if request.method == .get { recorder.keep(response) } }
        _ = try second.records.fetch(id)
        ward.lies.tellTheTruth()
        // The second program saw version 1 only; the first one has written version 2 since.
        try first.changePatient(id) { $0.phone = "01711" }
        ward.lies.lie { request in request.method == .get && request.target.rawPath.hasSuffix("/\(id)") ? recorder.answer : nil }
        #expect(failure { _ = try first.records.open(id, limit: 1 << 20) } == .integrity)
        #expect(failure { _ = try second.records.open(id, limit: 1 << 20) } == .integrity)
        #expect(failure { _ = try second.records.present(id) } == .integrity)
    }

    @Test func aChangeIsMadeOnTheContentThatWasChanged() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let old = Recorder()
        ward.lies.twist { request, response in if request.method == .get { old.keep(response) } }
        _ = try session.records.fetch(id)
        ward.lies.tellTheTruth()
        // Another machine of the same user's, with a folder of its own.
        let machine = UserHome(path: ward.folder.file("machine"))
        try Folder.make(machine.path)
        defer { Folder.remove(machine.path) }
        try machine.save(session.ring, of: user.identity)
        let other = try UserSession(machine, identity: try UserIdentity(encoded: user.identity.encoded()))
        other.storeAddress = session.storeAddress
        try other.changePatient(id) { $0.phone = "01711" }
        // The store shows the first content once, under the tag of the second.
        let tag = try other.records.present(id).state.entityTag
        let isFirst = Atomic(true)
        ward.lies.lie { request in
            guard request.method == .get, request.target.rawPath.hasSuffix("/\(id)"), isFirst.exchange(false, ordering: .relaxed) else { return nil }
            return old.answer(tag: tag)
        }
        _ = try? session.changePatient(id) { $0.address = "Dhaka" }
        ward.lies.tellTheTruth()
        let form = PatientForm(try other.patients.open(id).whole)
        #expect(form.phone == "01711", "what was written meanwhile is not lost")
    }
}

final class Recorder: Sendable {
    let bytes = Mutex<[UInt8]>([])
    private let tag = Mutex("\"\"")

    func keep(_ response: Response) {
        bytes.withLock { $0 = response.bytes }
        tag.withLock { $0 = response.headers["etag"] ?? "" }
    }

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    var answer: Response { answer(tag: tag.withLock { $0 }) }

    func answer(tag: String) -> Response {
        Response(
            status: 200, headers: HeaderFields([("content-type", "application/octet-stream"), ("etag", tag)]), body: .bytes(bytes.withLock { $0 }))
    }
}

/// `Sendable` because the one route that reads it runs for one request at a time.
final class UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
