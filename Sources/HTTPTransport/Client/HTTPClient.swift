import CCurl
import Glibc
import Synchronization

/// How long a client waits and what it trusts.
public struct HTTPClientConfiguration: Sendable {
    /// Seconds until a connection must stand.
    public var connectTimeout = 10
    /// Seconds for a whole request; 0 for no limit, which large bodies need.
    public var totalTimeout = 0
    /// Seconds without a byte after which a transfer is given up.
    public var stallTimeout = 60
    /// A file with the certificates of issuers to trust instead of the system's.
    public var certificateAuthorityFile: String?
    /// Allows plain http to other computers than this one.
    public var allowsCleartext = false
    /// Whether a body is announced before it is sent, so that a server can refuse it unread (RFC 9110 §10.1.1). A server that
    /// does not know of it costs a second for each body.
    public var announcesBody = true
    /// The most bytes of a response's header section.
    public var headerByteLimit = 65_536

    /// Ten seconds to connect, sixty without a byte, TLS to everybody but this computer.
    public init() {}
}

/// An HTTP/1.1 client on libcurl that follows no redirect, uses no proxy and verifies every server's TLS certificate.
/// Several threads may use it; connections are kept for the next request.
public final class HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let idle = Mutex<[CurlHandle]>([])

    /// A client without a connection; the first request opens one.
    public init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        self.configuration = configuration
    }

    /// Sends a request and collects the response's body.
    ///
    /// - Parameter responseLimit: the most bytes of the body.
    /// - Throws: ``HTTPClientError``, or what the request's producer threw.
    public func send(_ request: ClientRequest, responseLimit: Int) throws -> ClientResponse {
        try perform(request, collecting: responseLimit, sink: nil)
    }

    /// Sends a request and gives the body of a successful response (2xx) to `sink` as it arrives, with the status and
    /// header fields. The body of any other is collected, up to `errorLimit` bytes.
    ///
    /// - Throws: ``HTTPClientError``, or what the producer or the sink threw.
    public func send(
        _ request: ClientRequest, errorLimit: Int = 65_536, sink: @escaping (_ head: ClientResponse, _ bytes: [UInt8]) throws -> Void
    ) throws -> ClientResponse {
        try perform(request, collecting: errorLimit, sink: sink)
    }

    private func perform(
        _ request: ClientRequest, collecting limit: Int, sink: ((ClientResponse, [UInt8]) throws -> Void)?
    ) throws -> ClientResponse {
        guard request.url.isSecure || configuration.allowsCleartext || request.url.isLoopback else { throw HTTPClientError.cleartext }
        for field in request.headers.fields {
            guard HeaderFields.isToken(field.name.utf8), HeaderFields.isValue(field.value.utf8) else { throw HTTPClientError.invalidHeader }
        }
        let handle = try idle.withLock { $0.popLast() } ?? CurlHandle()
        let transfer = CurlTransfer(request, bodyLimit: limit, headerByteLimit: configuration.headerByteLimit, sink: sink)
        defer {
            handle.reset()
            idle.withLock { if $0.count < 8 { $0.append(handle) } }
        }
        return try handle.perform(transfer, configuration)
    }
}

/// An owned libcurl easy handle.
@safe private final class CurlHandle: @unchecked Sendable {
    // Sendable: `HTTPClient` gives a handle to one thread at a time, which is all that libcurl asks for.
    private let handle: UnsafeMutableRawPointer

    private static let isLibraryReady: Bool = {
        // A server that goes away while it is written to must not end the process.
        _ = signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    init() throws {
        guard Self.isLibraryReady, let handle = unsafe curl_easy_init() else {
            throw HTTPClientError.other(code: CURLE_FAILED_INIT.rawValue)
        }
        unsafe self.handle = handle
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    /// Forgets the request; connections stay open.
    func reset() { unsafe curl_easy_reset(handle) }

    func perform(_ transfer: CurlTransfer, _ configuration: HTTPClientConfiguration) throws -> ClientResponse {
        let request = transfer.request
        set(CURLOPT_URL, request.url.description)
        set(CURLOPT_PROTOCOLS_STR, request.url.isSecure ? "https" : "http")
        set(CURLOPT_PROXY, "")
        set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_CONNECTTIMEOUT, configuration.connectTimeout)
        set(CURLOPT_TIMEOUT, configuration.totalTimeout)
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, configuration.stallTimeout)
        if let file = configuration.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
        if request.method == .head { set(CURLOPT_NOBODY, 1) }

        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe medseal_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        unsafe medseal_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        unsafe medseal_curl_set_transfer(handle, CURLOPT_WRITEFUNCTION, onBody)
        unsafe medseal_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION, onHeader)
        if let length = transfer.uploadLength {
            set(CURLOPT_UPLOAD, 1)
            unsafe medseal_curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(length))
            unsafe medseal_curl_set_pointer(handle, CURLOPT_READDATA, context)
            unsafe medseal_curl_set_transfer(handle, CURLOPT_READFUNCTION, onUpload)
        }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        for field in request.headers.fields {
            // libcurl's own spelling of a field without a value.
            unsafe list = curl_slist_append(list, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // Without a value, in libcurl's spelling, is without the field.
        if !configuration.announcesBody { unsafe list = curl_slist_append(list, "Expect:") }
        unsafe medseal_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)

        let code = withExtendedLifetime(transfer) { unsafe curl_easy_perform(handle) }
        if let failure = transfer.failure { throw failure }
        guard code == CURLE_OK else { throw Self.error(code) }
        return transfer.response
    }

    private func set(_ option: CURLoption, _ value: Int) { unsafe medseal_curl_set_long(handle, option, value) }

    private func set(_ option: CURLoption, _ value: String) { unsafe medseal_curl_set_text(handle, option, value) }

    private static func error(_ code: CURLcode) -> HTTPClientError {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost
        case CURLE_COULDNT_CONNECT: .cannotConnect
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR:
            .tls
        case CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING: .interrupted
        default: .other(code: code.rawValue)
        }
    }
}

private func onBody(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receive(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count))) ? size * count : 0
}

private func onHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveHeaderLine(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count))) ? size * count : 0
}

private func onUpload(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    let abort = Int(CURL_READFUNC_ABORT)
    guard let context = unsafe context, let buffer = unsafe buffer else { return abort }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    guard let bytes = transfer.produce(atMost: size * count) else { return abort }
    unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count).copyBytes(from: bytes)
    return bytes.count
}
