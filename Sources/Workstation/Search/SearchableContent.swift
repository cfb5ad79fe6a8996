import AccessPolicy
import Framing
public import HealthRecord
import JSON
import SearchIndex

/// What a record is to be found by.
public enum SearchableContent: Sendable {
    /// By what stands in its content, if that is a patient's bundle or a device's readings.
    case ofContent
    /// By the patient who is in this bundle.
    case patient(PatientBundle)
    /// As readings that belong to the patient's record of this identifier.
    case readings(subject: String)
    /// Not at all.
    case nothing

    /// - Parameter content: all of it.
    func values(_ content: () throws -> [UInt8]) rethrows -> SearchableValues? {
        switch self {
        case .nothing: return nil
        case .patient(let bundle): return Self.values(bundle)
        case .readings(let subject): return SearchableValues(subjects: [subject])
        case .ofContent:
            let content = try content()
            guard Self.looksLikeJSON(content), let root = try? JSONReader.value(of: content) else { return nil }
            if let bundle = try? PatientBundle(root) { return Self.values(bundle) }
            return ReadingsBundle(root).map { SearchableValues(subjects: [$0.subject]) }
        }
    }

    /// Whether a content begins as a JSON object does. What begins otherwise, an image say, need not be read as one.
    static func looksLikeJSON(_ beginning: [UInt8]) -> Bool {
        beginning.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "{")
    }

    private static func values(_ bundle: PatientBundle) -> SearchableValues {
        let patient = PatientSummary(bundle)
        return SearchableValues(names: patient.allNames, identifiers: patient.identifiers.map(\.value), phones: patient.phones)
    }

    /// Records of the same policies are of one class: its label is their canonical texts.
    static func classLabel(_ policies: [Policy]) -> String { Set(policies.map(\.text)).sorted().joined(separator: "\n") }

    /// The policies of a class.
    ///
    /// - Throws: `PolicyError` if the label is none that ``classLabel(_:)`` gives.
    static func policies(ofClass label: String) throws -> [Policy] {
        try label.split(separator: "\n").map { try Policy(parsing: String($0)) }
    }
}
