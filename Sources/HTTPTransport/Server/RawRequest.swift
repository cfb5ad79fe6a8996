/// The request line and header section as they lie in the HTTP library's buffer.
struct RawRequest {
    struct Header {
        let name: [UInt8]
        /// Without surrounding white space.
        let value: [UInt8]
    }

    let method: [UInt8]
    let target: [UInt8]
    let version: [UInt8]
    let headers: [Header]
    /// Whether these parts, each followed by the delimiter that RFC 9112 puts there, are all that was received: no byte
    /// is unaccounted for. Folded lines, NUL bytes, bare line feeds and superfluous spaces make it false.
    let isContiguous: Bool
}
