/// A sealed record that is being uploaded, or was: its bytes, in pieces. Only the engine that gave it out knows what it stands for.
public struct StoredObject: Hashable, Sendable {
    package let number: UInt64

    package init(number: UInt64) { self.number = number }
}
