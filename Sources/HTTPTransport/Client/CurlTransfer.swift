/// One request under way: what libcurl's callbacks read from and write to.
final class CurlTransfer {
    let request: ClientRequest
    /// Why a callback broke the transfer off.
    private(set) var failure: (any Error)?
    private let bodyLimit: Int
    private let headerByteLimit: Int
    private let sink: ((ClientResponse, [UInt8]) throws -> Void)?
    private var uploaded: UInt64 = 0
    private var status = 0
    private var headers = HeaderFields()
    private var headerBytes = 0
    private var body: [UInt8] = []

    init(_ request: ClientRequest, bodyLimit: Int, headerByteLimit: Int, sink: ((ClientResponse, [UInt8]) throws -> Void)?) {
        self.request = request
        self.bodyLimit = bodyLimit
        self.headerByteLimit = headerByteLimit
        self.sink = sink
    }

    /// Bytes of the request's body; `nil` if it has none.
    var uploadLength: UInt64? {
        switch request.body {
        case .none: [.put, .post, .patch].contains(request.method) ? 0 : nil
        case .bytes(let bytes): UInt64(bytes.count)
        case .producer(let length, _): length
        }
    }

    var response: ClientResponse { ClientResponse(status: status, headers: headers, body: body) }

    /// The next bytes of the request's body, none at its end; `nil` to break off.
    func produce(atMost limit: Int) -> [UInt8]? {
        let left = (uploadLength ?? 0) - uploaded
        let count = Int(min(UInt64(limit), left))
        guard count > 0 else { return [] }
        switch request.body {
        case .none: return []
        case .bytes(let bytes):
            let start = Int(uploaded)
            uploaded += UInt64(count)
            return Array(bytes[start..<start + count])
        case .producer(_, let next):
            do {
                let bytes = try next(count)
                guard !bytes.isEmpty, bytes.count <= count else { throw HTTPClientError.shortBody }
                uploaded += UInt64(bytes.count)
                return bytes
            } catch {
                failure = error
                return nil
            }
        }
    }

    /// A line of the response's header section, line end included; `false` to break off.
    func receiveHeaderLine(_ line: [UInt8]) -> Bool {
        headerBytes += line.count
        guard headerBytes <= headerByteLimit else {
            failure = HTTPClientError.tooLarge
            return false
        }
        let line = line.prefix { $0 != 13 && $0 != 10 }
        if line.starts(with: Array("HTTP/".utf8)) {
            // Each response begins anew: an interim one (100 Continue) is forgotten.
            headers = HeaderFields()
            let parts = line.split(separator: UInt8(ascii: " "))
            status = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
            headers.append(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
        return true
    }

    /// The next bytes of the response's body; `false` to break off.
    func receive(_ bytes: [UInt8]) -> Bool {
        if let sink, (200..<300).contains(status) {
            do {
                try sink(ClientResponse(status: status, headers: headers, body: []), bytes)
                return true
            } catch {
                failure = error
                return false
            }
        }
        guard bytes.count <= bodyLimit - body.count else {
            failure = HTTPClientError.tooLarge
            return false
        }
        body += bytes
        return true
    }
}
