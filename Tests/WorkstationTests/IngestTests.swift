import HTTPTransport
import HealthRecord
import Identity
import SealedRecord
import Synchronization
import LyingStore
import Testing
import Workstation

@Suite struct IngestTests {
    private func ingest(_ session: UserSession, _ lines: [ArraySlice<UInt8>], record: RecordID? = nil) throws -> ReadingsIngest {
        let ingest = try ReadingsIngest(session, record: record)
        for line in lines { try ingest.add(line) }
        try ingest.flush()
        return ingest
    }

    @Test func theSameReadingsAreTheSameRecords() throws {
        let ward = try Ward()
        let user = try ward.user()
        let session = try user.session()
        let (first, second) = (try session.addPatient("Ayesha Rahman", number: "1"), try session.addPatient("Karim Khan", number: "2"))
        // Interleaved; one more than a batch for the first.
        let lines = (0...ReadingsIngest.batchCount).flatMap {
            [Ward.reading(of: "\(first)", $0)] + ($0 % 2 == 0 ? [Ward.reading(of: "\(second)", $0)] : [])
        }
        let one = try ingest(session, lines)
        #expect(one.records.count == 3 && one.sealedCount == lines.count && one.presentCount == 0)
        let two = try ingest(try user.session(), lines)
        #expect(two.records.isEmpty && two.sealedCount == 0 && two.presentCount == lines.count)
        let opened = try session.readings.open(of: first, limit: 10)
        #expect(opened.recordCount == 2 && opened.opened.map(\.readings.observations.count).sorted() == [1, ReadingsIngest.batchCount])
        #expect(try session.readings.open(of: second, limit: 10).recordCount == 1)
    }

    @Test(arguments: [["role:doctor"], ["role:device"]]) func readingsWhoseSearchTermsGotLostAreFoundAfterASecondRun(_ attributes: [String]) throws {
        let ward = try Ward()
        let doctor = try ward.user().session()
        let id = try doctor.addPatient("Ayesha Rahman", number: "1")
        let gateway = try ward.user(attributes)
        ward.lies.lie { $0.target.rawPath.hasSuffix("/terms") ? Response(status: 500) : nil }
        #expect(failure { _ = try ingest(try gateway.session(), [Ward.reading(of: "\(id)", 60)]) } == .remote)
        ward.lies.tellTheTruth()
        #expect(try doctor.readings.open(of: id, limit: 10).recordCount == 0)
        let again = try ingest(try gateway.session(), [Ward.reading(of: "\(id)", 60)])
        #expect(again.presentCount == 1 && again.sealedCount == 0)
        #expect(try doctor.readings.open(of: id, limit: 10).opened.count == 1)
    }

    @Test func whatIsNoReadingIsRefusedAlone() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let ingest = try ReadingsIngest(session, record: id)
        for text in [
            "", "{", "[]", "1", #"{"resourceType":"Patient"}"#, #"{"resourceType":"Observation"},{"resourceType":"Patient"}"#, "\u{0}",
            #"{"resourceType":"Observation"}}],"entry":[{"resource":{"resourceType":"Patient"}"#,
            #"{"resourceType":"Observation","resourceType":"Patient"}"#,
        ] {
            #expect(throws: HealthRecordError.self, "\(text)") { try ingest.add(Array(text.utf8)[...]) }
        }
        try ingest.add(Array("  \t{\"resourceType\":\"Observation\"}\r".utf8)[...])
        try ingest.flush()
        #expect(ingest.sealedCount == 1)
        #expect(try session.readings.open(of: id, limit: 1).opened.first?.readings.observations.count == 1)
    }

    @Test func aReadingIsForOnePatientOnly() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "4711")
        _ = try session.addPatient("Karim Khan", number: "4712")
        // A name that is the number, and a telephone number that is it.
        _ = try session.addPatient("4711", number: "5000")
        try ingest(session, [Ward.reading(ofNumber: "4711", 60)]).flush()
        #expect(try session.readings.open(of: id, limit: 1).opened.count == 1)
        _ = try session.addPatient("Ayesha's sister", number: "4711")
        #expect(failure { _ = try ingest(session, [Ward.reading(ofNumber: "4711", 60)]) } == .conflict)
        // By number only the patients of those count whom somebody named: oneself, if nobody was.
        #expect(failure { _ = try ingest(try ward.user().session(), [Ward.reading(ofNumber: "4711", 60)]) } == .notFound)
        #expect(failure { _ = try ingest(session, [Ward.reading(ofNumber: "4713", 60)]) } == .notFound)
        #expect(failure { _ = try ingest(session, [Ward.reading(of: "\(session.newName().id)", 60)]) } == .notFound)
        #expect(failure { _ = try ingest(session, [Ward.reading(ofNumber: "", 60)]) } == .notFound)
    }

    @Test func aPatientWhoCannotBeLookedAtNowIsNotTakenForAnother() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let first = try session.addPatient("Ayesha Rahman", number: "4711")
        _ = try session.addPatient("Karim Khan", number: "4711")
        // Of two patients with the number one cannot be fetched for the moment.
        ward.lies.lie { request in request.method == .get && request.target.rawPath.hasSuffix("/\(first)") ? Response(status: 503) : nil }
        #expect(failure { _ = try ingest(session, [Ward.reading(ofNumber: "4711", 60)]) } == .remote)
    }

    @Test func onlyReadingsUnderTheNameOfThePatientAreShown() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let (first, second) = (try session.addPatient("Ayesha Rahman", number: "1"), try session.addPatient("Karim Khan", number: "2"))
        _ = try ingest(session, [Ward.reading(of: "\(second)", 60)])
        let found = Recorder()
        ward.lies.twist { request, response in if request.target.rawPath.hasSuffix("/search") { found.keep(response) } }
        _ = try session.search.readings(of: second)
        // The store answers with another patient's readings, and with the patient.
        ward.lies.lie { request in
            request.target.rawPath.hasSuffix("/search") ? .text(json: found.text) : nil
        }
        #expect(try session.readings.open(of: first, limit: 10).opened.isEmpty)
    }

    @Test func memoryIsBoundedHoweverManyPatientsThereAre() throws {
        let ward = try Ward()
        let session = try ward.user().session()
        let id = try session.addPatient("Ayesha Rahman", number: "1")
        let ingest = try ReadingsIngest(session, record: nil)
        ingest.greatestWaitingByteCount = 16 << 20
        // Long readings of few patients do not wait beyond a bound that they have together.
        let filler = String(repeating: "x", count: 900_000)
        let ids = try (0..<8).map { try session.addPatient("Patient", number: "9\($0)") } + [id]
        for round in 0..<4 {
            for id in ids {
                try ingest.add(
                    Array(
                        #"{"resourceType":"Observation","note":"\#(filler)","subject":{"reference":"urn:medseal:record:\#(id)"},"n":\#(round)}"#.utf8)[
                            ...])
            }
            #expect(ingest.waitingByteCount <= ingest.greatestWaitingByteCount)
        }
        try ingest.flush()
        #expect(ingest.waitingByteCount == 0)
        #expect(ingest.sealedCount == 36)
    }
}
