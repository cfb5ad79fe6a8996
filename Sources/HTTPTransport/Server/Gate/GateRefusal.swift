/// Why the gate refused a request.
enum GateRefusal: Error, Equatable {
    case targetTooLong, headersTooLarge, headerName, headerValue, headerSection, version, method, target(MalformedTarget)
    case missingHost, repeatedHost, invalidHost, misdirected, expectation, repeatedHeader
    case lengthAndEncoding, lengthRequired, transferEncoding, repeatedContentLength, contentLength

    /// The answer: it closes the connection.
    var problem: Problem {
        var problem = Problem(status: status, code: code, title: "The request was refused before it was read", detail: detail, remedy: remedy)
        problem.closesConnection = true
        return problem
    }

    private var status: Int {
        switch self {
        case .targetTooLong: 414
        case .headersTooLarge: 431
        case .version: 505
        case .method, .transferEncoding: 501
        case .misdirected: 421
        case .expectation: 417
        case .lengthRequired: 411
        default: 400
        }
    }

    /// Stable, published in the documentation of the HTTP interface.
    private var code: String {
        switch self {
        case .targetTooLong: "target-too-long"
        case .headersTooLarge: "headers-too-large"
        case .version: "version-not-supported"
        case .method: "method-unknown"
        case .transferEncoding: "transfer-encoding-not-supported"
        case .misdirected: "misdirected-request"
        case .expectation: "expectation-not-supported"
        case .lengthRequired: "length-required"
        default: "malformed-request"
        }
    }

    private var detail: String {
        switch self {
        case .targetTooLong: "the request target is too long"
        case .headersTooLarge: "the header section is too long"
        case .headerName: "a header field's name is not a token"
        case .headerValue: "a header field's value holds a byte that is not visible ASCII"
        case .headerSection: "the header section has folded lines, NUL bytes, bare line feeds or superfluous spaces"
        case .version: "the version is neither HTTP/1.1 nor HTTP/1.0"
        case .method: "the method is unknown"
        case .target(let error): error.description
        case .missingHost: "the Host field is missing"
        case .repeatedHost: "there is more than one Host field"
        case .invalidHost: "the Host field is no host name or address"
        case .misdirected: "the Host field names another server"
        case .expectation: "the Expect field asks for something other than 100-continue"
        case .repeatedHeader: "a header field that may come once comes twice"
        case .lengthAndEncoding: "there are both Content-Length and Transfer-Encoding"
        case .lengthRequired: "the body has no declared length"
        case .transferEncoding: "the transfer coding is not supported"
        case .repeatedContentLength: "there is more than one Content-Length field"
        case .contentLength: "the Content-Length field is no decimal number"
        }
    }

    private var remedy: String {
        switch self {
        case .targetTooLong, .headersTooLarge: "Send a shorter request."
        case .misdirected: "Use the name under which this server is configured."
        case .lengthRequired, .transferEncoding: "Send the body with a Content-Length."
        default: "Send the request with an HTTP client that follows RFC 9112."
        }
    }
}
