/// Turns a complete 200 response that carries an `ETag` into what the request's conditions ask for (RFC 9110 §13, §14).
enum ConditionalResponse {
    static func apply(_ response: Response, to request: Request) -> Response {
        guard response.status == 200, request.method == .get || request.method == .head, let tag = response.headers["etag"] else {
            return response
        }
        if let field = request.headers["if-none-match"], EntityTag.weaklyMatches(tag, list: field) {
            close(response)
            var headers = response.headers
            headers = HeaderFields(headers.fields.filter { $0.name != "content-type" }.map { ($0.name, $0.value) })
            return Response(status: 304, headers: headers)
        }
        var response = response
        response.headers.set("accept-ranges", "bytes")
        // RFC 9110 §14.2: Range is defined for GET only.
        guard request.method == .get else { return response }
        // A range of another version of the resource is of no use to whoever holds a part of this one.
        if let condition = request.headers["if-range"], condition != tag { return response }
        let total = response.contentLength
        switch ByteRange.parse(request.headers["range"], total: total) {
        case .whole: return response
        case .unsatisfiable:
            close(response)
            return Problem(
                status: 416, code: "range-not-satisfiable", title: "The range lies outside the content", detail: "the content has \(total) bytes",
                remedy: "Ask for a range that begins inside the content.", headers: HeaderFields([("content-range", "bytes */\(total)")])
            ).response(requestID: request.requestID)
        case .part(let range):
            response.status = 206
            response.headers.set("content-range", "bytes \(range.offset)-\(range.offset + range.length - 1)/\(total)")
            switch response.body {
            case .empty: break
            case .bytes(let bytes): response.body = .bytes(Array(bytes[Int(range.offset)..<Int(range.offset + range.length)]))
            case .stream(let source, _): response.body = .stream(OffsetSource(source, from: range.offset), length: range.length)
            }
            return response
        }
    }

    private static func close(_ response: Response) {
        if case .stream(let source, _) = response.body { source.close() }
    }
}

/// A source that begins further on in another one.
private final class OffsetSource: BodySource {
    private let source: any BodySource
    private let start: UInt64

    init(_ source: any BodySource, from start: UInt64) {
        self.source = source
        self.start = start
    }

    func read(at offset: UInt64, atMost limit: Int) throws -> [UInt8] { try source.read(at: start + offset, atMost: limit) }

    func close() { source.close() }
}
