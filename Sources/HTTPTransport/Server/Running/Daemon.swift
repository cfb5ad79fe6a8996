import CMicroHTTPD
import Glibc

/// libmicrohttpd's daemon and its callbacks: translates between the library's buffers and ``Exchange``.
@safe final class Daemon: @unchecked Sendable {
    // Sendable: libmicrohttpd's daemon may be used from any thread; `HTTPServer` hands it out once.
    private let daemon: OpaquePointer
    private let state: ServerState
    private let listeningSocket: Int32

    /// Takes the listening socket over, unless it returns `nil`.
    init?(_ state: ServerState, listeningOn descriptor: Int32, _ configuration: ServerConfiguration) {
        let context = unsafe Unmanaged.passUnretained(state).toOpaque()
        let daemon = unsafe medseal_mhd_start(
            descriptor, UInt32(max(1, configuration.threads)), UInt32(max(1, configuration.connectionLimit)),
            UInt32(max(0, configuration.connectionsPerAddress)), UInt32(max(1, configuration.idleTimeout)), Self.connectionMemory, context,
            onRequest, onTarget, keepEscapes, onCompleted)
        guard let daemon = unsafe daemon else { return nil }
        unsafe self.daemon = daemon
        self.state = state
        listeningSocket = descriptor
    }

    /// Bytes of buffer for each connection: half of it at a time for the body.
    private static let connectionMemory = 128 * 1024

    func stopListening() {
        unsafe _ = MHD_quiesce_daemon(daemon)
        // Not closed yet: a thread of the library may be about to accept, and the number could be another file's by then.
        shutdown(listeningSocket, Int32(SHUT_RDWR))
    }

    /// Waits for handlers that run now, then closes all connections.
    func stop() {
        unsafe MHD_stop_daemon(daemon)
        close(listeningSocket)
    }
}

// The request line has been read: makes the exchange, which the library hands to every later callback of the request.
private func onTarget(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context, let connection = unsafe connection else { return nil }
    let state = unsafe Unmanaged<ServerState>.fromOpaque(context).takeUnretainedValue()
    let address = unsafe ListeningSocket.describe(medseal_mhd_client_address(connection))
    let request = unsafe LibraryRequest(Exchange(state, clientAddress: address), target: target)
    return unsafe Unmanaged.passRetained(request).toOpaque()
}

// Targets are decoded by the gate, from the bytes as they came.
private func keepEscapes(_ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?) -> Int {
    guard let text = unsafe text else { return 0 }
    return unsafe strlen(text)
}

private func onRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?,
    _ exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection = unsafe connection, let method = unsafe method, let version = unsafe version, let size = unsafe size,
        let object = unsafe exchange?.pointee
    else { return .NO }
    let request = unsafe Unmanaged<LibraryRequest>.fromOpaque(object).takeUnretainedValue()
    if !request.headersSeen {
        request.headersSeen = true
        guard let refusal = request.exchange.begin(unsafe request.raw(connection, method: method, version: version)) else { return .YES }
        return unsafe send(refusal, request, connection)
    }
    if let data = unsafe data, unsafe size.pointee > 0 {
        let bytes = unsafe Array(UnsafeRawBufferPointer(start: data, count: size.pointee))
        unsafe size.pointee = 0
        return request.exchange.receive(bytes) ? .YES : .NO
    }
    return unsafe send(request.exchange.finish(), request, connection)
}

private func onCompleted(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ reason: MHD_RequestTerminationCode
) {
    guard let object = unsafe exchange?.pointee else { return }
    unsafe exchange?.pointee = nil
    let request = unsafe Unmanaged<LibraryRequest>.fromOpaque(object).takeRetainedValue()
    request.exchange.completed(reason == .REQUEST_TERMINATED_COMPLETED_OK)
}

private func send(_ response: Response, _ request: LibraryRequest, _ connection: OpaquePointer) -> MHD_Result {
    let made: OpaquePointer?
    switch response.body {
    case .empty:
        unsafe made = MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
    case .bytes(var bytes):
        request.exchange.sent(bytes.count)
        unsafe made = bytes.withUnsafeMutableBytes {
            unsafe MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
        }
    case .stream(let source, let length):
        let stream = LibraryResponseStream(source, request.exchange)
        let context = unsafe Unmanaged.passRetained(stream).toOpaque()
        unsafe made = MHD_create_response_from_callback(length, LibraryResponseStream.pieceByteCount, onRead, context, onResponseEnd)
        if unsafe made == nil { unsafe onResponseEnd(context) }
    }
    guard let made = unsafe made else { return .NO }
    defer { unsafe MHD_destroy_response(made) }
    for field in response.headers.fields {
        guard unsafe MHD_add_response_header(made, field.name, field.value) == .YES else { return .NO }
    }
    return unsafe MHD_queue_response(connection, UInt32(response.status), made)
}

private func onRead(_ context: UnsafeMutableRawPointer?, _ offset: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ limit: Int) -> Int {
    guard let context = unsafe context, let buffer = unsafe buffer else { return LibraryResponseStream.broken }
    let stream = unsafe Unmanaged<LibraryResponseStream>.fromOpaque(context).takeUnretainedValue()
    guard let bytes = stream.read(offset, limit) else { return LibraryResponseStream.broken }
    unsafe UnsafeMutableRawBufferPointer(start: buffer, count: limit).copyBytes(from: bytes)
    return bytes.count
}

private func onResponseEnd(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<LibraryResponseStream>.fromOpaque(context).takeRetainedValue().close()
}

/// A body on its way out.
private final class LibraryResponseStream {
    static let pieceByteCount = 64 * 1024
    /// MHD_CONTENT_READER_END_WITH_ERROR, a macro with a cast.
    static let broken = -2

    private let source: any BodySource
    private let exchange: Exchange

    init(_ source: any BodySource, _ exchange: Exchange) {
        self.source = source
        self.exchange = exchange
    }

    func read(_ offset: UInt64, _ limit: Int) -> [UInt8]? {
        guard let bytes = try? source.read(at: offset, atMost: limit), !bytes.isEmpty, bytes.count <= limit else { return nil }
        exchange.sent(bytes.count)
        return bytes
    }

    func close() { source.close() }
}
