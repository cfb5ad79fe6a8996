import FoundationEssentials
import HTTPTransport
import TestSupport
import Testing

/// The published description of the store's interface and its route table say the same.
@Suite struct StoreOpenAPITests {
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
        let described = document.paths.flatMap { path, item in
            item.operations.filter { $0.1.tags.contains("store") }.map { "\($0.0.rawValue) \(path)" }
        }
        let routes = try StoreServer().service.router.routes.map { "\($0.method.rawValue) \($0.template)" }
        #expect(described.sorted() == routes.sorted())
        let names = document.paths.values.flatMap { $0.operations.map(\.1.operationId) }
        #expect(Set(names).count == names.count)
    }
}
