/// A part of a list, and where the next one begins.
public struct Page<Element: Sendable, Cursor: Sendable>: Sendable {
    public let elements: [Element]
    /// Behind what to go on; `nil` at the end.
    public let next: Cursor?

    /// - Parameter found: one more than `limit` if there is more.
    init(_ found: [Element], limit: Int, _ cursor: (Element) -> Cursor) {
        elements = Array(found.prefix(limit))
        next = found.count > limit ? elements.last.map(cursor) : nil
    }
}
