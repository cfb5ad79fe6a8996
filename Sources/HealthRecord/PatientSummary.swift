public import JSON

/// What a list or the head of a page shows of a patient.
public struct PatientSummary: Equatable, Sendable {
    public struct Identifier: Equatable, Sendable {
        /// The system's URI, if it says one.
        public let system: String?
        public let value: String
    }

    /// The name as it is called: the official one if several are given, else the first. Empty if there is none.
    public let name: String
    /// All names that the record gives, former ones too, which people still search for.
    public let allNames: [String]
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    public let birthDate: String?
    /// `male`, `female`, `other` or `unknown`.
    public let sex: String?
    public let identifiers: [Identifier]
    public let phones: [String]
    public let address: String?
    /// Names of conditions, each once, in the Bundle's order; likewise the other two.
    public let conditions: [String]
    public let allergies: [String]
    public let medications: [String]

    public init(_ bundle: PatientBundle) {
        let patient = bundle.patient
        let names = patient["name"]?.elements ?? []
        let preferred = names.first { $0["use"]?.string == "official" } ?? names.first
        name = preferred.map(Self.text(ofName:)) ?? ""
        allNames = names.map(Self.text(ofName:)).filter { !$0.isEmpty }
        birthDate = patient["birthDate"]?.string
        sex = patient["gender"]?.string
        identifiers = (patient["identifier"]?.elements ?? []).compactMap { identifier in
            identifier["value"]?.string.map { Identifier(system: identifier["system"]?.string, value: $0) }
        }
        phones = (patient["telecom"]?.elements ?? [])
            .filter { ["phone", "sms"].contains($0["system"]?.string) }
            .compactMap { $0["value"]?.string }
        address = patient["address"]?.elements.first.flatMap(Self.text(ofAddress:))
        conditions = Self.names(bundle.resources("Condition"), ["code"])
        allergies = Self.names(bundle.resources("AllergyIntolerance"), ["code"])
        medications = Self.names(
            bundle.resources("MedicationStatement") + bundle.resources("MedicationRequest"), ["medicationCodeableConcept"])
    }

    /// `text`, or else given names and family name.
    private static func text(ofName name: JSONNode) -> String {
        if let text = name["text"]?.string { return text }
        let given = (name["given"]?.elements ?? []).compactMap(\.string)
        return (given + [name["family"]?.string].compactMap { $0 }).joined(separator: " ")
    }

    private static func text(ofAddress address: JSONNode) -> String? {
        if let text = address["text"]?.string { return text }
        let parts =
            (address["line"]?.elements ?? []).compactMap(\.string)
            + ["city", "district", "state", "postalCode", "country"].compactMap { address[$0]?.string }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func names(_ resources: [JSONNode], _ path: [String]) -> [String] {
        var seen: Set<String> = []
        return resources.compactMap { resource in
            path.reduce(Optional(resource)) { $0?[$1] }.flatMap(text(ofConcept:))
        }.filter { seen.insert($0).inserted }
    }

    /// The text of a CodeableConcept, or what its first coding displays.
    public static func text(ofConcept concept: JSONNode) -> String? {
        concept["text"]?.string ?? concept["coding"]?.elements.lazy.compactMap { $0["display"]?.string }.first
    }
}
