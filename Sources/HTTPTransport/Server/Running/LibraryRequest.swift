import CMicroHTTPD
import Glibc

/// A request as libmicrohttpd holds it: pointers into the connection's buffer, which stays where it is until the request is
/// complete.
@safe final class LibraryRequest {
    let exchange: Exchange
    var headersSeen = false
    private let target: [UInt8]
    private let targetAddress: UInt

    /// - Parameter target: copied at once: the library cuts it at the question mark afterwards.
    init(_ exchange: Exchange, target: UnsafePointer<CChar>?) {
        self.exchange = exchange
        unsafe self.target = target.map { unsafe Self.bytes($0, strlen($0)) } ?? []
        targetAddress = UInt(bitPattern: target)
    }

    /// The request line and header section, and whether they account for every byte that was received.
    ///
    /// The library ends lines at bare line feeds, joins a folded line to the *name* of the line before, stops reading a line
    /// at a NUL byte, and skips spaces. It replaces delimiters in its buffer by zeros but moves nothing, so each of these
    /// shows as a part that does not begin where the part before it ends. Should another release of the library lay its
    /// buffer out differently, every request would be refused, and the first test with it.
    func raw(_ connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) -> RawRequest {
        let start = UInt(bitPattern: method)
        var cursor = start
        var contiguous = true
        func expect(_ address: UInt, _ length: Int, after gap: UInt) {
            if address != cursor &+ gap { contiguous = false }
            cursor = address &+ UInt(length)
        }
        let methodBytes = unsafe Self.bytes(method, strlen(method))
        let versionBytes = unsafe Self.bytes(version, strlen(version))
        expect(start, methodBytes.count, after: 0)
        expect(targetAddress, target.count, after: 1)
        expect(UInt(bitPattern: version), versionBytes.count, after: 1)

        let collector = HeaderCollector()
        unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, onHeader, Unmanaged.passUnretained(collector).toOpaque())
        for header in collector.headers {
            expect(header.nameAddress, header.name.count, after: 2)
            // The colon, then any spaces and tabs, which the library skipped: at most a few.
            let gap = header.valueAddress &- cursor
            if gap < 1 || gap > 9 { contiguous = false }
            cursor = header.valueAddress &+ UInt(header.value.count)
        }
        // The last line's end and the empty line.
        if unsafe cursor &+ 4 != start &+ UInt(medseal_mhd_header_size(connection)) { contiguous = false }
        return RawRequest(
            method: methodBytes, target: target, version: versionBytes,
            headers: collector.headers.map { RawRequest.Header(name: $0.name, value: Self.trimmed($0.value)) }, isContiguous: contiguous)
    }

    fileprivate static func bytes(_ text: UnsafePointer<CChar>, _ count: Int) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: text, count: count))
    }

    private static func trimmed(_ value: [UInt8]) -> [UInt8] {
        var value = value
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        return value
    }
}

/// Header fields with the addresses at which they lie.
private final class HeaderCollector {
    struct Header {
        let nameAddress: UInt
        let name: [UInt8]
        let valueAddress: UInt
        let value: [UInt8]
    }

    var headers: [Header] = []
}

private func onHeader(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
    guard let context = unsafe context, let name = unsafe name else { return .NO }
    let collector = unsafe Unmanaged<HeaderCollector>.fromOpaque(context).takeUnretainedValue()
    unsafe collector.headers.append(
        .init(
            nameAddress: UInt(bitPattern: name), name: LibraryRequest.bytes(name, nameLength), valueAddress: UInt(bitPattern: value),
            value: value.map { unsafe LibraryRequest.bytes($0, valueLength) } ?? []))
    return .YES
}
