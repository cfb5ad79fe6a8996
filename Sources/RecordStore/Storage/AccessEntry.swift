public import Identity

/// One line of the access log: who did what with a record, and when. The record's owner may read it.
public struct AccessEntry: Hashable, Sendable {
    /// What was done.
    public enum Action: String, Sendable {
        case create, read, update, rewrap, delete
    }

    public let position: AccessPosition
    /// Unix seconds.
    public let time: UInt64
    public let user: UserID
    public let action: Action
    /// The user's name as the last certificate had it that the store saw; `nil` if it saw none.
    public let name: String?

    public init(position: AccessPosition, time: UInt64, user: UserID, action: Action, name: String? = nil) {
        self.position = position
        self.time = time
        self.user = user
        self.action = action
        self.name = name
    }
}

/// Where an entry stands in the access log: a later entry of the same record has a greater one. What an engine counts by is its
/// own affair.
public struct AccessPosition: Hashable, Sendable, LosslessStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    /// What ``description`` gives: decimal digits without a leading zero, so that one position has one text.
    public init?(_ text: String) {
        guard let number = UInt64(text), "\(number)" == text else { return nil }
        self.number = number
    }

    public var description: String { "\(number)" }
}
