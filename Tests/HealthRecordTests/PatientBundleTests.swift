import HealthRecord
import JSON
import TestSupport
import Testing

@Suite struct PatientBundleTests {
    static let samples = [
        "Alberto_Atencio", "Buster_Hoeger", "Clemente_Kreiger", "Edward_Gulgowski", "Gustavo_Mejia", "Liz_Conn", "Luigi_Wiegand",
        "Stanley_Balistreri",
    ]

    static func sample(_ name: String) throws -> PatientBundle {
        try PatientBundle(json: VectorFile.example("fhir/\(name).json"))
    }

    static func bundle(_ text: String) throws -> PatientBundle { try PatientBundle(json: Array(text.utf8)) }

    @Test(arguments: samples) func samplesGoThroughUnchanged(_ name: String) throws {
        let original = try JSONReader.value(of: VectorFile.example("fhir/\(name).json"))
        let bundle = try Self.sample(name)
        #expect(try JSONReader.value(of: bundle.json) == original)
        #expect(bundle.resources.count > 10)
    }

    @Test func summaryOfASample() throws {
        let summary = PatientSummary(try Self.sample("Alberto_Atencio"))
        let patient = try Self.sample("Alberto_Atencio").patient
        #expect(summary.name.contains("Atencio"))
        #expect(summary.birthDate == patient["birthDate"]?.string)
        #expect(summary.sex == "male")
        #expect(summary.identifiers.contains { $0.value == "fc712d1f-5a2e-4407-9c55-a2a2bad623c2" })
        #expect(summary.phones.count == 1)
        #expect(!summary.conditions.isEmpty && !summary.medications.isEmpty)
    }

