/// Told of what is under way when it may take long: a bar on a terminal, a counter on a page, or nobody.
public protocol ProgressMeter: AnyObject {
    /// So many more bytes are done.
    func advance(by bytes: Int)
    /// Nothing more will come.
    func finish()
}

/// Begins a meter for something that is called `label` and has `total` bytes, if that is known.
public typealias ProgressStart = @Sendable (_ label: String, _ total: UInt64?) -> (any ProgressMeter)?

/// Nobody wants to know.
public let noProgress: ProgressStart = { _, _ in nil }
