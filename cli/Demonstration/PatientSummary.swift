import FoundationEssentials

/// What the demonstration shows of an opened FHIR R4 bundle: the patient's name and conditions.
struct PatientSummary {
    let name: String
    let birthDate: String
    let conditions: [String]

    private struct Bundle: Decodable {
        struct Entry: Decodable { let resource: Resource }
        let entry: [Entry]
    }

    private struct Resource: Decodable {
        struct HumanName: Decodable {
            let family: String?
            let given: [String]?
        }
        struct Concept: Decodable { let text: String? }
        let resourceType: String
        let name: [HumanName]?
        let birthDate: String?
        let code: Concept?

        enum CodingKeys: CodingKey { case resourceType, name, birthDate, code }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            resourceType = try container.decode(String.self, forKey: .resourceType)
            // Other resources use the same member names for other things: only these two kinds are looked into.
            name = resourceType == "Patient" ? try container.decodeIfPresent([HumanName].self, forKey: .name) : nil
            birthDate = resourceType == "Patient" ? try container.decodeIfPresent(String.self, forKey: .birthDate) : nil
            code = resourceType == "Condition" ? try container.decodeIfPresent(Concept.self, forKey: .code) : nil
        }
    }

    /// - Throws: a failure that says that this is no patient's bundle, without showing any of it.
    init(_ bytes: [UInt8]) throws {
        guard let bundle = try? JSONDecoder().decode(Bundle.self, from: Data(bytes)),
            let patient = bundle.entry.map(\.resource).first(where: { $0.resourceType == "Patient" })
        else { throw CommandFailure(.integrity, "what was opened is no FHIR bundle with a patient") }
        let first = patient.name?.first
        name = ((first?.given ?? []) + [first?.family].compactMap { $0 }).joined(separator: " ")
        birthDate = patient.birthDate ?? "unknown"
        var seen: Set<String> = []
        conditions = bundle.entry.compactMap { $0.resource.code?.text }.filter { seen.insert($0).inserted }
    }
}
