/// A path with named segments: `/v1/records/{id}/versions/{n}`.
public struct PathTemplate: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    private enum Segment: Hashable {
        case literal(String)
        case parameter(String)
    }

    private let segments: [Segment]

    public let description: String

    public init(stringLiteral value: String) { self.init(value) }

    /// - Parameter text: begins with a slash; a segment in braces is a parameter.
    public init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}") ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    /// What the parameters stand for in `path`; `nil` if it does not match.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard literal == text else { return nil }
            case .parameter(let name):
                guard !text.isEmpty else { return nil }
                parameters[name] = text
            }
        }
        return parameters
    }

    /// Literal segments go before parameters when two templates match.
    var literalCount: Int {
        segments.count { if case .literal = $0 { true } else { false } }
    }
}
