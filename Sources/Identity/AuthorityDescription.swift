import Framing
public import Cryptography

/// Who a key authority is: what users and stores pin. Public, and signed with the authority's own key, so that a value
/// of this type always holds together; whether it is the right authority, only its fingerprint tells.
///
///     offset  bytes
///     0       8       magic: "MEDSEALA"
///     8       1       version: `FormatVersion`
///     9       4 + n   name, framed, 1…256 bytes of UTF-8
///     …       32      Ed25519 public key
///     …       4 + m   public parameters of the attribute encryption, framed, 1…4096 bytes
///     …       64      signature of frame("MEDSEAL-V1-AUTHORITY", everything in front of the signature)
public struct AuthorityDescription: Hashable, Sendable {
    /// Longest encoding of public parameters, in bytes.
    public static let greatestParameterByteCount = 4096

    /// What the authority is called: 1…256 bytes of UTF-8 without control characters. Anybody can take any name.
    public let name: String
    /// The key that verifies every statement of the authority.
    public let publicKey: Ed25519.PublicKey
    /// The encoded public parameters, opaque here.
    public let publicParameters: [UInt8]
    /// Of this description; what a user compares with the one they were told, and pins.
    public let fingerprint: AuthorityFingerprint
    /// The encoding.
    public let bytes: [UInt8]

    /// Describes the authority that has `key`.
    ///
    /// - Throws: ``StatementError/malformed(_:)`` if a field breaks its bounds.
    public init(
        name: String, publicParameters: [UInt8], signedBy key: borrowing Ed25519.PrivateKey
    ) throws(StatementError) {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.u8(FormatVersion.byte)
        writer.framed(name)
        writer.raw(key.publicKey.bytes)
        writer.framed(publicParameters)
        try self.init(bytes: writer.bytes + key.sign(Self.signedMessage(writer.bytes)))
    }

    /// Reads a description and checks its signature.
    ///
    /// - Throws: ``StatementError/malformed(_:)``, ``StatementError/badSignature``.
    public init(bytes: [UInt8]) throws(StatementError) {
        let signature: [UInt8]
        let bodyLength: Int
        do throws(MalformedInput) {
            var reader = ByteReader(bytes)
            try reader.expect(Self.magic, "the magic number of an authority description")
            guard try reader.u8("a version") == FormatVersion.byte else {
                throw MalformedInput(offset: 8, reason: "an authority description of an unknown version")
            }
            name = try reader.displayText("the name of an authority")
            publicKey = try reader.signingKey("the authority's key")
            publicParameters = try reader.framed(atMost: Self.greatestParameterByteCount, "public parameters")
            guard !publicParameters.isEmpty else { throw reader.malformed("public parameters expected") }
            bodyLength = reader.offset
            signature = try reader.raw(Ed25519.signatureByteCount, "a signature")
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
        let body = Array(bytes[..<bodyLength])
        guard publicKey.verify(signature, of: Self.signedMessage(body)) else { throw .badSignature }
        fingerprint = AuthorityFingerprint(ofDescription: body)
        self.bytes = bytes
    }

    private static let magic = [UInt8](utf8: "MEDSEALA")

    private static func signedMessage(_ body: [UInt8]) -> [UInt8] { frame([UInt8](utf8: "MEDSEAL-V1-AUTHORITY"), body) }
}

/// SHA-256(frame("MEDSEAL-V1-AUTHORITY-FINGERPRINT", an authority's description without its signature)): what people
/// compare, on paper or by telephone, before they trust an authority.
public struct AuthorityFingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Length in bytes: a whole SHA-256.
    public static let byteCount = 32

    /// 32 bytes.
    public let bytes: [UInt8]

    init(ofDescription body: [UInt8]) {
        bytes = SHA256.hash(frame([UInt8](utf8: "MEDSEAL-V1-AUTHORITY-FINGERPRINT"), body))
    }

    /// `nil` unless `bytes` has 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the text form, with or without its spaces and in either case; `nil` unless it has 64 hexadecimal digits.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.decode(text.filter { $0 != " " }) else { return nil }
        self.init(bytes: bytes)
    }

    /// Sixteen groups of four hexadecimal digits.
    public var description: String {
        stride(from: 0, to: Self.byteCount, by: 2).map { Hexadecimal.encode(bytes[$0..<$0 + 2]) }.joined(separator: " ")
    }
}
