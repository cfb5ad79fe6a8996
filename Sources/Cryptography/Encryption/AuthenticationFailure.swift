/// A ciphertext, tag or associated text is not what the holder of the key made, or the key is another one.
///
/// It says no more than that: telling the causes apart helps forgers, never users.
public struct AuthenticationFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The only failure there is: no cause is ever told.
    public init() {}

    public var description: String { "authentication failed: wrong key, or the data was altered" }
}
