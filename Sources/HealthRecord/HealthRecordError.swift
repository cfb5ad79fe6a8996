public import JSON

/// Why a text is not a patient's record. Shows where, and nothing of the record itself.
public enum HealthRecordError: Error, Equatable, CustomStringConvertible {
    /// It is not even JSON.
    case notJSON(JSONError)
    /// The value at a path such as `entry[3].resource` is not what FHIR has there.
    case notFHIR(path: String, expected: String)
    /// A Bundle without a Patient resource.
    case noPatient
    /// A Bundle with that many Patient resources, more than one.
    case severalPatients(Int)
    /// A rule of a template for parts, counted from 1.
    case template(part: Int, String)

    public var description: String {
        switch self {
        case .notJSON(let error): "the file is not JSON: \(error)"
        case .notFHIR(let path, let expected): "the file is not a FHIR R4 bundle: \(path) should be \(expected)"
        case .noPatient: "the bundle has no Patient resource, so nobody's record could be made of it"
        case .severalPatients(let count): "the bundle has \(count) Patient resources: a record is one patient's, so split it"
        case .template(let part, let reason): "part \(part) of the template: \(reason)"
        }
    }
}
