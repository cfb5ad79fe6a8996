import FoundationEssentials
import HTTPTransport
import TestSupport
import Testing

/// The published description of the HTTP interfaces and the route tables of store and authority say the same.
@Suite struct OpenAPITests {
    private struct Document: Decodable {
        struct Operation: Decodable {
            let tags: [String]
            let operationId: String
        }
        struct Path: Decodable {
            let get, put, post, delete, patch: Operation?
            var operations: [(HTTPMethod, Operation)] {
                [(.get, get), (.put, put), (.post, post), (.delete, delete), (.patch, patch)].compactMap { method, operation in
                    operation.map { (method, $0) }
                }
            }
        }
        let openapi: String
        let paths: [String: Path]
    }

    @Test func theDocumentListsExactlyTheRoutes() throws {
        let data = try Data(contentsOf: URL(filePath: VectorFile.checkout + "/docs/openapi.json"))
        let document = try JSONDecoder().decode(Document.self, from: data)
        #expect(document.openapi == "3.1.0")
        let store = try StoreServer().service.router
        let authority = try AuthorityServiceTests.World().router
        for (tag, router) in [("store", store), ("authority", authority)] {
            let described = document.paths.flatMap { path, item in
                item.operations.filter { $0.1.tags.contains(tag) }.map { "\($0.0.rawValue) \(path)" }
            }
            let routes = router.routes.map { "\($0.method.rawValue) \($0.template)" }
            #expect(described.sorted() == routes.sorted())
        }
        #expect(document.paths.values.flatMap(\.operations).allSatisfy { $0.1.tags.count == 1 })
        let names = document.paths.values.flatMap { $0.operations.map(\.1.operationId) }
        #expect(Set(names).count == names.count)
    }
}
