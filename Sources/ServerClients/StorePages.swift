/// Lists that a store gives page after page.
extension StoreClient {
    /// The most pages of one list that are read: with 500 entries each, ten million.
    private static let greatestPageCount = 20_000

    /// Reads a list to its end.
    ///
    /// Every cursor must stand behind the one before it, as numbers and identifiers do in every list of a store, and there
    /// is a last page: otherwise a store that goes round in circles would keep the program for ever.
    /// - Parameter page: reads the page behind a cursor, and returns the next cursor; `nil` at the end, or when it is enough.
    /// - Throws: what `page` throws; ``RemoteError`` for a list that does not end.
    package static func eachPage(_ page: (_ cursor: String?) throws -> String?) throws {
        var last: String?
        for _ in 0..<greatestPageCount {
            guard let next = try page(last) else { return }
            if let last, !isBehind(next, last) { throw notUnderstood }
            last = next
        }
        throw notUnderstood
    }

    /// The order of identifiers, which are equally long, and of decimal numbers.
    private static func isBehind(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count ? b.utf8.lexicographicallyPrecedes(a.utf8) : a.utf8.count > b.utf8.count
    }
}
