import Framing

/// What a page's form without files sends (WHATWG URL Standard §5.1, application/x-www-form-urlencoded).
///
/// Stricter than the standard, whose parser takes everything: a percent sign without two digits and text that is not
/// UTF-8, which no browser sends, are refused.
public struct URLEncodedForm: Sendable, Equatable {
    /// Most bytes of a form.
    public static let lengthLimit = 1 << 20
    /// Most fields of a form.
    public static let fieldLimit = 2000

    /// One `name=value`.
    public struct Field: Sendable, Equatable {
        /// Decoded; may be empty and may repeat.
        public let name: String
        /// Decoded, with `+` as a space.
        public let value: String
    }

    /// In the order in which the page has them; a name comes more than once where several boxes of it are checked.
    public let fields: [Field]

    /// Reads a whole body.
    public init(_ body: [UInt8]) throws(MalformedForm) {
        guard body.count <= Self.lengthLimit else { throw .tooLong(limit: Self.lengthLimit) }
        var fields: [Field] = []
        for part in body.split(separator: UInt8(ascii: "&")) {
            guard fields.count < Self.fieldLimit else { throw .tooManyFields(limit: Self.fieldLimit) }
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = try Self.decode(part[..<(equals ?? part.endIndex)])
            let value = try equals.map { index throws(MalformedForm) in try Self.decode(part[(index + 1)...]) } ?? ""
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// Reads the body of a request whose `Content-Type` says that it is such a form.
    public init(_ request: Request) throws(MalformedForm) {
        guard let type = request.headers["content-type"].flatMap(ParameterizedValue.init),
            type.value == "application/x-www-form-urlencoded"
        else { throw .contentType }
        try self.init(request.body)
    }

    /// The first value of that name; `nil` if there is none.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Every value of that name.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    private static func decode(_ raw: ArraySlice<UInt8>) throws(MalformedForm) -> String {
        guard let bytes = PercentEncoding.decode(raw, plusIsSpace: true), let text = String(validating: bytes, as: UTF8.self) else { throw .encoding }
        return text
    }
}