    @Test(arguments: [
        (#"{"resourceType":"Bundle"}"#, HealthRecordError.noPatient),
        (#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation"}}]}"#, .noPatient),
        (#"{"resourceType":"Bundle","entry":{}}"#, .notFHIR(path: "entry", expected: "an array")),
        (#"{"resourceType":"Bundle","entry":[1]}"#, .notFHIR(path: "entry[0]", expected: "an object")),
        (#"{"resourceType":"Bundle","entry":[{},{"resource":[]}]}"#, .notFHIR(path: "entry[1].resource", expected: "an object")),
        (
            #"{"resourceType":"Bundle","entry":[{"resource":{"id":"1"}}]}"#,
            .notFHIR(path: "entry[0].resource.resourceType", expected: "the name of a resource type")
        ),
        (
            #"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"a b"}}]}"#,
            .notFHIR(path: "entry[0].resource.resourceType", expected: "the name of a resource type")
        ),
        (
            #"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Patient"}}]}"#,
            .severalPatients(2)
        ),
        (#"{"resourceType":"Observation"}"#, .notFHIR(path: "resourceType", expected: "\"Bundle\" or \"Patient\"")),
        ("[]", .notFHIR(path: "resourceType", expected: "\"Bundle\"")),
        ("{", .notJSON(JSONError(reason: .endOfText, line: 1, column: 2))),
    ])
    func refusals(_ text: String, _ error: HealthRecordError) {
        #expect(throws: error) { _ = try Self.bundle(text) }
    }

    @Test func aPatientAloneBecomesABundle() throws {
        let bundle = try Self.bundle(#"{"resourceType":"Patient","id":"p","name":[{"text":"Ayesha Siddiqua"}]}"#)
        #expect(bundle.root["type"]?.string == "collection")
        #expect(PatientSummary(bundle).name == "Ayesha Siddiqua")
    }

    // Parts.

    private static let template = #"""
        {"parts":[{"name":"mental-health","policy":"role:psychiatrist","when":[{"security":"PSY"},{"code":"http://snomed.info/sct|370143000"}]},
                  {"name":"hiv","policy":"role:infectious","when":[{"resourceType":"Observation","code":"HIV-1"}]}]}
        """#

    private static let record = #"""
        {"resourceType":"Bundle","type":"collection","entry":[
         {"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","id":"p"}},
         {"fullUrl":"urn:uuid:c1","resource":{"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"http://snomed.info/sct","code":"370143000"}]},"subject":{"reference":"urn:uuid:p"},"encounter":{"reference":"urn:uuid:e"}}},
         {"fullUrl":"urn:uuid:c2","resource":{"resourceType":"Condition","id":"c2","code":{"text":"Asthma"}}},
         {"fullUrl":"urn:uuid:e","resource":{"resourceType":"Encounter","id":"e"}},
         {"fullUrl":"urn:uuid:claim","resource":{"resourceType":"Claim","id":"claim","diagnosis":[{"diagnosisReference":{"reference":"urn:uuid:c1"}}]}},
         {"resource":{"resourceType":"ExplanationOfBenefit","id":"eob","claim":{"reference":"Claim/claim"}}},
         {"resource":{"resourceType":"Observation","id":"o","meta":{"security":[{"code":"PSY"}]},"valueString":"x"}},
         {"resource":{"resourceType":"Observation","id":"h","code":{"coding":[{"code":"HIV-1"}]}}},
         {"resource":{"resourceType":"Condition","id":"h2","code":{"coding":[{"code":"HIV-1"}]}}}]}
        """#

    private static func ids(_ bundle: JSONNode) -> [String] {
        (bundle["entry"]?.elements ?? []).compactMap { $0["resource"]?["id"]?.string }
    }

    /// A claim for a diagnosis and the statement of benefits for that claim go with the diagnosis.
    @Test func partsTakeWhatTheirRulesSayAndWhatRefersToIt() throws {
        let record = try Self.bundle(Self.record)
        let divided = try record.divided(by: PartTemplate(json: Array(Self.template.utf8)))
        #expect(Self.ids(divided.general.root) == ["p", "c2", "e", "h2"])
        #expect(divided.special.map(\.part.name) == ["mental-health", "hiv"])
        #expect(divided.special.map(\.part.policy) == ["role:psychiatrist", "role:infectious"])
        #expect(Self.ids(divided.special[0].bundle) == ["c1", "claim", "eob", "o"])
        #expect(Self.ids(divided.special[1].bundle) == ["h"])
        let joined = try divided.general.joined(with: divided.special.map(\.bundle))
        #expect(Set(Self.ids(joined.root)) == Set(Self.ids(record.root)))
        #expect(joined.entries.count == record.entries.count)
        for entry in record.entries { #expect(joined.entries.contains(entry)) }
        // One part without the other.
        #expect(Self.ids(try divided.general.joined(with: [divided.special[1].bundle]).root) == ["p", "c2", "e", "h2", "h"])
    }

    @Test func withoutRulesNothingIsDivided() throws {
        let record = try Self.bundle(Self.record)
        let divided = try record.divided(by: .none)
        #expect(divided.general == record && divided.special.isEmpty)
    }

    @Test func aPatientIsNeverInASpecialPart() throws {
        let text = #"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p","meta":{"security":[{"code":"PSY"}]}}}]}"#
        let divided = try Self.bundle(text).divided(by: PartTemplate(json: Array(Self.template.utf8)))
        #expect(Self.ids(divided.general.root) == ["p"] && divided.special.isEmpty)
    }

    @Test(arguments: [
        "[]", "{}", #"{"parts":[{}]}"#, #"{"parts":[{"name":"a","policy":"p"}]}"#, #"{"parts":[{"name":"a","policy":"p","when":[]}]}"#,
        #"{"parts":[{"name":"a","policy":"p","when":[{}]}]}"#, #"{"parts":[{"name":"a","policy":"p","when":[{"kode":"x"}]}]}"#,
        #"{"parts":[{"name":"A b","policy":"p","when":[{"code":"x"}]}]}"#,
        #"{"parts":[{"name":"a","policy":"p","when":[{"code":"x"}]},{"name":"a","policy":"p","when":[{"code":"y"}]}]}"#,
        #"{"parts":[{"name":"a","policy":"p","when":[{"code":1}]}]}"#, #"{"parts":[],"also":1}"#,
    ])
    func templatesThatCouldBeMisunderstoodAreRefused(_ text: String) {
        #expect(throws: HealthRecordError.self) { _ = try PartTemplate(json: Array(text.utf8)) }
    }
}
