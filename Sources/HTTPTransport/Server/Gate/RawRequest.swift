/// The request line and header section as they lie in the HTTP library's buffer.
package struct RawRequest {
    package struct Header {
        let name: [UInt8]
        /// Without surrounding white space.
        let value: [UInt8]

        package init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    let method: [UInt8]
    let target: [UInt8]
    let version: [UInt8]
    let headers: [Header]
    /// Whether these parts, each followed by the delimiter that RFC 9112 puts there, are all that was received: no byte
    /// is unaccounted for. Folded lines, NUL bytes, bare line feeds and superfluous spaces make it false.
    let isContiguous: Bool

    package init(method: [UInt8], target: [UInt8], version: [UInt8], headers: [Header], isContiguous: Bool) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.isContiguous = isContiguous
    }
}
