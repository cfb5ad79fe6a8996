import AccessPolicy
import Framing
import HealthRecord
import Identity
import LocalFiles
import JSON
public import SealedRecord
import SearchIndex
import Cryptography

/// Seals what devices measure, in records of many readings each, under the policies of the patient whom they belong to.
public final class ReadingsIngest {
    /// Readings that make a record.
    public static let batchCount = 1000
    /// Bytes of readings that make a record.
    static let batchByteCount = 4 << 20
    /// Longest line, in bytes.
    public static let greatestLineLength = 1 << 20
    /// Records that are looked at for a patient's number: the patient's, and by chance or malice some others.
    private static let greatestCandidateCount = 200
    /// Patients whose readings are gathered at a time.
    static let greatestPatientCount = 1000

    private let session: UserSession
    private let record: RecordID?
    private let sources: PatientSources
    private let names: DerivedRecordNames
    /// This user's records in the store, and whether they can be found there.
    private var present: ListedRecords
    private var policies: [RecordID: [Policy]] = [:]
    private var numbers: [String: RecordID] = [:]
    private var waiting: [RecordID: [ArraySlice<UInt8>]] = [:]
    private var waitingByteCounts: [RecordID: Int] = [:]

    /// Bytes of readings that are gathered at a time. So many that a hundred thousand usual readings of any number of patients
    /// are not divided further than the patients are.
    package var greatestWaitingByteCount = 64 << 20
    /// Bytes of readings that wait, of all patients together.
    package private(set) var waitingByteCount = 0

    /// Readings sealed and stored.
    public private(set) var sealedCount = 0
    /// Readings that were in the store already, from an earlier run over the same input.
    public private(set) var presentCount = 0
    /// Records that hold them.
    public private(set) var records: [RecordID] = []

    /// - Parameters:
    ///   - record: the patient's record for all readings; `nil` if each names its own.
    ///   - sources: whose patients count where a reading names one by number; `nil` for one's own and those of one's hospital.
    public init(_ session: UserSession, record: RecordID?, from sources: PatientSources? = nil) throws {
        self.session = session
        self.record = record
        self.sources = try sources ?? PatientSources(of: session.certificate())
        names = DerivedRecordNames(session.identity, "ingest")
        present = try ListedRecords(session)
    }

    /// Takes one Observation, as JSON on one line.
    ///
    /// - Throws: `HealthRecordError` for what is no Observation, ``ClientError/noPatientFound`` or ``ClientError/severalPatientsFound`` of whom it
    ///   speaks; both are about this reading only. What else it throws is about the store.
    public func add(_ line: ArraySlice<UInt8>) throws {
        let observation: JSONNode
        do throws(JSONError) { observation = try JSONReader.value(of: Array(line)) } catch { throw HealthRecordError.notJSON(error) }
        guard ReadingsBundle.isObservation(observation) else {
            throw HealthRecordError.notFHIR(path: "resourceType", expected: "\"Observation\"")
        }
        let subject = try record ?? subject(of: observation)
        // Bounded, whoever the readings come from, and by the lines alone, so that the same lines make the same records again.
        if waitingByteCount + line.count > greatestWaitingByteCount { try flush() }
        if policies[subject] == nil {
            if policies.count >= Self.greatestPatientCount { try flush() }
            policies[subject] = try session.records.policies(.asBefore, after: try session.records.present(subject).header)
        }
        // A copy: the slice would keep all that was read with it.
        waiting[subject, default: []].append(Array(line)[...])
        waitingByteCounts[subject, default: 0] += line.count
        waitingByteCount += line.count
        if waiting[subject, default: []].count >= Self.batchCount || waitingByteCounts[subject, default: 0] >= Self.batchByteCount {
            try seal(subject)
        }
    }

    /// Seals what waits: at the end, or when readings must not wait any longer.
    public func flush() throws {
        for subject in waiting.keys.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) { try seal(subject) }
        policies = [:]
        try session.index.flush()
        try session.seen().save()
    }

    private func seal(_ subject: RecordID) throws {
        guard let lines = waiting[subject], !lines.isEmpty else { return }
        let content = ReadingsBundle.json(subject: "\(subject)", texts: lines)
        let name = names.name(of: SHA256.hash(content))
        let id = name.id
        if let isFindable = try present.isFindable(id) {
            // The program ended between the record and its search terms. A gateway need not be among the readers.
            if !isFindable { try makeFindable(id, of: subject) }
            presentCount += lines.count
        } else {
            try session.writing.add(
                MemoryInput(content), policies: policies[subject] ?? [], name: name, isOneOfMany: true, isReadableByAuthor: false,
                findableBy: .readings(subject: "\(subject)"))
            records.append(id)
            sealedCount += lines.count
        }
        present.add(id)
        waiting[subject] = nil
        waitingByteCount -= waitingByteCounts.removeValue(forKey: subject) ?? 0
    }

    /// Readings that are there and cannot be found, because somebody else chose their readers, are no reason to take no others.
    private func makeFindable(_ id: RecordID, of subject: RecordID) throws {
        do { try session.index.makeFindable(id, by: SearchableValues(subjects: ["\(subject)"])) } catch ClientError.record(
            .otherReaders(let policies))
        {
            session.notice(.notFindable(ClientError.record(.otherReaders(policies))))
        }
    }

    /// The patient's record that a reading names: by its identifier, or by a number of the patient's.
    private func subject(of observation: JSONNode) throws -> RecordID {
        if let text = ReadingsBundle.recordReference(observation), let id = RecordID(text: text) { return id }
        guard let number = ReadingsBundle.identifier(observation) else {
            throw HealthRecordError.notFHIR(path: "subject", expected: "a reference urn:medseal:record:ID, or an identifier with a value")
        }
        if let known = numbers[number] { return known }
        // The same number may be found in what belongs to the patient; the patient's record is the one with a Patient.
        var found: [RecordID] = []
        let candidates = try session.search.find("\(number)", limit: Self.greatestCandidateCount + 1)
        // Of more than are looked at, another one may be the patient.
        guard candidates.count <= Self.greatestCandidateCount else {
            throw ClientError.severalPatientsFound
        }
        for entry in candidates {
            let id = entry.id
            if try session.patients.holds(id, number: number, from: sources) { found.append(id) }
        }
        guard found.count == 1, let id = found.first else {
            throw found.isEmpty ? ClientError.noPatientFound : ClientError.severalPatientsFound
        }
        if numbers.count >= Self.greatestPatientCount { numbers = [:] }
        numbers[number] = id
        return id
    }
}

extension Patients {
    /// Whether a record is of a patient with this number, and of somebody whose patients count.
    ///
    /// - Throws: what says nothing about the record: who cannot be looked at for the moment may be the patient, and then nobody
    ///   else must be taken for them.
    fileprivate func holds(_ id: RecordID, number: String, from sources: PatientSources) throws -> Bool {
        do {
            guard sources.trust(try session.records.present(id).header.content) else { return false }
            return PatientSummary(try open(id).general).identifiers.contains { $0.value == number }
        } catch is HealthRecordError {
            return false
        } catch  where FailureKind.isNotFound(error) {
            return false
        } catch  where FailureKind.isAboutOneRecord(error) {
            return false
        }
    }
}
