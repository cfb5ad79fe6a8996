import Framing

/// The parameters of a message signature (RFC 9421 §2.3), in the order in which they are written.
package struct SignatureParameters: Sendable, Equatable {
    package let components: [String]
    package let parameters: [StructuredParameter]

    package init(components: [String], parameters: [StructuredParameter]) {
        self.components = components
        self.parameters = parameters
    }

    /// `("…" "…");created=…`: what stands in `Signature-Input` and at the end of the signature base.
    package var text: String {
        var text = "(" + components.map(Self.quoted).joined(separator: " ") + ")"
        for parameter in parameters {
            text += ";" + parameter.name
            switch parameter.value {
            case .integer(let value): text += "=\(value)"
            case .string(let value): text += "=" + Self.quoted(value)
            case .token(let value): text += "=" + value
            case .bytes(let value): text += "=:" + Base64.encode(value) + ":"
            case .bool(let value): text += value ? "" : "=?0"
            }
        }
        return text
    }

    package func integer(_ name: String) -> Int64? {
        if case .integer(let value)? = parameters.first(where: { $0.name == name })?.value { value } else { nil }
    }

    package func string(_ name: String) -> String? {
        if case .string(let value)? = parameters.first(where: { $0.name == name })?.value { value } else { nil }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

/// What is signed (RFC 9421 §2.5): one line for each covered component, then the parameters.
package enum SignatureBase {
    /// - Parameter values: for each of `parameters.components`, in order, its canonical value.
    package static func bytes(_ values: [String], _ parameters: SignatureParameters) -> [UInt8] {
        var text = ""
        for (component, value) in zip(parameters.components, values) { text += "\"\(component)\": \(value)\n" }
        return Array((text + "\"@signature-params\": \(parameters.text)").utf8)
    }
}
