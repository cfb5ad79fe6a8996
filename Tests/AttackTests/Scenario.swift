import AccessPolicy
import HealthRecord
import LocalFiles
import SealedRecord
import Workstation

/// A patient's bundle in JSON.
func patient(_ name: String, number: String = "4711") -> [UInt8] {
    Array(
        """
        {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","identifier":[{"value":"\(number)"}],\
        "name":[{"text":"\(name)"}]}}]}
        """.utf8)
}

func reading(_ subject: String, _ value: Int, at time: String = "2026-01-02T03:04:05Z") -> ArraySlice<UInt8> {
    Array(
        """
        {"resourceType":"Observation","subject":{\(subject)},"code":{"text":"Pulse"},"effectiveDateTime":"\(time)",\
        "valueQuantity":{"value":\(value),"unit":"1/min"}}
        """.utf8)[...]
}

func reading(of id: RecordID, _ value: Int, at time: String = "2026-01-02T03:04:05Z") -> ArraySlice<UInt8> {
    reading(#""reference":"urn:medseal:record:\#(id)""#, value, at: time)
}

func reading(ofNumber number: String, _ value: Int) -> ArraySlice<UInt8> { reading(#""identifier":{"value":"\#(number)"}"#, value) }

/// What an operation came to.
enum Outcome: Equatable, CustomStringConvertible {
    /// The user was told nothing.
    case done
    /// The user was told that something is wrong with this record.
    case refused(String)
    /// The user was told something else: that there is no such record, that the key does not fit, that the network is down.
    case other(String)

    var isRefused: Bool { if case .refused = self { true } else { false } }

    var description: String {
        switch self {
        case .done: "done"
        case .refused(let text): "refused: \(text)"
        case .other(let text): "other: \(text)"
        }
    }
}

/// What `body` comes to. A refusal is an error of this program's about one record; that a key does not fit is none.
func outcome(_ body: () throws -> Void) -> Outcome {
    do {
        try body()
        return .done
    } catch  where FailureKind.isAboutOneRecord(error) && FailureKind(error) != .policyNotSatisfied && FailureKind(error) != .conflict {
        return .refused("\(error)")
    } catch {
        return .other("\(error)")
    }
}

extension UserSession {
    @discardableResult
    func addPatient(_ name: String, number: String = "4711", policy: String = "role:doctor") throws -> RecordID {
        try writing.add(MemoryInput(patient(name, number: number)), policies: try AttackTests.policies(policy)).header.content.recordID
    }

    func text(of id: RecordID) throws -> String { String(decoding: try records.open(id, limit: 1 << 20).content, as: UTF8.self) }
}

func policies(_ text: String) throws -> [Policy] { [try Policy(parsing: text)] }

/// What a user does with a record that seals something anew.
enum Operation: String, CaseIterable, Sendable {
    case update, edit, attach, ingest, rewrap

    func run(_ session: UserSession, _ id: RecordID) throws {
        switch self {
        case .update: try session.writing.update(id, MemoryInput(patient("Ayesha Secret")))
        case .edit: _ = try session.charts.change(id) { $0.address = "Secret Lane" }.get()
        case .attach: _ = try session.charts.change(id, documents: [NewDocument(MemoryInput([1, 2, 3]), title: "secret")]) { _ in }.get()
        case .ingest:
            let ingest = try ReadingsIngest(session, record: id)
            try ingest.add(reading(of: id, 77))
            try ingest.flush()
        case .rewrap: try session.writing.rewrap(id)
        }
    }
}
