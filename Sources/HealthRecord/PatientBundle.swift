import Framing
public import JSON

/// The record of one patient as a FHIR R4 Bundle (HL7 FHIR R4, https://hl7.org/fhir/R4/bundle.html).
///
/// Kept as it was read: resources, elements and extensions that MedSeal knows nothing of go through unchanged.
public struct PatientBundle: Equatable, Sendable {
    /// The Bundle resource.
    public private(set) var root: JSONNode

    /// Reads a Bundle, or a Patient resource alone, which becomes a Bundle of one entry.
    public init(json bytes: [UInt8]) throws(HealthRecordError) {
        let root: JSONNode
        do { root = try JSONReader.value(of: bytes) } catch { throw .notJSON(error) }
        try self.init(root)
    }

    /// Takes a Bundle or a Patient resource as ``init(json:)`` does.
    ///
    /// - Throws: `.notFHIR`, `.noPatient`, `.severalPatients`.
    public init(_ root: JSONNode) throws(HealthRecordError) {
        switch root["resourceType"]?.string {
        case "Bundle": self.root = root
        case "Patient": self.root = Self.collection([Self.entry(root)])
        case nil: throw .notFHIR(path: "resourceType", expected: "\"Bundle\"")
        case .some: throw .notFHIR(path: "resourceType", expected: "\"Bundle\" or \"Patient\"")
        }
        try check()
    }

    /// A Bundle of type collection.
    init(entries: [JSONNode]) throws(HealthRecordError) { try self.init(Self.collection(entries)) }

    private static func collection(_ entries: [JSONNode]) -> JSONNode {
        .object([
            .init("resourceType", .string("Bundle")), .init("type", .string("collection")), .init("entry", .array(entries)),
        ])
    }

    /// An entry of a Bundle for a resource, with a URL by which others in the Bundle refer to it if it has an id.
    static func entry(_ resource: JSONNode) -> JSONNode {
        var members = [JSONNode.Member("resource", resource)]
        if let id = resource["id"]?.string { members.insert(.init("fullUrl", .string("urn:uuid:\(id)")), at: 0) }
        return .object(members)
    }

    private func check() throws(HealthRecordError) {
        if let entry = root["entry"], case .array = entry {
        } else if root["entry"] != nil {
            throw .notFHIR(path: "entry", expected: "an array")
        }
        for (index, entry) in entries.enumerated() {
            guard case .object = entry else { throw .notFHIR(path: "entry[\(index)]", expected: "an object") }
            guard let resource = entry["resource"] else { continue }
            guard case .object = resource else { throw .notFHIR(path: "entry[\(index)].resource", expected: "an object") }
            guard let type = resource["resourceType"]?.string, Self.isTypeName(type) else {
                throw .notFHIR(path: "entry[\(index)].resource.resourceType", expected: "the name of a resource type")
            }
        }
        let count = resources.filter { $0["resourceType"]?.string == "Patient" }.count
        guard count > 0 else { throw .noPatient }
        guard count == 1 else { throw .severalPatients(count) }
    }

    private static func isTypeName(_ text: String) -> Bool {
        guard let first = text.utf8.first, ASCII.isUppercase(first) else { return false }
        return text.utf8.count <= 64 && text.utf8.allSatisfy(ASCII.isLetter)
    }

    /// The Bundle's entries, of which one without a resource is possible.
    public var entries: [JSONNode] { root["entry"]?.elements ?? [] }

    /// The resources in the order of their entries.
    public var resources: [JSONNode] { entries.compactMap { $0["resource"] } }

    /// The resources of one type.
    public func resources(_ type: String) -> [JSONNode] { resources.filter { $0["resourceType"]?.string == type } }

    /// The one Patient resource.
    public var patient: JSONNode { resources("Patient").first ?? .null }

    /// How other resources of the Bundle refer to the patient.
    var patientReference: String {
        if let entry = entries.first(where: { $0["resource"]?["resourceType"]?.string == "Patient" }),
            let url = entry["fullUrl"]?.string
        {
            return url
        }
        return patient["id"]?.string.map { "Patient/\($0)" } ?? "#patient"
    }

    /// The same Bundle with other entries; what else it says stays.
    func replacingEntries(_ entries: [JSONNode]) throws(HealthRecordError) -> PatientBundle {
        var changed = root
        changed.set("entry", .array(entries))
        return try PatientBundle(changed)
    }

    /// JSON in UTF-8.
    public var json: [UInt8] { root.bytes }
}
