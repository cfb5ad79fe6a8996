import Framing

/// What stands in front of the router: it refuses every request that two HTTP implementations could read differently, so
/// that nothing can be smuggled past a proxy (RFC 9112 §11.2), and answers with a closed connection.
///
/// libmicrohttpd 0.9.75 lets pass, even when strict: `Content-Length` beside `Transfer-Encoding`, two different
/// `Content-Length`s, white space before the colon, two `Host`s, unknown methods, folded lines and NUL bytes.
package struct RequestGate: Sendable {
    package init() {}

    /// The longest request target, in bytes.
    var targetLimit = 2048
    /// The most header bytes, names and values.
    var headerByteLimit = 16_384
    /// The most header fields.
    var headerCountLimit = 64
    /// Values of `Host` that are meant for this server, in lower case; `nil` accepts any.
    var authorities: Set<String>?

    /// Fields that may stand on several lines; they are joined by a comma (RFC 9110 §5.3), as `Cookie` is by a semicolon. No
    /// other name may come twice.
    private static let lists: Set<String> = [
        "accept", "accept-encoding", "accept-language", "cache-control", "connection", "forwarded", "via", "x-forwarded-for",
    ]

    /// The request, or the refusal as a problem that closes the connection.
    package func admit(_ raw: RawRequest, clientAddress: String, requestID: String) throws(Problem) -> Request {
        do throws(GateRefusal) {
            return try check(raw, clientAddress, requestID)
        } catch {
            throw error.problem
        }
    }

    private func check(_ raw: RawRequest, _ clientAddress: String, _ requestID: String) throws(GateRefusal) -> Request {
        guard raw.target.count <= targetLimit else { throw .targetTooLong }
        guard raw.headers.count <= headerCountLimit,
            raw.headers.reduce(0, { $0 + $1.name.count + $1.value.count }) <= headerByteLimit
        else { throw .headersTooLarge }
        for header in raw.headers {
            guard HeaderFields.isToken(header.name) else { throw .headerName }
            guard HeaderFields.isValue(header.value) else { throw .headerValue }
        }
        guard raw.isContiguous else { throw .headerSection }
        guard raw.version == Array("HTTP/1.1".utf8) || raw.version == Array("HTTP/1.0".utf8) else { throw .version }
        guard let method = HTTPMethod(rawValue: String(decoding: raw.method, as: UTF8.self)) else { throw .method }
        let target: RequestTarget
        do throws(MalformedTarget) { target = try RequestTarget(raw.target) } catch { throw .target(error) }

        let headers = try join(raw.headers)
        guard let host = headers["host"]?.lowercased() else { throw .missingHost }
        guard HTTPAuthority.isValid(host) else { throw .invalidHost }
        if let authorities, !authorities.contains(host) { throw .misdirected }
        if let expectation = headers["expect"], expectation.lowercased() != "100-continue" { throw .expectation }
        return Request(
            method: method, target: target, authority: host, headers: headers, contentLength: try contentLength(headers),
            clientAddress: clientAddress, requestID: requestID)
    }

    private func join(_ raw: [RawRequest.Header]) throws(GateRefusal) -> HeaderFields {
        var headers = HeaderFields()
        for header in raw {
            let name = String(decoding: header.name, as: UTF8.self).lowercased()
            let value = String(decoding: header.value, as: UTF8.self)
            guard headers.count(name) > 0 else {
                headers.append(name, value)
                continue
            }
            switch name {
            case "host": throw .repeatedHost
            case "content-length": throw .repeatedContentLength
            // RFC 9113 §8.2.3: a comma would end up in a cookie's value.
            case "cookie": headers.set(name, (headers[name] ?? "") + "; " + value)
            case _ where Self.lists.contains(name): headers.set(name, (headers[name] ?? "") + ", " + value)
            default: throw .repeatedHeader
            }
        }
        return headers
    }

    private func contentLength(_ headers: HeaderFields) throws(GateRefusal) -> UInt64 {
        let text = headers["content-length"]
        if let coding = headers["transfer-encoding"] {
            guard text == nil else { throw .lengthAndEncoding }
            // A body of unknown length is never needed here, and chunk syntax is where implementations differ most.
            throw coding.lowercased() == "chunked" ? .lengthRequired : .transferEncoding
        }
        guard let text else { return 0 }
        // UInt64(text) alone would accept a plus sign.
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy(ASCII.isDigit), let length = UInt64(text)
        else { throw .contentLength }
        return length
    }
}
