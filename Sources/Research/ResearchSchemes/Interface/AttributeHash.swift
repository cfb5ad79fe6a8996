import AccessPolicy
import Framing

/// The hash-to-G1 domains of a scheme: one for each role and each family of labels, so that no attribute, however it is
/// spelt, collides with another role's input, another family or another scheme.
///
/// For FABEO they are those of the engine.
struct AttributeHash {
    private let scheme: SchemeName

    init(_ scheme: SchemeName) { self.scheme = scheme }

    /// The input of a system hash.
    func input(role: String, _ message: [UInt8]) -> HashInput {
        HashInput(domain: Array(utf8: "MEDSEAL-V1-\(scheme.title.uppercased())-\(role)_"), message: message)
    }

    /// The input for a label, whose message is its bytes unless the scheme puts something before them.
    func input(_ label: AttributeLabel, message: [UInt8]? = nil) -> HashInput {
        let role =
            switch label.domain {
            case .plain: "ATTRIBUTE"
            case .number: "NUMBER"
            case .date: "DATE"
            case .epoch: "EPOCH"
            case .device: "DEVICE"
            case .chart: "CHART"
            }
        return input(role: role, message ?? label.bytes)
    }

    func inputs(_ labels: [AttributeLabel]) -> [HashInput] { labels.map { input($0) } }

    /// The distinct labels of a span program, and where each row's label stands among them.
    static func distinct(_ program: SpanProgram) -> (labels: [AttributeLabel], place: [Int]) {
        var places: [AttributeLabel: Int] = [:]
        var distinct: [AttributeLabel] = []
        let place = program.labels.map { label -> Int in
            if let known = places[label] { return known }
            places[label] = distinct.count
            distinct.append(label)
            return distinct.count - 1
        }
        return (distinct, place)
    }
}
