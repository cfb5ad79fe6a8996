public import JSON

/// Readings of devices: Observations that belong to a patient's record, in a record of their own beside it.
///
/// A Bundle of type collection without a Patient, whose link of relation `up` names the patient's record.
public struct ReadingsBundle: Equatable, Sendable {
    private static let scheme = "urn:medseal:record:"

    /// The identifier of the patient's record.
    public let subject: String
    /// The Observation resources in the order of their entries.
    public let observations: [JSONNode]

    /// The bundle of observations that are JSON texts already, which go into it as they are.
    ///
    /// - Parameters:
    ///   - subject: the identifier of the patient's record: letters and digits only.
    ///   - texts: each one checked to be an Observation by ``isObservation(_:)``.
    public static func json(subject: String, texts: [ArraySlice<UInt8>]) -> [UInt8] {
        var bytes = Array(
            #"{"resourceType":"Bundle","type":"collection","link":[{"relation":"up","url":"\#(scheme)\#(subject)"}],"entry":["#.utf8)
        bytes.reserveCapacity(bytes.count + texts.reduce(2) { $0 + $1.count + 14 })
        for (index, text) in texts.enumerated() {
            bytes += Array((index == 0 ? #"{"resource":"# : #",{"resource":"#).utf8)
            bytes += text
            bytes.append(UInt8(ascii: "}"))
        }
        bytes += Array("]}".utf8)
        return bytes
    }

    /// `nil` if the JSON is no bundle of readings.
    public init?(_ root: JSONNode) {
        guard root["resourceType"]?.string == "Bundle", root["type"]?.string == "collection" else { return nil }
        let up = (root["link"]?.elements ?? []).first { $0["relation"]?.string == "up" }
        guard let url = up?["url"]?.string, url.hasPrefix(Self.scheme) else { return nil }
        subject = String(url.dropFirst(Self.scheme.count))
        let resources = (root["entry"]?.elements ?? []).compactMap { $0["resource"] }
        guard resources.allSatisfy({ Self.isObservation($0) }) else { return nil }
        observations = resources
    }

    /// Whether a value is an Observation resource as far as ingesting asks.
    public static func isObservation(_ node: JSONNode) -> Bool { node["resourceType"]?.string == "Observation" }

    /// The identifier of the patient's record that an Observation names as its subject: as a reference
    /// `urn:medseal:record:ID`.
    public static func recordReference(_ observation: JSONNode) -> String? {
        guard let reference = observation["subject"]?["reference"]?.string, reference.hasPrefix(scheme) else { return nil }
        return String(reference.dropFirst(scheme.count))
    }

    /// The number of the patient that an Observation names as its subject: the value of the identifier.
    public static func identifier(_ observation: JSONNode) -> String? { observation["subject"]?["identifier"]?["value"]?.string }
}
