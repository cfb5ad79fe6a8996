public import JSON

/// What a list or the head of a page shows of a patient.
public struct PatientSummary: Equatable, Sendable {
    /// A number of the patient, and whose number it is.
    public struct Identifier: Equatable, Sendable {
        /// The system's URI, if it says one.
        public let system: String?
        /// The number itself, as written.
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
    /// Those of the Patient resource that have a value, in its order.
    public let identifiers: [Identifier]
    /// Telephone numbers and those for text messages, in the record's order.
    public let phones: [String]
    /// The first address, on one line; `nil` if there is none.
    public let address: String?
    /// Names of conditions, each once, in the Bundle's order; likewise the other two.
    public let conditions: [String]
    /// From the resources' `code`.
    public let allergies: [String]
    /// From MedicationStatement and then MedicationRequest.
    public let medications: [String]

    /// Reads a bundle leniently: what is not there or not as FHIR has it is left out.
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
