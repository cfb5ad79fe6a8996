import Framing
import Cryptography

/// The `Content-Digest` field (RFC 9530 §2) with SHA-256.
public enum ContentDigest {
    /// The field's value for a body with that SHA-256 digest of 32 bytes.
    public static func field(sha256 digest: [UInt8]) -> String { "sha-256=:\(Base64.encode(digest)):" }

    /// The field's value for a whole body.
    public static func field(of body: [UInt8]) -> String { field(sha256: SHA256.hash(body)) }

    /// The SHA-256 digest that a field names, 32 bytes; `nil` if the field is malformed or names other algorithms only.
    public static func sha256(in field: String) -> [UInt8]? {
        guard let members = try? StructuredFieldParser.dictionary(field),
            case .item(.bytes(let digest))? = members.first(where: { $0.key == "sha-256" })?.value, digest.count == SHA256.byteCount
        else { return nil }
        return digest
    }
}
