/// The route table: finds who answers a request.
public struct Router: Sendable {
    /// Every route, in the order in which they were given.
    public let routes: [Route]
    private let searchOrder: [Route]

    /// A GET route answers HEAD, too, unless there is a HEAD route of its own.
    public init(_ routes: [Route]) {
        self.routes = routes
        searchOrder = routes.sorted { $0.template.literalCount > $1.template.literalCount }
    }

    /// The route of a request and what its path's names stand for.
    ///
    /// - Throws: a 404 problem, or a 405 problem with `Allow`.
    func find(_ method: HTTPMethod, _ target: RequestTarget) throws(Problem) -> (route: Route, parameters: [String: String]) {
        var allowed: [HTTPMethod] = []
        var asGet: (Route, [String: String])?
        for route in searchOrder {
            guard let parameters = route.template.match(target.segments) else { continue }
            if route.method == method { return (route, parameters) }
            if route.method == .get, method == .head { asGet = asGet ?? (route, parameters) }
            if !allowed.contains(route.method) { allowed.append(route.method) }
        }
        if let asGet { return asGet }
        guard !allowed.isEmpty else {
            throw Problem(
                status: 404, code: "not-found", title: "There is nothing at this path",
                remedy: "Check the path against the interface's documentation.")
        }
        if allowed.contains(.get), !allowed.contains(.head) { allowed.append(.head) }
        let list = HTTPMethod.allCases.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
        throw Problem(
            status: 405, code: "method-not-allowed", title: "The method is not allowed here", detail: "allowed: \(list)",
            remedy: "Use one of the allowed methods.", headers: HeaderFields([("allow", list)]))
    }
}
