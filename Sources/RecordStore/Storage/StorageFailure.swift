/// Why a storage engine could not do what it was asked, whichever engine it is.
public struct StorageFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a caller may do something about, apart from what only an operator can.
    public enum Kind: Hashable, Sendable {
        /// Others kept the engine busy for too long; later it may go.
        case busy
        /// The disk or a limit is full. Nothing was changed.
        case full
        /// Another process has the place for itself.
        case claimed
        /// What is kept there is damaged.
        case damaged
        /// The place cannot be used: it is not there, not private, or holds something else.
        case unusable
        /// The engine was closed.
        case closed
        /// It failed in another way.
        case failed
    }

    public let kind: Kind
    /// The engine's own words, without values: these may tell of a patient.
    public let description: String
    /// What whoever runs the store can do about it.
    public let remedy: String

    public init(_ kind: Kind, _ description: String, remedy: String) {
        self.kind = kind
        self.description = description
        self.remedy = remedy
    }
}
