import Framing

/// Reads what a page's form with files sends (RFC 7578; boundaries of RFC 2046 §5.1.1), while it arrives: files go
/// through at constant memory, in time linear in the bytes, however these are cut into pieces.
///
/// As browsers write it: nothing before the first boundary, and at most a line end behind the last one.
public struct MultipartForm {
    /// What is taken.
    public struct Limits: Sendable {
        /// Most bytes of one field's value.
        public var fieldLength = 64 << 10
        /// Most bytes of all fields' names and values.
        public var totalFieldLength = 1 << 20
        /// Most fields and files.
        public var partCount = 2000
        /// Most bytes of one part's header section.
        public var headerLength = 8 << 10

        /// The limits of a form from one's own pages: 2000 parts, 64 KiB a field.
        public init() {}
    }

    /// What was found, in the order of the form.
    public enum Event: Equatable, Sendable {
        /// A part without a filename, whole.
        case field(name: String, value: String)
        /// A file begins. An empty `filename` means that nothing was chosen in that file input; no bytes follow then.
        /// Otherwise it is a name without folders and control characters. `contentType` is what the browser believes, and
        /// empty if it says nothing.
        case fileBegins(name: String, filename: String, contentType: String)
        /// The file's next bytes, at least one.
        case fileBytes([UInt8])
        /// The file has ended.
        case fileEnds
    }

    private enum State {
        /// In a boundary that has to come: the first one.
        case first
        /// Behind a boundary: a line end or two hyphens.
        case afterBoundary
        case header
        case field(String)
        /// Bytes of a file whose input was left empty are refused.
        case file(isChosen: Bool)
        /// Behind the last boundary.
        case ended
        case failed(any Error)
    }

    /// CR LF, two hyphens, boundary. No boundary holds a CR, so that a text that does not go on as the delimiter can
    /// begin it anew only with its very next byte: what makes the search below linear.
    private let delimiter: [UInt8]
    private let limits: Limits
    private var state = State.first
    /// Bytes of the delimiter that have been seen. The first boundary has no line before it.
    private var matched = 2
    /// A line end or two hyphens under way, a header section, or a field's value.
    private var collected: [UInt8] = []
    private var fieldBytes = 0
    private var parts = 0

    /// - Parameter contentType: the request's, `multipart/form-data; boundary=…`.
    /// - Throws: ``MalformedForm/contentType``.
    public init(contentType: String, limits: Limits = Limits()) throws(MalformedForm) {
        guard let type = ParameterizedValue(contentType), type.value == "multipart/form-data",
            let boundary = type["boundary"]?.utf8, (1...70).contains(boundary.count), boundary.allSatisfy(Self.isBoundaryByte),
            boundary.last != 0x20
        else { throw .contentType }
        delimiter = Array("\r\n--".utf8) + boundary
        self.limits = limits
    }

    /// RFC 2046 §5.1.1, bchars.
    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "'()+_,-./:=? ".utf8.contains(byte)
    }

    /// The next bytes of the body.
    ///
    /// - Throws: ``MalformedForm``, or what `handle` threw; and the same again ever after.
    public mutating func update(_ bytes: [UInt8], _ handle: (Event) throws -> Void) throws {
        if case .failed(let error) = state { throw error }
        do {
            var rest = bytes[...]
            while !rest.isEmpty { try step(&rest, handle) }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// The body has ended.
    ///
    /// - Throws: ``MalformedForm/truncated`` if the last boundary is missing, or what ``update(_:_:)`` threw.
    public mutating func finish() throws {
        switch state {
        case .failed(let error): throw error
        case .ended where collected.isEmpty || collected.count == 2: break
        default:
            state = .failed(MalformedForm.truncated)
            throw MalformedForm.truncated
        }
    }

    private mutating func step(_ rest: inout ArraySlice<UInt8>, _ handle: (Event) throws -> Void) throws {
        switch state {
        case .first:
            guard rest.removeFirst() == delimiter[matched] else { throw MalformedForm.preamble }
            matched += 1
            if matched == delimiter.count { boundaryEnded() }
        case .afterBoundary:
            collected.append(rest.removeFirst())
            guard collected.count == 2 else { return }
            defer { collected = [] }
            if collected == Self.lineEnd {
                guard parts < limits.partCount else { throw MalformedForm.tooManyFields(limit: limits.partCount) }
                parts += 1
                state = .header
            } else if collected == Array("--".utf8) {
                state = .ended
            } else {
                throw MalformedForm.delimiter
            }
        case .header: try readHeader(&rest, handle)
        case .field(let name):
            var value: [UInt8] = []
            let ended = take(&rest, into: &value)
            guard collected.count + value.count <= limits.fieldLength else { throw MalformedForm.fieldTooLong(limit: limits.fieldLength) }
            try countField(value.count)
            collected += value
            guard ended else { return }
            guard let text = String(validating: collected, as: UTF8.self) else { throw MalformedForm.encoding }
            boundaryEnded()
            try handle(.field(name: name, value: text))
        case .file(let isChosen):
            var piece: [UInt8] = []
            let ended = take(&rest, into: &piece)
            if !piece.isEmpty {
                guard isChosen else { throw MalformedForm.filename }
                try handle(.fileBytes(piece))
            }
            guard ended else { return }
            boundaryEnded()
            try handle(.fileEnds)
        case .ended:
            collected.append(rest.removeFirst())
            guard Self.lineEnd.starts(with: collected) else { throw MalformedForm.epilogue }
        case .failed(let error): throw error
        }
    }

    private static let lineEnd: [UInt8] = [0x0d, 0x0a]

    private mutating func boundaryEnded() {
        matched = 0
        collected = []
        state = .afterBoundary
    }

    private mutating func countField(_ count: Int) throws {
        fieldBytes += count
        guard fieldBytes <= limits.totalFieldLength else { throw MalformedForm.tooLong(limit: limits.totalFieldLength) }
    }

    private mutating func readHeader(_ rest: inout ArraySlice<UInt8>, _ handle: (Event) throws -> Void) throws {
        let byte = rest.removeFirst()
        collected.append(byte)
        guard collected.count <= limits.headerLength else { throw MalformedForm.partHeaderTooLong(limit: limits.headerLength) }
        guard byte == 0x0a else { return }
        // An empty line at once is a part without a header, which has no name.
        guard collected != Self.lineEnd else { throw MalformedForm.partHeader }
        guard collected.suffix(4) == [0x0d, 0x0a, 0x0d, 0x0a] else { return }
        let part = try MultipartPart(header: collected)
        collected = []
        if let filename = part.filename {
            state = .file(isChosen: !filename.isEmpty)
            try handle(.fileBegins(name: part.name, filename: filename, contentType: part.contentType))
        } else {
            try countField(part.name.utf8.count)
            state = .field(part.name)
        }
    }

    /// Moves content from `rest` to `content` until the delimiter or the end of `rest`; whether the delimiter has ended.
    private mutating func take(_ rest: inout ArraySlice<UInt8>, into content: inout [UInt8]) -> Bool {
        while let byte = rest.first {
            if matched == 0 {
                let run = rest.prefix { $0 != 0x0d }
                content += run
                rest = rest.dropFirst(run.count)
                if rest.popFirst() != nil { matched = 1 }
            } else if byte == delimiter[matched] {
                rest = rest.dropFirst()
                matched += 1
                if matched == delimiter.count { return true }
            } else {
                // `byte` is looked at again: it may be the CR with which the delimiter begins.
                content += delimiter[..<matched]
                matched = 0
            }
        }
        return false
    }
}
