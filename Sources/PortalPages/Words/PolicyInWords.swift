public import AccessPolicy

/// A policy for people: whom it lets read, in their language.
public struct PolicyInWords: Sendable {
    /// Plain text, of several lines if the policy is deep.
    public let text: String

    public init(_ expression: PolicyExpression, _ language: Language) { text = "" }
}
